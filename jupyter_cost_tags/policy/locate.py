"""Which policy files there are; never one of the notebook's folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "cost-tags.yaml"
VARIABLE = "COST_TAGS_POLICY"
ADMIN_PATHS = (Path("/etc/jupyter") / FILE, Path("/usr/local/etc/jupyter") / FILE)


@dataclass(frozen=True)
class Places:
    """The admin's file, if there is one, and the others in their order."""

    admin: Path | None
    others: tuple[Path, ...]
    fault: str | None = None  # what is wrong with COST_TAGS_POLICY itself

    @property
    def in_force(self) -> tuple[Path, ...]:
        """Return the files that count: all beside an admin's, else the first."""
        return (self.admin, *self.others) if self.admin else self.others[:1]


def places(
    environ: Mapping[str, str], folders: Sequence[Path], admin_paths: Sequence[Path] = ADMIN_PATHS
) -> Places:
    """Return the files there are: the first admin's, then `COST_TAGS_POLICY`, then Jupyter's."""
    named = environ.get(VARIABLE)
    chosen = _expanded(named) if named else None
    fault = None
    if chosen and not chosen.is_absolute():  # it would be looked for in the notebook's folder
        chosen, fault = None, f"{VARIABLE}={named} is not an absolute path; it was not read."
    found = (path for path in _files(folders) if _is_there(path))
    others = [*([chosen] if chosen else []), *found]
    return Places(
        admin=next((path for path in admin_paths if _is_there(path)), None),
        others=tuple(path for path in dict.fromkeys(others) if path not in admin_paths),
        fault=fault,
    )


def watched(
    named: str | None, folders: Sequence[Path], admin_paths: Sequence[Path] = ADMIN_PATHS
) -> tuple[str, ...]:
    """Return every path where a file could be, there or not; `named` is COST_TAGS_POLICY."""
    chosen = [_expanded(named)] if named else []
    found = [*admin_paths, *(path for path in chosen if path.is_absolute()), *_files(folders)]
    return tuple(map(str, found))


def _files(folders: Sequence[Path]) -> list[Path]:
    return [folder / FILE for folder in folders if folder.is_absolute()]


def jupyter_folders() -> list[Path]:
    """Return Jupyter's config folders, the environment's first, then the user's."""
    import site  # noqa: PLC0415

    from jupyter_core.paths import jupyter_config_dir, jupyter_config_path  # noqa: PLC0415

    own = {Path(jupyter_config_dir()), Path(site.getuserbase()) / "etc" / "jupyter"}
    folders = [Path(folder) for folder in jupyter_config_path()]
    return sorted(folders, key=lambda folder: folder in own)


def _expanded(named: str) -> Path:
    """Return the path with `~` replaced; one of somebody unknown stays, and is not absolute."""
    try:
        return Path(named).expanduser()
    except RuntimeError:
        return Path(named)


def _is_there(path: Path) -> bool:
    """Tell whether something is there, be it unreadable: that must be told, not skipped."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
