"""What JupyterLab finds in its configuration folder: settings, and the panel open by a notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

PANEL = "jp-CostTags"  # the panel's widget id
# What would ask the internet: JupyterLab's news, its check for updates, the list of extensions.
_SETTINGS: Mapping[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/extensionmanager-extension/plugin": {"enabled": False},
}


def write_settings(folder: Path) -> None:
    """Write the user's settings of JupyterLab."""
    for plugin, settings in _SETTINGS.items():
        _write(folder / f"{plugin}.jupyterlab-settings", settings)


def write_workspace(folder: Path, notebook: str) -> None:
    """Write the default workspace: the panel at the left, the notebook beside it."""
    document = f"notebook:{notebook}"
    layout = {
        "main": {
            "dock": {"type": "tab-area", "currentIndex": 0, "widgets": [document]},
            "current": document,
        },
        "down": {"size": 0, "widgets": []},
        "left": {"collapsed": False, "visible": True, "current": PANEL, "widgets": [PANEL]},
        "right": {"collapsed": True, "visible": True, "widgets": []},
        "relativeSizes": [0.26, 0.74, 0],
    }
    workspace = {
        "data": {
            "layout-restorer:data": layout,
            document: {"data": {"path": notebook, "factory": "Notebook"}},
        },
        "metadata": {"id": "default"},
    }
    _write(folder / _workspace_file("default"), workspace)


def lab_path(notebook: str) -> str:
    """Return the path of JupyterLab's page that shows the notebook."""
    return f"/lab/tree/{quote(notebook)}"


def _workspace_file(name: str) -> str:
    from jupyterlab_server.workspaces_handler import (  # noqa: PLC0415  (the demo's own dependency)
        WORKSPACE_EXTENSION,
        slugify,
    )

    return f"{slugify(name)}{WORKSPACE_EXTENSION}"


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
