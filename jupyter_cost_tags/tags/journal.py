"""The journal of tag writes: an intent on disk before each call, its outcome after.

A run's whole plan goes first, so that a run whose process was killed can be resumed. The journal
is the audit trail as well; nothing in it is ever changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..models import Change, FixResult, Problem, spell_instant
from ..problems import Exhausted
from . import locks
from .lines import Held, Lines
from .logged import Intent, Logged, Recorded, read_runs

__all__ = ["Intent", "Journal", "Logged", "Recorded"]

_PLAIN = re.compile(r"[a-zA-Z0-9-]{1,64}(\.run)?")
PATIENCE = 30.0  # seconds to wait for another server that is writing


@dataclass
class Journal:
    """All journals of one state directory."""

    folder: Path

    def __post_init__(self) -> None:
        """Open the folder's lines; nothing is read yet."""
        self.lines = Lines(self.folder)

    # -- locks ----------------------------------------------------------------------------

    @contextmanager
    def running(self, run_id: str) -> Iterator[None]:
        """Hold a run; raises `Exhausted` while another server or thread holds it."""
        with self._holding(f"{run_id}.run", "This run is being applied already."):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one of this home who reads and then writes tags.

        Raises `Exhausted` when others don't come to an end.
        """
        told = "Another of your servers is writing tags."
        with self._holding("writing", told, patience=PATIENCE):
            yield

    def is_running(self, run_id: str) -> bool:
        """Tell whether somebody applies a run now, here or in another server."""
        return locks.is_held(self._lock(f"{run_id}.run"))

    @contextmanager
    def _holding(self, name: str, told: str, *, patience: float = 0.0) -> Iterator[None]:
        held = locks.holding(self._lock(name), patience=patience)
        try:
            held.__enter__()
        except locks.Taken:
            raise Exhausted(told, code="busy", action="Wait for its end, then retry.") from None
        except OSError as error:
            raise _unwritable() from error
        try:
            yield
        finally:
            held.__exit__(None, None, None)

    def _lock(self, name: str) -> Path:
        if not _PLAIN.fullmatch(name):  # of a run that somebody else's line names
            name = hashlib.sha256(name.encode()).hexdigest()
        return self.folder.with_name(f"{self.folder.name}-locks") / f"{name}.lock"

    # -- writes ---------------------------------------------------------------------------

    def begin(
        self,
        run_id: str,
        changes: Sequence[Change],
        now: datetime,
        *,
        plan_id: str = "",
        undoes: str | None = None,
    ) -> None:
        """Put a run and its whole plan on disk; raises `Exhausted` when that fails."""
        head = {
            "type": "run",
            "run_id": run_id,
            "plan_id": plan_id,
            "undoes": undoes,
            "total": len(changes),
            "at": spell_instant(now),
        }
        planned = [
            {"type": "planned", "run_id": run_id, "place": place, "change": change.model_dump()}
            for place, change in enumerate(changes)
        ]
        self._append([head, *planned])

    def resume(self, run_id: str, attempt: int, now: datetime) -> None:
        """Note that a run goes on; raises `Exhausted` when that fails."""
        entry = {"type": "resumed", "run_id": run_id, "attempt": attempt, "at": spell_instant(now)}
        self._append([entry])

    def intend(self, *intents: Intent) -> None:
        """Put intents on disk; raises `Exhausted` when it can't, and then nothing may be sent."""
        self._append([{"type": "intent", **asdict(intent)} for intent in intents])

    def conclude(
        self, run_id: str, results: Sequence[FixResult], now: datetime, *, attempt: int = 0
    ) -> None:
        """Put outcomes on disk; if that fails the intents alone stay, as "not known"."""
        entries = [
            {
                "type": "outcome",
                "run_id": run_id,
                "attempt": attempt,
                "at": spell_instant(now),
                **result.model_dump(),
            }
            for result in results
        ]
        self._append_if_possible(entries)

    def end(
        self, run_id: str, now: datetime, problem: Problem | None = None, *, attempt: int = 0
    ) -> None:
        """Note that a run came to its end, and what ended it too early."""
        entry = {
            "type": "end",
            "run_id": run_id,
            "attempt": attempt,
            "problem": problem.model_dump() if problem else None,
            "at": spell_instant(now),
        }
        self._append_if_possible([entry])

    def note(self, entry: Mapping[str, Any]) -> None:
        """Put an entry of another type on disk, a stop say; raises as `intend`."""
        self._append([entry])

    def note_if_possible(self, entry: Mapping[str, Any]) -> None:
        """Put an entry on disk that says what became of one; without room the first stands."""
        self._append_if_possible([entry])

    def _append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        try:
            self.lines.append(entries)
        except OSError as error:
            raise _unwritable() from error

    def _append_if_possible(self, entries: Sequence[Mapping[str, Any]]) -> None:
        try:
            self.lines.append(entries)
        except OSError:
            return

    # -- reads ----------------------------------------------------------------------------

    def run(self, run_id: str) -> list[Recorded]:
        """Return a run's intents in order; empty for a run that is not known."""
        return [found for found in self.all() if found.intent.run_id == run_id]

    def all(self) -> list[Recorded]:
        """Return the last intent per run and resource with its outcome, oldest first.

        Raises `Exhausted` when a file can't be read: what it holds must not be called nothing.
        """
        found = [one for logged in self.logged().values() for one in logged.sent.values()]
        return sorted(found, key=lambda one: one.intent.at)

    def logged(self) -> dict[str, Logged]:
        """Return every run by its id, oldest first; raises `Exhausted` as `all` does."""
        return read_runs(self._held().entries)

    def damaged(self) -> int:
        """Return how many lines can't be understood; raises `Exhausted` as `all` does."""
        return self._held().damaged

    def _held(self) -> Held:
        try:
            return self.lines.held()
        except OSError as error:
            raise Exhausted(
                "The journal of tag writes can't be read.",
                code="journal-unreadable",
                action="Check the rights of the state folder in your home directory.",
            ) from error


def _unwritable() -> Exhausted:
    return Exhausted(
        "The journal can't be written (disk full or read-only).",
        code="journal-unwritable",
        action="Free space in the home directory, then apply again.",
    )
