"""The policy in force: read again when a file changes, the last good one kept."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models import Problem
from ..problems import PolicyInvalid
from .locate import ADMIN_PATHS, Places, places
from .merge import merge
from .read import read_policy
from .rules import Policy


@dataclass(frozen=True)
class Loaded:
    """The policy in force, where it is from, and why a file was refused."""

    policy: Policy | None
    sources: tuple[str, ...]
    problem: Problem | None


class PolicyStore:
    """Keeps the policy; never raises, so that a bad file never stops JupyterLab."""

    def __init__(
        self, environ: Mapping[str, str], admin_paths: Sequence[Path] = ADMIN_PATHS
    ) -> None:
        """Read nothing yet."""
        self._environ = environ
        self._admin_paths = admin_paths
        self._lock = threading.Lock()
        self._seen: object = None
        self._loaded = Loaded(None, (), None)
        self._good: dict[Path, Policy] = {}

    def current(self) -> Loaded:
        """Return the policy in force."""
        with self._lock:
            found = places(self._environ, self._admin_paths)
            seen = (found, tuple(_stamp(path) for path in found.all))
            if seen != self._seen:
                self._loaded = self._load(found)
                self._seen = seen
            return self._loaded

    def _load(self, found: Places) -> Loaded:
        faults: list[str] = []
        action = None
        for path in found.all:
            try:
                self._good[path] = read_policy(path)
            except PolicyInvalid as error:
                faults.append(error.message)
                action = error.action
        admin = self._good.get(found.admin) if found.admin else None
        others = [self._good[path] for path in found.others if path in self._good]
        policy, more = merge(admin, others)
        used = [path for path in found.all if path in self._good]
        if admin is None and used:
            used = used[:1]
        problem = PolicyInvalid(" ".join([*faults, *more]), action=action).problem()
        return Loaded(
            policy, tuple(str(path) for path in used), problem if faults or more else None
        )


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
