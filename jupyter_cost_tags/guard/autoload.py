"""The guard beyond this environment's kernels: other environments', scripts and subprocesses.

Both are opt-in: a startup file in the user's IPython profile, which kernels of every environment of
this home read; and a `.pth` file in this environment, which every Python of it reads at its start.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

NOTE = (
    "# Written by `jupyter cost-tags guard install`; `jupyter cost-tags guard remove` deletes it."
)
STARTUP = "00-jupyter-cost-tags.py"
LOADER = "_jupyter_cost_tags_guard"
_CONFIG = "jupyter_cost_tags"

_STARTUP_TEXT = """\
{note}
def _load_cost_tags_guard(folder):
    import os
    import sys

    named = ("jupyter_cost_tags.guard", "jupyter_cost_tags_guard")
    if sys.version_info < (3, 10) or not os.path.isdir(folder):
        return
    if any(name in sys.modules for name in named):
        return  # this environment has the guard itself
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(
        named[1], os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    module = sys.modules[named[1]] = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.load_ipython_extension(get_ipython())


try:
    _load_cost_tags_guard({folder!r})
except Exception:
    pass
del _load_cost_tags_guard
"""

_LOADER_TEXT = """\
{note}
import os
import sys


class _WhenBotocoreComes:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "botocore":
            return None
        sys.meta_path.remove(_WhenBotocoreComes)
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                load(module)
                try:
                    from jupyter_cost_tags import guard

                    guard.install()
                except Exception:
                    pass

            spec.loader.exec_module = exec_module
        return spec


# Only what a notebook or its terminal started; nothing is imported until botocore is.
if ("JPY_SESSION_NAME" in os.environ or "COST_TAGS_GUARD_DIR" in os.environ) and os.environ.get(
    "COST_TAGS_GUARD", ""
).lower() != "off":
    sys.meta_path.insert(0, _WhenBotocoreComes)
"""


class Installed(NamedTuple):
    """Where the guard loads by itself; null is nowhere."""

    kernels: str | None  # of this environment: comes with the package
    user: str | None  # kernels of other environments
    subprocesses: str | None  # scripts and subprocesses of this environment


def installed(
    environ: Mapping[str, str], prefix: Path | None = None, site: Path | None = None
) -> Installed:
    """Return where the guard loads by itself."""
    config = (prefix or Path(sys.prefix)) / "etc" / "ipython" / "ipython_config.py"
    loads = _CONFIG in (_read(config) or "")
    startup, pth = _startup(environ), _pth(site)
    return Installed(
        kernels=str(config) if loads else None,
        user=str(startup) if _is_ours(startup) else None,
        subprocesses=str(pth) if pth.exists() else None,
    )


def install_user(environ: Mapping[str, str]) -> Path:
    """Let kernels of every environment of this home load the guard; return the file written.

    Raises `OSError` when it can't be written, `FileExistsError` when it is somebody else's.
    """
    path = _startup(environ)
    _refuse_foreign(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = str(Path(__file__).parent)
    path.write_text(_STARTUP_TEXT.format(note=NOTE, folder=folder), encoding="utf-8")
    return path


def install_subprocesses(site: Path | None = None) -> Path:
    """Let every Python that a notebook starts here load the guard; return the `.pth` file.

    `site` stands for this environment's site-packages. Raises as `install_user`.
    """
    pth = _pth(site)
    loader = pth.with_suffix(".py")
    _refuse_foreign(loader)
    loader.write_text(_LOADER_TEXT.format(note=NOTE), encoding="utf-8")
    pth.write_text(f"import {LOADER}\n", encoding="utf-8")
    return pth


def remove(
    environ: Mapping[str, str], *, user: bool, subprocesses: bool, site: Path | None = None
) -> list[Path]:
    """Delete what `install` wrote; return the files that were there. Raises `OSError`."""
    pth = _pth(site)
    wanted = [_startup(environ)] if user else []
    found = [path for path in wanted if _is_ours(path)]
    if subprocesses and _is_ours(pth.with_suffix(".py")):
        found += [pth, pth.with_suffix(".py")]
    found = [path for path in found if path.exists()]
    for path in found:
        path.unlink()
        _forget_compiled(path)
    return found


def _forget_compiled(path: Path) -> None:
    """Delete what Python compiled of a file, and the folder if nothing else is in it."""
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
    with suppress(OSError):
        (path.parent / "__pycache__").rmdir()


def _startup(environ: Mapping[str, str]) -> Path:
    home = environ.get("IPYTHONDIR")
    root = (
        Path(home).expanduser() if home else Path(environ.get("HOME") or Path.home()) / ".ipython"
    )
    return root / "profile_default" / "startup" / STARTUP


def _pth(site: Path | None) -> Path:
    return (site or Path(sysconfig.get_path("purelib"))) / f"{LOADER}.pth"


def _refuse_foreign(path: Path) -> None:
    if path.exists() and not _is_ours(path):
        raise FileExistsError(f"{path} is there and not ours")


def _is_ours(path: Path) -> bool:
    return (_read(path) or "").startswith(NOTE)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
