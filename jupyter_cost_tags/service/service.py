"""The operations of the REST API, each by its name in `operations.OPERATIONS`.

Sections are in `looking`, tags in `fixing`. A write runs on the pool to its end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
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
    ScannedResource,
    Status,
)
from ..policy.store import Loaded
from ..policy.view import policy_view
from ..problems import CostTagsError
from ..state.clock import fixed_clock
from ..workers import Workers
from . import own, parts, resolves
from .budgeting import Budgeting, anomalies_shelf
from .context import Context
from .costs import CostDesk
from .fixing import Fixing
from .guards import Guards
from .looking import Looking
from .runs import RunDesk
from .watch import Watch


class Service(Looking, Fixing, Budgeting):
    """One server's answers; safe to call from several threads."""

    def __init__(self, context: Context) -> None:
        """Take the context; nothing is asked of AWS yet."""
        self.context = context
        context.asks_for_policies = False
        self.workers = Workers(threads=6)
        self._lock = threading.Lock()
        self._clear_shelves()
        self._budgets = {}
        self._anomalies = anomalies_shelf()
        self._costs = CostDesk(context)
        self._runs = RunDesk(context, self.workers, self._run_ended)
        self._denied = {}
        self._view: tuple[Loaded, PolicyView] | None = None  # of the policy asked for last
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
        loaded, last = self.context.policy(), self._view
        if last is None or last[0] is not loaded:
            last = self._view = loaded, policy_view(loaded)
        return last[1]

    def own(self, _: None = None) -> Own:
        """Return my own profile's and space's tags as last read."""
        with self._lock:
            denied = dict(self._denied)
        return own.own(self.context.known_identity(), denied)

    def guard(self, _: None = None) -> Guard:
        """Return what kernels go by and launched."""
        return self.guards.guard()

    # -- writes ---------------------------------------------------------------------------

    def parts(self, request: PartsRequest) -> Parts:
        """Read what belongs to a listed resource; its parts can be planned for from then on."""
        asked = self._chosen([request.id])[0]
        found = parts.find_parts(self.context, asked.arn, asked.name)
        self._remember(found.resources)
        return found.parts

    def costs(self, request: CostsRequest) -> Costs:
        """Return what listed resources cost: billed if that was read, else an estimate."""
        return self._costs.costs(self._chosen(request.ids))

    def align(self, request: AlignRequest) -> Plan:
        """Plan the same tags for all parts of a listed resource; `fix` applies it."""
        asked = self._chosen([request.id])[0]
        return self._runs.keep(parts.plan_align(self.context, asked.arn, asked.name, request))

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

    def _run_ended(self, run: Run) -> None:
        """Read the identity anew after a run that wrote my own layers: kernels are told then."""
        if self._written(run):
            with suppress(CostTagsError):  # too much waits: the next refresh reads it
                self.refresh_whoami(RefreshRequest(force=True))
