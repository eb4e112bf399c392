"""Truth under faults: each API, at its first call and in mid page; never "untagged" by accident."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.aws import tag_map
from jupyter_cost_tags.inventory import kind_named
from jupyter_cost_tags.problems import CostTagsError

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
FAULTS = {
    "denied": {"code": "AccessDeniedException"},
    "throttled": {"code": "ThrottlingException"},
    "lacking": {"code": "UnknownOperationException"},
    "failing": {"code": "InternalFailure", "status": 500},
    "html": {"body": "html"},
    "empty": {"body": "empty"},
    "garbage": {"body": "garbage"},
    "truncated": {"body": "truncated"},
    "reset": {"reset": True},
}
# What each operation costs when it is broken: nothing (another way), or its kind.
ANOTHER_WAY = ("sagemaker:Search", "tag:GetResources")
CENSUS = {
    "sagemaker:ListProcessingJobs": "processing-job",
    "sagemaker:ListTransformJobs": "transform-job",
    "sagemaker:ListNotebookInstances": "notebook-instance",
}


def states(made):
    return {one.arn: one.state for one in made.resources}


def faults_of(operation):
    """Every fault at the first call, and those of transport in mid page too."""
    for name, fault in FAULTS.items():
        yield name, {"op": operation, **fault}
    for name in ("denied", "empty", "reset"):
        yield f"{name} later", {"op": operation, "skip": 1, **FAULTS[name]}


@pytest.mark.parametrize("operation", ANOTHER_WAY)
def test_another_way_gives_the_same_verdicts(company_aws, look, operation):
    truth = states(look("all"))
    for name, fault in faults_of(operation):
        company_aws.control.clear_faults()
        company_aws.control.add_faults([fault])
        made = look("all")
        assert states(made) == truth, name
        assert made.complete, name


@pytest.mark.parametrize("operation", ANOTHER_WAY)
def test_another_way_finds_the_same_jobs_of_mine(company_aws, look, operation):
    truth = states(look("mine"))
    company_aws.control.deny([operation])
    assert states(look("mine")) == truth


@pytest.mark.parametrize("operation", CENSUS)
def test_a_kind_that_cannot_be_counted_is_said_and_the_others_stay(company_aws, look, operation):
    week = {"since": NOW - timedelta(days=7)}
    truth = look("all", **week).resources
    kept = {one.arn: one.state for one in truth if one.kind != CENSUS[operation]}
    assert len({one.kind for one in truth}) > 5
    for name, fault in FAULTS.items():
        company_aws.control.clear_faults()
        company_aws.control.add_faults([{"op": operation, **fault}])
        made = look("all", **week)
        assert states(made) == kept, name
        assert not made.complete, name
        assert ["may be missing" in problem.message for problem in made.problems] == [True]
        assert made.problems[0].iam_action == (operation if name == "denied" else None)


def test_both_tag_ways_broken_leave_everything_unknown(company_aws, look):
    company_aws.control.deny(["sagemaker:Search", "tag:GetResources", "sagemaker:ListTags"])
    made = look("all")
    assert {one.state for one in made.resources} == {"unknown"}
    assert len(made.resources) > 200
    assert not any(one.missing or one.tags for one in made.resources)
    assert all("sagemaker:ListTags" in one.reason for one in made.resources)
    assert not made.complete


def test_others_are_never_listed_as_mine_when_the_owner_cannot_be_read(company_aws, look):
    company_aws.control.deny(["sagemaker:Search", "tag:GetResources", "sagemaker:ListTags"])
    made = look("mine")
    assert made.resources == []
    assert not made.complete
    assert any("yours" in problem.message for problem in made.problems)


def test_nothing_readable_at_all_is_the_cause_itself(company_aws, look):
    company_aws.control.deny(["sagemaker:Search", "sagemaker:List*"])
    with pytest.raises(CostTagsError) as caught:
        look("all")
    assert caught.value.code == "access-denied"
    assert caught.value.iam_action == "sagemaker:ListTrainingJobs"


def test_spaces_that_cannot_be_listed_are_said(company_aws, look):
    look.identity.spaces_unread = CostTagsError("denied", code="access-denied")
    made = look("mine")
    assert not made.complete
    assert "other private spaces" in made.problems[0].message
    assert look("all").complete


def test_a_tag_without_its_value_is_no_answer():
    with pytest.raises(CostTagsError):
        tag_map([{"Key": "project"}])
    assert tag_map([{"Key": "project", "Value": ""}]) == {"project": ""}


def test_throttling_that_does_not_end_is_given_up_quickly(company_aws, look, sleeps):
    company_aws.control.add_faults([{"op": "*", "code": "ThrottlingException"}])
    with pytest.raises(CostTagsError) as caught:
        look("all")
    assert caught.value.code == "throttled"
    assert sum(sleeps) <= 20  # seconds, of all threads together
    assert sum(company_aws.control.counts().values()) < 80


def test_a_deleted_resource_is_left_out(company_aws, look):
    """Listed, and gone when its tags are read."""
    kinds = (kind_named("processing-job"),)
    made = look("all", kinds=kinds)
    gone = {"code": "ValidationException", "message": "ProcessingJob does not exist"}
    company_aws.control.deny(["tag:GetResources"])
    company_aws.control.add_faults([{"op": "sagemaker:ListTags", "times": 1, **gone}])
    assert len(look("all", kinds=kinds).resources) == len(made.resources) - 1
