"""The launches and the guarded processes that a server knows, newest last; safe with threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from ..models import (
    Ceiling,
    GuardedKernel,
    InvalidValue,
    Launch,
    Mode,
    NearMiss,
    SourcedTag,
    Verified,
)
from ..policy.rules import Policy
from .lines import LaunchLine, Loaded, ModeChange
from .places import Resource
from .verdict import Finding

MOST_LAUNCHES = 500
SHOWN = 50
_VERIFIED = get_args(Verified)
_PENDING = Finding("pending")


@dataclass(frozen=True)
class Known:
    """A launch, what decides about it, and what was found."""

    line: LaunchLine
    resource: Resource | None = None
    finding: Finding = _PENDING


@dataclass(frozen=True)
class _Process:
    loaded: Loaded
    mode: Mode


class _Spelled:
    """A launch for the wire, as long as neither it nor the policy changes."""

    def __init__(self, known: Known, policy: Policy | None) -> None:
        self.known = known
        self.policy = policy
        self.launch = _told(known, policy)


class Book:
    """What guards told, as long as it counts."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._launches: OrderedDict[str, Known] = OrderedDict()
        self._processes: dict[str, _Process] = {}
        self._spelled: dict[str, _Spelled] = {}

    def add(self, known: Known) -> bool:
        """Note a launch; False for one that is known already."""
        with self._lock:
            if known.line.id in self._launches:
                return False
            self._launches[known.line.id] = known
            while len(self._launches) > MOST_LAUNCHES:
                self._launches.popitem(last=False)
            return True

    def conclude(self, name: str, finding: Finding) -> None:
        """Note what was found of a launch."""
        with self._lock:
            known = self._launches.get(name)
            if known:
                self._launches[name] = replace(known, finding=finding)

    def loaded(self, source: str, line: Loaded) -> None:
        """Note a process with a guard by the file that it writes."""
        with self._lock:
            self._processes[source] = _Process(line, line.mode)

    def mode(self, source: str, line: ModeChange) -> None:
        """Note that a process has another mode now."""
        with self._lock:
            known = self._processes.get(source)
            if known:
                self._processes[source] = replace(known, mode=line.mode)

    def keep_processes(self, alive: Collection[str]) -> None:
        """Forget the processes that are over."""
        with self._lock:
            for source in set(self._processes) - set(alive):
                del self._processes[source]

    def get(self, name: str) -> Known | None:
        """Return a launch by its id."""
        with self._lock:
            return self._launches.get(name)

    def find(self, kind: str, name: str) -> Known | None:
        """Return the last launch that created or started this resource."""
        with self._lock:
            for known in reversed(self._launches.values()):
                if known.resource and (known.resource.kind, known.line.name) == (kind, name):
                    return known
        return None

    def kernels(self) -> list[GuardedKernel]:
        """Return the guarded processes, one per kernel, the newest first."""
        with self._lock:
            known = sorted(self._processes.values(), key=lambda one: one.loaded.at, reverse=True)
        found: dict[str, GuardedKernel] = {}
        for number, one in enumerate(known):
            told = GuardedKernel(
                kernel_id=one.loaded.kernel_id,
                notebook=one.loaded.notebook,
                mode=one.mode,
                since=one.loaded.at,
            )
            found.setdefault(one.loaded.kernel_id or f"process {number}", told)
        return list(found.values())

    def newest(self, policy: Policy | None) -> list[Launch]:
        """Return the newest launches for the wire."""
        with self._lock:
            known = list(self._launches.values())
        known.sort(key=lambda one: one.line.at, reverse=True)
        told: dict[str, _Spelled] = {}
        for one in known[:SHOWN]:
            before = self._spelled.get(one.line.id)
            same = before is not None and before.known is one and before.policy is policy
            told[one.line.id] = before if before and same else _Spelled(one, policy)
        self._spelled = told  # a panel looks every few seconds, and little changes
        return [one.launch for one in told.values()]

    def findings(self) -> dict[str, Any]:
        """Return what was found, in the form that outlives the process."""
        with self._lock:
            return {
                name: [known.finding.verified, known.finding.note]
                for name, known in self._launches.items()
                if known.finding.verified != "pending"
            }


def remembered(findings: Mapping[str, Any], name: str) -> Finding | None:
    """Return what was found before; None where nothing was, or another version wrote it."""
    told = findings.get(name)
    if not isinstance(told, list) or len(told) != 2 or told[0] not in _VERIFIED:
        return None
    return Finding(told[0], told[1] if isinstance(told[1], str) else None)


def _told(known: Known, policy: Policy | None) -> Launch:
    line, limit = known.line, known.line.ceiling
    return Launch(
        id=line.id,
        batch=line.batch,
        at=line.at,
        operation=line.operation,
        kind=line.kind,
        name=line.name,
        outcome=line.outcome,
        mode=line.mode,
        resent=line.resent,
        added=[
            SourcedTag(key=key, value=one.value, source=one.source)
            for key, one in line.added.items()
        ],
        missing=list(line.missing),
        invalid=[
            InvalidValue(
                key=one.key,
                value=one.value,
                reason=(policy.allowed(one.key, one.value) if policy else None)
                or "The policy refused it at the launch.",
                suggestion=one.suggestion,
            )
            for one in line.invalid
        ],
        near=[NearMiss(key=one.key, meant=one.meant) for one in line.near],
        ceiling=None if limit is None else Ceiling(**limit.model_dump()),
        above_limit=line.above_limit,
        notebook=line.notebook,
        kernel_id=line.kernel_id,
        cell_id=line.cell_id,
        verified=known.finding.verified,
        note=known.finding.note,
    )
