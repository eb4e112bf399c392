"""The operations that look: what is kept of each section, and reading it anew.

A read gives what is on the shelf. A refresh starts on the pool and is waited for by the
handler, up to a deadline.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from concurrent.futures import Future
from datetime import timedelta

from ..models import (
    Doctor,
    DoctorRequest,
    DoctorSection,
    RefreshRequest,
    Running,
    RunningRequest,
    Scan,
    ScannedResource,
    ScanRequest,
    ScanSection,
    Spend,
    SpendRequest,
    SpendSection,
    WhoAmI,
    WhoAmISection,
)
from ..problems import CostTagsError
from . import doctor as doctors
from . import scans, spends
from .context import IDENTITY_LIFETIME
from .sections import Shelf
from .upkeep import Upkeep

SCAN_LIFETIME = timedelta(minutes=5)
DOCTOR_LIFETIME = timedelta(hours=1)
MOST_RESOLVED = 200


class Looking(Upkeep):
    """The part of a service that reads sections and refreshes them."""

    def _clear_shelves(self) -> None:
        """Begin with nothing read."""
        self._whoami = Shelf(
            "whoami", WhoAmI, IDENTITY_LIFETIME, is_whole=lambda told: told.reason is None
        )
        self._doctor = Shelf("doctor", Doctor, DOCTOR_LIFETIME)
        self._scans: dict[str, Shelf[Scan]] = {}
        self._runnings = {}
        self._spends: dict[str, Shelf[Spend]] = {}
        self._estimated: tuple[Spend, Running, Spend] | None = None
        self._resolved: OrderedDict[str, ScannedResource] = OrderedDict()

    # -- reads: no AWS call, no write -----------------------------------------------------

    def whoami(self, _: RefreshRequest | None = None) -> WhoAmISection:
        """Return the identity as last read."""
        kept = self._whoami.read(self.context)
        if kept["value"] is not None:  # the policy or the bundle may be another by now
            kept["value"] = self.context.known_whoami()
        return WhoAmISection(**kept)

    def scan(self, request: ScanRequest | None = None) -> ScanSection:
        """Return the scan as last made."""
        return ScanSection(**self._scan_shelf(request or ScanRequest()).read(self.context))

    def spend(self, request: SpendRequest | None = None) -> SpendSection:
        """Return the spend as last read."""
        shelf = self._spend_shelf(request or SpendRequest())
        read = shelf.read(self.context)
        up = self._running_shelf(RunningRequest()).read(self.context)["value"]
        if read["value"] and up and up.since_last_bill:
            read["value"] = self._with_estimate(read["value"], up)
        return SpendSection(**read)

    def _with_estimate(self, spend: Spend, up: Running) -> Spend:
        """Return the spend with what accrued since; the same object for the same two."""
        last = self._estimated
        if last and last[0] is spend and last[1] is up:
            return last[2]
        told = spend.model_copy(update={"since_last_bill": up.since_last_bill})
        self._estimated = (spend, up, told)
        return told

    def doctor(self, _: DoctorRequest | None = None) -> DoctorSection:
        """Return the setup ladder as last climbed."""
        return DoctorSection(**self._doctor.read(self.context))

    # -- refreshes ------------------------------------------------------------------------

    def refresh_whoami(self, request: RefreshRequest) -> Future[None] | None:
        """Read the identity if it is older than asked for."""
        asked = time.monotonic()
        return self._whoami.refresh(
            self.context,
            self.workers,
            request,
            lambda: self.context.whoami(not_before=asked),
        )

    def refresh_scan(self, request: ScanRequest) -> Future[None] | None:
        """Scan if the last one is older than asked for."""
        return self._scan_shelf(request).refresh(
            self.context,
            self.workers,
            request,
            lambda: self._make_scan(request),
        )

    def refresh_spend(self, request: SpendRequest) -> Future[None] | None:
        """Read the month to date if it is older than asked for; costs Cost Explorer requests."""
        return self._spend_shelf(request).refresh(
            self.context,
            self.workers,
            request,
            lambda: spends.ask_spend(self.context, by=request.by, month=None, fresh=request.force),
        )

    def refresh_doctor(self, request: DoctorRequest) -> Future[None] | None:
        """Climb the ladder if that is longer ago than asked for."""
        return self._doctor.refresh(
            self.context,
            self.workers,
            request,
            lambda: doctors.examine(
                self.context,
                spend=request.spend,
                before=self._doctor.read(self.context)["value"],
                serving=True,
            ),
        )

    # -- shelves --------------------------------------------------------------------------

    def _make_scan(self, request: ScanRequest) -> Scan:
        shelf = self._scan_shelf(request)
        return scans.make_scan(
            self.context,
            scope=request.scope,
            span=timedelta(days=request.days),
            notebook=request.notebook,
            full=request.full,
            hear=lambda progress: shelf.show(progress.scan),
        )

    def _rescan(self) -> bool:
        """Scan what the panel shows; False while a scan that began before is under way."""
        request = ScanRequest(force=True)
        if self._scan_shelf(request).running is not None:
            return False
        try:
            return self.refresh_scan(request) is not None
        except CostTagsError:  # too much waits: a moment later
            return False

    def _scan_shelf(self, request: ScanRequest) -> Shelf[Scan]:
        name = f"scan {request.scope} {request.days}"
        if request.notebook:
            name += f" {hashlib.sha256(request.notebook.encode()).hexdigest()[:16]}"
        with self._lock:
            return self._scans.setdefault(name, Shelf(name, Scan, SCAN_LIFETIME))

    def _spend_shelf(self, request: SpendRequest) -> Shelf[Spend]:
        name = spends.shelf_asked_for(self.context, request.by)
        with self._lock:
            return self._spends.setdefault(
                name,
                Shelf(
                    name,
                    Spend,
                    spends.LIFETIME,
                    lifetime_of=spends.lifetime,
                    retry_after=spends.RETRY_AFTER.total_seconds(),
                ),
            )

    def _listed(self) -> dict[str, ScannedResource]:
        with self._lock:
            shelves = list(self._scans.values()) or [Shelf("scan mine 30", Scan, SCAN_LIFETIME)]
            resolved = dict(self._resolved)
        scanned = [shelf.read(self.context)["value"] for shelf in shelves]
        return resolved | {one.id: one for made in scanned if made for one in made.resources}

    def _remember(self, found: list[ScannedResource]) -> None:
        """Let these be planned for from now on."""
        with self._lock:
            for one in found:
                self._resolved[one.id] = one
            while len(self._resolved) > MOST_RESOLVED:
                self._resolved.popitem(last=False)
