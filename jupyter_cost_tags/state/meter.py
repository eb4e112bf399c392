"""The Cost Explorer meter: how many requests may still go out this UTC day.

AWS bills $0.01 per Cost Explorer request and page (AWS cost management pricing), so a request
is reserved here, durably, before it is sent. A process that dies in between has counted one
too many, never one too few.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ..problems import Exhausted
from .database import COUNTS_LOST, UNAVAILABLE, Database, Stamp

_KEPT_DAYS = 40
_BUSY_SECONDS = 2.0
_COUNT = (
    "INSERT INTO ce_requests VALUES (?, ?) ON CONFLICT (day)"
    " DO UPDATE SET requests = requests + excluded.requests"
)


class Meter:
    """Counts requests per UTC day across threads, processes, restarts and servers on one home."""

    def __init__(self, path: Path) -> None:
        """Count in the database at `path`, the cache's."""
        self._database = Database(path, _BUSY_SECONDS)
        self._last: tuple[Stamp | None, str, int | None] | None = None  # as the file was then

    def reserve(self, now: datetime, requests: int, cap: int) -> None:
        """Count `requests` before they are sent, all or none.

        Raises `Exhausted` when the day's cap would be passed, when today's count was lost
        with a damaged file, or when the count can't be written.
        """
        if requests < 1:
            raise ValueError("reserve at least one request")
        if cap < 1:
            raise _off()
        try:
            refusal = self._database.write(lambda inside: _count(inside, now, requests, cap))
        except UNAVAILABLE as error:
            raise _unwritable() from error
        if refusal:
            raise refusal

    def give_back(self, now: datetime, requests: int) -> None:
        """Take back what was reserved and certainly not sent; a failure leaves it counted."""
        query = "UPDATE ce_requests SET requests = max(0, requests - ?) WHERE day = ?"
        try:
            self._database.write(lambda inside: inside.execute(query, (requests, _day(now))))
        except UNAVAILABLE:
            return

    def requests_today(self, now: datetime) -> int | None:
        """Return how many requests this UTC day had; None when the count is not known."""
        day, stamp = _day(now), self._database.stamp()
        if stamp and self._last and self._last[:2] == (stamp, day):
            return self._last[2]
        try:
            known = self._database.read(lambda inside: _known(inside, day))
        except UNAVAILABLE:
            return None
        self._last = (stamp, day, known)
        return known


def _count(
    connection: sqlite3.Connection, now: datetime, requests: int, cap: int
) -> Exhausted | None:
    """Count and forget old days; a refusal is returned, so that what was noted is committed."""
    so_far = _requests(connection, _day(now))
    if so_far is None:
        return _lost()
    if so_far + requests > cap:
        return _reached(cap)
    connection.execute(_COUNT, (_day(now), requests))
    oldest = _day(now - timedelta(days=_KEPT_DAYS))
    connection.execute("DELETE FROM ce_requests WHERE day < ?", (oldest,))
    return None


def _requests(connection: sqlite3.Connection, day: str) -> int | None:
    """Return the day's count; a rebuild that lost the counts makes today's unknown."""
    lost = connection.execute("DELETE FROM notes WHERE name = ?", (COUNTS_LOST,)).rowcount
    if lost:
        connection.execute("INSERT OR REPLACE INTO ce_requests VALUES (?, NULL)", (day,))
    return _known(connection, day)


def _known(connection: sqlite3.Connection, day: str) -> int | None:
    lost = "SELECT 1 FROM notes WHERE name = ?"
    if connection.execute(lost, (COUNTS_LOST,)).fetchone() is not None:
        return None
    row = connection.execute("SELECT requests FROM ce_requests WHERE day = ?", (day,)).fetchone()
    if row is None:
        return 0
    return row[0] if isinstance(row[0], int) else None


def _day(now: datetime) -> str:
    return now.astimezone(timezone.utc).date().isoformat()


def _off() -> Exhausted:
    return Exhausted(
        "Cost Explorer requests are turned off here.",
        code="spend-off",
        action="Ask an admin to turn spend on.",
    )


def _reached(cap: int) -> Exhausted:
    return Exhausted(
        f"The daily limit of {cap} Cost Explorer requests is reached.",
        action="Wait until 00:00 UTC, or ask an admin to raise the daily limit.",
    )


def _lost() -> Exhausted:
    return Exhausted(
        "Today's count of Cost Explorer requests was lost with a damaged file; none is sent.",
        code="meter-lost",
        action="Wait until 00:00 UTC.",
    )


def _unwritable() -> Exhausted:
    return Exhausted(
        "Cost Explorer requests can't be counted on this disk, so none is sent.",
        code="meter-unwritable",
        action="Free disk space, or set COST_TAGS_HOME to a folder that can be written.",
    )
