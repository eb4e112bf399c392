"""guard.json: found, read again when it changes, refused when it is somebody else's."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .rules import Rules

GUARD_DIR = "COST_TAGS_GUARD_DIR"
NAME = "guard.json"
_METADATA = "/opt/ml/metadata/resource-metadata.json"
_MOST_BYTES = 16 * 1024 * 1024
_FOLDER = re.compile(r"[0-9a-f]{20}")
_HOW = "Open the Cost Tags panel once, or run `jupyter cost-tags guard sync`."


class NoRules(Exception):
    """There is no guard.json to go by; the text says why and what to do."""


Mark = tuple[str, int, int, int]


class Known(NamedTuple):
    """What one reading of the file gave: its mark, and its rules or why there are none."""

    mark: Mark | None
    rules: Rules | None
    why: str


class Source:
    """The guard.json of this process.

    Threads launch side by side: what a reading gave is put in place whole. Two of them may read
    the same file; there is no lock, which a fork could take along closed.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Read nothing yet."""
        self._environ = environ
        self._known = Known(None, None, "")

    @property
    def mark(self) -> Mark | None:
        """Return what tells the file last read from another."""
        return self._known.mark

    def folder(self) -> Path | None:
        """Return the folder shared with the server; None when there is none yet."""
        named = self._environ.get(GUARD_DIR)
        if named:
            return Path(named)
        current = self._home() / "current"
        try:
            name = str(current.readlink()) if current.is_symlink() else current.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        name = name.strip()
        return current.parent / name if _FOLDER.fullmatch(name) else None

    def rules(self) -> Rules:
        """Return what is in force now; raises `NoRules`."""
        named = self._environ.get(GUARD_DIR) or self.folder()
        if not named:
            raise NoRules(f"no policy reaches this kernel yet. {_HOW}")
        path = f"{named}{os.sep}{NAME}"
        try:
            found = os.stat(path)  # noqa: PTH116  (at each launch: a Path costs more than the call)
        except OSError:
            self._known = Known(None, None, "")
            raise NoRules(f"no policy reaches this kernel yet. {_HOW}") from None
        mark = (path, found.st_mtime_ns, found.st_size, found.st_ino)
        known = self._known
        if mark != known.mark:
            known = self._known = self._known_of(mark)
        if known.rules is None:
            raise NoRules(f"guard.json can't be used: {known.why}. {_HOW}")
        return known.rules

    def _known_of(self, mark: Mark) -> Known:
        try:
            return Known(mark, self._read(Path(mark[0]), mark[2]), "")
        except (OSError, ValueError, RecursionError, AttributeError, TypeError) as error:
            return Known(mark, None, _reason(error))

    def _read(self, path: Path, size: int) -> Rules:
        if size > _MOST_BYTES:
            raise ValueError("it is too large")
        rules = Rules(json.loads(path.read_text(encoding="utf-8")))
        theirs, ours = rules.identity, self._metadata()
        for member, field in (("domain_id", "DomainId"), ("space", "SpaceName")):
            told, here = theirs.get(member), ours.get(field)
            if told and here and str(told).casefold() != str(here).casefold():
                raise ValueError("it is of another domain or space")
        return rules

    def _metadata(self) -> Mapping[str, object]:
        """Return what SageMaker says of this app; nothing where it says nothing."""
        path = Path(self._environ.get("RESOURCE_METADATA_FILE") or _METADATA)
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _home(self) -> Path:
        """Return the folder of all state, as the server finds it."""
        named = self._environ.get("COST_TAGS_HOME")
        if named:
            return Path(named).expanduser().absolute()
        data = self._environ.get("JUPYTER_DATA_DIR")
        if not data:
            from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415  (kernels have it)

            data = jupyter_data_dir()
        return Path(data).expanduser().absolute() / "cost-tags"


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return "it is not valid JSON"
    if isinstance(error, OSError):
        return error.strerror or "it can't be read"
    return str(error) if type(error) is ValueError and len(str(error)) < 80 else "it is malformed"
