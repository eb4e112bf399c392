"""The journal of tag writes: an intent on disk before each call, its outcome after.

Append-only JSON lines with a checksum, fsynced, one file per process, so that neither kill -9
nor a second server on the same home can lose or tear an entry. It is the audit trail as well.
A file's name holds chance: two containers that share a home may have the same host name and pid.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

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


_OUTCOMES = get_args(Outcome)
_INTENT_TYPES: dict[str, Any] = {
    **dict.fromkeys((member.name for member in fields(Intent)), str),
    **dict.fromkeys(("before", "add", "overwrite"), dict),
    "remove": list,
    "undoes": (str, type(None)),
}


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
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _own: tuple[int, Path] | None = None  # the process that writes the file; a fork needs its own

    def intend(self, intent: Intent) -> None:
        """Put an intent on disk; raises `Exhausted` when it can't, and then nothing may be sent."""
        self.note({"type": "intent", **asdict(intent)})

    def note(self, entry: dict[str, Any]) -> None:
        """Put an entry of another type on disk, a stop say; raises as `intend`."""
        try:
            self._append(entry)
        except OSError as error:
            raise Exhausted(
                "The journal can't be written (disk full or read-only).",
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
        self.note_if_possible(entry)

    def note_if_possible(self, entry: dict[str, Any]) -> None:
        """Put an entry on disk that says what became of one; without room the first stands."""
        try:
            self._append(entry)
        except OSError:
            return

    def run(self, run_id: str) -> list[Recorded]:
        """Return a run's changes in order; empty for a run that is not known."""
        return [found for found in self.all() if found.intent.run_id == run_id]

    def all(self) -> list[Recorded]:
        """Return every intent with its outcome, from every process's file, oldest first.

        Raises `Exhausted` when a file can't be read: what it holds must not be called nothing.
        """
        entries = list(self._entries())
        intents = [intent for intent in map(_intent, entries) if intent]
        recorded = {(intent.run_id, intent.arn): Recorded(intent) for intent in intents}
        for entry in entries:
            named = str(entry.get("run_id")), str(entry.get("arn"))
            known = entry.get("type") == "outcome" and entry.get("outcome") in _OUTCOMES
            if known and named in recorded:
                found = recorded[named]
                found.outcome, found.at = entry["outcome"], str(entry.get("at", ""))
        return sorted(recorded.values(), key=lambda found: found.intent.at)

    def _append(self, entry: dict[str, Any]) -> None:
        body = json.dumps(entry, sort_keys=True, ensure_ascii=True)
        line = f"{zlib.crc32(body.encode()):08x} {body}\n".encode()
        with self._lock:
            try:
                self._write(line)
            except OSError:
                self._own = None  # what was cut short stays the end of its file
                raise

    def _write(self, line: bytes) -> None:
        path = self._own_file()
        fresh = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, line) != len(line):
                raise OSError("The journal line was cut short.")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if fresh:
            _sync_folder(self.folder)

    def _own_file(self) -> Path:
        process = os.getpid()
        if self._own is None or self._own[0] != process:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            name = f"{os.uname().nodename}-{process}-{secrets.token_hex(8)}.jsonl"
            self._own = (process, self.folder / name)
        return self._own[1]

    def _entries(self) -> Iterator[dict[str, Any]]:
        try:
            paths = sorted(self.folder.glob("*.jsonl")) if self.folder.is_dir() else []
            contents = [path.read_bytes() for path in paths if path.is_file()]
        except OSError as error:
            raise Exhausted(
                "The journal of tag writes can't be read.",
                code="journal-unreadable",
                action="Check the rights of the state folder in your home directory.",
            ) from error
        for content in contents:
            for line in content.split(b"\n"):
                entry = _checked(line)
                if entry is not None:
                    yield entry


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
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _intent(entry: dict[str, Any]) -> Intent | None:
    """Return an entry's intent; None for another entry, and for one of another form."""
    if entry.get("type") != "intent":
        return None
    known = {name: entry[name] for name in _INTENT_TYPES if name in entry}
    if not all(isinstance(value, _INTENT_TYPES[name]) for name, value in known.items()):
        return None
    try:
        return Intent(**known)
    except TypeError:  # a member is missing
        return None
