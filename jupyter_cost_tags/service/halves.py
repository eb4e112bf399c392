"""What this machine has: the guard in kernels, the IPython profile, the two halves. Files only."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from .. import __version__
from ..guard import autoload
from ..models import Check
from ..rollout.checks import check
from ..rollout.lifecycle import CONFIG
from .context import Context
from .guard_status import guard_status

_LAB = "jupyter-cost-tags"
_SERVER = "jupyter_cost_tags"
# traitlets doubles a list that is appended to for a class and for one derived from it.
_APPENDS = re.compile(
    r"^\s*c\.(\w+)\.extensions\s*(?:\.(?:append|extend|insert)\(|\+=)", re.MULTILINE
)


def guard_check(context: Context) -> Check:
    """Say whether kernels have the guard and what they go by."""
    if context.environ.get("COST_TAGS_GUARD") == "off":
        evidence = "COST_TAGS_GUARD=off: no kernel of this environment checks launches."
        return check("guard", "warn", evidence, "Unset COST_TAGS_GUARD and restart the kernels.")
    if not autoload.installed(context.environ).kernels:
        evidence = f"{Path(sys.prefix) / 'etc/ipython/ipython_config.py'} does not load it."
        fix = "Another package replaced that file: reinstall jupyter-cost-tags."
        return check("guard", "fail", evidence, fix)
    told = guard_status(context).guard
    if told.problem:
        return check("guard", "fail", told.problem.message, told.problem.action)
    kernels = len(told.kernels)
    evidence = f"Mode {told.mode}; active in {kernels} kernel{'' if kernels == 1 else 's'}."
    if kernels:
        return check("guard", "pass", evidence)
    return check("guard", "warn", evidence, "Start or restart a kernel; see `guard status`.")


def kernel_profile_check(environ: Mapping[str, str]) -> Check:
    """Say whether the user's own profile makes kernels slow: a list that doubles itself."""
    classes: dict[str, Path] = {}
    for path in _profiles(environ):
        for found in _APPENDS.finditer(_text(path)):
            classes.setdefault(found[1], path)
    if len(classes) < 2:
        return check("kernel-profile", "pass", "Nothing in it slows kernels down.")
    where = ", ".join(f"c.{name}.extensions in {path}" for name, path in classes.items())
    return check(
        "kernel-profile",
        "warn",
        f"Two classes append to one list ({where}): it doubles itself, and kernels start in up "
        "to a minute.",
        "Keep one of them; use c.InteractiveShellApp.extra_extensions for the rest.",
    )


def versions_check(*, serving: bool = False) -> Check:
    """Say whether panel and server part are there and of one release.

    `serving`: this is the server part, so that it is enabled, by whatever way.
    """
    from jupyter_core.paths import jupyter_config_path, jupyter_path  # noqa: PLC0415  (Jupyter's)

    front = next(iter(_packages(jupyter_path("labextensions", _LAB))), None)
    reinstall = "pip install --force-reinstall jupyter-cost-tags, and reload the page."
    if front is None:
        return check("versions", "fail", f"Server {__version__}; no panel is installed.", reinstall)
    if _spelled(front) != _spelled(__version__):
        evidence = f"Server {__version__}, panel {front}."
        return check("versions", "fail", evidence, reinstall)
    if not serving and not _is_enabled(jupyter_config_path()):
        evidence = f"Both {__version__}, but the server part is not enabled."
        return check("versions", "fail", evidence, f"jupyter server extension enable {_SERVER}")
    return check("versions", "pass", f"Server and panel {__version__}.")


def configured_snapshot() -> str | None:
    """Return `CostTags.snapshot` as the JSON files of Jupyter's server say; None without.

    What a Python file or a flag sets is only known to the server itself.
    """
    from jupyter_core.paths import jupyter_config_path  # noqa: PLC0415  (Jupyter's)

    for folder in map(Path, jupyter_config_path()):
        for path in (
            folder / CONFIG,
            folder / "jupyter_server_config.json",
        ):
            try:
                place = json.loads(_text(path))["CostTags"]["snapshot"]
            except (ValueError, KeyError, TypeError):
                continue
            if isinstance(place, str) and place:
                return place
    return None


def _profiles(environ: Mapping[str, str]) -> Iterable[Path]:
    home = Path(environ.get("IPYTHONDIR") or Path(environ.get("HOME", "/")) / ".ipython")
    folders = [Path("/etc/ipython"), Path("/usr/local/etc/ipython"), home / "profile_default"]
    for folder in [*folders, Path(sys.prefix) / "etc/ipython"]:
        for name in ("ipython_config.py", "ipython_kernel_config.py"):
            yield folder / name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _packages(folders: Iterable[str]) -> Iterable[str]:
    for folder in folders:
        try:
            yield str(json.loads(_text(Path(folder) / "package.json"))["version"])
        except (ValueError, KeyError, TypeError):
            continue


def _is_enabled(folders: Iterable[str]) -> bool:
    """Read the files as Jupyter does: the first folder that says something decides."""
    for folder in folders:
        for name in ("jupyter_server_config.json", f"jupyter_server_config.d/{_SERVER}.json"):
            try:
                told = json.loads(_text(Path(folder) / name))
                return bool(told["ServerApp"]["jpserver_extensions"][_SERVER])
            except (ValueError, KeyError, TypeError):
                continue
    return False


def _spelled(version: str) -> str:
    """Return a version in one spelling: npm writes 1.0.0-rc.1, Python 1.0.0rc1."""
    return re.sub(r"[^0-9a-z]", "", version.lower())
