"""Runs as a server's clients see them: looked at, stopped, resumed, the same after a restart."""

import threading

import pytest

from jupyter_cost_tags.models import (
    FixRequest,
    PlanRequest,
    ResumeRequest,
    RunRequest,
    ScanRequest,
    StopRequest,
    UndoRequest,
)
from jupyter_cost_tags.problems import BadRequest, Exhausted
from jupyter_cost_tags.tags.journal import Journal


def listed(service):
    """Scan, and return the ids of what needs a tag."""
    service.refresh_scan(ScanRequest(force=True)).result()
    found = service.scan().value.resources
    return [one.id for one in found if one.state == "non-compliant"]


def planned(service):
    return service.plan(PlanRequest(ids=listed(service)))


@pytest.fixture
def slow(studio):
    """Reads of tags take a while, until this is over."""

    def by(seconds):
        studio.control.add_faults([{"op": "sagemaker:ListTags", "delay": seconds}])

    return by


def awaited(service, run_id):
    """Poll as a panel does until the run is over."""
    for _ in range(600):
        run = service.run(RunRequest(run_id=run_id))
        if run.state != "running":
            return run
        threading.Event().wait(0.05)
    raise AssertionError("The run does not end.")


def journal(service):
    return service.context.state(service.context.identity()).journal


def test_a_plan_says_what_changes_on_the_bill_and_whose_values_they_are(service):
    plan = planned(service)
    by_name = {one.name: one for one in plan.changes}
    assert by_name["train-xgb-0412"].sources == {"project": "user-profile"}
    assert by_name["proc-0408"].sources == {"environment": "space"}
    assert by_name["proc-0408"].left == []
    assert plan.summary.model_dump() == {
        "chosen": 2,
        "to_change": 2,
        "from_now": 1,
        "history_only": 1,
        "not_billed": 0,
        "effect_unknown": 0,
        "skipped": 0,
        "by_key": {"project": 1, "environment": 1},
    }


def test_what_has_its_tags_is_skipped_with_a_reason(service):
    ids = listed(service)
    everything = [one.id for one in service.scan().value.resources]
    plan = service.plan(PlanRequest(ids=everything))
    assert plan.summary.to_change == len(ids)
    assert len(plan.skipped) == len(everything) - len(ids)
    assert {one.code for one in plan.skipped} == {"already-so"}


def test_a_fix_that_is_not_waited_for_can_be_looked_at(service, slow):
    plan = planned(service)
    slow(0.3)
    run = service.fix(FixRequest(plan_id=plan.plan_id, wait=0))
    assert (run.state, run.progress.total) == ("running", 2)
    assert service.fix(FixRequest(plan_id=plan.plan_id, wait=0)).run_id == run.run_id
    assert [one.state for one in service.runs().runs] == ["running"]
    done = awaited(service, run.run_id)
    assert (done.state, done.progress.by_outcome) == ("done", {"applied": 2})
    assert service.run(RunRequest()).run_id == run.run_id  # the newest
    assert service.fix(FixRequest(plan_id=plan.plan_id)).results == done.results


def test_without_any_run_there_is_an_empty_one(service):
    assert service.run(RunRequest()).results == []
    with pytest.raises(BadRequest):
        service.run(RunRequest(run_id="never"))


def test_a_stopped_run_goes_on_later(service, slow, studio):
    plan = planned(service)
    slow(0.3)
    run = service.fix(FixRequest(plan_id=plan.plan_id, wait=0))
    service.stop_run(StopRequest(run_id=run.run_id))
    stopped = awaited(service, run.run_id)
    assert stopped.state == "interrupted"
    assert len(stopped.results) + len(stopped.waiting) == 2
    studio.control.clear_faults()
    assert service.runs().interrupted == 1
    done = service.resume(ResumeRequest(run_id=run.run_id))
    assert (done.state, done.progress.by_outcome) == ("done", {"applied": 2})
    with pytest.raises(BadRequest) as caught:
        service.resume(ResumeRequest(run_id=run.run_id))
    assert caught.value.code == "nothing-to-resume"


def test_the_same_plan_after_a_restart_gives_the_same_run(start, studio):
    service = start()
    plan = planned(service)
    run = service.fix(FixRequest(plan_id=plan.plan_id))
    again = start()
    again.context.identity()
    studio.control.reset()
    same = again.fix(FixRequest(plan_id=plan.plan_id))
    assert (same.run_id, same.results) == (run.run_id, run.results)
    assert "sagemaker:AddTags" not in studio.control.counts()
    with pytest.raises(BadRequest) as caught:
        again.fix(FixRequest(plan_id="never"))
    assert caught.value.code == "plan-unknown"


def test_another_server_on_this_home_does_not_take_a_run_that_is_held(start):
    service, other = start(), start()
    run = service.fix(FixRequest(plan_id=planned(service).plan_id))
    other.context.identity()
    held = Journal(journal(service).folder)
    with held.running(run.run_id):
        assert other.run(RunRequest(run_id=run.run_id)).state == "running"
        with pytest.raises(Exhausted) as caught:
            other.resume(ResumeRequest(run_id=run.run_id))
    assert caught.value.code == "busy"


def test_two_servers_that_fix_the_same_take_turns(start, studio):
    """Both planned before either wrote: the second meets a conflict, and never overwrites."""
    service, other = start(), start()
    ids = listed(service)
    first = service.plan(PlanRequest(ids=ids[:1], set={"project": "churn"}))
    listed(other)
    second = other.plan(PlanRequest(ids=ids[:1], set={"project": "ranking"}))
    threads = [
        threading.Thread(target=one.fix, args=[FixRequest(plan_id=plan.plan_id)])
        for one, plan in ((service, first), (other, second))
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    told = [run.progress.by_outcome for run in service.runs().runs]
    assert sorted(told, key=str) == [{"applied": 1}, {"conflict": 1}]
    assert studio.control.counts()["sagemaker:AddTags"] == 1


def test_what_the_policy_forbids_by_now_is_not_resumed(service, studio, tmp_path):
    studio.control.deny(["sagemaker:AddTags", "tag:TagResources"])
    run = service.fix(FixRequest(plan_id=planned(service).plan_id))
    assert run.progress.by_outcome == {"denied": 2}
    studio.control.deny([])
    policy = next(iter(tmp_path.glob("files/**/cost-tags.yaml")))
    lines = policy.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("protected:")]
    policy.write_text("\n".join([*kept, "protected: [project, environment]", ""]))
    studio.control.reset()
    again = service.resume(ResumeRequest(run_id=run.run_id))
    assert again.progress.by_outcome == {"denied": 2}
    assert all("any more" in one.reason for one in again.results)
    assert studio.control.counts() == {}


def test_an_undo_names_the_run_that_it_takes_back(service):
    run = service.fix(FixRequest(plan_id=planned(service).plan_id))
    undone = service.undo(UndoRequest(run_id=run.run_id))
    assert undone.undoes == run.run_id
    assert service.run(RunRequest(run_id=run.run_id)).undone_by in {None, undone.run_id}
    rows = {one.run_id: one for one in service.runs().runs}
    assert rows[run.run_id].undone_by == undone.run_id


def test_a_journal_that_cannot_be_written_sends_nothing(service, studio):
    plan = planned(service)
    folder = journal(service).folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.with_name("journal-locks").write_text("not a folder")
    studio.control.reset()
    run = service.fix(FixRequest(plan_id=plan.plan_id))
    assert {one.outcome for one in run.results} == {"failed"}
    assert (run.problem.code, run.state) == ("journal-unwritable", "done")
    assert studio.control.counts() == {}
    assert not list(folder.glob("*"))
