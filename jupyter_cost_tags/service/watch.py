"""The server's side of a launch: lines are tailed, AWS is read back once, the panel follows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..identity import Identity
from ..launches.book import Known, remembered
from ..launches.lines import LaunchLine, Loaded, ModeChange
from ..launches.places import Resource, place
from ..launches.tail import FOLDER, Heard, Tail
from ..launches.verdict import Finding, at_once
from ..problems import CostTagsError
from ..workers import Workers
from .guards import Guards
from .readback import KEY, read_back
from .sections import unexpected

_AT_ONCE = 20  # launches in one read back; the newest first
OLDEST = timedelta(hours=24)  # launches from before are not read back after a start
_GONE_AT_FIRST = timedelta(minutes=2)  # what was just created may not be found yet


@dataclass(frozen=True)
class Pace:
    """Seconds between looks, before a read back, before it is tried again, before a rescan."""

    look: float = 1.0
    settle: float = 1.5
    again: float = 15.0
    rescan: float = 2.0
    rescan_at_most: float = 8.0  # after the first launch, however many follow


@dataclass
class _Due:
    at: float
    tries: int = 0


class Watch:
    """One daemon thread beside the server; idle, it looks at files and asks AWS nothing."""

    def __init__(
        self,
        guards: Guards,
        workers: Workers,
        rescan: Callable[[], bool],
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start nothing yet. `rescan` starts a scan, or tells that one is still under way."""
        self._guards = guards
        self._workers = workers
        self._rescan = rescan
        self._pace = pace or Pace()
        self._clock = clock
        self._stopping = threading.Event()
        self._tail: tuple[Path, Tail] | None = None
        self._due: dict[str, _Due] = {}
        self._reading: Future[dict[str, Finding]] | None = None
        self._found: Mapping[str, Any] = {}  # what was found before, by this server or another
        self._rescan_at: tuple[float, float] | None = None  # when, and when at the latest

    def start(self) -> None:
        """Have guard.json written, and look from now on, on a thread of its own."""
        self._submit(self._begin)
        threading.Thread(target=self._run, name="cost-tags-guard", daemon=True).start()

    def stop(self) -> None:
        """End the thread at its next look; waits for nobody."""
        self._stopping.set()

    def _begin(self) -> None:
        """Ask who is billed and tell kernels; then ask for prices and tell them those too."""
        with suppress(CostTagsError):  # the section tells
            self._guards.sync()
            self._guards.ask_rates()

    def _run(self) -> None:
        while not self._stopping.wait(self._pace.look):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001  (logged; the next look may go well)
                unexpected(error)

    def look(self) -> None:
        """Tell kernels what changed, hear what they launched, and have due work done."""
        self._guards.sync_if_changed()
        told, identity = self._guards.told, self._guards.context.known_identity()
        if told is None or identity is None:
            return
        first = self._tail is None or self._tail[0] != told.folder
        if first:
            self._tail, self._due = (told.folder, Tail(told.folder / FOLDER)), {}
        assert self._tail is not None  # noqa: S101  (just made)
        look = self._tail[1].look()
        self._found = self._findings() if look.heard else {}
        for heard in look.heard:
            self._hear(heard, identity, live=not first)
        self._guards.book.keep_processes(look.alive)
        self._collect()
        self._read_due()
        self._rescan_if_due()

    # -- hearing --------------------------------------------------------------------------

    def _hear(self, heard: Heard, identity: Identity, *, live: bool) -> None:
        book, line = self._guards.book, heard.line
        if isinstance(line, Loaded):
            book.loaded(heard.source, line)
        elif isinstance(line, ModeChange):
            book.mode(heard.source, line)
        else:
            self._launched(line, identity, live=live)

    def _launched(self, line: LaunchLine, identity: Identity, *, live: bool) -> None:
        placed = place(line, identity)
        if placed == "account":
            return
        resource = placed if isinstance(placed, Resource) else None
        finding = at_once(line, placed) or remembered(self._found, line.id)
        finding = finding or self._too_old(line, live=live)
        known = Known(line, resource, finding or Finding("pending"))
        if not self._guards.book.add(known):
            return
        if finding is None:
            self._due[line.id] = _Due(self._clock() + self._pace.settle)
        if live and line.outcome in {"sent", "failed"}:
            self._schedule_rescan()

    def _too_old(self, line: LaunchLine, *, live: bool) -> Finding | None:
        if live or self._guards.context.now() - line.at <= OLDEST:
            return None
        return Finding("unknown", "No server ran for a day after the launch; see the scan.")

    def _findings(self) -> Mapping[str, Any]:
        told, identity = self._guards.told, self._guards.context.known_identity()
        kept = self._guards.context.state(identity).cache.get(KEY) if told and identity else None
        return kept.value if kept else {}

    # -- reading back ---------------------------------------------------------------------

    def _read_due(self) -> None:
        now = self._clock()
        due = [name for name, one in self._due.items() if one.at <= now][-_AT_ONCE:]
        if not due or self._reading is not None:
            return
        launches = [known for known in map(self._guards.book.get, due) if known]
        try:
            self._reading = self._workers.submit(lambda: read_back(self._guards, launches))
        except CostTagsError:
            return  # too much waits: at the next look
        for name in due:
            self._due[name].tries += 1
            self._due[name].at = float("inf")
        self._submit(self._guards.ask_rates)

    def _collect(self) -> None:
        """Note what a read back found; what was not there yet is read once more."""
        if self._reading is None or not self._reading.done():
            return
        done, self._reading = self._reading, None
        error = None if done.cancelled() else done.exception()
        if error is not None:
            unexpected(error)
        found = {} if error or done.cancelled() else done.result()
        now = self._clock()
        for name in [name for name, one in self._due.items() if one.at == float("inf")]:
            finding = found.get(name, Finding("unknown", "Reading it back failed."))
            if finding.verified == "gone" and self._due[name].tries == 1 and self._is_new(name):
                self._due[name].at = now + self._pace.again
                continue
            del self._due[name]
            self._guards.conclude(name, finding)

    def _is_new(self, name: str) -> bool:
        known = self._guards.book.get(name)
        return known is not None and self._guards.context.now() - known.line.at < _GONE_AT_FIRST

    def _submit(self, work: Callable[[], None]) -> None:
        """Have something done beside; what finds no room is left for another time."""
        with suppress(CostTagsError):
            self._workers.submit(work)

    # -- rescanning -----------------------------------------------------------------------

    def _schedule_rescan(self) -> None:
        now = self._clock()
        latest = self._rescan_at[1] if self._rescan_at else now + self._pace.rescan_at_most
        self._rescan_at = (min(now + self._pace.rescan, latest), latest)

    def _rescan_if_due(self) -> None:
        if self._rescan_at and self._rescan_at[0] <= self._clock() and self._rescan():
            self._rescan_at = None
