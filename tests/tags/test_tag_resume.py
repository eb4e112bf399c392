"""Where a run stands after it was cut off, and how it goes on."""

import json
import os
import zlib

import pytest
from tagged_jobs import HEAD, NOW, Account, change

from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.tags.fix import Order, apply
from jupyter_cost_tags.tags.journal import Journal
from jupyter_cost_tags.tags.plan import TagChange
from jupyter_cost_tags.tags.standing import maybe_sent, run_of, to_resume

WANTED = {"project": "churn"}
NAMES = ("a", "b", "c", "d")


class Killed(BaseException):
    """The process is over."""


@pytest.fixture
def account(aws, tmp_path):
    made = Account(aws, tmp_path)
    for name in NAMES:
        made.job(name)
    return made


@pytest.fixture
def cut(account):
    """A run of four: one is done, one was being written when the process died, two are open."""
    changes = [account.plan(f"{HEAD}/{name}", WANTED) for name in NAMES]
    account.journal.begin("run-1", changes, NOW, plan_id="plan-1")
    seen = []

    def die_at_the_second(_):
        seen.append(1)
        if len(seen) == 2:
            raise Killed

    with pytest.raises(Killed):
        apply(account.hands(refuse_owner=die_at_the_second), Order("run-1"), changes)
    account.control.reset()
    return account


def logged(account, run="run-1"):
    return Journal(account.journal.folder).logged()[run]


def resumed(account, **more):
    run = logged(account)
    todo = to_resume(run)
    account.journal.resume(run.run_id, run.attempts, NOW)
    order = Order(run.run_id, None, run.attempts, maybe_sent(run))
    return {one.name: one.outcome for one in apply(account.hands(**more), order, todo).results}


def test_it_says_what_is_done_open_and_unknown(cut):
    run = run_of(logged(cut), running=False)
    assert run.state == "interrupted"
    assert {one.name: one.outcome for one in run.results} == {"a": "applied", "b": "unknown"}
    assert "Resume" in run.results[1].reason
    assert [one.name for one in run.waiting] == ["c", "d"]
    assert (run.progress.total, run.progress.ended) == (4, 2)
    assert run_of(logged(cut), running=True).state == "running"


def test_it_goes_on_and_asks_for_what_is_done_no_more(cut):
    assert resumed(cut) == {"b": "applied", "c": "applied", "d": "applied"}
    assert cut.asked("AddTags") == 3
    run = run_of(logged(cut), running=False)
    assert (run.state, run.progress.by_outcome) == ("done", {"applied": 4})
    assert to_resume(logged(cut)) == []


def test_what_was_written_before_the_end_is_found_and_not_written_again(cut):
    cut.control.tags(arn=f"{HEAD}/b", set=WANTED)
    assert resumed(cut)["b"] == "applied"
    assert cut.asked("AddTags") == 2


def test_what_somebody_changed_meanwhile_is_a_conflict(cut):
    cut.control.tags(arn=f"{HEAD}/b", set={"project": "fraud"})
    cut.control.tags(arn=f"{HEAD}/c", set={"project": "fraud"})
    assert resumed(cut) == {"b": "conflict", "c": "conflict", "d": "applied"}
    assert cut.tags(f"{HEAD}/b") == {"project": "fraud"}


def test_what_cannot_be_looked_at_stays_unknown(cut):
    cut.control.deny(["sagemaker:ListTags"])
    assert resumed(cut) == {"b": "unknown", "c": "denied", "d": "denied"}
    cut.control.deny([])
    assert resumed(cut) == {"b": "applied", "c": "applied", "d": "applied"}


def test_half_an_undo_is_completed(account):
    """AddTags went through, DeleteTags did not; then the process died."""
    arn = f"{HEAD}/a"
    account.control.tags(arn=arn, set={"team": "b", "project": "churn"})
    one = change(arn, account.tags(arn), TagChange({}, {"team": "a"}, ("project",)))
    account.journal.begin("run-1", [one], NOW, undoes="run-0")
    account.fault("DeleteTags", code="AccessDeniedException")
    assert [r.outcome for r in account.fix(one)] == ["unknown"]
    account.control.clear_faults()
    assert account.tags(arn) == {"team": "a", "project": "churn"}
    assert resumed(account) == {"a": "applied"}
    assert account.tags(arn) == {"team": "a"}


def test_two_servers_do_not_apply_one_run(cut):
    other = Journal(cut.journal.folder)
    with cut.journal.running("run-1"):
        assert other.is_running("run-1")
        with pytest.raises(Exhausted) as caught, other.running("run-1"):
            pass
        assert caught.value.code == "busy"
    assert not other.is_running("run-1")


def spoil(account, what):
    """Change a byte of the lines that hold a text; the checksum no longer fits."""
    (path,) = account.journal.folder.glob("*.jsonl")
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(b"!" + one[1:] if what in one else one for one in lines))


def test_a_damaged_plan_is_told_and_the_rest_goes_on(cut):
    spoil(cut, b'"name": "d"')
    assert Journal(cut.journal.folder).damaged() == 1
    run = run_of(logged(cut), running=False)
    assert (run.problem.code, run.progress.total) == ("journal-damaged", 4)
    assert resumed(cut) == {"b": "applied", "c": "applied"}
    assert cut.tags(f"{HEAD}/d") == {}


def test_a_damaged_outcome_is_unknown_and_found_out(cut):
    spoil(cut, b'"outcome": "applied"')
    run = run_of(logged(cut), running=False)
    assert {one.name: one.outcome for one in run.results} == {"a": "unknown", "b": "unknown"}
    assert resumed(cut)["a"] == "applied"
    assert cut.asked("AddTags") == 3


def test_a_damaged_head_leaves_what_was_sent(cut):
    spoil(cut, b'"type": "run"')
    assert [one.name for one in to_resume(logged(cut))] == ["b", "c", "d"]


@pytest.mark.parametrize("member", ["place", "change", "run_id"])
@pytest.mark.parametrize("value", [None, [], "x", {"arn": 1}])
def test_foreign_plan_lines_are_passed_over(cut, member, value):
    (path,) = cut.journal.folder.glob("*.jsonl")
    entry = {"type": "planned", "run_id": "run-1", "place": 9, "change": {}, member: value}
    body = json.dumps(entry).encode()
    path.write_bytes(path.read_bytes() + b"%08x %s\n" % (zlib.crc32(body), body))
    assert len(logged(cut).changes) == 4


def test_a_disk_that_is_full_after_the_write_leaves_it_to_be_looked_at(account, tmp_path):
    """What was seen is told; the journal alone does not know, and resuming finds out."""
    full = tmp_path / "full.jsonl"
    full.symlink_to("/dev/full")
    changes = [account.plan(f"{HEAD}/{name}", WANTED) for name in NAMES]
    account.journal.begin("run-1", changes, NOW)
    seen = []

    def fill_the_disk(_):
        seen.append(1)
        if len(seen) == 2:
            account.journal.lines._own = (os.getpid(), full)

    applied = apply(account.hands(refuse_owner=fill_the_disk), Order("run-1"), changes)
    assert [one.outcome for one in applied.results] == ["applied"] * 4
    run = run_of(logged(account), running=False)
    assert (run.state, run.progress.by_outcome) == ("interrupted", {"applied": 3, "unknown": 1})
    assert resumed(account) == {"b": "applied"}
    assert run_of(logged(account), running=False).state == "done"


def test_a_disk_that_is_full_before_a_write_ends_the_run(account, tmp_path):
    full = tmp_path / "full.jsonl"
    full.symlink_to("/dev/full")
    changes = [account.plan(f"{HEAD}/{name}", WANTED) for name in NAMES]
    account.journal.begin("run-1", changes, NOW)

    def heard(results):
        if results[0].outcome == "applied":
            account.journal.lines._own = (os.getpid(), full)

    applied = apply(account.hands(), Order("run-1"), changes, heard)
    assert [one.outcome for one in applied.results] == ["applied", *["failed"] * 3]
    assert applied.problem.code == "journal-unwritable"
    assert account.asked("AddTags") == 1
    assert resumed(account) == {"b": "applied", "c": "applied", "d": "applied"}
