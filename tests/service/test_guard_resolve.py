"""A card in a cell names kind and name; the server finds the resource, or says why not."""

from __future__ import annotations

import pytest
from launch_lines import HEAD, append, launch
from sagemaker_requests import minimal
from watched import FILLED, Watched, tags

from jupyter_cost_tags.models import FixRequest, PlanRequest, ResolveRequest
from jupyter_cost_tags.problems import BadRequest, CostTagsError, Denied


@pytest.fixture
def watched(service, studio):
    return Watched(service, studio)


def found(watched, kind, name):
    return watched.service.resolve(ResolveRequest(kind=kind, name=name))


def problem(watched, kind, name):
    with pytest.raises(CostTagsError) as caught:
        found(watched, kind, name)
    assert caught.value.action
    return caught.value


def test_a_card_leads_to_a_fix(watched):
    """By kind and name alone: an endpoint, which no scan lists, can be planned for and fixed."""
    aws = watched.service.context.aws
    for operation in ("CreateModel", "CreateEndpointConfig", "CreateEndpoint"):
        aws.call("sagemaker", operation, **minimal(operation))
    found = watched.service.resolve(ResolveRequest(kind="endpoint", name="abc"))
    assert (found.arn, found.status) == (f"{HEAD}:endpoint/abc", "Creating")
    assert (found.state, found.missing) == (
        "non-compliant",
        ["cost-center", "project", "environment"],
    )
    plan = watched.service.plan(PlanRequest(ids=[found.id]))
    (change,) = plan.changes
    assert change.add == FILLED
    run = watched.service.fix(FixRequest(plan_id=plan.plan_id))
    assert [one.outcome for one in run.results] == ["applied"]
    assert tags(found.arn) == FILLED


def test_a_job_as_the_scan_has_it(watched):
    arn = watched.train("Train-1", project="churn")
    one = found(watched, "training-job", "Train-1")
    assert (one.arn, one.name, one.status) == (arn, "Train-1", "InProgress")
    assert (one.state, one.tags, one.billing_effect) == (
        "non-compliant",
        {"project": "churn"},
        "from-now",
    )
    watched.aws.control.job(arn, "Completed")
    assert found(watched, "training-job", "Train-1").billing_effect == "none"


@pytest.mark.parametrize(
    ("operation", "kind", "name"),
    [
        ("CreateModel", "model", "abc"),
        ("CreatePipeline", "pipeline", "abc"),
        ("CreateNotebookInstance", "notebook-instance", "abc"),
        ("CreateAutoMLJob", "automl-job", "abc"),
        ("CreateFeatureGroup", "feature-group", "abc"),
        ("CreateMonitoringSchedule", "monitoring-schedule", "abc"),
        ("CreateModelPackageGroup", "model-package-group", "abc"),
    ],
)
def test_other_kinds(watched, operation, kind, name):
    answer = watched.service.context.aws.call("sagemaker", operation, **minimal(operation))
    one = found(watched, kind, name)
    assert (one.arn in answer.values(), one.missing) == (
        True,
        ["cost-center", "project", "environment"],
    )
    assert watched.service.plan(PlanRequest(ids=[one.id])).changes[0].add == FILLED


def test_an_identifier_is_known_from_the_launch(watched):
    """A cluster's ARN holds no name: the call's answer did."""
    aws = watched.service.context.aws
    arn = aws.call("sagemaker", "CreateCluster", **minimal("CreateCluster"))["ClusterArn"]
    assert problem(watched, "cluster", "abc").code == "not-by-name"
    line = launch("abc", operation="CreateCluster", kind="cluster", arn=arn)
    append(watched.folder, line)
    watched.watch.look()
    one = found(watched, "cluster", "abc")
    assert (one.arn, one.status) == (arn, "Creating")


def test_gone(watched):
    error = problem(watched, "training-job", "never-was")
    assert (error.code, error.status) == ("gone", 404)
    assert "never-was" in error.message


def test_denied_names_the_action(watched):
    watched.train()
    watched.aws.control.deny(["sagemaker:ListTags"])
    error = problem(watched, "training-job", "train-1")
    assert isinstance(error, Denied)
    assert error.iam_action == "sagemaker:ListTags"


def test_describe_is_not_needed(watched):
    watched.train(project="churn")
    watched.aws.control.deny(["sagemaker:Describe*"])
    one = found(watched, "training-job", "train-1")
    assert (one.status, one.tags, one.billing_effect) == ("", {"project": "churn"}, "from-now")


def test_somebody_elses(watched):
    arn = watched.train()
    mark = {"sagemaker:user-profile-arn": f"{HEAD}:user-profile/d-x/bob"}
    watched.aws.control.tags(arn, set=mark)
    error = problem(watched, "training-job", "train-1")
    assert (error.code, error.status) == ("not-yours", 403)


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("traning-job", "a", "kind-unknown"),
        ("<script>", "a", "kind-unknown"),
        ("app", "default", "not-by-name"),
        ("training-job", "../user-profile/x", "not-by-name"),
        ("training-job", "a b", "not-by-name"),
        ("training-job", "arn:aws:s3:::bucket", "not-by-name"),
        ("training-job", f"{HEAD}:user-profile/d-1/bob", "not-by-name"),
        (
            "training-job",
            f"{HEAD.replace('111122223333', '999999999999')}:training-job/a",
            "not-by-name",
        ),
    ],
)
def test_what_names_nothing(watched, kind, name, code):
    error = problem(watched, kind, name)
    assert isinstance(error, BadRequest)
    assert error.code == code
    assert watched.aws.control.calls() == []


def test_a_kind_that_is_nearly_one(watched):
    assert "Did you mean training-job?" in problem(watched, "traning-job", "a").message


def test_no_read_is_never_untagged(watched):
    watched.train(**FILLED)
    watched.aws.control.add_faults([{"op": "sagemaker:ListTags", "body": "empty"}])
    assert problem(watched, "training-job", "train-1").code == "bad-response"


def test_a_plan_needs_an_id_that_was_found(watched):
    with pytest.raises(BadRequest):
        watched.service.plan(PlanRequest(ids=["0" * 20]))
