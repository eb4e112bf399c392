#!/usr/bin/env python3
"""Find 810 of 2,700 jobs that do not comply: ours, and what a user would use instead.

One run against one embedded AWS, which stands in a process of its own, counts every request and
answers each after 0 and 40 ms more. Prints calls, wall time, what was found wrongly (false) and
what was missed (lost), and then how the calls grow with the account. Takes a quarter of an hour;
`--quick` leaves out what takes minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import scan_peers
from scan_account import KINDS, ME, MINE, NOW, VALUES, least, served, wrong

POLICY = (
    f"version: 1\ntags: [{{key: cost-center, required: true, values: [{', '.join(VALUES)}]}}]\n"
)
NAIVE = "boto3, List and ListTags each"
LIMITS: dict[str, int] = {"calls": 20, "again": 4}
FIRST = 0.3  # seconds


class Ours:
    """`scan --state non-compliant`, with what it keeps between two runs."""

    def __init__(self, scope: str = "all", kinds: tuple[str, ...] = (), **more: Any) -> None:
        from jupyter_cost_tags.aws import Aws
        from jupyter_cost_tags.identity.resolve import Identity
        from jupyter_cost_tags.inventory import kind_named
        from jupyter_cost_tags.inventory.kept import Memory
        from jupyter_cost_tags.policy.read import parse_policy
        from jupyter_cost_tags.state.cache import Cache

        folder = Path(tempfile.mkdtemp())
        self.aws = Aws()
        self.identity = Identity(
            environment="studio-private-space",
            account="111122223333",
            region="us-east-1",
            partition="aws",
            profile_arn=ME,
        )
        self.policy = parse_policy(POLICY, "benchmark")
        self.memory = Memory(Cache(folder / "cache.sqlite"), scope=scope)
        self.given = {
            "scope": scope,
            "kinds": tuple(filter(None, map(kind_named, kinds))),
            "since": NOW - timedelta(days=30),
            "now": NOW,
            "only_wrong": True,
            **more,
        }
        self.first: float | None = None
        for service in ("sagemaker", "resourcegroupstaggingapi"):  # a client takes 0.1 s to make
            self.aws.accepts(service, "", "")

    def __call__(self) -> set[str]:
        from jupyter_cost_tags.inventory import scan

        started = time.perf_counter()
        self.first = None

        def hear(progress: Any) -> None:
            if progress.found and self.first is None:
                self.first = time.perf_counter() - started

        made = scan(
            self.aws, self.identity, self.policy, memory=self.memory, hear=hear, **self.given
        )
        if not made.complete:
            raise RuntimeError(made.problems)
        return {one.arn for one in made.resources if one.state == "non-compliant"}


def measured(server: Any, work: Callable[[], set[str]]) -> tuple[int, float, set[str]]:
    """Return calls, seconds, and what was found."""
    server.control.reset()
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    return sum(server.control.counts().values()), seconds, found


def row(name: str, figures: tuple[int, float, set[str]], truth: set[str], note: str = "") -> None:
    calls, seconds, found = figures
    told = f"{calls:7,} {seconds:9.2f} s {len(found - truth):6} {len(truth - found):5}"
    print(f"  {name:<46}{told}  {note}", flush=True)


def judged(figures: tuple[int, float, set[str]], limit: int, lowest: int | None = None) -> str:
    """Return how calls stand to their budget, and to the fewest that can tell it."""
    told = "" if lowest is None else f", least {lowest}"
    return f"budget {limit}: {'met' if figures[0] <= limit else 'MISSED'}{told}"


def compare(server: Any, truth: set[str], *, is_studio: bool, quick: bool) -> None:
    """Print a table of all ways."""
    print(f"  {'':<46}{'calls':>7} {'wall':>11} {'false':>6} {'lost':>5}")
    scan = Ours(kinds=tuple(KINDS))
    cold = measured(server, scan)
    first = scan.first
    again = measured(server, scan)
    budget = LIMITS["calls"]
    row("ours", cold, truth, judged(cold, budget, least(is_studio=is_studio)))
    row("ours, again", again, truth, judged(again, LIMITS["again"]))
    print(f"    first results after {first or 0:.2f} s (budget {FIRST} s)")
    tuning = (*KINDS, "hyper-parameter-tuning-job")
    for name, kinds, further in (
        ("ours, with tuning jobs", tuning, 1),
        ("ours, with endpoints, pipelines and the rest", (), 4),
    ):
        told = measured(server, Ours(kinds=kinds))
        lowest = least(is_studio=is_studio, further_kinds=further)
        row(name, told, truth, judged(told, budget, lowest))
    peers: list[tuple[str, Callable[[], set[str]]]] = [
        ("tagging API, minus List", scan_peers.difference),
        ("boto3, 16 threads", lambda: scan_peers.one_by_one(16)),
    ]
    if not quick:
        peers += [(NAIVE, lambda: scan_peers.one_by_one(1))]
        why = scan_peers.install_custodian()
        if why:
            print(f"  Cloud Custodian could not be installed: {why}")
        else:
            peers += [("Cloud Custodian", scan_peers.custodian)]
    for name, work in peers:
        told = measured(server, work)
        note = f"x{told[0] / cold[0]:,.1f} calls, x{told[1] / cold[1]:.1f} wall of ours"
        row(name, told, truth, note)


def throttled(server: Any, truth: set[str]) -> None:
    """Print how it does when AWS refuses a fifth of all calls."""
    server.control.add_faults([{"op": "*", "p": 0.2, "code": "ThrottlingException"}])
    row("ours, a fifth of the calls throttled", measured(server, Ours()), truth)
    server.control.clear_faults(seed=1)


def growth(sizes: list[int]) -> None:
    """Print the calls for mine, which stay as many, in accounts of more and more jobs."""
    print(f"\n{MINE} jobs of mine among all of a month's; calls of a scan of mine")
    print(f"  {'jobs':>9} {'ours':>6} {'again':>6} {'everybody, ours':>16} {'one by one':>11}")
    for size in sizes:
        with served("growing", str(size)) as server:
            mine = Ours(scope="mine", kinds=tuple(KINDS))
            cold, again = measured(server, mine), measured(server, mine)
            every = measured(server, Ours(kinds=tuple(KINDS)))[0] if size <= 10_000 else None
            naive = size + size * 75 // 10_000 + size * 20 // 10_000 + size * 5 // 10_000
            told = f"{every:,}" if every else "not run"
            print(f"  {size:9,} {cold[0]:6} {again[0]:6} {told:>16} {naive:11,}  "
                  f"{len(cold[2])} found", flush=True)  # fmt: skip


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="without what takes minutes")
    options.add_argument("--growth", type=int, nargs="*", default=[1000, 10_000, 100_000])
    options.add_argument("--latency", type=int, nargs="*", default=[0, 40], help="in ms")
    given = options.parse_args()
    truth = wrong()
    for account, words in (("bare", "no tag at all"), ("studio", "Studio's own tag only")):
        for latency in given.latency if account == "bare" else given.latency[-1:]:
            with served(account) as server:
                print(f"\n2,700 jobs, {len(truth)} wrong, most of them with {words};"
                      f" {latency} ms more a call")  # fmt: skip
                server.control.latency(seconds=latency / 1000)
                is_studio = account == "studio"
                compare(server, truth, is_studio=is_studio, quick=given.quick or is_studio)
                throttled(server, truth)
    growth(given.growth)


if __name__ == "__main__":
    main()
