"""The sqlite file behind cache and meter: opened per operation, judged, rebuilt when unusable.

Rollback journal and POSIX locks only: both work on NFSv4 and EFS, a write-ahead log does not.
A connection per operation means that threads share nothing, and that nobody keeps writing to
a file that another process has moved away.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

APPLICATION_ID = 0x4A435447
SCHEMA_VERSION = 1
_OURS = (APPLICATION_ID, SCHEMA_VERSION)
# What a disk or a neighbour may do to an operation, besides damage to the file.
UNAVAILABLE = (OSError, sqlite3.Error)

_ENTRIES = "(key TEXT PRIMARY KEY, value TEXT NOT NULL, stored_at TEXT NOT NULL)"
_TABLES = (
    f"CREATE TABLE IF NOT EXISTS entries {_ENTRIES}",
    # `requests` is null for a day whose count was lost.
    "CREATE TABLE IF NOT EXISTS ce_requests (day TEXT PRIMARY KEY, requests INTEGER)",
    "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY)",
)
# Left in `notes` by a rebuild that could not carry the meter's counts over.
COUNTS_LOST = "counts-lost"
_REPAIR_SECONDS = 30.0

# A file changed this recently may change again within one tick of its clock, unseen.
_TICK_SECONDS = 0.1

Result = TypeVar("Result")
Stamp = tuple[int, ...]
Work = Callable[[sqlite3.Connection], Result]


class _NotOurs(sqlite3.DatabaseError):
    """Another program's database, or one of a newer version of this one."""


class Database:
    """One file; `read` and `write` run a function on a fresh connection."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        """Wait so long for other processes' locks; nothing is opened yet."""
        self._path = path
        self._busy_seconds = busy_seconds

    def stamp(self) -> Stamp | None:
        """Return what is another one after every write, by any process; takes microseconds.

        None while that can't be told: there is no file, or it was written a moment ago.
        """
        try:
            found = self._path.stat()
        except OSError:
            return None
        if time.time() - found.st_mtime < _TICK_SECONDS or found.st_mode & 0o077:
            return None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def read(self, work: Work[Result]) -> Result:
        """Run `work` on a connection; a damaged or foreign file is moved to `.bad` and rebuilt.

        Raises `UNAVAILABLE` exceptions when the disk or a lock does not allow it.
        """
        try:
            return self._once(work)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            return self._repaired(work)

    def write(self, work: Work[Result]) -> Result:
        """Run `work` in one transaction, begun with the write lock; as `read` otherwise."""
        return self.read(lambda connection: _in_transaction(connection, work))

    def _once(self, work: Work[Result]) -> Result:
        with closing(self._connected()) as connection:
            if _identity(connection) != _OURS:
                _in_transaction(connection, self._make_ours)
            return work(connection)

    def _make_ours(self, connection: sqlite3.Connection) -> None:
        """Create the tables in an empty file; raises `_NotOurs` for anybody else's."""
        if _identity(connection) == _OURS:
            return  # another process was quicker
        if self._path.stat().st_size:
            raise _NotOurs("not a database of this version")
        _create(connection)

    def _connected(self) -> sqlite3.Connection:
        with suppress(FileExistsError):
            # Never opened when it exists: closing it would drop this process's POSIX locks.
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with suppress(OSError):
            if self._path.stat().st_mode & 0o077:
                self._path.chmod(0o600)
        return sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
        )

    def _repaired(self, work: Work[Result]) -> Result:
        with self._repairing():
            try:
                return self._once(work)  # another process may have been quicker
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            self._rebuild()
            return self._once(work)

    def _rebuild(self) -> None:
        """Put a new file in place of the old in one step, the meter's counts carried over."""
        counts = self._counts()
        made = Database(self._beside(".new"), self._busy_seconds)
        made._path.unlink(missing_ok=True)
        made._once(lambda connection: _restored(connection, counts))
        with suppress(FileNotFoundError):  # must not be played into the new file
            self._beside("-journal").replace(self._beside(".bad-journal"))
        bad = self._beside(".bad")
        bad.unlink(missing_ok=True)
        bad.hardlink_to(self._path)
        made._path.replace(self._path)

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    @contextmanager
    def _repairing(self) -> Iterator[None]:
        """Let one process repair at a time; a lock left by a dead one is taken over."""
        lock = self._beside(".repair")
        deadline = time.monotonic() + self._busy_seconds
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL, 0o600))
                break
            except FileExistsError:
                _take_over(lock)
                if time.monotonic() > deadline:
                    raise sqlite3.OperationalError("another process repairs") from None
                time.sleep(0.02)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _counts(self) -> list[tuple[str, int | None]] | None:
        """Return the meter's counts from a file that is not usable as a whole; None: lost."""
        try:
            with closing(self._connected()) as connection:
                return connection.execute("SELECT day, requests FROM ce_requests").fetchall()
        except sqlite3.Error:
            return None


def _take_over(lock: Path) -> None:
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _REPAIR_SECONDS:
            lock.unlink()


def _in_transaction(connection: sqlite3.Connection, work: Work[Result]) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _create(connection: sqlite3.Connection) -> None:
    for table in _TABLES:
        connection.execute(table)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _restored(connection: sqlite3.Connection, counts: list[tuple[str, int | None]] | None) -> None:
    def restore(inside: sqlite3.Connection) -> None:
        if counts is None:
            inside.execute("INSERT OR IGNORE INTO notes VALUES (?)", (COUNTS_LOST,))
            return
        inside.executemany("INSERT OR IGNORE INTO ce_requests VALUES (?, ?)", counts)

    _in_transaction(connection, restore)


def _identity(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return int(application), int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell damage and foreign files from locks, full disks and read-only ones.

    sqlite3 raises the plain class for SQLITE_CORRUPT and SQLITE_NOTADB; a table or column
    that is missing from a file of our identity is damage as well.
    """
    if type(error) in {sqlite3.DatabaseError, _NotOurs}:
        return True
    return str(error).startswith(("no such table", "no such column", "malformed"))
