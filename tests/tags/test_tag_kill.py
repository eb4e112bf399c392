"""kill -9 at any moment of a fix: no write without its intent, nothing lost, hardly one twice."""

import json
import random
import signal
from collections import Counter
from itertools import count

import pytest
from fixers import Fixers
from tagged_jobs import HEAD, Account

from jupyter_cost_tags.tags.standing import results, to_resume, waiting

WANTED = {"project": "churn", "team": "a"}
NAMES = [f"job-{number}" for number in range(8)]


@pytest.fixture
def account(aws, tmp_path):
    made = Account(aws, tmp_path)
    for name in NAMES:
        made.job(name)
    return made


def writes(account):
    """Return how often AWS was told to write to each resource."""
    told = Counter()
    for call in account.control.calls():
        if call["operation"] in {"AddTags", "TagResources"} and call["params"]:
            params = call["params"]  # none: it was cut off
            told.update(params.get("ResourceARNList") or [params["ResourceArn"]])
    return told


def check(account):
    """Hold the journal against AWS: no write without an intent on disk, no false word."""
    entries = account.journal.lines.held().entries
    intents = Counter(one["arn"] for one in entries if one["type"] == "intent")
    assert not writes(account) - intents
    for run in account.journal.logged().values():
        told = {one.arn: one.outcome for one in results(run, running=False)}
        assert len(told) + len(waiting(run)) == len(run.changes)  # done, not known or open
        for arn, outcome in told.items():
            assert outcome in {"applied", "unknown", "unchanged"}
            if outcome == "applied":
                assert account.tags(arn) == WANTED
    for path in account.journal.folder.glob("*.jsonl"):
        *whole, _torn = path.read_bytes().split(b"\n")
        assert all(json.loads(line[9:]) for line in whole)


def begin_again(account):
    """Take tags and journal away once all is done; return how often AWS was told to write."""
    assert all(account.tags(f"{HEAD}/{name}") == WANTED for name in NAMES)
    assert not any(to_resume(run) for run in account.journal.logged().values())
    told = writes(account)
    for name in NAMES:
        account.control.tags(arn=f"{HEAD}/{name}", remove=list(WANTED))
    for path in account.journal.folder.glob("*.jsonl"):
        path.unlink()
    account.control.reset()
    return told


def hold(account, folder, orders, kills):
    """Kill fixers until `kills` died at work; each next one goes on where the last was cut off."""
    killed = since = 0
    with Fixers(folder, NAMES) as fixers:
        while killed < kills:
            code = fixers.run(**next(orders))
            killed += code == -signal.SIGKILL
            since += code == -signal.SIGKILL
            check(account)
            if code == 0:
                assert sum(begin_again(account).values()) <= len(NAMES) * (1 + since)
                since = 0
        assert fixers.run() == 0
    check(account)
    told = begin_again(account)
    assert set(told) == {f"{HEAD}/{name}" for name in NAMES}  # none lost
    assert max(told.values()) <= 1 + since  # at most one repeated call per kill


def random_moments(seed):
    dice = random.Random(seed)  # noqa: S311
    while True:
        yield {"after": dice.uniform(0, 0.2), "most": dice.choice([1, 20])}


def every_fsync():
    """Each fsync of a run, killed before and after it; then again."""
    for number in count(1):
        for late in (False, True):
            yield {"fsync": 1 + number % 12, "late": late, "most": 20 if number % 3 else 3}


def test_kills_at_random_moments_lose_nothing(account, tmp_path):
    hold(account, tmp_path, random_moments(20261123), kills=12)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(4))
def test_five_hundred_kills_at_random_moments_lose_nothing(account, tmp_path, seed):
    hold(account, tmp_path, random_moments(seed), kills=125)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_kills_at_every_fsync_over_and_over_lose_nothing(account, tmp_path):
    hold(account, tmp_path, every_fsync(), kills=150)


@pytest.mark.parametrize(
    "most", [20, *(pytest.param(most, marks=pytest.mark.slow) for most in (3, 1))]
)
def test_a_kill_at_each_fsync_of_a_run(account, tmp_path, most):
    """Before it nothing counts that it would have kept; after it all does."""
    seen = 0
    with Fixers(tmp_path, NAMES) as fixers:
        for number in count(1):
            codes = []
            for late in (False, True):
                codes.append(fixers.run(fsync=number, late=late, most=most))
                check(account)
                assert fixers.run(most=most) == 0
                check(account)
                begin_again(account)
            if set(codes) == {0}:
                break
            assert set(codes) == {-signal.SIGKILL}
            seen = number
    assert seen >= 4  # the plan, the intents, the outcomes, the end


@pytest.mark.parametrize(
    ("moment", "intents", "sent"),
    [("begin", 0, 0), ("read", 8, 0), ("told", 8, 1)],
    ids=["before the plan", "between intent and write", "after the outcome"],
)
def test_a_kill_at_each_boundary(account, tmp_path, moment, intents, sent):
    with Fixers(tmp_path, NAMES) as fixers:
        assert fixers.run(moment=moment) == -signal.SIGKILL
    recorded = account.journal.all()
    assert [one.outcome for one in recorded] == [("applied" if sent else None)] * intents
    assert account.control.counts().get("tag:TagResources", 0) == sent
    run = recorded[0].intent.run_id if recorded else "none"
    undone = account.undo(run)
    expected = {"applied" if sent else "unchanged"} if intents else set()
    assert {one.outcome for one in undone} == expected
    assert all(account.tags(f"{HEAD}/{name}") == {} for name in NAMES)
