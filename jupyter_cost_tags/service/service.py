"""The operations of the REST API, each by its name in `operations.OPERATIONS`.

A read gives what is on the shelf. A refresh starts on the pool and is waited for by the
handler, up to a deadline. A write runs on the pool to its end.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from .. import __version__
from ..models import (
    AlignRequest,
    BundleRequest,
    CostExplorerMeter,
    Costs,
    CostsRequest,
    Guard,
    GuardRequest,
    NotebookRequest,
    Own,
    Parts,
    PartsRequest,
    Plan,
    PolicyView,
    RefreshRequest,
    ResolveRequest,
    Run,
    Running,
    RunningRequest,
    RunningSection,
    Scan,
    ScannedResource,
    ScanRequest,
    ScanSection,
    Spend,
    SpendRequest,
    SpendSection,
    Status,
    Stopped,
    StopResourceRequest,
    WhoAmI,
    WhoAmISection,
)
from ..policy.view import policy_view
from ..problems import BadRequest, CostTagsError
from ..state.clock import fixed_clock
from ..workers import Workers
from . import own, parts, resolves, runnings, scans, spends
from .context import IDENTITY_LIFETIME, Context
from .costs import CostDesk
from .fixing import Fixing
from .guards import Guards
from .runs import RunDesk
from .sections import Shelf
from .watch import Watch

SCAN_LIFETIME = timedelta(minutes=5)
MOST_RESOLVED = 200


class Service(Fixing):
    """One server's answers; safe to call from several threads."""

    def __init__(self, context: Context) -> None:
        """Take the context; nothing is asked of AWS yet."""
        self.context = context
        context.asks_for_policies = False
        self.workers = Workers(threads=6)
        self._whoami = Shelf("whoami", WhoAmI, IDENTITY_LIFETIME)
        self._scans: dict[str, Shelf[Scan]] = {}
        self._runnings: dict[str, Shelf[Running]] = {}
        self._spends: dict[str, Shelf[Spend]] = {}
        self._costs = CostDesk(context)
        self._runs = RunDesk(context, self.workers, self._run_ended)
        self._denied = {}
        self._resolved: OrderedDict[str, ScannedResource] = OrderedDict()
        self._lock = threading.Lock()
        self.guards = Guards(context)
        self.watch = Watch(self.guards, self.workers, self._rescan)

    def start(self, tell: Callable[[Path], None]) -> None:
        """Tell kernels and hear what they launch from now on; `tell` gets the folder to follow."""
        self.guards.tell = tell
        self.watch.start()

    def stop(self) -> None:
        """End what runs beside requests; waits for nobody."""
        self.watch.stop()
        self.workers.close()

    # -- reads: no AWS call, no write -----------------------------------------------------

    def status(self, _: None = None) -> Status:
        """Return version, demo flag, clock and meter."""
        settings = self.context.settings
        identity = self.context.known_identity()
        used = None
        if identity:
            used = self.context.state(identity).meter.requests_today(self.context.now())
        return Status(
            version=__version__,
            demo=self.context.aws.demo,
            clock_fixed=fixed_clock(self.context.environ),
            meter=CostExplorerMeter(
                requests_today=used,
                daily_cap=settings.daily_cap,
                price_per_request="0.01",
                spend_enabled=settings.spend_enabled,
            ),
            problem=None,
        )

    def policy(self, _: None = None) -> PolicyView:
        """Return the policy in force."""
        return policy_view(self.context.policy())

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
            read["value"] = read["value"].model_copy(update={"since_last_bill": up.since_last_bill})
        return SpendSection(**read)

    def running(self, request: RunningRequest | None = None) -> RunningSection:
        """Return what was up at the last look."""
        shelf = self._running_shelf(request or RunningRequest())
        return RunningSection(**shelf.read(self.context))

    def own(self, _: None = None) -> Own:
        """Return my own profile's and space's tags as last read."""
        with self._lock:
            denied = dict(self._denied)
        return own.own(self.context.known_identity(), denied)

    def guard(self, _: None = None) -> Guard:
        """Return what kernels go by and launched."""
        return self.guards.guard()

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

    def refresh_running(self, request: RunningRequest) -> Future[None] | None:
        """Look at what is up if the last look is older than asked for; free of charge."""
        return self._running_shelf(request).refresh(
            self.context,
            self.workers,
            request,
            lambda: runnings.ask_running(self.context, request.scope),
        )

    # -- writes ---------------------------------------------------------------------------

    def parts(self, request: PartsRequest) -> Parts:
        """Read what belongs to a listed resource; its parts can be planned for from then on."""
        asked = self._one(request.id)
        found = parts.find_parts(self.context, asked.arn, asked.name)
        self._remember(found.resources)
        return found.parts

    def costs(self, request: CostsRequest) -> Costs:
        """Return what listed resources cost: billed if that was read, else an estimate."""
        return self._costs.costs(self._chosen(request.ids))

    def align(self, request: AlignRequest) -> Plan:
        """Plan the same tags for all parts of a listed resource; `fix` applies it."""
        asked = self._one(request.id)
        return self._runs.keep(parts.plan_align(self.context, asked.arn, asked.name, request))

    def stop_running(self, request: StopResourceRequest) -> Stopped:
        """Stop what `running` listed, if it is the caller's."""
        with self._lock:
            shelves = list(self._runnings.values())
        listed = [shelf.read(self.context)["value"] for shelf in shelves]
        found = [one for told in listed if told for one in told.resources]
        arn = runnings.Listed(found).arn(request.id)
        if not request.confirm:
            raise BadRequest("Nothing was stopped: the request does not confirm it.")
        return runnings.stop(
            self.context, arn, including_here=request.including_here, only_mine=True
        )

    def sync_guard(self, _: GuardRequest) -> Guard:
        """Tell kernels anew."""
        self.guards.sync()
        return self.guards.guard()

    def choose_bundle(self, request: BundleRequest) -> Guard:
        """Choose the bundle for all notebooks."""
        self.guards.choose_bundle(request)
        return self.guards.guard()

    def choose_for_notebook(self, request: NotebookRequest) -> Guard:
        """Keep what a notebook's launches are tagged with."""
        self.guards.choose_for_notebook(request)
        return self.guards.guard()

    def resolve(self, request: ResolveRequest) -> ScannedResource:
        """Find the resource that a card names; it can be planned for from then on."""
        found = resolves.resolve(self.context, self.guards.book, request)
        self._remember([found])
        return found

    def _remember(self, found: list[ScannedResource]) -> None:
        with self._lock:
            for one in found:
                self._resolved[one.id] = one
            while len(self._resolved) > MOST_RESOLVED:
                self._resolved.popitem(last=False)

    def _one(self, name: str) -> ScannedResource:
        found = self._listed().get(name)
        if found is None:
            raise BadRequest(
                "The last scan has no such resource.",
                code="id-unknown",
                action="Scan again and choose from its list.",
            )
        return found

    def _run_ended(self, run: Run) -> None:
        """Read the identity anew after a run that wrote my own layers: kernels are told then."""
        if self._written(run):
            with suppress(CostTagsError):  # too much waits: the next refresh reads it
                self.refresh_whoami(RefreshRequest(force=True))

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

    def _running_shelf(self, request: RunningRequest) -> Shelf[Running]:
        name = f"running {request.scope}"
        with self._lock:
            return self._runnings.setdefault(name, Shelf(name, Running, SCAN_LIFETIME))

    def _spend_shelf(self, request: SpendRequest) -> Shelf[Spend]:
        name = spends.shelf_name(self.context, spends.checked_by(self.context, request.by))
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
