"""Answers that are worth keeping, on disk and in memory, with the instant they were read.

No lifetime is applied here: the caller compares `stored_at` with its clock.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .database import UNAVAILABLE, Database, Stamp

LIMIT = 256
_BUSY_SECONDS = 0.5  # memory answers instead
_MOST_STAMPS = 1024

_KEEP = (
    "INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT (key)"
    " DO UPDATE SET value = excluded.value, stored_at = excluded.stored_at"
)
_BOUND = (
    "DELETE FROM entries WHERE key NOT IN"
    " (SELECT key FROM entries ORDER BY stored_at DESC, rowid DESC LIMIT ?)"
)


@dataclass(frozen=True)
class Cached:
    """A kept value and when it was stored, in UTC."""

    value: dict[str, Any]
    stored_at: datetime


class Cache:
    """JSON objects by key; safe with threads, with several processes and on NFS.

    Nothing is raised for a disk that fails: what can't be stored is kept in memory, and what
    can't be read is answered from there.
    """

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Keep the newest `limit` entries in the file at `path` (mode 0600), made when needed."""
        self._database = Database(path, _BUSY_SECONDS)
        self._limit = limit
        self._memory: OrderedDict[str, _Remembered] = OrderedDict()
        self._stamps: dict[str, Stamp] = {}  # of the file that memory's entry is as new as
        self._lock = threading.Lock()

    def get(self, key: str) -> Cached | None:
        """Return what was stored last under this key, by any process; None without any."""
        found = self.look(key)
        return Cached(deepcopy(found.value), found.stored_at) if found else None

    def look(self, key: str) -> Cached | None:
        """Return what `get` does, not to be changed: the same object until another is stored."""
        stamp = self._database.stamp()
        with self._lock:
            if stamp and self._stamps.get(key) == stamp:
                known = self._memory.get(key)
                return known.entry if known else None
        row = self._stored(key)
        with self._lock:
            remembered = self._memory.get(key)
            if not (remembered and remembered.row == row):
                stored = _decoded(row)
                if stored and not (remembered and _is_ahead(remembered, stored)):
                    remembered = _Remembered(stored, row)
                    self._remember(key, remembered)
            if stamp and len(self._stamps) < _MOST_STAMPS:
                self._stamps[key] = stamp
            elif stamp:
                self._stamps = {key: stamp}
        return remembered.entry if remembered else None

    def put(self, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Store a JSON object; raises `TypeError` or `ValueError` for what JSON can't carry."""
        text = json.dumps(dict(value), allow_nan=False)
        instant = now.astimezone(timezone.utc)
        entry = (text, instant.isoformat(timespec="microseconds"))

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute(_KEEP, (key, *entry))
            connection.execute(_BOUND, (self._limit,))

        saved: tuple[str, str] | None = entry
        try:
            self._database.write(keep)
        except UNAVAILABLE:
            saved = None
        with self._lock:
            kept = Cached(value=json.loads(text), stored_at=instant)
            self._remember(key, _Remembered(kept, saved))

    def _stored(self, key: str) -> tuple[str, str] | None:
        query = "SELECT value, stored_at FROM entries WHERE key = ?"

        def find(connection: sqlite3.Connection) -> tuple[str, str] | None:
            row: tuple[str, str] | None = connection.execute(query, (key,)).fetchone()
            return row

        try:
            return self._database.read(find)
        except UNAVAILABLE:
            return None

    def _remember(self, key: str, entry: _Remembered) -> None:
        self._memory[key] = entry
        self._memory.move_to_end(key)
        while len(self._memory) > self._limit:
            self._stamps.pop(self._memory.popitem(last=False)[0], None)


@dataclass(frozen=True)
class _Remembered:
    """An entry in memory, and the row that it is on disk; None where the disk refused it."""

    entry: Cached
    row: tuple[str, str] | None


def _is_ahead(remembered: _Remembered, stored: Cached) -> bool:
    """Tell whether memory has what the disk refused to take after what it has."""
    return remembered.row is None and remembered.entry.stored_at >= stored.stored_at


def _decoded(entry: tuple[str, str] | None) -> Cached | None:
    """Return an entry as a value; None for one that can't be read."""
    if entry is None:
        return None
    try:
        value = json.loads(entry[0])
        stored_at = datetime.fromisoformat(entry[1])
    except (TypeError, ValueError):
        return None
    if not isinstance(value, dict) or stored_at.tzinfo is None:
        return None
    return Cached(value=value, stored_at=stored_at)
