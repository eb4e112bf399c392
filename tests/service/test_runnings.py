"""What runs now over REST: clients name ids, only what is mine is stopped, GET asks nobody."""

from datetime import timedelta

import pytest

from jupyter_cost_tags.models import (
    RunningRequest,
    SnoozeRequest,
    SpendRequest,
    StopResourceRequest,
    WakeRequest,
)
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service.runnings import NotYours, StopsHere


def look(service, scope="mine"):
    request = RunningRequest(scope=scope, force=True)
    service.refresh_running(request).result(60)
    return service.running(request)


def one(section, name):
    return next(found for found in section.value.resources if found.name == name)


def stop(service, found, **more):
    return service.stop_running(StopResourceRequest(id=found.id, confirm=True, **more))


def test_a_read_asks_nobody(studio, service):
    assert service.running().value is None
    assert studio.control.calls() == []
    look(service)
    studio.control.reset()
    service.context.read_anew()  # an identity that is older than an hour
    assert len(service.running().value.resources) == 3
    assert studio.control.calls() == []


def test_what_was_seen_stays_where_aws_is_away(studio, service):
    look(service)
    studio.control.add_faults([{"op": "*", "code": "ExpiredTokenException"}])
    kept = look(service)
    assert (kept.problem.code, len(kept.value.resources)) == ("credentials-expired", 3)


def test_stop_by_id(studio, service):
    told = stop(service, one(look(service), "train-xgb-0412"))
    assert (told.outcome, told.operation) == ("stopping", "StopTrainingJob")
    assert "train-xgb-0412" not in {found.name for found in look(service).value.resources}


def test_unknown_id_and_missing_confirmation_stop_nothing(studio, service):
    found = one(look(service), "train-xgb-0412")
    with pytest.raises(BadRequest, match="no such resource"):
        service.stop_running(StopResourceRequest(id="0" * 20, confirm=True))
    with pytest.raises(BadRequest, match="does not confirm"):
        service.stop_running(StopResourceRequest(id=found.id, confirm=False))
    assert "sagemaker:StopTrainingJob" not in studio.control.counts()


def test_what_it_runs_in_needs_a_word_of_its_own(studio, service):
    app = one(look(service), "ana-lab/JupyterLab/default")
    with pytest.raises(StopsHere, match="every kernel here"):
        stop(service, app)
    assert "sagemaker:DeleteApp" not in studio.control.counts()
    assert stop(service, app, including_here=True).outcome == "stopping"


@pytest.mark.parametrize(
    "name", ["triage-beta", "ben-lab/JupyterLab/default", "team-nlp/JupyterLab/default"]
)
def test_others_are_not_stopped_from_the_panel(studio, service, name):
    with pytest.raises(NotYours):
        stop(service, one(look(service, "all"), name))
    assert not any("Stop" in action or "Delete" in action for action in studio.control.counts())


def test_the_month_shows_what_accrued_since(studio, service):
    request = SpendRequest()
    service.refresh_spend(request).result(60)
    assert service.spend(request).value.since_last_bill is None
    live = look(service).value.since_last_bill
    assert live is not None
    assert service.spend(request).value.since_last_bill == live


def snooze(service, found, hours=8, reason="load test"):
    return service.snooze_running(SnoozeRequest(id=found.id, hours=hours, reason=reason))


def test_snooze_by_id_is_shown_until_it_is_over(studio, service, start, monkeypatch):
    found = one(look(service), "churn-v2")
    told = snooze(service, found).snoozed
    assert (told.reason, told.until - told.since) == ("load test", timedelta(hours=8))
    assert one(service.running(), "churn-v2").snoozed == told  # without another look at AWS
    again = start()
    assert one(look(again), "churn-v2").snoozed == told  # on disk
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T20:00:00Z")
    assert one(again.running(), "churn-v2").snoozed is None


def test_wake_and_stop_end_a_snooze(studio, service):
    found, job = (one(look(service), name) for name in ("churn-v2", "train-xgb-0412"))
    snooze(service, found)
    snooze(service, job)
    assert service.wake_running(WakeRequest(id=found.id)).snoozed is None
    assert service.wake_running(WakeRequest(id=found.id)).snoozed is None  # again: nothing to do
    stop(service, job)
    section = service.running()
    assert {kept.snoozed for kept in section.value.resources} == {None}


def test_what_was_not_listed_has_gone_or_has_no_reason_is_not_snoozed(studio, service):
    job = one(look(service), "train-xgb-0412")
    with pytest.raises(BadRequest, match="no such resource"):
        service.snooze_running(SnoozeRequest(id="0" * 20, hours=1, reason="x"))
    with pytest.raises(BadRequest, match="needs a reason"):
        snooze(service, job, reason="  ")
    stop(service, job)
    with pytest.raises(BadRequest, match="not up"):
        snooze(service, job)


def test_a_torn_file_snoozes_nothing_and_is_written_anew(studio, service):
    found = one(look(service), "churn-v2")
    path = service.context.state(service.context.identity()).folder / "snoozes.json"
    path.write_text('{"snoozes": {"x"')
    assert one(service.running(), "churn-v2").snoozed is None
    kept = snooze(service, found).snoozed
    assert one(service.running(), "churn-v2").snoozed == kept
