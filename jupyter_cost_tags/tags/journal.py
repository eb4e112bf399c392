"""The journal of tag writes: an intent on disk before each call, its outcome after.

Append-only JSON lines with a checksum, fsynced, one file per process, so that neither kill -9
nor a second server on the same home can lose or tear an entry. It is the audit trail as well.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ..models import Outcome, spell_instant
from ..problems import Exhausted


@dataclass(frozen=True)
class Intent:
    """What is about to be written to one resource."""

    run_id: str
    arn: str
    before: dict[str, str | None]  # of the touched keys; None where the key was absent
    add: dict[str, str]
    overwrite: dict[str, str]
    remove: list[str]
    at: str
    undoes: str | None = None  # the run that this one takes back
    kind: str = ""
    name: str = ""

    @property
    def after(self) -> dict[str, str | None]:
        """Return the touched keys as they should be afterwards."""
        removed: dict[str, str | None] = dict.fromkeys(self.remove)
        return {**removed, **self.add, **self.overwrite}


@dataclass
class Recorded:
    """An intent and, once it is known, its outcome."""

    intent: Intent
    outcome: Outcome | None = None
    at: str = ""


@dataclass
class Journal:
    """All journals of one state directory; this process appends to its own file."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def intend(self, intent: Intent) -> None:
        """Put an intent on disk; raises `Exhausted` when it can't, and then nothing may be sent."""
        try:
            self._append({"type": "intent", **asdict(intent)})
        except OSError as error:
            raise Exhausted(
                "The change was not sent: its journal can't be written (disk full or read-only).",
                code="journal-unwritable",
                action="Free space in the home directory, then apply again.",
            ) from error

    def conclude(self, intent: Intent, outcome: Outcome, now: datetime) -> None:
        """Put an outcome on disk; if that fails the intent alone stays, as "not known"."""
        entry = {
            "type": "outcome",
            "run_id": intent.run_id,
            "arn": intent.arn,
            "outcome": outcome,
            "at": spell_instant(now),
        }
        try:
            self._append(entry)
        except OSError:
            return

    def run(self, run_id: str) -> list[Recorded]:
        """Return a run's changes in order; empty for a run that is not known."""
        return [found for found in self.all() if found.intent.run_id == run_id]

    def written_since(self, instant: datetime) -> set[str]:
        """Return the ARNs that were written, or may have been, since then."""
        since = spell_instant(instant)
        return {
            found.intent.arn
            for found in self.all()
            if max(found.at, found.intent.at) >= since
            and found.outcome in {None, "applied", "unknown"}
        }

    def all(self) -> list[Recorded]:
        """Return every intent with its outcome, from every process's file, oldest first."""
        recorded: dict[tuple[str, str], Recorded] = {}
        for entry in self._entries():
            kind = entry.pop("type", None)
            if kind == "intent":
                intent = Intent(**entry)
                recorded[(intent.run_id, intent.arn)] = Recorded(intent)
            elif kind == "outcome":
                found = recorded.get((entry["run_id"], entry["arn"]))
                if found:
                    found.outcome, found.at = entry["outcome"], entry["at"]
        return sorted(recorded.values(), key=lambda found: found.intent.at)

    def _append(self, entry: dict[str, Any]) -> None:
        body = json.dumps(entry, sort_keys=True, ensure_ascii=True)
        line = f"{zlib.crc32(body.encode()):08x} {body}\n".encode()
        with self._lock:
            path = self._own_file()
            fresh = not path.exists()
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                _write_whole(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if fresh:
                _sync_folder(self.folder)

    def _own_file(self) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / f"{os.uname().nodename}-{os.getpid()}.jsonl"

    def _entries(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self.folder.glob("*.jsonl")) if self.folder.is_dir() else ():
            for line in path.read_bytes().split(b"\n"):
                entry = _checked(line)
                if entry is not None:
                    yield entry


def _write_whole(descriptor: int, line: bytes) -> None:
    """Write one line; a line that a full disk cut short is closed so that the next one stands."""
    written = os.write(descriptor, line)
    if written != len(line):
        os.write(descriptor, b"\n")
        raise OSError("The journal line was cut short.")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checked(line: bytes) -> dict[str, Any] | None:
    """Return a line's entry; None for a torn or foreign line."""
    checksum, _, body = line.partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(body):
            return None
        entry = json.loads(body)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
