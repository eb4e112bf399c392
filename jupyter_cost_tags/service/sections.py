"""Sections: a kept value each, refreshed once at a time however many tabs ask."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..models import Problem, RefreshRequest, Wire
from ..problems import CostTagsError
from ..state.cache import Cached
from ..workers import Workers
from .context import Context

V = TypeVar("V", bound=Wire)
_log = logging.getLogger(__name__)


@dataclass
class Shelf(Generic[V]):
    """One section's value on disk, its lifetime, and the refresh under way."""

    name: str
    model: type[V]
    lifetime: timedelta
    problem: Problem | None = None
    running: Future[None] | None = None
    lifetime_of: Callable[[V], timedelta] | None = None  # where it depends on the value
    partial: Callable[[], V] | None = None  # what the refresh under way has found so far
    retry_after: float = 0.0  # seconds after a failure until only `force` asks again
    failed_at: float = float("-inf")
    _last: tuple[Cached, V] | None = None  # what was validated last, and as what
    is_whole: Callable[[V], bool] = lambda value: getattr(value, "complete", True)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _again: tuple[RefreshRequest, Callable[[], V]] | None = None  # who joined and insists

    def read(self, context: Context) -> dict[str, Any]:
        """Return the members of the section; asks nobody and writes nothing.

        Where nothing is stored, what a refresh under way has found so far.
        """
        value, as_of = self._stored(context)
        now = context.now()
        partial = self.partial
        return {
            "value": partial() if value is None and partial else value,
            "as_of": as_of,
            "stale": value is None or as_of is None or now - as_of >= self._lifetime(value),
            "refreshing": self.running is not None,
            "problem": self.problem,
        }

    def show(self, partial: Callable[[], V]) -> None:
        """Take what the refresh under way has found so far."""
        self.partial = partial

    def keep(self, context: Context, value: V) -> None:
        """Put a value on the shelf of the identity that it belongs to."""
        cache = context.state(context.identity()).cache
        cache.put(self.name, value.model_dump(mode="json"), context.now())

    def refresh(
        self, context: Context, workers: Workers, request: RefreshRequest, ask: Callable[[], V]
    ) -> Future[None] | None:
        """Start a refresh if one is due, or join the one under way; None if none is needed.

        Who joins with `force` is answered by a second one, unless the one under way told all.
        """
        with self._lock:
            if self.running is not None:
                if request.force:
                    self._again = request, ask
                return self.running
            if context.known_identity() and not self._is_due(context, request):
                return None
            self.running = workers.submit(lambda: self._run(context, request, ask))
            return self.running

    def _run(self, context: Context, request: RefreshRequest, ask: Callable[[], V]) -> None:
        again: tuple[RefreshRequest, Callable[[], V]] | None = (request, ask)
        try:
            while again:
                problem, whole = self._problem_of(context, *again)
                with self._lock:
                    self.problem = problem
                    again, self._again = None if whole else self._again, None
                    if again is None:
                        self.running = self.partial = None
        except BaseException:
            with self._lock:
                self.running = self.partial = self._again = None
            raise

    def _problem_of(
        self, context: Context, request: RefreshRequest, ask: Callable[[], V]
    ) -> tuple[Problem | None, bool]:
        """Ask if it is due and keep the answer; return the problem, and whether all was told."""
        try:
            anew = request.force and not context.is_settled
            context.identity(not_before=time.monotonic() if anew else None)
            if not self._is_due(context, request):
                return self.problem, False
            self.failed_at = time.monotonic()
            value = ask()
            self.keep(context, value)
            return None, self.is_whole(value)
        except CostTagsError as error:
            return error.problem(), False
        except Exception as error:  # noqa: BLE001  (told; its text may hold what AWS said)
            return unexpected(error).problem(), False

    def _is_due(self, context: Context, request: RefreshRequest) -> bool:
        if request.force:
            return True
        if self.problem is not None:
            return time.monotonic() - self.failed_at >= self.retry_after
        value, as_of = self._stored(context)
        if value is None or as_of is None:
            return True
        limit = self._lifetime(value)
        if request.max_age is not None:
            limit = timedelta(seconds=request.max_age)
        return context.now() - as_of >= limit

    def _lifetime(self, value: V) -> timedelta:
        return self.lifetime_of(value) if self.lifetime_of else self.lifetime

    def _stored(self, context: Context) -> tuple[V | None, datetime | None]:
        identity = context.known_identity()
        stored = context.state(identity).cache.look(self.name) if identity else None
        if stored is None:
            return None, None
        last = self._last
        if last and last[0] is stored:
            return last[1], stored.stored_at
        try:
            value = self.model.model_validate(stored.value)
        except ValueError:  # written by another version
            return None, None
        self._last = (stored, value)
        return value, stored.stored_at


def unexpected(error: BaseException) -> CostTagsError:
    """Return the problem of a fault of our own, and log where it is, without its text."""
    trace, place = error.__traceback__, "unknown place"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "jupyter_cost_tags" in code.co_filename:
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(error).__name__} in {place}"
    _log.error("jupyter_cost_tags failed: %s", what)
    return CostTagsError(f"The server part failed ({what}).")
