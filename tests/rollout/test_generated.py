"""Tag policy, SDK configuration, Custodian and roles from one policy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from policies import of_keys, sample

from jupyter_cost_tags.guard.operations import CREATES
from jupyter_cost_tags.inventory import KINDS
from jupyter_cost_tags.inventory.kinds import usual_kinds
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.policy.tag_policy import from_tag_policy
from jupyter_cost_tags.rollout.actions import STUDIO_KINDS
from jupyter_cost_tags.rollout.custodian import custodian
from jupyter_cost_tags.rollout.documents import TAG_POLICY
from jupyter_cost_tags.rollout.evaluate import evaluate, request
from jupyter_cost_tags.rollout.iam import Scope
from jupyter_cost_tags.rollout.roles import PARTS, ROLES, role_policy
from jupyter_cost_tags.rollout.sdk_config import sdk_config
from jupyter_cost_tags.rollout.tag_policy import effective, tag_policy

PULLED = {
    "tags": {
        "costcenter": {
            "tag_key": "CostCenter",
            "tag_value": ["CC-4711", "CC-48*"],
            "report_required_tag_for": ["sagemaker:ALL_SUPPORTED"],
        },
        "environment": {"tag_key": "environment", "tag_value": ["dev", "prod"]},
        "owner": {"tag_key": "owner"},
        "project": {"tag_key": "project", "report_required_tag_for": ["sagemaker:endpoint"]},
    }
}


# Not in a role: they delete anybody's tags as well.
UNDOING = {"sagemaker:DeleteTags", "tag:UntagResources"}


def said(policy):
    return [(r.key, r.required, r.kinds, list(r.values) if r.values else None) for r in policy.tags]


@pytest.mark.parametrize("enforce", [False, True])
def test_pulled_written_generated_and_read_again_is_the_same(enforce):
    pulled = from_tag_policy(PULLED, {}).policy
    (document,) = tag_policy(pulled, enforce=enforce).documents
    seen = effective(json.loads(document.text))
    assert said(from_tag_policy(seen, {}).policy) == said(pulled)
    (again,) = tag_policy(from_tag_policy(seen, {}).policy, enforce=enforce).documents
    assert again.text == document.text


def test_values_that_a_tag_policy_can_not_say_are_noted():
    made = tag_policy(of_keys(("a", ', pattern: "[a-z]+"'), ("b", ', pattern: "t-.*"')))
    tags = made.documents[0].content["tags"]
    assert "tag_value" not in tags["a"]
    assert tags["b"]["tag_value"] == {"@@assign": ["t-*"]}
    assert [note.key for note in made.notes if note.code == "pattern-left-out"] == ["a"]


def test_a_tag_policy_that_is_too_large_says_so():
    values = ", ".join(f"CC-{n:05}-department" for n in range(600))
    made = tag_policy(of_keys(("cost-center", f", values: [{values}]")))
    assert made.documents[0].size > TAG_POLICY.characters
    assert "too-large" in [note.code for note in made.notes]


def test_two_keys_that_differ_in_case_only_keep_apart():
    made = tag_policy(of_keys(("Team", ""), ("team", "")))
    entries = made.documents[0].content["tags"]
    assert sorted(entry["tag_key"]["@@assign"] for entry in entries.values()) == ["Team", "team"]


def test_the_sdks_file_has_defaults_and_what_was_chosen_and_tells_what_it_lacks():
    content, notes = sdk_config(sample(), {"project": "churn"})
    tags = content["SageMaker"]["TrainingJob"]["Tags"]
    assert tags == [{"Key": "environment", "Value": "dev"}, {"Key": "project", "Value": "churn"}]
    assert [note.key for note in notes if note.code == "no-value"] == ["cost-center"]
    (uncovered,) = [note.message for note in notes if note.code == "no-section"]
    assert "CreateHyperParameterTuningJob" in uncovered
    assert "CreateTrainingJob," not in uncovered
    assert yaml.safe_load(yaml.safe_dump(content)) == content
    assert "&id" not in yaml.safe_dump(content)


def test_a_protected_default_is_not_given():
    policy = parse_policy(
        "version: 1\ntags: [{key: a, required: true, default: x}]\nprotected: [a]\n", "x"
    )
    assert sdk_config(policy, {})[0] == {"SchemaVersion": "1.0"}


def test_custodian_finds_what_is_absent_and_what_is_refused():
    content, _ = custodian(of_keys(("a", ", values: [x, y]"), ("b", ', pattern: "[a-z]{2}"')))
    one = content["policies"][0]
    assert one["resource"] == "aws.sagemaker-job"
    absent, refused, _, unlike = one["filters"][-1]["or"]
    assert (absent["value"], refused["op"], refused["value"]) == ("empty", "not-in", ["x", "y"])
    pattern = unlike["not"][0]["value"]
    assert re.match(pattern, "ab")
    assert not re.match(pattern, "abc")
    assert not re.match(pattern, "AB")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_what_its_parts_need_and_no_more(role):
    documents = [d.content for d in role_policy(role, sample(), Scope()).documents]
    needed = {action for part in PARTS if role in part.roles for action in part.actions}
    named = set(re.findall(r'"([a-z]+:[A-Z]\w+)"', json.dumps(documents)))
    fixing = {"sagemaker:AddTags", "sagemaker:TaggingAction", "aws:TagKeys"}
    assert named - fixing == needed
    assert all(evaluate(documents, request(action)).allowed for action in needed)
    assert "sagemaker:DeleteTags" not in named
    assert sum(d.size for d in role_policy(role, sample(), Scope()).documents) < 10240


def test_a_viewer_may_scan_all_the_usual_kinds():
    documents = [d.content for d in role_policy("viewer", None, Scope()).documents]
    for kind in usual_kinds("all"):
        for action in kind.iam_actions:
            assert evaluate(documents, request(action)).allowed is (action != "sagemaker:AddTags")


def test_a_fixer_writes_the_policys_keys_and_no_others():
    documents = [d.content for d in role_policy("fixer", sample(), Scope()).documents]
    for kind in KINDS:
        if kind.kind in STUDIO_KINDS or kind.started_by:
            continue
        arn = f"arn:aws:sagemaker:eu-west-1:111122223333:{kind.kind}/x"
        fix = request("sagemaker:AddTags", [arn], {"project": "churn", "environment": "dev"})
        assert evaluate(documents, fix).allowed
        for key in ("team", "sagemaker:domain-arn", "other"):
            fix = request("sagemaker:AddTags", [arn], {"project": "churn", key: "x"})
            assert not evaluate(documents, fix).allowed
    profile = "arn:aws:sagemaker:eu-west-1:111122223333:user-profile/d-1/ana"
    fix = request("sagemaker:AddTags", [profile], {"project": "churn"})
    assert not evaluate(documents, fix).allowed
    admin = [d.content for d in role_policy("admin", sample(), Scope()).documents]
    assert evaluate(admin, fix).allowed


def test_described_kinds_are_operations_that_exist():
    described = next(part for part in PARTS if part.sid == "Launches").actions
    nouns = {row.operation.removeprefix("Create") for row in CREATES}
    assert {action.removeprefix("sagemaker:Describe") for action in described} <= nouns


def test_every_action_of_the_permissions_page_is_in_some_role():
    page = (Path(__file__).parents[2] / "docs" / "admins" / "permissions.md").read_text()
    table = page.partition("```json")[0]
    named = set(re.findall(r"`((?:sagemaker|ce|tag|pricing|organizations):[A-Za-z]+)`", table))
    have = {action for part in PARTS for action in part.actions}
    assert named - have - {*UNDOING, "sagemaker:AddTags"} == set()
