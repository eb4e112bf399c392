"""Answers that are worth keeping, on disk and in memory, with the instant they were read.

No lifetime is applied here: the caller compares `stored_at` with its clock.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .database import UNAVAILABLE, Database

LIMIT = 256

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
        self._database = Database(path)
        self._limit = limit
        self._memory: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Cached | None:
        """Return what was stored last under this key, by any process; None without any."""
        with self._lock:
            remembered = self._memory.get(key)
        stored = self._stored(key)
        known = [entry for entry in map(_decoded, (stored, remembered)) if entry is not None]
        return max(known, key=lambda entry: entry.stored_at, default=None)

    def put(self, key: str, value: Mapping[str, Any], now: datetime) -> None:
        """Store a JSON object; raises `TypeError` or `ValueError` for what JSON can't carry."""
        text = json.dumps(dict(value), allow_nan=False)
        entry = (text, now.astimezone(timezone.utc).isoformat(timespec="microseconds"))
        self._remember(key, entry)

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute(_KEEP, (key, *entry))
            connection.execute(_BOUND, (self._limit,))

        try:
            self._database.write(keep)
        except UNAVAILABLE:
            return  # it stays in memory

    def _stored(self, key: str) -> tuple[str, str] | None:
        query = "SELECT value, stored_at FROM entries WHERE key = ?"

        def find(connection: sqlite3.Connection) -> tuple[str, str] | None:
            row: tuple[str, str] | None = connection.execute(query, (key,)).fetchone()
            return row

        try:
            row = self._database.read(find)
        except UNAVAILABLE:
            return None
        if row is not None:
            self._remember(key, row)
        return row

    def _remember(self, key: str, entry: tuple[str, str]) -> None:
        with self._lock:
            self._memory[key] = entry
            self._memory.move_to_end(key)
            while len(self._memory) > self._limit:
                self._memory.popitem(last=False)


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
