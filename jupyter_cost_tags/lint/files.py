"""Which files are looked at, and their text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

SUFFIXES = (".ipynb", ".py", ".sh", ".bash")
MOST_BYTES = 64 * 1024 * 1024
# Folders of other people's or of copies; hidden ones are left out as well.
_LEFT_OUT = frozenset({"node_modules", "site-packages", "__pycache__", "venv"})
_CONFIG = ("*config*.yaml", "*config*.yml", ".sagemaker/*.y*ml", "sagemaker/*.y*ml")
_MOST_CONFIG = 1024 * 1024
_IS_CONFIG = re.compile(r"^SageMaker:", re.MULTILINE)
_HAS_TAGS = re.compile(r"^\s+(Tags):", re.MULTILINE)


class Unreadable(Exception):
    """A file can't be read as text; the text says why."""


def files(path: Path, excluded: Sequence[str] = ()) -> Iterator[Path]:
    """Yield a file as it is, or the notebooks and scripts of a folder, sorted.

    Left out in folders: what is hidden (.ipynb_checkpoints), environments, node_modules, links to
    folders, and what a pattern excludes by its path or name.
    """
    if not path.is_dir():
        yield path
        return
    for folder, names, found in os.walk(path):
        here = Path(folder)
        names[:] = sorted(name for name in names if _is_looked_into(here / name, excluded))
        ours = (here / name for name in sorted(found) if name.endswith(SUFFIXES))
        for file in ours:
            if (
                not file.name.startswith(".")
                and file.is_file()
                and not _is_excluded(file, excluded)
            ):
                yield file


def text_of_file(path: Path) -> str:
    """Return a file's text; raises `Unreadable`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"larger than {MOST_BYTES // 1024 // 1024} MiB")
        if not path.is_file():
            raise Unreadable("not a regular file")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except OSError as error:
        raise Unreadable(error.strerror or "can't be read") from None


def config_with_tags(file: Path) -> Path | None:
    """Return a SageMaker SDK configuration with tags beside a file or above it, in its repository.

    Such a file gives tags to calls that name none (sagemaker.config, `SageMaker.<Resource>.Tags`).
    """
    folder = file.absolute().parent
    for place in (folder, *folder.parents):
        for pattern in _CONFIG:
            for candidate in sorted(place.glob(pattern)):
                if _gives_tags(candidate):
                    return candidate
        if (place / ".git").exists() or place == Path.home():
            return None
    return None


def _gives_tags(path: Path) -> bool:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_CONFIG:
            return False
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return bool(_IS_CONFIG.search(text) and _HAS_TAGS.search(text))


def _is_looked_into(folder: Path, excluded: Sequence[str]) -> bool:
    name = folder.name
    if name.startswith(".") or name in _LEFT_OUT or folder.is_symlink():
        return False
    return not (folder / "pyvenv.cfg").exists() and not _is_excluded(folder, excluded)


def _is_excluded(path: Path, excluded: Sequence[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern) for pattern in excluded
    )
