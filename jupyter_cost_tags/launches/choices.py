"""Which bundle, or which tags, people chose: for all notebooks, and for each."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..state.files import write_atomically

CHOICES = "choices.json"
MOST_NOTEBOOKS = 200
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Choice:
    """What one notebook's launches are tagged with; a kernel's id finds it before its path."""

    kernel_id: str | None
    path: str
    bundle: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen: what holds for all notebooks holds."""
        return self.bundle is None and not self.tags

    def replaces(self, other: Choice) -> bool:
        """Whether both are of the same notebook: by path, or moved with its kernel."""
        same_kernel = self.kernel_id is not None and self.kernel_id == other.kernel_id
        return same_kernel or self.path == other.path


@dataclass(frozen=True)
class Choices:
    """Everything that was chosen, the newest notebooks first."""

    bundle: str | None = None
    notebooks: tuple[Choice, ...] = ()

    def with_bundle(self, bundle: str | None) -> Choices:
        """Return the same with another bundle for all notebooks."""
        return replace(self, bundle=bundle)

    def with_notebook(self, choice: Choice) -> Choices:
        """Return the same with another choice for one notebook; the oldest are forgotten."""
        others = [one for one in self.notebooks if not choice.replaces(one)]
        chosen = [] if choice.is_empty else [choice]
        return replace(self, notebooks=tuple([*chosen, *others][:MOST_NOTEBOOKS]))


class ChoiceFile:
    """The choices of one identity on disk: they survive restarts, and servers share them."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet."""
        self._path = path
        self._lock = threading.Lock()
        self._seen: object = None
        self._choices = Choices()

    def current(self) -> Choices:
        """Return what is chosen; a file that can't be read chooses nothing."""
        with self._lock:
            return self._current()

    def change(self, change: Callable[[Choices], Choices]) -> None:
        """Put a change on disk; raises `OSError` when it can't, and then nothing is chosen."""
        with self._lock:
            changed = change(self._current())
            write_atomically(self._path, _spelled(changed))
            self._choices, self._seen = changed, _stamp(self._path)

    def _current(self) -> Choices:
        seen = _stamp(self._path)
        if seen != self._seen:
            self._choices, self._seen = _read(self._path), seen
        return self._choices


class _Notebook(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    kernel_id: str | None = None
    path: str
    bundle: str | None = None
    tags: dict[str, str] = Field(default_factory=dict)


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    bundle: str | None = None
    notebooks: list[_Notebook] = Field(default_factory=list)


def _spelled(choices: Choices) -> bytes:
    document: dict[str, Any] = {
        "version": 1,
        "bundle": choices.bundle,
        "notebooks": [
            {
                "kernel_id": one.kernel_id,
                "path": one.path,
                "bundle": one.bundle,
                "tags": dict(one.tags),
            }
            for one in choices.notebooks
        ],
    }
    return json.dumps(document, indent=1).encode()


def _read(path: Path) -> Choices:
    try:
        if path.stat().st_size > MOST_BYTES:
            return Choices()
        found = _Document.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Choices()
    notebooks = found.notebooks[:MOST_NOTEBOOKS]
    return Choices(
        found.bundle,
        tuple(Choice(one.kernel_id, one.path, one.bundle, one.tags) for one in notebooks),
    )


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
