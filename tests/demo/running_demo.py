"""`jupyter cost-tags demo` as a user starts it: a process, its address, its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import psutil

AUDIT = Path(__file__).with_name("audit")
OPENER = build_opener(ProxyHandler({}))


class RunningDemo:
    """The demo's process; `address` is what it printed first."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        self.process = process
        self.address = process.stdout.readline().strip()
        self._temporary = temporary
        parts = urlsplit(self.address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.token = parse_qs(parts.query).get("token", [""])[0]

    @property
    def sandbox(self) -> Path | None:
        return next(self._temporary.glob("cost-tags-demo-*"), None)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ask(self, path: str, sent: object = None):
        """Send a request and return the JSON that it is answered with."""
        return json.loads(self.send(path, sent))

    def send(self, path: str, sent: object = None) -> bytes:
        """GET a path of the server, or POST JSON to it, with the token."""
        request = Request(  # noqa: S310  (our own server)
            self.origin + path,
            None if sent is None else json.dumps(sent).encode(),
            {"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with OPENER.open(request, timeout=60) as answer:
            return answer.read()

    def run(self, code: str) -> str:
        """Run code in a new kernel of the server; return what it printed."""
        client = self._client() or self._client()
        assert client, "no kernel answers"
        printed: list[str] = []
        try:
            client.execute_interactive(
                code,
                timeout=60,
                output_hook=lambda m: (
                    printed.append(m["content"].get("text", str(m["content"])))
                    if m["msg_type"] in ("stream", "error")
                    else None
                ),
            )
        finally:
            client.stop_channels()
        return "".join(printed)

    def _client(self):
        """Return a client of a new kernel, or nothing: another process took one of its ports."""
        kernel = self.ask("/api/kernels", {"name": "python3"})["id"]
        return _ready(self.sandbox / "jupyter" / "runtime" / f"kernel-{kernel}.json")

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal; return the exit code. No stubborn child is waited for longer."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def _ready(file: Path, within: float = 40):
    """Return a client of a kernel that answers, or nothing.

    A client takes a kernel for dead that is a second late, and a server starts one again that died.
    """
    from jupyter_client import BlockingKernelClient

    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        client = BlockingKernelClient(connection_file=str(file))
        try:
            client.load_connection_file()
            client.start_channels()
            client.wait_for_ready(timeout=15)
            return client
        except (OSError, ValueError):  # the file is being written
            time.sleep(0.2)
        except RuntimeError:
            client.stop_channels()
    return None


@contextmanager
def running_demo(folder: Path, *arguments: str, variables=None, through=()):
    """Start the demo, wait for its first line, end it whatever happens."""
    temporary, log = folder / "tmp", folder / "audit-log"
    for made in (temporary, log):
        made.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        **(variables or {}),
        "TMPDIR": str(temporary),
        "PYTHONPATH": f"{AUDIT}{os.pathsep}{log}",
    }
    with subprocess.Popen(
        [*through, sys.executable, "-m", "jupyter_cost_tags.cli", "demo", *arguments],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield RunningDemo(process, temporary)
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=60)


def addresses(folder: Path) -> dict[str, set[str]]:
    """Return what the processes of a demo connected to and looked up, by event."""
    found: dict[str, set[str]] = {}
    for path in (folder / "audit-log").glob("*.addresses"):
        for line in path.read_text(encoding="utf-8").splitlines():
            event, _, address = line.partition(" ")
            found.setdefault(event, set()).add(address)
    return found


def outside(folder: Path) -> list[str]:
    """Return the addresses among them that are not on loopback."""
    ours = ("('127.0.0.1'", "('::1'", "'127.0.0.1'", "'localhost'", "'::1'", "'/", "b'/", "None")
    return sorted(
        f"{event} {address}"
        for event, found in addresses(folder).items()
        for address in found
        if not address.startswith(ours)
    )
