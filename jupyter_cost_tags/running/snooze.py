"""What is left running on purpose: until when, and why. It hides nothing and stops nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import is_
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ..models import Running, RunningResource, Snooze, spell_instant
from ..problems import BadRequest
from ..state.files import write_atomically

SNOOZES = "snoozes.json"
LONGEST = timedelta(days=30)
MOST_BYTES = 1024 * 1024
MOST_LETTERS = 200  # of a reason
Snoozes = Mapping[str, Snooze]  # by ARN


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    snoozes: dict[str, Snooze]


class SnoozeFile:
    """The snoozes of one identity on disk: they survive restarts, and servers share them."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self._path = path
        self._lock = threading.Lock()
        self._known: tuple[object, Snoozes] = (None, {})

    def current(self, now: datetime) -> Snoozes:
        """Return what is snoozed at an instant; a file that can't be read snoozes nothing."""
        found = self._read()
        return {arn: one for arn, one in found.items() if one.until > now}

    def _read(self) -> Snoozes:
        """Return what is in the file, read again when it is another: each change makes a new one.

        What a reading gave is put in place whole: requests look side by side.
        """
        try:
            found = self._path.stat()
            mark = found.st_mtime_ns, found.st_size, found.st_ino
            if mark == self._known[0]:
                return self._known[1]
            if found.st_size > MOST_BYTES:
                return {}
            snoozes = _Document.model_validate_json(self._path.read_bytes()).snoozes
        except (OSError, ValidationError):
            return {}
        self._known = mark, snoozes
        return snoozes

    def put(self, arn: str, snooze: Snooze, now: datetime) -> None:
        """Keep a snooze; what is over is forgotten. Raises `OSError` when it can't be kept."""
        self._change(now, lambda kept: {**kept, arn: snooze})

    def end(self, arn: str, now: datetime) -> bool:
        """End a snooze and tell whether there was one; raises `OSError`."""
        if arn not in self.current(now):
            return False
        self._change(now, lambda kept: {name: one for name, one in kept.items() if name != arn})
        return True

    def _change(self, now: datetime, change: Callable[[Snoozes], Snoozes]) -> None:
        with self._lock:
            kept = change(self.current(now))
            document = {
                "version": 1,
                "snoozes": {
                    arn: {
                        "since": spell_instant(one.since),
                        "until": spell_instant(one.until),
                        "reason": one.reason,
                    }
                    for arn, one in kept.items()
                },
            }
            write_atomically(self._path, json.dumps(document, indent=1).encode())


def snooze(span: timedelta, reason: str, now: datetime) -> Snooze:
    """Return a snooze from now on; raises `BadRequest` for no reason and for a span too long."""
    told = " ".join(reason.split())
    if not told or len(told) > MOST_LETTERS:
        raise BadRequest(
            "A snooze needs a reason.",
            code="no-reason",
            action=f"Say in up to {MOST_LETTERS} letters why it is to go on running.",
        )
    if not timedelta(0) < span <= LONGEST:
        raise BadRequest(
            "That is no time to snooze for.",
            code="bad-span",
            action=f"Name a time up to {LONGEST.days} days, as 8h or 3d.",
        )
    return Snooze(since=now, until=now + span, reason=told)


def with_snoozes(told: Running, snoozes: Snoozes) -> Running:
    """Return the same look with what is snoozed now, the very same where that is nothing new."""
    resources = [of_resource(one, snoozes) for one in told.resources]
    if all(map(is_, resources, told.resources)):
        return told
    return told.model_copy(update={"resources": resources})


def of_resource(one: RunningResource, snoozes: Snoozes) -> RunningResource:
    """Return the same resource with its snooze, or without one that is over."""
    found = snoozes.get(one.arn)
    return one if one.snoozed == found else one.model_copy(update={"snoozed": found})
