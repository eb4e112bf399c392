"""My own profile's and space's tags: by layer, through plan, journal and undo, with the truth."""

import boto3
import pytest

from jupyter_cost_tags.guard.rules import Rules
from jupyter_cost_tags.identity import Identity
from jupyter_cost_tags.models import FixRequest, OwnPlanRequest, RefreshRequest, UndoRequest
from jupyter_cost_tags.problems import CostTagsError
from jupyter_cost_tags.service.own import own, places_of, takes_effect

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
PROFILE = f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana"
SPACE = f"{HEAD}:space/d-nw7x4k2m9qpa/ana-lab"


def tags_of(arn):
    listed = boto3.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


@pytest.fixture
def known(service):
    """A service that knows who ana is."""
    service.refresh_whoami(RefreshRequest()).result(30)
    return service


def test_nothing_is_known_before_the_identity_was_read(service, studio):
    before = studio.control.counts()
    assert service.own().layers == []
    assert studio.control.counts() == before


def test_layers_come_with_their_tags_the_profile_first(known, studio):
    before = studio.control.counts()
    told = known.own()
    assert [(one.layer, one.name, one.shared, one.state) for one in told.layers] == [
        ("user-profile", "ana", False, "editable"),
        ("space", "ana-lab", False, "editable"),
    ]
    assert told.layers[0].tags == {
        key: value for key, value in tags_of(PROFILE).items() if not key.startswith("sagemaker:")
    }
    assert studio.control.counts().get("sagemaker:AddTags") == before.get("sagemaker:AddTags")


def test_a_change_is_planned_applied_and_taken_back(known):
    before = tags_of(PROFILE)
    planned = known.plan_own(OwnPlanRequest(layer="user-profile", set={"project": "ranking"}))
    (change,) = planned.changes
    assert (change.arn, change.kind, change.name) == (PROFILE, "user-profile", "ana")
    assert tags_of(PROFILE) == before  # a plan writes nothing
    run = known.fix(FixRequest(plan_id=planned.plan_id))
    assert [one.outcome for one in run.results] == ["applied"]
    assert tags_of(PROFILE) == {**before, "project": "ranking"}
    known.refresh_whoami(RefreshRequest(force=True)).result(30)
    assert {tag.key: tag.value for tag in known.whoami().value.tags}["project"] == "ranking"
    known.undo(UndoRequest(run_id=run.run_id))
    assert tags_of(PROFILE) == before


def test_a_key_is_removed_and_comes_back(known):
    before = tags_of(SPACE)
    assert "environment" in before
    planned = known.plan_own(OwnPlanRequest(layer="space", remove=["environment"]))
    run = known.fix(FixRequest(plan_id=planned.plan_id))
    assert "environment" not in tags_of(SPACE)
    known.undo(UndoRequest(run_id=run.run_id))
    assert tags_of(SPACE) == before


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"set": {"team": "x"}}, "key-protected"),
        ({"remove": ["team"]}, "key-protected"),
        ({"set": {"sagemaker:domain-arn": "x"}}, "key-reserved"),
        ({"remove": ["sagemaker:user-profile-arn"]}, "key-reserved"),
        ({"set": {"colour": "x"}}, "key-not-in-policy"),
        ({"set": {"environment": "Prod"}}, "value-not-allowed"),
        ({"set": {"project": "a#b"}}, "tag-invalid"),
        ({"set": {"project": "churn"}, "remove": ["project"]}, "bad-request"),
        ({}, "bad-request"),
    ],
)
def test_what_must_not_be_written_is_refused(known, studio, request_, code):
    with pytest.raises(CostTagsError) as caught:
        known.plan_own(OwnPlanRequest(layer="user-profile", **request_))
    assert caught.value.code == code
    assert "sagemaker:AddTags" not in studio.control.counts()


def test_without_permission_it_is_read_only_and_names_the_action(known, studio):
    studio.control.deny(["sagemaker:AddTags"])
    planned = known.plan_own(OwnPlanRequest(layer="user-profile", set={"project": "ranking"}))
    run = known.fix(FixRequest(plan_id=planned.plan_id))
    assert [(one.outcome, one.iam_action) for one in run.results] == [
        ("denied", "sagemaker:AddTags")
    ]
    profile, space = known.own().layers
    assert (profile.state, profile.problem.iam_action) == ("read-only", "sagemaker:AddTags")
    assert space.state == "editable"


def test_a_layer_that_cannot_be_read_is_not_planned_for(known, studio):
    studio.control.deny(["sagemaker:ListTags"])
    with pytest.raises(CostTagsError) as caught:
        known.plan_own(OwnPlanRequest(layer="space", set={"project": "ranking"}))
    assert caught.value.iam_action == "sagemaker:ListTags"


def test_what_somebody_else_changed_meanwhile_is_a_conflict(known):
    planned = known.plan_own(OwnPlanRequest(layer="user-profile", set={"project": "ranking"}))
    other = [{"Key": "project", "Value": "search"}]
    boto3.client("sagemaker").add_tags(ResourceArn=PROFILE, Tags=other)
    run = known.fix(FixRequest(plan_id=planned.plan_id))
    assert [one.outcome for one in run.results] == ["conflict"]
    assert tags_of(PROFILE)["project"] == "search"


def test_of_a_shared_space_nobodys_profile_is_mine():
    identity = Identity(
        environment="studio-shared-space", is_shared=True, user_profile="ana", profile_arn=PROFILE,
        space="team-nlp", space_arns=[SPACE],
    )  # fmt: skip
    assert [(place.layer, place.shared) for place in places_of(identity)] == [("space", True)]
    assert own(identity, {}).layers[0].shared


@pytest.mark.parametrize("environment", ["local", "notebook-instance", "unknown"])
def test_where_nothing_is_mine_it_is_said_why(environment):
    told = own(Identity(environment=environment), {})
    assert told.layers == []
    assert told.reason


@pytest.mark.parametrize("propagation", ["ENABLED", "DISABLED", "unknown"])
def test_when_it_takes_effect_is_said(propagation):
    apps, jobs, billed = takes_effect(propagation, "user-profile")
    assert "apps that start afterwards" in apps
    assert "start it again" in apps
    assert propagation in jobs or "not known" in jobs
    assert "billed already" in billed


def test_kernels_are_told_of_what_was_written(known, studio):
    known.guards.sync()
    planned = known.plan_own(OwnPlanRequest(layer="user-profile", set={"project": "ranking"}))
    known.fix(FixRequest(plan_id=planned.plan_id))
    begun = known.refresh_whoami(RefreshRequest())  # joins what the run itself began
    if begun:
        begun.result(30)
    known.guards.sync_if_changed()
    assert dict(Rules(known.guards.told.document).layers)["user-profile"]["project"] == "ranking"
