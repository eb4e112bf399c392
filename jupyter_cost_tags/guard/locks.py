"""A lock that a fork never takes along closed."""

from __future__ import annotations

import os
import threading
import weakref


class Lock:
    """A lock of this process's threads; in a fork it begins open.

    A fork copies a lock as it is, and the thread that would open it is no part of the new process.
    """

    def __init__(self) -> None:
        """Begin open."""
        self._lock = threading.Lock()
        if hasattr(os, "register_at_fork"):
            known = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _renew(known()))

    def __enter__(self) -> None:
        """Wait for the lock."""
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        """Open it for the next thread."""
        self._lock.release()


def _renew(lock: Lock | None) -> None:
    if lock is not None:
        lock._lock = threading.Lock()  # noqa: SLF001  (its own module)
