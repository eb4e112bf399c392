"""The policy in force: read again when a file changes, the last good one kept."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..models import OrganisationPolicy, Problem
from ..problems import PolicyInvalid
from .locate import ADMIN_PATHS, VARIABLE, Places, jupyter_folders, places, watched
from .merge import merge
from .read import parse_policy, read_text, source_of
from .remote import Fetched
from .rules import Policy

# What others tighten while the admin's file can't be read and never could be.
_LOST_FLOOR = Policy(mode="off")
NOT_ASKED = OrganisationPolicy(state="not-asked", as_of=None, problem=None)


@dataclass(frozen=True)
class Loaded:
    """The policy in force, where it is from, and why a file was refused."""

    policy: Policy | None
    sources: tuple[str, ...]
    problem: Problem | None
    unread: bool = False  # some file was never read: what it protects is not known
    organisation: OrganisationPolicy = NOT_ASKED

    @property
    def is_nothing(self) -> bool:
        """Whether there is no file at all: then the organisation's policy holds."""
        return self.policy is None and self.problem is None and not self.unread


class PolicyStore:
    """Keeps the policy; never raises, so that a bad file never stops JupyterLab."""

    def __init__(
        self,
        environ: Mapping[str, str],
        admin_paths: Sequence[Path] = ADMIN_PATHS,
        folders: Sequence[Path] | None = None,
    ) -> None:
        """Read nothing yet. `folders` stand in for Jupyter's config folders."""
        self._environ = environ
        self._admin_paths = admin_paths
        self._folders = folders
        self._lock = threading.Lock()
        self._watched: tuple[str | None, tuple[str, ...]] | None = None
        self._seen: object = None
        self._loaded = Loaded(None, (), None)
        self._good: dict[Path, Policy] = {}
        self._sources: dict[str, Path] = {}
        self._fetched: dict[str, Fetched] = {}

    def sources(self, *, unread: bool = False) -> tuple[str, ...]:
        """Return the places outside this machine that files in force name; the `unread`, or all."""
        self.current()
        return tuple(one for one in self._sources if not (unread and one in self._fetched))

    def give(self, source: str, fetched: Fetched) -> None:
        """Take what AWS gave for a source; until then nothing is judged by it."""
        with self._lock:
            if self._fetched.get(source) != fetched:
                self._fetched[source] = fetched
                self._seen = None

    def current(self) -> Loaded:
        """Return the policy in force."""
        with self._lock:
            if self._folders is None:
                self._folders = jupyter_folders()
            named = self._environ.get(VARIABLE)
            if self._watched is None or self._watched[0] != named:
                self._watched = named, watched(named, self._folders, self._admin_paths)
            seen = named, [_stamp(path) for path in self._watched[1]]
            if seen != self._seen:
                found = places(self._environ, self._folders, self._admin_paths)
                self._loaded = self._load(found)
                self._seen = seen
            return self._loaded

    def _load(self, found: Places) -> Loaded:
        faults = [] if found.fault is None else [PolicyInvalid(found.fault)]
        self._sources = {}
        for path in found.in_force:
            try:
                self._good[path] = self._read(path)
                faults += self._outdated(path)
            except PolicyInvalid as error:
                faults.append(_until_then(error, kept=path in self._good))
        used = [path for path in found.in_force if path in self._good]
        policy, conflicts = self._merged(found, used)
        faults += [PolicyInvalid(conflict, action=_ASK) for conflict in conflicts]
        unread = found.fault is not None or len(used) < len(found.in_force)
        named = {path: source for source, path in self._sources.items()}
        said = [f"{named[path]} (named by {path})" if path in named else str(path) for path in used]
        return Loaded(policy, tuple(map(_said, said)), _problem(faults), unread)

    def _read(self, path: Path) -> Policy:
        """Return a file's policy, or the one that it names, as AWS gave it."""
        text = read_text(path)
        source = source_of(text, str(path))
        if source is None:
            return parse_policy(text, str(path))
        self._sources[source] = path
        fetched = self._fetched.get(source)
        if fetched is None:
            raise PolicyInvalid(f"{path} names {source}, which was not read yet.", action=_WAIT)
        if fetched.text is None:
            why = fetched.problem
            raise PolicyInvalid(
                f"{path} names {source}: {why.message if why else 'it can not be read.'}",
                action=why.action if why else _WAIT,
                iam_action=why.iam_action if why else None,
            )
        return parse_policy(fetched.text, source)

    def _outdated(self, path: Path) -> list[PolicyInvalid]:
        """Say that a named policy is the one of before: AWS did not give it this time."""
        source = next((one for one, by in self._sources.items() if by == path), None)
        why = self._fetched[source].problem if source else None
        if why is None:
            return []
        told = PolicyInvalid(f"{path} names {source}: {why.message}", action=why.action)
        return [_until_then(told, kept=True)]

    def _merged(self, found: Places, used: Sequence[Path]) -> tuple[Policy | None, list[str]]:
        others = [self._good[path] for path in used if path != found.admin]
        if found.admin is None:
            return merge(None, others)
        floor = self._good.get(found.admin, _LOST_FLOOR)
        return merge(floor, others) if used else (None, [])


def _until_then(fault: PolicyInvalid, *, kept: bool) -> PolicyInvalid:
    """Say what holds until the file is corrected: what it said before, if it ever said anything."""
    until = "the last good policy stays in force" if kept else "until then nothing is judged"
    action = f"{fault.action.rstrip('.')}; {until}."
    return PolicyInvalid(fault.message, action=action, iam_action=fault.iam_action)


_WAIT = "Look again in a moment"
_ASK = "Ask an admin, or bring your own policy file in line with the admin's."


def _problem(faults: Sequence[PolicyInvalid]) -> Problem | None:
    if not faults:
        return None
    message = "\n".join(fault.message for fault in faults)
    first = faults[0]
    return PolicyInvalid(_said(message), action=first.action, iam_action=first.iam_action).problem()


def _said(text: str) -> str:
    """Return a text that JSON can carry: a path may hold bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


def _stamp(path: str) -> tuple[int, ...] | str | None:
    """Return what changes when a file does, rights included; asked at each read of the panel.

    None where nothing is, a name for what can't be asked.
    """
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        return str(error)
    if stat.S_ISLNK(found.st_mode):
        try:
            found = os.stat(path)  # noqa: PTH116  (a Path costs more than the call)
        except OSError as error:
            return str(error)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
