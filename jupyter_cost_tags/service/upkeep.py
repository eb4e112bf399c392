"""The operations about what is up: look, stop, and leave it running with a reason."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import timedelta

from ..models import (
    Running,
    RunningRequest,
    RunningSection,
    Snoozed,
    SnoozeRequest,
    Stopped,
    StopResourceRequest,
    WakeRequest,
)
from ..problems import BadRequest
from ..workers import Workers
from . import runnings
from .context import Context
from .sections import Shelf

RUNNING_LIFETIME = timedelta(minutes=5)


class Upkeep:
    """The part of a service that looks at what is up; clients name ids that it listed."""

    context: Context
    workers: Workers
    _lock: threading.Lock
    _runnings: dict[str, Shelf[Running]]

    def running(self, request: RunningRequest | None = None) -> RunningSection:
        """Return what was up at the last look, with what is snoozed now."""
        read = self._running_shelf(request or RunningRequest()).read(self.context)
        if read["value"]:
            read["value"] = runnings.with_snoozes_of(self.context, read["value"])
        return RunningSection(**read)

    def refresh_running(self, request: RunningRequest) -> Future[None] | None:
        """Look at what is up if the last look is older than asked for; free of charge."""
        return self._running_shelf(request).refresh(
            self.context,
            self.workers,
            request,
            lambda: runnings.ask_running(self.context, request.scope),
        )

    def stop_running(self, request: StopResourceRequest) -> Stopped:
        """Stop what `running` listed, if it is the caller's."""
        arn = self._arn(request.id)
        if not request.confirm:
            raise BadRequest("Nothing was stopped: the request does not confirm it.")
        return runnings.stop(
            self.context, arn, including_here=request.including_here, only_mine=True
        )

    def snooze_running(self, request: SnoozeRequest) -> Snoozed:
        """Leave what `running` listed as it is for a while."""
        span = timedelta(hours=request.hours)
        return runnings.snooze(self.context, self._arn(request.id), span, request.reason)

    def wake_running(self, request: WakeRequest) -> Snoozed:
        """End a snooze before its time."""
        return runnings.wake(self.context, self._arn(request.id))

    def _arn(self, name: str) -> str:
        with self._lock:
            shelves = list(self._runnings.values())
        listed = [shelf.read(self.context)["value"] for shelf in shelves]
        found = [one for told in listed if told for one in told.resources]
        return runnings.Listed(found).arn(name)

    def _running_shelf(self, request: RunningRequest) -> Shelf[Running]:
        name = f"running {request.scope}"
        with self._lock:
            return self._runnings.setdefault(name, Shelf(name, Running, RUNNING_LIFETIME))
