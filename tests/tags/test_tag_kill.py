"""kill -9 at any moment of a fix: no write without its intent, none lost, hardly one twice."""

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tagged_jobs import HEAD, Account

WANTED = {"project": "churn", "team": "a"}

# Forks a fixer for each line read, so that boto3 is imported once, and kills it after so long.
ZYGOTE = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from types import SimpleNamespace
from tagged_jobs import HEAD, Account, change
from jupyter_cost_tags.tags.plan import plan_repair

names, boundary = sys.argv[3].split(","), int(sys.argv[4])
wanted = {"project": "churn", "team": "a"}
account = Account(SimpleNamespace(control=None), Path(sys.argv[2]))
account.tags(f"{HEAD}/{names[0]}")

def die_at(moment):
    if moment == boundary:
        os.kill(os.getpid(), 9)

def fix():
    seen = []
    class Clock:
        def __call__(self):
            seen.append("now")
            die_at(len(seen) % 2)  # 1: before the intent; 0: before the outcome
            return NOW
    from tagged_jobs import NOW
    changes = []
    for name in names:
        current = account.tags(f"{HEAD}/{name}")
        planned = plan_repair(current, wanted, [k for k in wanted if k not in current])
        if not planned.is_empty:
            changes.append(change(f"{HEAD}/{name}", current, planned))
    account.fix(*changes, run=f"run-{os.getpid()}", now=Clock(), refuse_owner=lambda _: die_at(2))

print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        fix()
        os._exit(0)
    if line.strip():  # nobody has waited for it yet, so that its pid is still its own
        time.sleep(float(line))
        os.kill(child, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Fixers:
    """Starts fixers one after another and kills them."""

    def __init__(self, folder, names, boundary=-1):
        tests = str(Path(__file__).parent)
        command = [sys.executable, "-c", ZYGOTE, tests, str(folder), ",".join(names), str(boundary)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate(timeout=60)

    def run(self, kill_after=None):
        """Let one fixer run to its end, or kill it after some seconds; return its exit code."""
        self.process.stdin.write("\n" if kill_after is None else f"{kill_after}\n")
        self.process.stdin.flush()
        return int(self._line())

    def _line(self):
        return self.process.stdout.readline().strip()


class Ledger:
    """Holds the journal against what AWS saw."""

    def __init__(self, account):
        self.account = account
        self.writes = []

    def check(self):
        """No write without an intent on disk; every line but a torn last one is whole."""
        self.writes = [
            call["params"]["ResourceArn"]
            for call in self.account.control.calls()
            if call["operation"] == "AddTags" and call["params"]  # none: it was cut off
        ]
        intents = Counter(found.intent.arn for found in self.account.journal.all())
        unlogged = Counter(self.writes) - intents
        assert not unlogged
        for path in self.account.journal.folder.glob("*.jsonl"):
            *whole, _torn = path.read_bytes().split(b"\n")
            assert all(json.loads(line[9:]) for line in whole)


def all_tagged(account, names):
    return all(account.tags(f"{HEAD}/{name}") == WANTED for name in names)


def survive(account, folder, kills, seed):
    """Kill fixers until `kills` died at work, then let one end; return what AWS was told."""
    dice = random.Random(seed)  # noqa: S311
    names = [f"job-{number}" for number in range(20)]
    ledger = Ledger(account)
    killed = rounds = 0
    for name in names:
        account.job(name)
    with Fixers(folder, names) as fixers:
        while killed < kills:
            rounds += 1
            code = fixers.run(kill_after=dice.uniform(0, 0.2))
            killed += code == -signal.SIGKILL
            ledger.check()
            if code == 0:  # all is tagged: begin again
                assert all_tagged(account, names)
                for name in names:
                    account.control.tags(arn=f"{HEAD}/{name}", remove=list(WANTED))
        assert fixers.run() == 0
    ledger.check()
    assert all_tagged(account, names)
    return ledger.writes, rounds, killed, len(names)


def hold(account, folder, kills, seed):
    writes, rounds, killed, jobs = survive(account, folder, kills, seed)
    finished = rounds - killed + 1
    assert len(writes) <= finished * jobs + killed  # at most one repeated call per kill
    assert len(writes) >= jobs


def test_kills_at_random_moments_lose_nothing(aws, tmp_path):
    hold(Account(aws, tmp_path), tmp_path, kills=25, seed=20261123)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_hundred_kills_lose_nothing(aws, tmp_path):
    hold(Account(aws, tmp_path), tmp_path, kills=500, seed=7)


@pytest.mark.parametrize(
    ("boundary", "intents", "writes"),
    [(1, 0, 0), (2, 1, 0), (0, 1, 1)],
    ids=["before the intent", "between intent and write", "between write and outcome"],
)
def test_a_kill_at_each_boundary(aws, tmp_path, boundary, intents, writes):
    account = Account(aws, tmp_path)
    account.job("job")
    with Fixers(tmp_path, ["job"], boundary) as fixers:
        assert fixers.run() == -signal.SIGKILL
    recorded = account.journal.all()
    assert [one.outcome for one in recorded] == [None] * intents
    assert account.asked("AddTags") == writes
    run = recorded[0].intent.run_id if recorded else "none"
    undone = account.undo(run)
    assert [one.outcome for one in undone] == ["applied" if writes else "unchanged"] * intents
    assert account.tags(f"{HEAD}/job") == {}
