"""Append-only lines in a folder: checksummed, fsynced, a file per process.

Neither kill -9 nor a second server on the same home can lose or tear an entry that was
acknowledged. A file's name holds chance: two containers that share a home may have the same host
name and pid.
"""

from __future__ import annotations

import json
import os
import secrets
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

Entry = dict[str, Any]


class Held(NamedTuple):
    """What a folder holds: every whole entry, and how many lines are damaged."""

    entries: list[Entry]
    damaged: int  # a line cut off at a file's end is none: its writer was never told "written"


@dataclass
class Lines:
    """All files of one folder; this process appends to its own."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _own: tuple[int, Path] | None = None  # the process that writes the file; a fork needs its own
    _read: dict[Path, tuple[tuple[int, int, int], Held]] = field(default_factory=dict, repr=False)

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Put entries on disk, all of them with one fsync.

        Raises `OSError` when that fails: then none of them counts as written.
        """
        spelled = b"".join(map(_spelled, entries))
        with self._lock:
            try:
                self._write(spelled)
            except OSError:
                self._own = None  # what was cut short stays the end of its file
                raise

    def held(self) -> Held:
        """Return what every process wrote, file by file; raises `OSError`."""
        paths = sorted(self.folder.glob("*.jsonl")) if self.folder.is_dir() else []
        files = [self._file(path) for path in paths if path.is_file()]
        entries = [entry for one in files for entry in one.entries]
        return Held(entries, sum(one.damaged for one in files))

    def _file(self, path: Path) -> Held:
        """Return a file's entries; what did not change since is not read again."""
        told = path.stat()
        state = (told.st_ino, told.st_size, told.st_mtime_ns)
        known = self._read.get(path)
        if known is None or known[0] != state:
            known = self._read[path] = (state, _parsed(path.read_bytes()))
        return known[1]

    def _write(self, spelled: bytes) -> None:
        path = self._own_file()
        fresh = not path.exists()
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.write(descriptor, spelled) != len(spelled):
                raise OSError("The line was cut short.")
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


def _spelled(entry: Mapping[str, Any]) -> bytes:
    body = json.dumps(entry, sort_keys=True, ensure_ascii=True).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _parsed(content: bytes) -> Held:
    *whole, cut = content.split(b"\n")
    entries = [(line, _checked(line)) for line in whole if line]
    last = _checked(cut)  # its line feed alone may be missing
    found = [entry for _, entry in entries if entry is not None]
    damaged = len(entries) - len(found)
    return Held([*found, last] if last is not None else found, damaged)


def _checked(line: bytes) -> Entry | None:
    """Return a line's entry; None for a torn or foreign line."""
    checksum, _, body = line.partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(body):
            return None
        entry = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
