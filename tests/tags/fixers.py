"""Processes that fix tags and are killed at it."""

import json
import subprocess
import sys
from pathlib import Path

# Forks a fixer for each line read, so that boto3 is imported once, and kills it when it is told:
# after so many seconds, before or after its n-th fsync, or at a moment of a change.
ZYGOTE = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from types import SimpleNamespace
from tagged_jobs import HEAD, NOW, Account, change
from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.tags.fix import Order, apply
from jupyter_cost_tags.tags.plan import plan_repair
from jupyter_cost_tags.tags.standing import maybe_sent, to_resume

names, wanted = sys.argv[3].split(","), {"project": "churn", "team": "a"}
account = Account(SimpleNamespace(control=None), Path(sys.argv[2]))
account.tags(f"{HEAD}/{names[0]}")

def die():
    os.kill(os.getpid(), 9)

def die_at_fsync(number, late):
    real, seen = os.fsync, []
    def fsync(descriptor):
        seen.append(descriptor)
        if len(seen) == number and not late:
            die()
        real(descriptor)
        if len(seen) == number:
            die()
    os.fsync = fsync

def planned():
    for name in names:
        current = account.tags(f"{HEAD}/{name}")
        one = plan_repair(current, wanted, [k for k in wanted if k not in current])
        if not one.is_empty:
            yield change(f"{HEAD}/{name}", current, one)

def fix(order):
    account.aws = Aws(sleep=lambda _: None)  # the parent's socket may hold a dead one's answer
    journal = account.journal
    if order.get("fsync"):
        die_at_fsync(order["fsync"], order.get("late"))
    moment = order.get("moment")
    hands = account.hands(
        most_at_once=order.get("most", 20),
        refuse_owner=lambda _: die() if moment == "read" else None,
    )
    left = [run for run in journal.logged().values() if to_resume(run)]
    if left:
        run = left[-1]
        journal.resume(run.run_id, run.attempts, NOW)
        order = Order(run.run_id, None, run.attempts, maybe_sent(run))
        changes = to_resume(run)
    else:
        changes, order = list(planned()), Order(f"run-{os.getpid()}")
        if moment == "begin":
            die()
        journal.begin(order.run_id, changes, NOW)
    apply(hands, order, changes, lambda _: die() if moment == "told" else None)
    journal.end(order.run_id, NOW, attempt=order.attempt)

print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        fix(order)
        os._exit(0)
    if "after" in order:  # nobody has waited for it yet, so that its pid is still its own
        time.sleep(order["after"])
        os.kill(child, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Fixers:
    """Starts fixers one after another and kills them; each goes on with what was cut off."""

    def __init__(self, folder, names):
        command = [sys.executable, "-c", ZYGOTE, str(Path(__file__).parent), str(folder)]
        self.process = subprocess.Popen(
            [*command, ",".join(names)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "ready"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate(timeout=60)

    def run(self, **order):
        """Let one fixer run to its end, or kill it as told; return its exit code."""
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        return int(self._line())

    def _line(self):
        return self.process.stdout.readline().strip()
