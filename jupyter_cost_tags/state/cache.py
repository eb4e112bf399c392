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

from .database import UNAVAILABLE, Database

LIMIT = 256
_BUSY_SECONDS = 0.5  # memory answers instead

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
        self._lock = threading.Lock()

    def get(self, key: str) -> Cached | None:
        """Return what was stored last under this key, by any process; None without any."""
        stored = _decoded(self._stored(key))
        with self._lock:
            remembered = self._memory.get(key)
            if stored and not (remembered and _is_ahead(remembered, stored)):
                remembered = _Remembered(stored, is_saved=True)
                self._remember(key, remembered)
        return remembered.copied() if remembered else None

    def put(self, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Store a JSON object; raises `TypeError` or `ValueError` for what JSON can't carry."""
        text = json.dumps(dict(value), allow_nan=False)
        instant = now.astimezone(timezone.utc)
        entry = (text, instant.isoformat(timespec="microseconds"))

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute(_KEEP, (key, *entry))
            connection.execute(_BOUND, (self._limit,))

        try:
            self._database.write(keep)
            is_saved = True
        except UNAVAILABLE:
            is_saved = False
        with self._lock:
            kept = Cached(value=json.loads(text), stored_at=instant)
            self._remember(key, _Remembered(kept, is_saved=is_saved))

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
            self._memory.popitem(last=False)


@dataclass(frozen=True)
class _Remembered:
    """An entry in memory, and whether the disk has it too."""

    entry: Cached
    is_saved: bool

    def copied(self) -> Cached:
        return Cached(deepcopy(self.entry.value), self.entry.stored_at)


def _is_ahead(remembered: _Remembered, stored: Cached) -> bool:
    """Tell whether memory has what the disk refused to take after what it has."""
    return not remembered.is_saved and remembered.entry.stored_at >= stored.stored_at


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
