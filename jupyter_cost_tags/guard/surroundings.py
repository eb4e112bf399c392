"""Where this process is: kernel, notebook, cell. Asked only when something is launched."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from .rules import Choice, choice

_KERNEL_FILE = re.compile(r"kernel-([0-9a-fA-F-]{8,64})\.json")
_MOST_BYTES = 64 * 1024 * 1024
_BITS = 0xFFFF_FFFF_FFFF_FFFF
_no_cell = os.urandom(16).hex()


class Place(NamedTuple):
    """What a launch says of where it came from; null is not known."""

    kernel_id: str | None = None
    notebook: str | None = None
    execution_count: int | None = None
    cell_id: str | None = None
    action: tuple[object, object] = (None, None)  # the message that runs the cell, its count

    @property
    def batch(self) -> str:
        """Return a name for one user action: a cell's run, or a script's whole life."""
        message, count = self.action
        return f"{hash((_no_cell, os.getpid(), str(message), str(count))) & _BITS:016x}"


def shell() -> Any:
    """Return IPython's shell; None outside of IPython. Never imports it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def kernel_id() -> str | None:
    """Return the kernel's id, which the server gave its connection file."""
    kernel = getattr(shell(), "kernel", None)
    named = getattr(getattr(kernel, "parent", None), "connection_file", "") or ""
    found = _KERNEL_FILE.search(str(named))
    return found[1] if found else None


def notebook_path() -> str | None:
    """Return the notebook's path as the server told it when it started the kernel."""
    return os.environ.get("JPY_SESSION_NAME") or None


def place() -> Place:
    """Return where the code runs that launches something now."""
    ip = shell()
    if ip is None:
        return Place(notebook=notebook_path())
    request = _request(ip)
    header = request.get("header") or {}
    cell = (request.get("metadata") or {}).get("cellId")
    count = getattr(ip, "execution_count", None)
    return Place(
        kernel_id=kernel_id(),
        notebook=notebook_path(),
        execution_count=count if isinstance(count, int) else None,
        cell_id=cell if isinstance(cell, str) else None,
        action=(header.get("msg_id"), count),
    )


def _request(ip: Any) -> dict[str, Any]:
    """Return the message that runs the cell, as the kernel knows it in this thread."""
    kernel = getattr(ip, "kernel", None)
    ask = getattr(kernel, "get_parent", None)
    found = ask() if callable(ask) else getattr(ip, "parent_header", None)
    return found if isinstance(found, dict) else {}


class NotebookFile:
    """`metadata.cost_tags` of the notebook on disk, read again when the file changes.

    For kernels of which no page has told the server anything: papermill, nbclient, a closed tab.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        # The file's mark and its choice, put in place together: threads launch side by side.
        self._known: tuple[tuple[str, int, int] | None, Choice | None] = (None, None)

    def read(self, path: str | None) -> Choice | None:
        """Return the notebook's choice; None when it has none or can't be read."""
        if not path or not path.endswith(".ipynb"):
            return None
        file = Path(path)
        try:
            found = file.stat()
            mark = (path, found.st_mtime_ns, found.st_size)
            known = self._known
            if mark != known[0]:
                known = self._known = (mark, self._read(file, found.st_size))
        except OSError:
            return None
        return known[1]

    def _read(self, file: Path, size: int) -> Choice | None:
        if size > _MOST_BYTES:
            return None
        try:
            return _chosen(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError):
            return None


def _chosen(document: object) -> Choice | None:
    metadata = document.get("metadata") if isinstance(document, dict) else None
    told = metadata.get("cost_tags") if isinstance(metadata, dict) else None
    return choice(told) if isinstance(told, dict) else None
