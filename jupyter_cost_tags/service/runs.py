"""Runs of this server: started once each, looked at while they go on, stopped and resumed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from ..models import Plan, Run, Runs
from ..problems import BadRequest
from ..workers import Workers
from . import fixes, plans
from .context import Context
from .fixes import Begun
from .summary import summed

MOST_PLANS = 100
P = TypeVar("P", bound=Plan)


@dataclass
class Live:
    """A run under way in this process."""

    begun: Begun
    done: Future[Run] = field(default_factory=Future)
    stopped: threading.Event = field(default_factory=threading.Event)


class RunDesk:
    """Takes orders to fix, undo, resume and stop; safe to call from several threads."""

    def __init__(
        self, context: Context, workers: Workers, tell: Callable[[Run], None] = lambda _: None
    ) -> None:
        """Take what runs need; `tell` hears of each that comes to its end. Nothing runs yet."""
        self._context = context
        self._workers = workers
        self._tell = tell
        self._lock = threading.Lock()
        self._starting = threading.Lock()  # one plan is not begun twice
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._run_of_plan: dict[str, str] = {}
        self._live: dict[str, Live] = {}
        self._ended: OrderedDict[str, Run] = OrderedDict()

    def keep(self, plan: P) -> P:
        """Keep a plan so that it can be applied as it was shown, with its summary."""
        plan = plan if plan.summary else summed(plan)
        with self._lock:
            self._plans[plan.plan_id] = plan
            while len(self._plans) > MOST_PLANS:
                oldest, _ = self._plans.popitem(last=False)
                self._run_of_plan.pop(oldest, None)
        return plan

    def fix(self, plan_id: str, wait: float | None) -> Run:
        """Apply a plan once; the same plan again gives the same run, after a restart too."""
        with self._starting:
            with self._lock:
                plan, run_id = self._plans.get(plan_id), self._run_of_plan.get(plan_id)
            live = None
            if run_id is None and plan is not None:
                live = self._register(fixes.begin_plan(self._context, plan))
                with self._lock:
                    self._run_of_plan[plan_id] = live.begun.run_id
        if live:
            return self._started(live, wait)
        if run_id:
            return self._awaited(run_id, wait)
        before = fixes.run_of_plan(self._context, plan_id)
        if before is None:
            raise BadRequest("No such plan.", code="plan-unknown", action="Plan again.")
        return before

    def undo(self, run_id: str, wait: float | None) -> Run:
        """Take a run back, where nobody changed the tags since."""
        with self._lock:
            under_way = run_id in self._live
        if under_way:
            raise BadRequest(
                "This run is not over yet.",
                code="run-running",
                action="Stop it or wait for its end, then undo.",
            )
        plan = plans.plan_of_undo(self._context, run_id)
        begun = fixes.begin_plan(self._context, plan, undoes=run_id)
        return self._started(self._register(begun), wait)

    def resume(self, run_id: str, wait: float | None) -> Run:
        """Go on with a run that was interrupted."""
        live = self._register(fixes.begin_resume(self._context, run_id))
        return self._started(live, wait)

    def stop(self, run_id: str) -> Run:
        """Let a run end after what it writes now."""
        with self._lock:
            live = self._live.get(run_id)
        if live:
            live.stopped.set()
        return self.run(run_id)

    def run(self, run_id: str) -> Run:
        """Return a run as it is now, the newest if none is named; asks nobody, writes nothing."""
        if not run_id:
            newest = self.runs().runs[:1]
            return self.run(newest[0].run_id) if newest else Run(run_id="", results=[])
        with self._lock:
            live, ended = self._live.get(run_id), self._ended.get(run_id)
        if live:
            return live.begun.so_far()
        with suppress(BadRequest):
            return fixes.known_run(self._context, run_id)
        if ended:  # it had nothing to write, so that the journal lacks it
            return ended
        raise plans.unknown_run()

    def runs(self) -> Runs:
        """Return all runs of this identity; asks nobody and writes nothing."""
        return fixes.list_runs(self._context)

    def _register(self, begun: Begun) -> Live:
        live = Live(begun)
        with self._lock:
            self._live[begun.run_id] = live
        return live

    def _started(self, live: Live, wait: float | None) -> Run:
        """Work on a run here to its end, or on the pool while this waits so long."""
        work = self._work_of(live)
        if wait is None:
            work()
            return live.done.result()
        try:
            self._workers.submit(work)
        except BaseException:
            self._forget(live)
            live.begun.abandon()
            raise
        return self._waited(live, wait)

    def _awaited(self, run_id: str, wait: float | None) -> Run:
        with self._lock:
            live, ended = self._live.get(run_id), self._ended.get(run_id)
        if live:
            return self._waited(live, wait)
        return ended or self.run(run_id)

    def _waited(self, live: Live, wait: float | None) -> Run:
        try:
            return live.done.result(wait)
        except FutureTimeout:
            if live.done.done():  # the run's own
                raise
            return live.begun.so_far()

    def _work_of(self, live: Live) -> Callable[[], None]:
        def work() -> None:
            try:
                run = live.begun.finish(stop=live.stopped.is_set)
                self._tell(run)
            except BaseException as error:  # noqa: BLE001  (it goes to whoever waits)
                self._forget(live)
                live.done.set_exception(error)
                return
            with self._lock:
                self._ended[run.run_id] = run
                while len(self._ended) > MOST_PLANS:
                    self._ended.popitem(last=False)
            self._forget(live)
            live.done.set_result(run)

        return work

    def _forget(self, live: Live) -> None:
        with self._lock:
            self._live.pop(live.begun.run_id, None)
