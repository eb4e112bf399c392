"""The launch file: one line per call, for the server to tail."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .locks import Lock
from .surroundings import kernel_id, notebook_path

FOLDER = "launches"
MOST_BYTES = 4000  # of a line, written at once: lines of two threads never mix
_LONGEST = 256
_FIXED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# Given up one by one when a line grows too long.
_DISPENSABLE = ("given", "near", "invalid", "overflow", "missing", "added")


def now() -> str:
    """Return this instant in UTC, to the second; `COST_TAGS_NOW` fixes it."""
    fixed = os.environ.get("COST_TAGS_NOW", "")
    return fixed if _FIXED.fullmatch(fixed) else f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


class LaunchFile:
    """The file of this process, made with its first line; a fork makes its own."""

    def __init__(self) -> None:
        """Write nothing yet."""
        self._lock = Lock()
        self._name = ""
        self._pid = 0

    def write(self, folder: Path, event: str, members: Mapping[str, Any]) -> None:
        """Append one line; raises `OSError` when the folder can't be written."""
        pid = os.getpid()
        head = {"v": 1, "event": event, "at": now(), "pid": pid}
        data = _line({**head, **members})
        with self._lock:
            if pid != self._pid:
                self._pid, self._name = pid, f"{pid}-{os.urandom(4).hex()}.jsonl"
            directory = folder / FOLDER
            if not directory.is_dir():
                directory.mkdir(mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            file = os.open(directory / self._name, flags, 0o600)
            try:
                os.write(file, data)
            finally:
                os.close(file)


def loaded(mode: str) -> dict[str, Any]:
    """Return the members of the line that says that a guard is active."""
    return {
        "kernel_id": kernel_id(),
        "notebook": notebook_path(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "prefix": sys.prefix[:_LONGEST],
        "mode": mode,
    }


def _line(members: dict[str, Any]) -> bytes:
    for name in ("", *_DISPENSABLE):
        if name:
            members = {**members, name: type(members.get(name) or [])()}
        data = json.dumps(members, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        if len(data) <= MOST_BYTES:
            return data
    kept = ("v", "event", "at", "pid", "id", "batch", "operation", "kind", "outcome", "mode")
    return json.dumps({name: members.get(name) for name in kept}).encode() + b"\n"
