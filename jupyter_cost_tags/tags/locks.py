"""Locks between servers on one home: the kernel lets go of them when their process dies."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TAKEN = frozenset({errno.EAGAIN, errno.EACCES})
_LOOK_EVERY = 0.02  # seconds
# Held by this process: on NFS a lock is the process's own, and any close of its file ends it.
_ours: set[Path] = set()
_ours_lock = threading.Lock()


class Taken(Exception):
    """Another process or thread holds the lock."""


@contextmanager
def holding(
    path: Path, *, patience: float = 0.0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the lock that a file stands for; the file goes with it.

    Raises `Taken` after so many seconds, and `OSError` when the file can't be made. Where the file
    system knows no locks, everybody holds them.
    """
    descriptor = _taken(path, time.monotonic() + patience, sleep)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)
        _forget(path)


def is_held(path: Path) -> bool:
    """Tell whether somebody holds the lock; makes no file."""
    if path in _ours:
        return True
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _locked(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _taken(path: Path, until: float, sleep: Callable[[float], None]) -> int:
    while True:
        descriptor = _tried(path)
        if descriptor is not None:
            return descriptor
        if time.monotonic() >= until:
            raise Taken
        sleep(_LOOK_EVERY)


def _tried(path: Path) -> int | None:
    with _ours_lock:
        if path in _ours:
            return None
        _ours.add(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if _locked(descriptor, fcntl.LOCK_EX) and _is_at(path, descriptor):
            return descriptor
    except BaseException:
        _forget(path)
        raise
    os.close(descriptor)
    _forget(path)
    return None


def _forget(path: Path) -> None:
    with _ours_lock:
        _ours.discard(path)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN  # no locks here: nobody is kept out
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Tell whether the locked file is still the one at its path: its holder removed it."""
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except OSError:
        return False
