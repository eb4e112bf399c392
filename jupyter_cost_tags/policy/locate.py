"""Which policy files there are; never the notebook's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "cost-tags.yaml"
ADMIN_PATHS = (Path("/etc/jupyter") / FILE, Path("/usr/local/etc/jupyter") / FILE)


@dataclass(frozen=True)
class Places:
    """The admin's file, if there is one, and the others in their order."""

    admin: Path | None
    others: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """Return every file, the admin's first."""
        return (self.admin, *self.others) if self.admin else self.others


def places(environ: Mapping[str, str], admin_paths: Sequence[Path] = ADMIN_PATHS) -> Places:
    """Return the files in force: the first admin's, then `COST_TAGS_POLICY`, then Jupyter's."""
    from jupyter_core.paths import jupyter_config_path  # noqa: PLC0415

    admin = next((path for path in admin_paths if _is_there(path)), None)
    named = environ.get("COST_TAGS_POLICY")
    others = [Path(named).expanduser()] if named else []
    folders = [Path(folder) for folder in jupyter_config_path()]
    # jupyter_config_path puts the user's before or after the environment's: the latter is first.
    folders.sort(key=lambda folder: folder.is_relative_to(Path.home()))
    others += [
        folder / FILE
        for folder in folders
        if folder / FILE not in admin_paths and _is_there(folder / FILE)
    ]
    return Places(admin, tuple(dict.fromkeys(others)))


def _is_there(path: Path) -> bool:
    """Tell whether something is there, be it unreadable: that must be told, not skipped."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
