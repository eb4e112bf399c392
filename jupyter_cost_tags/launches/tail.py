"""Read what guards append to their files, each line once, and nothing else.

Files are opened, read and closed at each look, so that none is kept open and a network file
system tells of appends. Whoever can write here can lie: symlinks, other users' files and huge
ones are left alone.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .lines import LONGEST, Line, parse

FOLDER = "launches"
LARGEST = 16 * 1024 * 1024  # a file's size; a guard writes 20,000 launches before
MOST_FILES = 1000
KEPT = 7 * 24 * 3600.0  # seconds that the file of an ended process stays
_REST = 30  # looks between two at the file of a process that does not run here
_AT_ONCE = 1024 * 1024  # bytes of a file in one look
_NAME = re.compile(r"([0-9]{1,10})-[A-Za-z0-9_-]{1,64}\.jsonl")


@dataclass
class _Followed:
    """One file: how far it was read, and whether its current line is too long."""

    pid: int
    inode: int
    offset: int = 0
    skipping: bool = False
    rests: int = 0  # looks that leave it alone


@dataclass(frozen=True)
class Heard:
    """A line and the file that it is from."""

    source: str
    line: Line


@dataclass
class Look:
    """What one look found."""

    heard: list[Heard] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)  # files whose process runs on this machine
    more: bool = False  # a file holds more than one look reads


class Tail:
    """Follows the files of one folder; for one thread."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        is_alive: Callable[[int, float], bool] | None = None,
    ) -> None:
        """Start before the first line; `clock` is compared with the files' times."""
        self._folder = folder
        self._clock = clock
        self._is_alive = is_alive or runs_since
        self._files: dict[str, _Followed] = {}
        self.skipped = 0  # lines that no guard wrote, or that were too long

    def look(self) -> Look:
        """Return the lines that are new, in each file's order; forget what is over."""
        look = Look()
        listed = self._listed()
        for name in set(self._files) - set(listed):
            del self._files[name]
        for name in listed:
            known = self._files.get(name)
            if known and known.rests > 0:
                known.rests -= 1
                continue
            with suppress(OSError):
                self._look_at(name, look)
        return look

    def _listed(self) -> list[str]:
        try:
            if self._folder.is_symlink():
                return []
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in entries if _NAME.fullmatch(entry.name)]
        except OSError:
            return []
        return sorted(names)[:MOST_FILES]

    def _look_at(self, name: str, look: Look) -> None:
        path = self._folder / name
        found = path.lstat()
        if not _is_ours(found):
            return
        followed = self._followed(name, found)
        if self._is_alive(followed.pid, found.st_mtime):
            look.alive.add(name)
        elif self._clock() - found.st_mtime > KEPT:
            path.unlink()
            return
        elif followed.offset >= found.st_size:  # hundreds of them may lie on a slow disk
            followed.rests = _REST
        if followed.offset < found.st_size:
            self._read(path, followed, look)
            look.more = look.more or followed.offset + LONGEST < found.st_size

    def _followed(self, name: str, found: os.stat_result) -> _Followed:
        """Return how far the file was read; one that was replaced or cut is read anew."""
        known = self._files.get(name)
        if known is None or known.inode != found.st_ino or found.st_size < known.offset:
            match = _NAME.fullmatch(name)
            pid = int(match.group(1)) if match else 0
            known = self._files[name] = _Followed(pid, found.st_ino)
        return known

    def _read(self, path: Path, followed: _Followed, look: Look) -> None:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not _is_ours(os.fstat(descriptor)):
                return
            content = os.pread(descriptor, _AT_ONCE, followed.offset)
        finally:
            os.close(descriptor)
        *whole, rest = content.split(b"\n")
        for line in whole:
            followed.offset += len(line) + 1
            if followed.skipping:
                followed.skipping = False
            else:
                self._take(path.name, line, look)
        if followed.skipping or len(rest) > LONGEST:  # torn lines wait for their end; no others
            self.skipped += not followed.skipping
            followed.skipping = True
            followed.offset += len(rest)

    def _take(self, name: str, line: bytes, look: Look) -> None:
        known = parse(line)
        if known is None:
            self.skipped += 1
        else:
            look.heard.append(Heard(name, known))


def runs_since(pid: int, latest: float) -> bool:
    """Tell whether the process runs on this machine and began before `latest` (seconds).

    A process that began after the file was last written is another one with the same number.
    """
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return False
    began = _began(pid)
    return began is None or began <= latest + 1.0


def _began(pid: int) -> float | None:
    """Return when a process began; None where Linux's /proc does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        up = float(Path("/proc/uptime").read_text("ascii").split()[0])
        return time.time() - up + int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def _is_ours(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid() and found.st_size <= LARGEST
