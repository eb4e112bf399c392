"""The organisation's rules where no file is: read, kept, and every way not to get them."""

import os
from datetime import timedelta

import boto3
import pytest
from botocore.session import get_session
from sagemaker_requests import call, minimal

from jupyter_cost_tags.policy.store import PolicyStore
from jupyter_cost_tags.policy.view import policy_view
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.organisations import as_policy, asked_organisation
from jupyter_cost_tags.service.scans import make_scan
from jupyter_cost_tags.state.cache import Cache

ASK = "organizations:DescribeEffectivePolicy"
LIST = "tag:ListRequiredTags"
POLICY = {
    "tags": {
        "costcenter": {
            "tag_key": "CostCenter",
            "tag_value": ["CC-1", "300*"],
            "enforced_for": ["sagemaker:training-job"],
            "report_required_tag_for": ["sagemaker:training-job", "ec2:instance"],
        },
        "env": {"report_required_tag_for": ["sagemaker:endpoint"]},
    }
}
REQUIRED = {"sagemaker:training-job": ["CostCenter"], "ec2:instance": ["Owner"]}
# An SDK from before ListRequiredTags asks for the tag policy only, which says the same.
TAGGING = get_session().get_service_model("resourcegroupstaggingapi")
LISTS = "ListRequiredTags" in TAGGING.operation_names


@pytest.fixture
def org(aws, monkeypatch):
    """An account of an organisation with a tag policy, and no policy file anywhere."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    aws.world.tag_policy, aws.world.required_tags = POLICY, REQUIRED
    return aws


@pytest.fixture
def look(tmp_path):
    """Ask as a new process would, on the same disk."""
    from jupyter_cost_tags.aws import Aws
    from jupyter_cost_tags.state.clock import now

    def asked(*, force=False, later=timedelta(0)):
        aws = Aws(sleep=lambda _: None)
        at = now({}) + later
        return asked_organisation(aws, Cache(tmp_path / "cache.sqlite"), at, force=force)

    return asked


def test_it_is_the_policy_where_no_file_is(org):
    context = Context(os.environ)
    assert context.policy().policy is None  # reading a policy never asks AWS
    context.identity()
    loaded = context.policy()
    assert loaded.sources == ("the organisation's tag policy",)
    assert loaded.policy.required_for("training-job") == ("CostCenter",)
    assert loaded.policy.required_for("endpoint") == ("env",)
    assert loaded.policy.required_for("transform-job") == ()
    assert loaded.policy.allowed("CostCenter", "300-x") is None
    assert policy_view(loaded).organisation.state == "in-force"


def test_a_file_is_the_policy_whatever_the_organisation_says(org, tmp_path, monkeypatch):
    path = tmp_path / "cost-tags.yaml"
    path.write_text("version: 1\ntags: [{key: team}]\n")
    monkeypatch.setenv("COST_TAGS_POLICY", str(path))
    context = Context(os.environ)
    context.identity()
    assert [rule.key for rule in context.policy().policy.tags] == ["team"]
    assert org.control.counts().get(ASK) is None
    path.write_text("version: 1\ntags: [{kee: team}]\n")
    broken = Context(os.environ)
    broken.identity()
    assert (broken.policy().policy, broken.policy().problem.code) == (None, "policy-invalid")
    assert org.control.counts().get(ASK) is None


def test_a_key_is_required_of_the_kinds_that_it_says(org):
    """A training job lacks CostCenter; a processing job without any tag is fine."""
    sagemaker = boto3.client("sagemaker")
    for operation in ("CreateTrainingJob", "CreateProcessingJob"):
        call(sagemaker, operation, **minimal(operation))
    context = Context(os.environ)
    made = make_scan(context, scope="all", span=timedelta(days=1))
    found = {one.kind: (one.state, one.missing) for one in made.resources}
    assert found == {
        "training-job": ("non-compliant", ["CostCenter"]),
        "processing-job": ("compliant", []),
    }


@pytest.mark.parametrize(
    ("actions", "state", "keys", "named"),
    [
        ([ASK, LIST], "denied", None, ASK),
        ([ASK], "in-force" if LISTS else "denied", ["CostCenter"] if LISTS else None, ASK),
        ([LIST], "in-force", ["CostCenter", "env"], LIST if LISTS else None),
    ],
)
def test_what_is_denied_is_said_and_the_rest_holds(org, look, actions, state, keys, named):
    org.control.deny(actions)
    found = look()
    assert found.state == state
    assert (found.problem and found.problem.iam_action) == named
    loaded = as_policy(found)
    assert loaded.problem is None  # as good as no policy: nothing is judged
    assert (loaded.policy and [rule.key for rule in loaded.policy.tags]) == keys


def test_no_organisation_and_no_policy_are_told_apart(org, look):
    org.world.tag_policy = None
    assert (look().state, as_policy(look()).policy) == ("none", None)
    org.world.is_in_organization = False
    assert (look().state, look().problem) == ("not-in-organisation", None)


def test_an_answer_that_aws_owes_leaves_everything_unjudged(org, look):
    org.control.add_faults([{"op": ASK, "code": "ServiceException", "status": 500}])
    org.world.required_tags = {}
    loaded = as_policy(look())
    assert (loaded.organisation.state, loaded.problem.code) == ("unavailable", "aws-failing")


def test_the_last_good_answer_stays_with_its_time(org, look):
    good = look()
    org.control.add_faults([{"op": ASK, "code": "ServiceException", "status": 500}])
    org.world.required_tags = {}
    found = look(later=timedelta(hours=2))
    assert (found.state, found.as_of) == ("in-force", good.as_of.replace(microsecond=0))
    assert found.problem.code == "aws-failing"
    assert as_policy(found).problem is None


@pytest.mark.parametrize("content", [[], {"tags": []}, {"tags": {"k": 1}}, {"other": {}}])
def test_a_policy_of_another_form_leaves_everything_unjudged(org, look, content):
    org.world.tag_policy, org.world.required_tags = content, {}
    loaded = as_policy(look())
    assert (loaded.organisation.state, loaded.problem.code) == ("unavailable", "bad-response")


@pytest.mark.parametrize("body", ["html", "empty", "garbage", "truncated"])
def test_a_broken_answer_is_no_answer(org, look, body):
    org.control.add_faults([{"op": ASK, "body": body}])
    org.world.required_tags = {}
    assert look().state == "unavailable"


def test_nothing_of_it_is_a_file(tmp_path):
    assert PolicyStore({}, [tmp_path / "none"], []).current().is_nothing
