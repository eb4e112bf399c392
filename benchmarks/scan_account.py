"""Accounts for benchmarks/scan.py, each served by a process of its own until its input ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
KINDS = {"training-job": 2000, "processing-job": 500, "transform-job": 200}
VALUES = ("CC-1", "CC-2")  # what the policy allows
HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
MARK = "sagemaker:user-profile-arn"
ME, BEN = f"{HEAD}:user-profile/d-1/ana", f"{HEAD}:user-profile/d-1/ben"
MINE = 60  # jobs of mine in a growing account


def is_wrong(number: int) -> bool:
    """Three of ten jobs do not comply."""
    return number % 10 >= 7


def tags_of(number: int) -> dict[str, str]:
    """Return a job's tags: of a hundred one has a wrong or an empty value."""
    if not is_wrong(number):
        return {"cost-center": "CC-1"}
    if number % 100 == 99:
        return {"cost-center": "" if number % 200 == 99 else "CC-none"}
    return {}


def wrong() -> set[str]:
    """Return the ARNs that do not comply."""
    return {f"{HEAD}:{kind}/job-{n}" for kind, count in KINDS.items() for n in range(count)
            if is_wrong(n)}  # fmt: skip


def least(*, is_studio: bool, further_kinds: int = 0) -> int:
    """Return the fewest calls that can tell it, at 100 resources an answer (decision 009)."""
    numbers = {kind: range(count) for kind, count in KINDS.items()}
    failing = sum(map(is_wrong, numbers.pop("training-job")))
    tagged = sum(is_studio or bool(tags_of(n)) for rest in numbers.values() for n in rest)
    answers = [failing, tagged, *map(len, numbers.values())]
    return sum(-(-one // 100) for one in answers) + 1 + further_kinds  # 1: the youngest training


def company(world: Any, *, is_studio: bool) -> None:
    """Put 2,700 jobs in; Studio's own tag is on each of them, or on none."""
    from jupyter_cost_tags.demo.company.jobs import Launch, launch

    own = {MARK: BEN} if is_studio else {}
    for kind, count in KINDS.items():
        for number in range(count):
            created = NOW - timedelta(hours=2, minutes=15 * number)
            tags = {**own, **tags_of(number)}
            launch(world, Launch(f"job-{number}", kind, "ml.m5.large", created, 1.0, tags))


def growing(world: Any, jobs: int) -> None:
    """Put so many jobs of a month in; always as many of them are mine, a third without a tag."""
    from jupyter_cost_tags.demo.company.jobs import Launch, launch

    kinds = ["training-job"] * 15 + ["processing-job"] * 4 + ["transform-job"]
    step = timedelta(days=28) / jobs
    every = jobs // MINE
    for number in range(jobs):
        created = NOW - timedelta(minutes=30) - step * number
        place, rest = divmod(number, every)
        mine = rest == 0 and place < MINE
        tags = {MARK: ME if mine else BEN}
        if (place if mine else number) % 3:
            tags["cost-center"] = "CC-1"
        kind = kinds[place % 20 if mine else number % 20]
        launch(world, Launch(f"job-{number}", kind, "ml.m5.large", created, 0.3, tags))


@contextmanager
def served(*words: str) -> Iterator[Any]:
    """Serve an account, and point this process's AWS clients at it."""
    from jupyter_cost_tags.demo.embedded_aws.remote import RemoteAws

    process = subprocess.Popen(
        [sys.executable, __file__, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if not (process.stdin and process.stdout):
        raise RuntimeError("no pipes")
    try:
        remote = RemoteAws(json.loads(process.stdout.readline())["url"])
        os.environ.update(remote.environment())
        yield remote
    finally:
        process.stdin.close()
        process.wait(30)


def main(what: str, size: str = "") -> None:
    """Serve one account."""
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
    from jupyter_cost_tags.demo.embedded_aws.world import Clock, World

    world = World(clock=Clock(NOW))
    if what == "growing":
        growing(world, int(size))
    else:
        company(world, is_studio=what == "studio")
    with EmbeddedAws(world) as server:
        server.control.lag(seconds=0)
        print(json.dumps({"url": server.url}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
