"""What an earlier scan read, and what of it a later one has to ask again.

A scan that took many calls is kept for an hour. Until then only what can have changed by itself is
asked for: what is new, what still ran, what we wrote. Tags that somebody else changes on what has
ended are seen after that hour, or at once in a full scan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..state.cache import Cache
from .found import Found
from .kinds import kind_named
from .wanted import PARENTS, Wanted

LIFETIME = timedelta(hours=1)  # of what ended
SOON = timedelta(minutes=2)  # what runs or lasts is not asked again before
CHEAP = 12  # calls; what takes no more is read whole each time
MOST_KEPT = 20_000  # resources


@dataclass(frozen=True)
class Kept:
    """An earlier scan's resources with their tags, and when they were read."""

    found: tuple[Found, ...]
    kinds: tuple[str, ...]
    since: datetime
    calls: int  # of the full scan
    read_at: datetime  # the full scan
    seen_at: datetime  # the last look for what is new
    running_at: datetime  # the last look at what runs or lasts

    def serves(self, wanted: Wanted) -> bool:
        """Tell whether a scan may build on this one."""
        return (
            self.calls > CHEAP
            and self.kinds == tuple(kind.called for kind in wanted.kinds)
            and self.since <= wanted.since
            and timedelta(0) <= wanted.now - self.read_at < LIFETIME
            and self.seen_at <= wanted.now
        )


def kept_after(
    found: Iterable[Found], wanted: Wanted, calls: int, before: Kept | None = None
) -> Kept | None:
    """Return what to keep of a scan in which nothing failed; None of one that is too big."""
    worth = [
        one
        for one in found
        if not wanted.only_wrong or one.kind.kind in PARENTS or wanted.is_wrong(one)
    ]
    if len(worth) > MOST_KEPT:
        return None
    if before is None:
        kinds = tuple(kind.called for kind in wanted.kinds)
        now = wanted.now
        return Kept(tuple(worth), kinds, wanted.since, calls, now, now, now)
    looked = wanted.now if is_due(before, wanted) else before.running_at
    return replace(before, found=tuple(worth), seen_at=wanted.now, running_at=looked)


def is_due(kept: Kept, wanted: Wanted) -> bool:
    """Tell whether what runs or lasts is to be looked at again."""
    return wanted.now - kept.running_at >= SOON


class Memory:
    """Where one sort of scan is kept: by whose resources, which kinds and which policy."""

    def __init__(self, cache: Cache, **sort: object) -> None:
        """Read nothing yet."""
        self._cache = cache
        told = json.dumps(sort, sort_keys=True, default=str)
        self._key = f"inventory {hashlib.sha256(told.encode()).hexdigest()[:24]}"

    def recall(self) -> Kept | None:
        """Return what was kept; None without any, or where another version wrote it."""
        stored = self._cache.get(self._key)
        try:
            return _read(json.loads(stored.value["kept"])) if stored else None
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, kept: Kept | None) -> None:
        """Keep it, if it is worth it; a disk that refuses leaves it in memory."""
        if kept is None:
            return
        self._cache.put(self._key, {"kept": json.dumps(_spelled(kept))}, kept.seen_at)


class Forgetful(Memory):
    """A memory that recalls nothing and keeps what is read now."""

    def __init__(self, memory: Memory) -> None:
        """Keep where the other keeps."""
        self._cache, self._key = memory._cache, memory._key  # noqa: SLF001

    def recall(self) -> Kept | None:
        """Return nothing."""
        return None


_INSTANTS = ("since", "read_at", "seen_at", "running_at")


def _spelled(kept: Kept) -> dict[str, Any]:
    rows = [
        [
            one.kind.called, one.arn, one.name, one.status, one.created.isoformat(), one.tags,
            one.parent,
        ]
        for one in kept.found
        if one.tags is not None
    ]  # fmt: skip
    instants = {name: getattr(kept, name).isoformat() for name in _INSTANTS}
    return {"found": rows, "kinds": kept.kinds, "calls": kept.calls, **instants}


def _read(told: dict[str, Any]) -> Kept:
    instants = {name: datetime.fromisoformat(told[name]) for name in _INSTANTS}
    return Kept(
        found=tuple(map(_found, told["found"])),
        kinds=tuple(told["kinds"]),
        calls=int(told["calls"]),
        **instants,
    )


def _found(row: list[Any]) -> Found:
    kind, arn, name, status, created, tags, parent = row
    known = kind_named(kind)
    if known is None:
        raise ValueError(kind)
    return Found(known, arn, name, status, datetime.fromisoformat(created), dict(tags), parent)
