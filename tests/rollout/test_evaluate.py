"""The evaluator against recorded verdicts of a well-kept one, and AWS's documented examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_cost_tags.rollout.conditions import NotEvaluated
from jupyter_cost_tags.rollout.evaluate import EVERYTHING, evaluate, request

CORPUS = json.loads((Path(__file__).parent.parent / "corpus" / "iam.json").read_text())
JOB = "arn:aws:sagemaker:us-east-1:111122223333:training-job/j1"


def one(effect, condition, **more):
    statement = {"Sid": "S", "Effect": effect, "Action": "sagemaker:*", "Condition": condition}
    return {"Version": "2012-10-17", "Statement": {"Resource": "*", **statement, **more}}


def decided(document, tags=None, **keys):
    return evaluate([EVERYTHING, document], request("sagemaker:AddTags", [JOB], tags, **keys))


def test_every_recorded_verdict():
    assert len(CORPUS["cases"]) > 600
    different = []
    for name, at, verdict in CORPUS["cases"]:
        told = CORPUS["requests"][at]
        documents = CORPUS["documents"][name] + ([EVERYTHING] if name.startswith("deny") else [])
        asked = request(told["action"], [told["resource"]], told["tags"], **told["keys"])
        if evaluate(documents, asked).verdict != verdict:
            different.append((name, told, verdict))
    assert different == []


# AWS docs IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys
PREFIXES = {
    "Null": {"aws:TagKeys": "false"},
    "ForAllValues:StringLike": {"aws:TagKeys": ["key1*", "key2*", "key3*"]},
}


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [
        (["key1", "key2-b"], "explicit-deny"),
        (["key1", "other"], "allowed"),
        ([], "allowed"),
    ],
)
def test_the_documented_deny_on_all_values(keys, verdict):
    assert decided(one("Deny", PREFIXES), dict.fromkeys(keys, "x")).verdict == verdict


ANY = {"ForAnyValue:StringEquals": {"aws:TagKeys": ["environment", "webserver"]}}


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [(["webserver", "other"], "explicit-deny"), (["other"], "allowed"), ([], "allowed")],
)
def test_the_documented_deny_on_any_value(keys, verdict):
    assert decided(one("Deny", ANY), dict.fromkeys(keys, "x")).verdict == verdict


def test_a_deny_wins_wherever_it_stands():
    deny = one("Deny", {})
    assert evaluate([deny, EVERYTHING], request("sagemaker:AddTags", [JOB])).statements == ("S",)
    assert decided(deny).verdict == "explicit-deny"


def test_nothing_that_allows_is_an_implicit_deny():
    allow = one("Allow", {"StringEquals": {"aws:RequestTag/a": "b"}})
    assert evaluate([allow], request("sagemaker:AddTags", [JOB])).verdict == "implicit-deny"


def test_names_of_condition_keys_match_in_any_case_and_values_do_not():
    deny = one("Deny", {"StringEquals": {"AWS:requesttag/Environment": "dev"}})
    assert not decided(deny, {"environment": "dev"}).allowed
    assert decided(deny, {"environment": "Dev"}).allowed


def test_each_resource_of_a_call_is_asked_for():
    deny = one("Deny", {}, Resource="arn:aws:sagemaker:*:*:endpoint-config/a*")
    head = "arn:aws:sagemaker:us-east-1:111122223333"
    asked = request(
        "sagemaker:CreateEndpoint", [f"{head}:endpoint/e", f"{head}:endpoint-config/a1"]
    )
    assert not evaluate([EVERYTHING, deny], asked).allowed


def test_a_wildcard_does_not_stand_for_the_type_of_a_resource():
    deny = one("Deny", {}, Resource="arn:aws:sagemaker:*:*:*/j1")
    assert decided(deny).allowed


@pytest.mark.parametrize(
    "condition",
    [
        {"DateLessThan": {"aws:CurrentTime": "2026-01-01"}},
        {"ForSomeValues:StringEquals": {"aws:TagKeys": "a"}},
        {"ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": "a"}},
    ],
)
def test_an_unknown_operator_gives_no_verdict(condition):
    with pytest.raises(NotEvaluated):
        decided(one("Deny", condition), {"a": "b"})


def test_a_policy_of_a_resource_gives_no_verdict():
    with pytest.raises(NotEvaluated):
        decided(one("Deny", {}, Principal="*"))
