"""A launch is read back once; what an SDK dropped, and only that, is repaired."""

from __future__ import annotations

import pytest
from launch_lines import HEAD, launch
from watched import FILLED, Watched, filled, tags

from jupyter_cost_tags.models import UndoRequest

OTHER = HEAD.replace("111122223333", "999999999999")


@pytest.fixture
def watched(service, studio):
    return Watched(service, studio)


def counts(watched):
    return watched.aws.control.counts()


def test_a_complete_launch_is_read_once(watched):
    watched.train(**FILLED)
    watched.aws.control.reset()
    watched.launched(launch())
    assert watched.last().verified == "pending"
    assert watched.aws.control.calls() == []  # not before it settled
    watched.settle()
    assert (watched.last().verified, watched.last().note) == ("complete", None)
    assert counts(watched)["sagemaker:ListTags"] == 1
    watched.settle(100)
    assert counts(watched)["sagemaker:ListTags"] == 1


def test_an_incomplete_launch_says_what_it_lacks(watched):
    watched.train(project="churn")
    watched.launched(launch(missing=["cost-center"]))
    watched.settle()
    told = watched.last()
    assert (told.verified, told.note) == ("incomplete", "It lacks cost-center, environment.")
    assert (told.missing, told.notebook, told.cell_id) == (["cost-center"], "work/a.ipynb", "c1")
    assert tags() == {"project": "churn"}


def test_what_an_sdk_dropped_is_repaired_journaled_and_can_be_undone(watched):
    watched.mode("fill")
    watched.train(**{"cost-center": "CC-4711", "project": "churn"})
    watched.launched(filled())
    watched.settle()
    told = watched.last()
    assert told.verified == "repaired"
    assert "AWS lacked environment: added afterwards (run " in told.note
    assert tags()["environment"] == "dev"
    journal = watched.service.context.state(watched.service.context.identity()).journal
    (recorded,) = journal.all()
    assert (recorded.outcome, recorded.intent.add) == ("applied", {"environment": "dev"})
    watched.service.undo(UndoRequest(run_id=recorded.intent.run_id))
    assert "environment" not in tags()


@pytest.mark.parametrize(
    ("mode", "members"),
    [
        ("warn", {}),
        ("block", {}),
        ("fill", {"mode": "warn"}),
        ("fill", {"resent": True}),
        ("fill", {"added": {"environment": {"value": "prod", "source": "cell"}}}),
        ("fill", {"added": {"team": {"value": "retail-ml", "source": "user-profile"}}}),
        ("fill", {"added": {"sagemaker:domain-arn": {"value": "x", "source": "domain"}}}),
    ],
)
def test_what_is_never_written(watched, mode, members):
    watched.mode(mode)
    watched.train(project="churn")
    watched.launched(filled(**members))
    watched.settle()
    assert watched.last().verified == "incomplete"
    assert tags() == {"project": "churn"}
    assert "sagemaker:AddTags" not in counts(watched)


def test_a_repair_overwrites_nothing(watched):
    watched.mode("fill")
    watched.train(**{**FILLED, "environment": "prod"})
    watched.launched(filled())
    watched.settle()
    assert (watched.last().verified, tags()["environment"]) == ("complete", "prod")


def test_an_ended_job_is_not_repaired(watched):
    watched.mode("fill")
    arn = watched.train(project="churn")
    watched.aws.control.job(arn, "Completed")
    watched.launched(filled())
    watched.settle()
    assert watched.last().verified == "incomplete"
    assert tags() == {"project": "churn"}


def test_somebody_elses_job_is_not_written(watched):
    watched.mode("fill")
    arn = watched.train(project="churn")
    mark = "sagemaker:user-profile-arn"
    watched.aws.control.tags(arn, set={mark: f"{HEAD}:user-profile/d-x/bob"}, remove=[])
    watched.launched(filled())
    watched.settle()
    assert watched.last().verified == "incomplete"
    assert "somebody else" in watched.last().note
    assert tags() == {"project": "churn"}


def test_a_repair_that_is_denied_says_so(watched):
    watched.mode("fill")
    watched.train(project="churn")
    watched.aws.control.deny(["sagemaker:AddTags"])
    watched.launched(filled())
    watched.settle()
    told = watched.last()
    assert (told.verified, "sagemaker:AddTags" in told.note) == ("incomplete", True)


@pytest.mark.parametrize("fault", [{"code": "InternalFailure", "status": 500}, {"body": "empty"}])
def test_a_read_that_fails_is_unknown_never_untagged(watched, fault):
    watched.train()
    watched.aws.control.add_faults([{"op": "sagemaker:ListTags", **fault}])
    watched.launched(launch())
    watched.settle()
    assert watched.last().verified == "unknown"
    assert "ListTags" in watched.last().note


def test_a_denied_read_names_the_action(watched):
    watched.train()
    watched.aws.control.deny(["sagemaker:ListTags"])
    watched.launched(launch())
    watched.settle()
    told = watched.last()
    assert (told.verified, told.note) == (
        "unknown",
        "Your role lacks sagemaker:ListTags.",
    )


def test_what_is_not_there_yet_is_read_once_more(watched):
    watched.launched(launch())
    watched.settle()
    assert watched.last().verified == "pending"
    watched.train(**FILLED)
    watched.settle(20)
    assert watched.last().verified == "complete"


def test_what_is_gone_is_gone(watched):
    watched.launched(launch())
    watched.settle()
    watched.settle(20)
    assert watched.last().verified == "gone"
    watched.settle(100)
    assert counts(watched)["sagemaker:ListTags"] == 2


@pytest.mark.parametrize("outcome", ["blocked", "refused"])
def test_what_aws_never_took_is_not_read(watched, outcome):
    watched.launched(launch(outcome=outcome, arn=None))
    watched.settle()
    assert watched.last().verified == "gone"
    assert watched.aws.control.calls() == []
    assert watched.rescans == 0


def test_a_call_without_an_answer_may_have_made_something(watched):
    watched.train(**FILLED)
    watched.launched(launch(outcome="failed", arn=None))
    watched.settle()
    assert watched.last().verified == "complete"


def test_other_accounts_and_regions(watched):
    elsewhere = f"{HEAD.replace('us-east-1', 'eu-west-1')}:training-job/b"
    watched.aws.control.reset()
    watched.launched(
        launch("a", arn=f"{OTHER}:training-job/a"),
        launch("b", arn=elsewhere, region="eu-west-1"),
    )
    watched.settle()
    (told,) = watched.service.guard().launches
    assert (told.name, told.verified) == ("b", "unknown")
    assert told.note == "It went to another Region, which is not read."
    assert watched.aws.control.calls() == []


def test_a_policy_that_can_t_be_read_judges_nothing(watched, start, studio, monkeypatch, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\nmdoe: x\n")
    monkeypatch.setenv("COST_TAGS_POLICY", str(bad))
    watched = Watched(start(), studio)
    watched.train()
    watched.launched(launch())
    watched.settle()
    assert (watched.last().verified, watched.last().note) == (
        "unknown",
        "The policy can't be read.",
    )
