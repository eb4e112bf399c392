#!/usr/bin/env python3
"""What the server part costs: beside a bare handler, with AWS hanging, at the start, at the end.

One Jupyter server serves both; the rounds take turns, so that what else the machine does falls
on both. Prints ratios and the budgets of the design. Takes two minutes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from server_client import Load, Server, serving

NOW = "2026-11-23T12:00:00Z"
ROUNDS, SECONDS, CLIENTS = 5, 2.0, 30
API = "/jupyter-cost-tags/api"
SECTIONS = ("status", "whoami", "spend", "scan", "scan?scope=all", "running", "policy")
REFRESHED: dict[str, dict[str, str]] = {
    "whoami": {},
    "spend": {},
    "scan": {},
    "scan?scope=all": {"scope": "all"},
    "running": {},
}


@contextmanager
def company() -> Iterator[tuple[Any, dict[str, str]]]:
    """Serve the demo's company; give what points a server at it."""
    from jupyter_cost_tags.demo import company as made
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

    folder = Path(tempfile.mkdtemp())
    with EmbeddedAws(made.build(datetime(2026, 11, 23, 12, tzinfo=timezone.utc))) as aws:
        files = made.write_files(aws.world, folder)
        told = {name: str(path) for name, path in files.items()}
        home = {"HOME": str(folder), "COST_TAGS_HOME": str(folder / "state")}
        jupyter = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA")}
        runtime = {"JUPYTER_RUNTIME_DIR": str(folder / "runtime")}
        yield aws, {**aws.environment(), **told, **home, **jupyter, **runtime, "COST_TAGS_NOW": NOW}


def cached_reads(server: Server) -> None:
    """Print the requests a second of each section beside a bare handler's of the same bytes."""
    print(f"\ncached GET, {CLIENTS} connections: ours, a bare handler with as many bytes")
    for section in SECTIONS:
        path = f"{API}/{section}"
        size = len(server.ask(path))
        ours, bare = beside(server, path, f"/bare/read?bytes={size}")
        ratios = [mine.rate / its.rate for mine, its in zip(ours, bare, strict=True)]
        late = [mine.p(0.99) / its.p(0.99) for mine, its in zip(ours, bare, strict=True)]
        print(
            f"  {section:<16} {size:>8} B {middle([one.rate for one in ours]):7.0f}/s"
            f" {middle([one.rate for one in bare]):7.0f}/s  x{middle(ratios):.2f} (at least 0.80),"
            f" p99 x{middle(late):.2f} (at most 2)"
        )


def beside(server: Server, path: str, bare: str) -> tuple[list[Load], list[Load]]:
    """Return rounds of both, taken in turn."""
    ours, its = [], []
    for _ in range(ROUNDS):
        ours.append(server.load([path], clients=CLIENTS, seconds=SECONDS))
        its.append(server.load([bare], clients=CLIENTS, seconds=SECONDS))
    if any(one.failed for one in ours + its):
        raise RuntimeError(f"{path} was not answered each time.")
    return ours, its


def hanging(server: Server, aws: Any) -> None:
    """Print how late the event loop is while 12 calls hang and 50 tabs read."""
    aws.control.add_faults([{"op": "*", "delay": 120.0}])
    tabs = [f"{API}/{section}" for section in SECTIONS]
    for name, when in (("50 tabs, AWS fine", False), ("50 tabs, 12 calls hang", True)):
        if when:
            start_hanging(server)
        server.ask("/bare/lag")
        server.load(tabs, clients=50, seconds=10, pause=1.0)
        late = sorted(1000 * one for one in json.loads(server.ask("/bare/lag")))
        p99 = late[int(0.99 * (len(late) - 1))]
        print(f"  {name:<24} p99 {p99:6.1f} ms (at most 20), most {late[-1]:6.1f} ms")


def start_hanging(server: Server) -> None:
    """Ask for everything anew; nobody waits for the answers."""
    script = (
        "import json, sys, urllib.request\n"
        "urllib.request.urlopen(urllib.request.Request(sys.argv[1], b'{\"force\": true}',"
        " {'Content-Type': 'application/json'}), timeout=60)"
    )
    for section in ("whoami", "spend", "scan", "running"):
        url = f"http://127.0.0.1:{server.port}{API}/{section}"
        subprocess.Popen([sys.executable, "-c", script, url], stderr=subprocess.DEVNULL)


def start() -> None:
    """Print what importing the extension adds, in a process that has imported the server."""
    took = [loaded() for _ in range(15)]
    print(
        "\nserver start: importing the extension, after jupyter_server,"
        f" {min(took):.1f} ms of CPU (at most 20)"
    )


def loaded() -> float:
    """Return the CPU milliseconds of one such import."""
    code = (
        "import time, jupyter_server.serverapp, jupyter_server.extension.application;"
        " before = time.process_time(); import jupyter_cost_tags.extension;"
        " print(1000 * (time.process_time() - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def middle(values: list[float]) -> float:
    return statistics.median(values)


def main() -> None:
    start()
    with company() as (aws, environment):
        both = {"jupyter_cost_tags": True, "server_bare": True}
        with serving(environment, server_bare=True) as server:
            alone = server.end()
        with serving(environment, **both) as server:
            for section, body in REFRESHED.items():
                server.ask(f"{API}/{section.partition('?')[0]}", body)
            cached_reads(server)
            print("\nevent loop while AWS hangs")
            hanging(server, aws)
            print(
                f"\nSIGTERM to exit, 12 calls hanging: {server.end():.2f} s (at most 2);"
                f" a server without the extension {alone:.2f} s"
            )


if __name__ == "__main__":
    main()
