"""Threads for work that waits on AWS. They are daemons: a hanging call never delays an exit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from typing import TypeVar

from .problems import Exhausted

T = TypeVar("T")
R = TypeVar("R")


class Late(Exception):
    """Work did not end in time; it goes on behind, and nobody waits for it."""


class Workers:
    """A small pool with a bounded queue."""

    def __init__(self, threads: int = 4, waiting: int = 32) -> None:
        """Start no thread yet; up to `threads` come as work does."""
        self._threads = threads
        self._queue: queue.Queue[tuple[Future[object], Callable[[], object]]] = queue.Queue(waiting)
        self._lock = threading.Lock()
        self._started = 0
        self._ended = threading.Condition()
        self._unfinished = 0
        self._closed = False

    def submit(self, work: Callable[[], R]) -> Future[R]:
        """Run `work` on a thread of the pool; raises `Exhausted` when too much waits already."""
        if self._closed:
            raise Exhausted("The server is stopping.", code="busy", action="Start it again.")
        future: Future[R] = Future()
        self._note(1)
        try:
            self._queue.put_nowait((future, work))  # type: ignore[arg-type]  # Future is invariant
        except queue.Full:
            self._note(-1)
            raise Exhausted(
                "Too many requests wait for AWS.", code="busy", action="Retry in a minute."
            ) from None
        with self._lock:
            if self._started < self._threads and _starts(self._work, f"{self._started + 1}"):
                self._started += 1
            if self._started == 0 and future.cancel():
                raise Exhausted(
                    "No thread can be started.", code="busy", action="Retry in a minute."
                )
        return future

    def close(self, patience: float = 0.0) -> bool:
        """Take no more work, drop what waits, and wait so many seconds for what runs.

        Returns whether nothing runs any more. A server that stops waits for nobody.
        """
        self._closed = True
        with suppress(queue.Empty):
            while True:
                self._queue.get_nowait()[0].cancel()
                self._note(-1)
        with self._ended:
            return self._ended.wait_for(lambda: self._unfinished == 0, patience)

    def _note(self, more: int) -> None:
        with self._ended:
            self._unfinished += more
            self._ended.notify_all()

    def _work(self) -> None:
        while True:
            future, work = self._queue.get()
            try:
                if future.set_running_or_notify_cancel():
                    future.set_result(work())
            except BaseException as error:  # noqa: BLE001  (it goes to whoever waits for the future)
                future.set_exception(error)
            self._note(-1)


def each(work: Callable[[T], R], items: Sequence[T], *, threads: int) -> list[R]:
    """Return `work(item)` for each item, in order, on up to `threads` threads that then end.

    Where no thread can be started, on this one.
    """
    if len(items) <= 1 or threads <= 1:
        return [work(item) for item in items]
    futures: list[Future[R]] = [Future() for _ in items]
    left = iter(range(len(items)))
    lock = threading.Lock()

    def take() -> None:
        while True:
            with lock:
                at = next(left, None)
            if at is None:
                return
            try:
                futures[at].set_result(work(items[at]))
            except BaseException as error:  # noqa: BLE001  (it goes to the caller below)
                futures[at].set_exception(error)

    started = [_starts(take, f"each-{number}") for number in range(min(threads, len(items)))]
    if not any(started):
        take()
    return [future.result() for future in futures]


def within(seconds: float, work: Callable[[], R]) -> R:
    """Return what `work` gives, done on a thread of its own; raises `Late` if that takes longer.

    Where no thread can be started it is done on this one, however long it takes.
    """
    future: Future[R] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  (it goes to the caller below)
            future.set_exception(error)

    if not _starts(run, "call"):
        return work()
    try:
        return future.result(seconds)
    except FutureTimeout:
        if future.done():  # the work's own
            raise
        raise Late from None


def _starts(work: Callable[[], None], name: str) -> bool:
    """Start a daemon; tell whether one could be.

    Not while the process ends (Python 3.12), nor where it has as many threads as it may.
    """
    try:
        threading.Thread(target=work, name=f"cost-tags-{name}", daemon=True).start()
    except RuntimeError:
        return False
    return True
