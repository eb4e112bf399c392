"""What an installation leaves behind: files of an environment and a home, before and after."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

NAMES = ("cost-tags", "cost_tags", "costtags")
STATE = "cost-tags"  # in Jupyter's data folder: journals and caches, the user's own to delete
# JupyterLab's own note, which `jupyter labextension list` of 4.2 makes.
NOT_OURS = "etc/jupyter/labconfig/page_config.json"
# Somebody's settings, in their own words and order, which nothing may touch or tidy up.
THEIRS = {
    ".jupyter/lab/user-settings/@jupyterlab/apputils-extension/themes.jupyterlab-settings": (
        '{\n    // mine\n    "theme": "JupyterLab Dark",\n}\n'
    ),
    ".jupyter/labconfig/page_config.json": (
        '{"disabledExtensions": {"@jupyterlab/hub-extension": true} }\n'
    ),
    ".jupyter/jupyter_server_config.json": '{"ServerApp": {"max_body_size": 1000000000}}\n',
    ".jupyter/jupyter_server_config.d/theirs.json": (
        '{"ServerApp": {"jpserver_extensions": {"notebook_shim": false}}}\n'
    ),
    ".ipython/profile_default/ipython_config.py": "c = get_config()  # mine\n",
    ".ipython/profile_default/startup/10-mine.py": "mine = 1\n",
}


def seed(home: Path) -> None:
    """Give a home the settings of somebody who used JupyterLab before."""
    for name, text in THEIRS.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Seen:
    """What is in an environment, and whose home goes with it."""

    files: dict[str, tuple[int, int]]
    prefix: Path
    home: Path

    @classmethod
    def of(cls, prefix: Path, home: Path) -> Seen:
        return cls(_files(prefix), prefix, home)

    def left(self) -> list[str]:
        """Return what is in the environment and was not, or is not as it was; in the home, too."""
        now = _files(self.prefix)
        if NOT_OURS in now and not _ours((self.prefix / NOT_OURS).read_text(encoding="utf-8")):
            del now[NOT_OURS]
        told = [f"left behind: {name}" for name in sorted(now.keys() - self.files.keys())]
        told += [f"taken away: {name}" for name in sorted(self.files.keys() - now.keys())]
        both = now.keys() & self.files.keys()
        told += [f"changed: {name}" for name in sorted(both) if now[name] != self.files[name]]
        return told + _changed(self.home)


def _changed(home: Path) -> list[str]:
    told = [
        f"settings changed: {name}"
        for name, text in THEIRS.items()
        if (home / name).read_text(encoding="utf-8") != text
    ]
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        inside = STATE in Path(name).parts[:-1] or path.name == STATE
        if not inside and _ours(name):
            told.append(f"left in the home: {name}")
    return told


def _files(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file, and empty folders; not what Python compiled of others."""
    found = {}
    for folder, folders, names in os.walk(root):
        where = Path(folder).relative_to(root)
        if not folders and not names:
            found[f"{where}/"] = (0, 0)
        for name in names:
            path = where / name
            if "__pycache__" not in where.parts or _ours(str(path)):
                seen = (root / path).lstat()
                found[str(path)] = seen.st_size, seen.st_mtime_ns
    return found


def _ours(name: str) -> bool:
    return any(part in name.lower() for part in NAMES)
