"""What is tried in an environment that has the wheel: commands, server, kernel, panel."""

from __future__ import annotations

import functools
import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLAYWRIGHT = ROOT / "ui-tests" / "node_modules" / "@playwright" / "test"
SHOTS = ROOT / ".cache" / "matrix"
API = "jupyter-cost-tags/api"
PATIENCE = 120  # seconds for a command, and for JupyterLab to answer
LOG = "lab.log"
COMMANDS = {
    "whoami": ("whoami",),
    "scan": ("scan",),
    "spend": ("spend",),
    "fix": ("fix", "--from-scan", "--set", "project=churn", "--dry-run"),
}
CHANGING = frozenset({"plan_id"})
Answers = Mapping[str, tuple[int, Any]]


@dataclass(frozen=True)
class Place:
    """An environment, its user's home, and what points it at the embedded AWS."""

    root: Path
    exported: Mapping[str, str]

    @property
    def prefix(self) -> Path:
        return self.root / "env"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def python(self) -> str:
        return str(self.prefix / "bin" / "python")

    def environment(self) -> dict[str, str]:
        """Return an environment without Node and without anything of this machine's user."""
        kept = {k: v for k, v in os.environ.items() if k in {"LANG", "TMPDIR"}}
        # State goes where it does by default.
        exported = {k: v for k, v in self.exported.items() if k != "COST_TAGS_HOME"}
        path = os.pathsep.join([str(self.prefix / "bin"), "/usr/sbin", "/sbin"])
        return {**kept, "NO_COLOR": "1", **exported, "PATH": path, "HOME": str(self.home)}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, as the user of this place."""
        return subprocess.run(
            command,
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def ask(place: Place, *command: str) -> dict[str, tuple[int, Any]]:
    """Return exit code and answer of each command; `command` is how the product is called."""
    return {name: _asked(place, *command, *words) for name, words in COMMANDS.items()}


def _asked(place: Place, *command: str) -> tuple[int, Any]:
    told = place.run(*command, "--format", "json")
    try:
        answer = json.loads(told.stdout)
    except ValueError:
        return told.returncode, (told.stdout + told.stderr).strip()[-600:]
    return told.returncode, {k: v for k, v in answer.items() if k not in CHANGING}


def compare(place: Place, expected: Answers) -> tuple[list[str], str]:
    """Ask all; return what is otherwise than expected, and what boto3 lacks by its own account."""
    command = (str(place.prefix / "bin" / "jupyter"), "cost-tags")
    shown = place.run(*command, "--help")
    failed = [] if "whoami" in shown.stdout else [f"--help: {shown.stderr.strip()[-300:]}"]
    code, told = _asked(place, *command, "doctor", "--no-spend")
    if code not in (0, 1) or not isinstance(told, dict) or "checks" not in told:
        return [*failed, f"doctor: exit code {code}: {told}"], ""
    rungs = {one["code"]: one for one in told["checks"]}
    lacks = rungs["sdk"]["evidence"] if rungs["sdk"]["state"] != "pass" else ""
    failed += [
        f"doctor, {name}: {rungs[name]['evidence']}"
        for name in ("identity", "endpoints", "versions")
        if rungs[name]["state"] != "pass"
    ]
    for name, answer in ask(place, *command).items():
        if answer != _without(expected[name], lacks):
            failed.append(f"{name}: {_difference(answer, expected[name])}")
    return failed, lacks


def _without(answer: tuple[int, Any], lacks: str) -> tuple[int, Any]:
    """Return what an SDK that lacks something must answer: unknown."""
    code, told = answer
    if "TagPropagation" in lacks and "tag_propagation" in told:
        told = {**told, "tag_propagation": "unknown"}
    return code, told


def _difference(answer: tuple[int, Any], expected: tuple[int, Any]) -> str:
    (code, told), (wanted, better) = answer, expected
    if code != wanted or not isinstance(told, dict):
        return f"exit code {code} instead of {wanted}: {json.dumps(told)[:300]}"
    names = sorted(name for name in {*told, *better} if told.get(name) != better.get(name))
    return "otherwise than with the newest releases: " + ", ".join(
        f"{name} {json.dumps(told.get(name))[:120]}" for name in names
    )


def listed(place: Place) -> list[str]:
    """Return a line for each half that JupyterLab does not list as enabled and OK."""
    failed = []
    for kind, name in (("labextension", "jupyter-cost-tags"), ("server", "jupyter_cost_tags")):
        words = ("server", "extension", "list") if kind == "server" else (kind, "list")
        told = place.run(str(place.prefix / "bin" / "jupyter"), *words)
        said = told.stdout + told.stderr
        lines = [line for line in said.splitlines() if name in line and "/" not in line]
        if not lines or not any("enabled" in line and "disabled" not in line for line in lines):
            failed.append(f"{kind} not enabled: {said[-300:]}")
        if "OK" not in said.split(name, 1)[-1]:
            failed.append(f"{kind} not OK: {said[-300:]}")
    return failed


@contextmanager
def lab(place: Place) -> Iterator[str]:
    """Start JupyterLab; yield its address at once: `server` waits until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        place.python, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=",
    ]  # fmt: skip
    with (
        (place.root / LOG).open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, cwd=place.home, env=place.environment(), stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def console(place: Place) -> list[str]:
    """Return what the server's log says against us."""
    lines = (place.root / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    bad = [
        line
        for line in lines
        if "cost_tags" in line.lower() and (line.startswith(("[E", "[C")) or "Error" in line)
    ]
    return [f"the server's log: {line[:300]}" for line in bad]


def server(address: str, place: Place) -> list[str]:
    """Ask who is billed over REST, with the token against forged requests."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(cookies := CookieJar())
    )
    try:
        _wait_for(f"{address}api")
        browser.open(f"{address}lab", timeout=PATIENCE).close()
        token = next(one.value for one in cookies if one.name == "_xsrf")
        request = urllib.request.Request(  # noqa: S310  (loopback)
            f"{address}{API}/whoami",
            data=b"{}",
            headers={"Content-Type": "application/json", "X-XSRFToken": token or ""},
        )
        with browser.open(request, timeout=PATIENCE) as answer:
            told = json.loads(answer.read())
    except (OSError, ValueError, StopIteration) as error:
        log = (place.root / LOG).read_text(encoding="utf-8", errors="replace")
        return [f"the server: {error}: {log[-600:]}"]
    return [] if "ana" in json.dumps(told) else [f"REST whoami: {json.dumps(told)[:300]}"]


def _wait_for(url: str) -> None:
    until = monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  (loopback)
            return
        except OSError:
            if monotonic() > until:
                raise
            sleep(0.2)


def kernel(place: Place) -> list[str]:
    """Return a complaint unless IPython has the guard by itself and it knows the policy."""
    told = place.run(place.python, "-m", "IPython", "-c", "%cost_tags")
    said = told.stdout + told.stderr
    good = told.returncode == 0 and "cost-center" in said and "Traceback" not in said
    return [] if good else [f"the guard in a kernel: {said.strip()[-300:]}"]


@functools.cache
def _chromium() -> str:
    found = subprocess.run(
        [str(ROOT / "scripts" / "find_chromium")], stdout=subprocess.PIPE, text=True, check=True
    )
    return found.stdout.strip()


def browse(address: str, name: str) -> tuple[list[str], list[str]]:
    """Open JupyterLab and the panel; return what its console says, ours and others' apart."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "LAB": f"{address}lab",
        "SHOT": str(SHOTS / f"{name}.png"),
        "CHROMIUM_PATH": _chromium(),
        "PLAYWRIGHT": str(PLAYWRIGHT),
    }
    done = subprocess.run(
        ["node", str(ROOT / "scripts" / "look.cjs")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return [f"Chromium: {done.stderr.strip()[-600:]}"], []
    told = json.loads(done.stdout)
    return [f"the browser's console: {line}" for line in told["ours"]], told["others"]
