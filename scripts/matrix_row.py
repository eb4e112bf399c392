"""One row of the matrix: the wheel in a clean environment, used as a user would, and taken out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import leftovers
from matrix_use import Answers, Place, browse, compare, console, kernel, lab, listed, server

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".bootstrap" / "bin" / "uv"
NOT_REACHED = ("error sending request", "failed to fetch", "network", "timed out", "dns error")
ASK = """
import json
from importlib.metadata import distributions
print(json.dumps({one.name.lower().replace("-", "_"): one.version for one in distributions()}))
"""


class Unavailable(Exception):
    """This machine can't try the row: no such Python, or its packages can't be had."""


class Broken(Exception):
    """What comes after makes no sense."""


@dataclass(frozen=True)
class Row:
    """A Python, and the releases that it is tried with; what is not pinned is the newest."""

    name: str
    python: str
    pins: Mapping[str, str]


@dataclass
class Result:
    """What a row showed; `failed` has a line for each thing that did not work."""

    row: Row
    versions: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    unavailable: str = ""
    lacks: str = ""
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        if self.unavailable:
            return f"not available here: {self.unavailable}"
        return "FAILS" if self.failed else "ok"


def try_row(
    row: Row, wheel: Path, base: list[str], exported: Mapping[str, str], expected: Answers
) -> Result:
    """Try everything; what the row breaks or lacks is in the result, not raised."""
    result = Result(row)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cost-tags-row-") as folder:
        place = Place(Path(folder), exported)
        place.home.mkdir()
        leftovers.seed(place.home)
        try:
            _make(place, row)
            _install(place, [*base, "ipykernel", *(f"{k}=={v}" for k, v in row.pins.items())])
            before = leftovers.Seen.of(place.prefix, place.home)
            _install_wheel(place, wheel, result)
            _use(place, result, expected)
            result.failed += _take_out(place, before)
        except Unavailable as error:
            result.unavailable = str(error)
        except (Broken, OSError, subprocess.SubprocessError) as error:
            result.failed.append(f"{error}".strip() or type(error).__name__)
    result.seconds = time.monotonic() - started
    return result


def _interpreter(version: str) -> str | None:
    """Return a Python of this machine: on PATH, or one that pyenv keeps."""
    named = shutil.which(f"python{version}")
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for candidate in (named, *sorted(kept.glob(f"{version}.*/bin/python"), reverse=True)):
        if candidate is None:
            continue
        asked = "import sys; print('%d.%d' % sys.version_info[:2])"
        told = subprocess.run([candidate, "-c", asked], capture_output=True, text=True, check=False)
        if told.stdout.strip() == version:
            return str(candidate)
    return None


def _uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(UV), "--quiet", "--no-config", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _make(place: Place, row: Row) -> None:
    # Without one here uv looks for it where it keeps its own, and fetches it if it may.
    python = _interpreter(row.python) or row.python
    made = _uv("venv", "--seed", "--python", python, str(place.prefix))
    if made.returncode:
        raise Unavailable(f"no Python {row.python}")


def _install(place: Place, wanted: list[str]) -> None:
    done = _uv("pip", "install", "--python", place.python, *wanted)
    if done.returncode:
        told = done.stderr.strip()
        if any(words in told.lower() for words in NOT_REACHED):
            raise Unavailable("its packages can't be fetched")
        raise Broken(f"these releases don't go together: {told[-600:]}")
    # Images have it compiled; a cold start on a busy machine outlasts the deadline of a call.
    place.run(place.python, "-c", "import boto3; boto3.client('sts', 'us-east-1')")


def _versions(place: Place) -> dict[str, str]:
    found: dict[str, str] = json.loads(place.run(place.python, "-c", ASK).stdout)
    return found


def _install_wheel(place: Place, wheel: Path, result: Result) -> None:
    """Install with pip and without any index: nothing else may be wanted.

    Not compiled: what Python compiles later is in no list of pip's, and must go all the same.
    """
    before = _versions(place)
    pip = (place.python, "-m", "pip", "install", "--quiet", "--no-index", "--no-compile")
    done = place.run(*pip, str(wheel))
    if done.returncode:
        raise Broken(f"pip install: {(done.stdout + done.stderr).strip()[-600:]}")
    result.versions = _versions(place)
    if any(result.versions.get(name) != version for name, version in before.items()):
        result.failed.append("pip install changed other packages")
    if result.versions.keys() - before.keys() != {"jupyter_cost_tags"}:
        result.failed.append("pip install brought other packages along")


def _use(place: Place, result: Result, expected: Answers) -> None:
    with lab(place) as address:
        failed, result.lacks = compare(place, expected)
        result.failed += failed
        result.failed += listed(place)
        result.failed += server(address, place)
        result.failed += kernel(place)
        ours, result.others = browse(address, result.row.name)
        result.failed += ours
    result.failed += console(place)


def _take_out(place: Place, before: leftovers.Seen) -> list[str]:
    """Uninstall as documented; return what is left."""
    jupyter = str(place.prefix / "bin" / "jupyter")
    steps = (
        (jupyter, "cost-tags", "guard", "install", "--user", "--subprocesses"),
        (place.python, "-c", "import botocore"),
        (jupyter, "cost-tags", "guard", "remove"),
        (place.python, "-m", "pip", "uninstall", "--quiet", "--yes", "jupyter-cost-tags"),
    )
    for step in steps:
        done = place.run(*step)
        if done.returncode:
            return [f"{' '.join(step[1:])}: {(done.stdout + done.stderr).strip()[-300:]}"]
    return before.left()
