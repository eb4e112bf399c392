#!/usr/bin/env python3
"""Run the stages of `make test`, show their output and end with one summary."""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "ui-tests"
PYTHON = sys.executable
FLOOR = ROOT / ".venv-floor" / "bin" / "python"
SDK = ROOT / ".venv-sdk" / "bin" / "python"
RUN_FULL = bool(os.environ.get("RUN_FULL"))
# Where another release of a library could matter; the rest is our own arithmetic and files.
MEETS_LIBRARIES = ("aws", "cli", "identity", "policy", "server", "service")
# Kernels, demos, the biggest accounts, bills and journals: half of pytest's time.
BESIDE = ("cur", "demo", "guard", "inventory", "server", "spend", "state", "tags")
NICE = 5  # of what fills the waits of the tests
RUNNING: set[subprocess.Popen[str]] = set()
# Nobody's account, proxy of Jupyter or own state may decide how a test ends, nor how long it takes.
FOREIGN = re.compile(
    r"^(AWS_|BOTO_|COST_TAGS_|JUPYTER_|JPY_|IPYTHON|SAGEMAKER_|PYTEST_|MYPYPATH|FORCE_COLOR"
    r"|PYTHONDONTWRITEBYTECODE)"
)
KEPT = {"AWS_CA_BUNDLE"}
# Files that last for one test: in memory nothing waits for a disk that nobody's data is on.
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 3 * 2**30  # bytes
# "12 passed", "1 failed": pytest and Playwright say it in lines of their own, jest in "Tests:".
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|flaky|interrupted|did not run)\b")
TOTALS = {
    None: r"(?!)",
    "pytest": r"\d+ (passed|failed|skipped|error).* in [\d.]+s",
    "jest": r"Tests: ",
    "playwright": r"\d+ (passed|failed|flaky|skipped|interrupted|did not run)( \([\d.]+\w+\))?$",
}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Stage:
    """One command; `suite` says whose counts its output carries."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    suite: str | None = None
    nice: int = 0


@dataclass(frozen=True)
class Outcome:
    """How a stage ended."""

    stage: Stage
    code: int
    seconds: float
    counts: dict[str, int]


def tool(name: str) -> str:
    """Return a program of the environment that runs this script."""
    return str(Path(PYTHON).with_name(name))


def script(name: str, *arguments: str) -> tuple[str, ...]:
    return (PYTHON, str(ROOT / "scripts" / name), *arguments)


def lint_stages() -> list[Stage]:
    return [
        Stage("ruff check", (tool("ruff"), "check", "--output-format=concise", ".")),
        Stage("ruff format", (tool("ruff"), "format", "--check", "--quiet", ".")),
        Stage("mypy", (tool("mypy"),)),
        Stage("layers", (tool("lint-imports"), "--no-logo")),
        Stage("generated files", script("generate.py", "--check")),
        Stage("hosts and machine paths", script("check_hosts.py")),
        Stage("file sizes", script("check_sizes.py")),
        Stage("tsc", ("jlpm", "typecheck")),
        Stage("eslint", ("jlpm", "eslint")),
        Stage("prettier", ("jlpm", "prettier")),
        Stage("stylelint", ("jlpm", "stylelint")),
    ]


def python_stages() -> list[Stage]:
    command = (PYTHON, *pytest_options())
    beside = tuple(f"tests/{name}" for name in BESIDE)
    rest = tuple(f"--ignore={folder}" for folder in beside)
    return [
        Stage("pytest", (*command, *rest), suite="pytest"),
        Stage(f"pytest, {BESIDE[0]} to {BESIDE[-1]}", (*command, *beside), suite="pytest"),
    ]


def oldest_stages() -> list[Stage]:
    """Return pytest with the oldest releases, in two parts: the guard's tests are half of them."""
    if not FLOOR.exists():
        return []
    # Old releases warn about a Python newer than themselves: not ours to fix.
    command = (str(FLOOR), *pytest_options(), "-W", "default", "-p", "no:cacheprovider")
    # SDKs are in environments of their own. The embedded AWS answers by the newest models; how it
    # does is proved with the newest boto3.
    guard = ("tests/guard", "--ignore=tests/guard/test_guard_sdk.py", "--one-in=3")
    rest = (*(f"tests/{name}" for name in MEETS_LIBRARIES), "--one-in=8")
    if RUN_FULL:
        guard, rest = (*guard[:-1], "--one-in=1"), ("--ignore=tests/demo", "--ignore=tests/guard")
    return [
        Stage("oldest releases, rest", (*command, *rest), suite="pytest", nice=NICE),
        Stage("oldest releases, guard", (*command, *guard), suite="pytest", nice=NICE),
    ]


def pytest_options() -> tuple[str, ...]:
    options = ("-m", "pytest", "--color=no")
    return (*options, "-m", "slow or not slow", "--timeout=1800") if RUN_FULL else options


def javascript_stages() -> list[Stage]:
    return [Stage("jest", ("jlpm", "jest", "--passWithNoTests", "--no-color"), suite="jest")]


def browser_stages(*arguments: str) -> list[Stage]:
    build = Stage("front end", ("make", "--no-print-directory", ".stamps/labextension"))
    wheel = Stage("wheel", script("check_release.py"))
    if not list((UI / "tests").glob("*.spec.ts")):
        return [build, wheel]
    types = Stage("tsc of browser tests", ("jlpm", "tsc", "--noEmit"), folder=UI)
    tests = Stage(
        "browser tests", ("jlpm", "playwright", "test", *arguments), folder=UI, suite="playwright"
    )
    return [build, wheel, types, tests]


GROUPS = {
    "lint": lint_stages,
    "py": python_stages,
    "js": javascript_stages,
    "ui": browser_stages,
    "screenshots": lambda: browser_stages("--update-snapshots"),
}
BROWSER = {"ui", "screenshots"}


def lanes_of(groups: Sequence[str]) -> tuple[list[list[Stage]], list[Stage]]:
    """Return what runs side by side, and what the lane that is free first takes.

    The last lane has nothing of its own: it fills what the others leave of the processors.
    """
    python = python_stages() if "py" in groups else []
    browser = [stage for group in groups if group in BROWSER for stage in GROUPS[group]()]
    browser += javascript_stages() if "js" in groups else []
    shared = oldest_stages() if "py" in groups else []  # the longest first
    shared += [replace(stage, nice=NICE) for stage in lint_stages()] if "lint" in groups else []
    return [python[:1], browser, python[1:], []], shared


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what belongs to its user's own setup."""
    kept = {k: v for k, v in os.environ.items() if k in KEPT or not FOREIGN.match(k)}
    kept["COST_TAGS_PYTHON"] = PYTHON
    kept["COST_TAGS_SDK_PYTHON"] = str(SDK)
    kept["NO_COLOR"] = "1"
    return kept


def counts_of(suite: str | None, line: str) -> dict[str, int]:
    """Read the totals that a test runner prints at its end."""
    plain = COLOURS.sub("", line).strip().strip("= ")
    if not re.match(TOTALS[suite], plain):
        return {}
    return {kind: int(number) for number, kind in COUNT.findall(plain)}


def run_beside(
    lanes: Sequence[Sequence[Stage]], shared: Sequence[Stage], environment: dict[str, str]
) -> list[Outcome]:
    """Run lanes of stages side by side: the first one's output as it comes, the others' after.

    There are more lanes than cores: tests wait a third of their time.
    """
    left = deque(shared)

    def follow(lane: Sequence[Stage], out: TextIO) -> list[Outcome]:
        outcomes = [run(stage, environment, out) for stage in lane]
        while True:
            try:
                stage = left.popleft()
            except IndexError:
                return outcomes
            outcomes.append(run(stage, environment, out))

    others = [io.StringIO() for _ in lanes[1:]]
    with ThreadPoolExecutor(len(lanes)) as pool:
        started = [
            pool.submit(follow, lane, out)
            for lane, out in zip(lanes, [sys.stdout, *others], strict=True)
        ]
        outcomes = [outcome for lane in started for outcome in lane.result()]
    for out in others:
        print(out.getvalue(), end="", flush=True)
    return outcomes


def run(stage: Stage, environment: dict[str, str], out: TextIO = sys.stdout) -> Outcome:
    print(f"\n== {stage.name}", file=out, flush=True)
    started = time.monotonic()
    counts: dict[str, int] = {}
    with subprocess.Popen(
        ("nice", f"-n{stage.nice}", *stage.command) if stage.nice else stage.command,
        cwd=stage.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        RUNNING.add(process)
        for line in process.stdout or ():
            print(line, end="", file=out, flush=True)
            counts |= counts_of(stage.suite, line)
    RUNNING.discard(process)
    seconds = time.monotonic() - started
    verdict = "" if process.returncode == 0 else ", FAILED"
    print(f"== {stage.name}: {seconds:.1f} s{verdict}", file=out, flush=True)
    return Outcome(stage, process.returncode, seconds, counts)


@contextmanager
def temporary_folder(environment: dict[str, str]) -> Iterator[None]:
    """Give the stages a folder for temporary files, in memory where there is room."""
    roomy = not RUN_FULL and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    with TemporaryDirectory(
        prefix="cost-tags-checks-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o711)  # who gives up root in a test must get through
        environment["TMPDIR"] = folder
        yield


def find_chromium(environment: dict[str, str]) -> bool:
    """Put the browser's path into the environment; say what to do when there is none."""
    found = subprocess.run(
        [str(ROOT / "scripts" / "find_chromium")],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if found.returncode == 0:
        environment["CHROMIUM_PATH"] = found.stdout.strip()
    return found.returncode == 0


def summarize(outcomes: list[Outcome], since: float) -> int:
    print("\n== summary")
    for outcome in outcomes:
        counts = ", ".join(f"{number} {kind}" for kind, number in outcome.counts.items())
        verdict = "ok" if outcome.code == 0 else "FAILED"
        print(f"  {outcome.stage.name:<24} {verdict:<7} {outcome.seconds:7.1f} s  {counts}")
    suites = [outcome for outcome in outcomes if outcome.stage.suite]
    passed = sum(outcome.counts.get("passed", 0) for outcome in suites)
    bad = sum(
        number
        for outcome in suites
        for kind, number in outcome.counts.items()
        if kind not in ("passed", "skipped")
    )
    stages = [outcome.stage.name for outcome in outcomes if outcome.code != 0]
    print(f"  {'all':<24} {'FAILED' if stages else 'ok':<7} {time.time() - since:7.1f} s")
    if stages:
        print(f"failed stages: {', '.join(stages)}")
    if suites:
        print(f"{passed} passed, {bad} failed")
    return 1 if stages or bad else 0


def stop() -> None:
    """End what runs, and this."""
    for process in RUNNING.copy():
        process.terminate()
    sys.exit(143)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="+", choices=sorted(GROUPS))
    parser.add_argument("--started", type=float, default=time.time(), help="epoch of the start")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: stop())
    # A shell's background job ignores Ctrl-C, and so would every process that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    environment = clean_environment()
    if shutil.which("jlpm") is None:
        environment["PATH"] = f"{Path(PYTHON).parent}{os.pathsep}{environment['PATH']}"
    outcomes = []
    groups = list(options.groups)
    if BROWSER & set(groups) and not find_chromium(environment):
        outcomes.append(Outcome(Stage("Chromium", ("scripts/find_chromium",)), 1, 0.0, {}))
        groups = [group for group in groups if group not in BROWSER]
    lanes, shared = lanes_of(groups)
    with temporary_folder(environment):
        outcomes += run_beside(lanes, shared, environment)
    return summarize(outcomes, options.started)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
