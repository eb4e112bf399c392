"""Where state lives: one folder per account, Region, domain and profile or space."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "COST_TAGS_HOME"
CURRENT = "current"
_NAME = re.compile(r"[0-9a-f]{20}")


def home(environ: Mapping[str, str]) -> Path:
    """Return the folder of all state: COST_TAGS_HOME, else `cost-tags` in Jupyter's data folder."""
    named = environ.get(VARIABLE) or None
    if named:
        return Path(named).expanduser().absolute()
    data = environ.get("JUPYTER_DATA_DIR") or None
    if data is None:
        from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415

        data = jupyter_data_dir()
    return Path(data).expanduser().absolute() / "cost-tags"


def state_dir(
    environ: Mapping[str, str],
    account: str | None,
    region: str | None,
    domain: str | None,
    whose: str | None,
) -> Path:
    """Return the folder for this identity, made with mode 0700 where the disk allows it.

    Two profiles, two accounts or two apps on one EFS home never share a folder unless all
    four agree. A disk that can't be written is no error here: the cache falls back to memory,
    the meter and the journal refuse.
    """
    spelled = json.dumps([account, region, domain, whose])
    directory = home(environ) / hashlib.sha256(spelled.encode()).hexdigest()[:20]
    with suppress(OSError):
        directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        directory.mkdir(exist_ok=True, mode=0o700)
        if directory.stat().st_mode & 0o077:
            directory.chmod(0o700)
    return directory


def mark_current(directory: Path) -> None:
    """Make `current` beside this folder name it: a symlink, or a file where links don't work.

    Atomic, so that a kernel that follows it never finds nothing. Raises `OSError` when the
    home can't be written.
    """
    current = directory.parent / CURRENT
    with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".current-") as made_in:
        made = Path(made_in) / CURRENT
        try:
            made.symlink_to(directory.name)
        except (OSError, NotImplementedError):
            made.write_text(directory.name, encoding="utf-8")
        made.replace(current)


def current_dir(environ: Mapping[str, str]) -> Path | None:
    """Return the folder that `current` names; None when nothing was marked or it is gone."""
    current = home(environ) / CURRENT
    try:
        linked = current.is_symlink()
        name = str(current.readlink()) if linked else current.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    directory = current.parent / name
    return directory if _NAME.fullmatch(name) and directory.is_dir() else None
