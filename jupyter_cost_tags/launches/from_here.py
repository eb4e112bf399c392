"""What the guards of this identity's kernels launched, from their files; a hint, never trusted."""

from __future__ import annotations

import os.path
from pathlib import Path

from ..identity import Identity
from .lines import LaunchLine
from .places import Resource, place
from .tail import FOLDER, Tail


def launched_from_here(folder: Path, identity: Identity, notebook: str | None = None) -> list[str]:
    """Return the ARNs of what AWS took, in the order of the files; with a notebook, only its.

    Files of ended processes stay for a week. A path may be told from another folder: one that
    ends in the other is the same.
    """
    tail = Tail(folder / FOLDER, is_alive=lambda _pid, _since: True)  # looking removes nothing
    found: dict[str, None] = {}
    more = True
    while more:
        look = tail.look()
        for heard in look.heard:
            line = heard.line
            if not isinstance(line, LaunchLine) or line.outcome != "sent":
                continue
            if notebook is not None and not is_same_notebook(line.notebook, notebook):
                continue
            placed = place(line, identity)
            if isinstance(placed, Resource):
                found[placed.arn] = None
        more = look.more
    return list(found)


def is_same_notebook(told: str | None, asked: str) -> bool:
    """Tell whether two paths name one notebook, either of them perhaps from another folder."""
    if not told:
        return False
    first, second = (os.path.normpath(path).lstrip("/") for path in (told, asked))
    longer, shorter = sorted((first, second), key=len, reverse=True)
    return longer == shorter or longer.endswith(f"/{shorter}")
