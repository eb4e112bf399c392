"""The expression for what fails finds at least what the judge refuses, by AWS's own limits."""

from __future__ import annotations

import pytest
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.embedded_aws.services.sagemaker.search_filter import Record, predicate
from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.inventory import ask
from jupyter_cost_tags.inventory.failing import question, refused_values
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.problems import CostTagsError
from jupyter_cost_tags.tags.judge import judge

VALUES = ["", "a", "A", "b", "ab", "a ", "c"]
KEYS = ["cost-center", "environment", "project"]
ALLOWED = frozenset({"TrainingJobArn", "Tags"})


@st.composite
def rules(draw):
    key = draw(st.sampled_from(KEYS))
    values = draw(st.none() | st.lists(st.sampled_from([*VALUES[1:], "a*"]), max_size=4))
    patterns = draw(st.lists(st.sampled_from(["a+", "[a-z]", "[ab]?c?"]), max_size=1))
    return KeyRule(
        key=key,
        required=draw(st.booleans()),
        kinds=draw(st.none() | st.just(frozenset({"endpoint"}))),
        values=None if values is None else dict.fromkeys(values),
        patterns=tuple(map(compile_pattern, patterns)),
    )


POLICIES = st.lists(rules(), max_size=3, unique_by=lambda rule: rule.key).map(
    lambda some: Policy(tags=tuple(some))
)
TAGS = st.lists(
    st.dictionaries(st.sampled_from([*KEYS, "Project"]), st.sampled_from(VALUES)), max_size=8
)


@settings(deadline=None)
@given(policy=POLICIES, everybody=TAGS)
def test_it_never_finds_less_than_the_judge_refuses(policy, everybody):
    asked = question(policy)
    refused = [judge(tags, policy, "training-job", "x").state != "compliant" for tags in everybody]
    if asked is None:
        assert not any(refused)
        return
    arns = {number: f"arn:{number}" for number in range(len(everybody))}
    bad = {
        rule.key: refused_values(rule, [tags[rule.key] for tags in everybody if rule.key in tags])
        for rule in asked.patterned
    }
    empty = [*asked.free, *(key for key, values in bad.items() if "" in values)]
    named = [
        arns[number]
        for number, tags in enumerate(everybody)
        if any(tags.get(key) == "" for key in empty)
    ]
    expression = asked.expression("training-job", bad, "TrainingJobArn", named)
    if expression is None:
        assert not any(refused)
        return
    holds = predicate(expression, ALLOWED)
    for number, tags in enumerate(everybody):
        found = holds(Record({"TrainingJobArn": arns[number]}, tags))
        assert found or not refused[number]


def policy(tags):
    return parse_policy(f"version: 1\ntags: {tags}\n", "policy")


def test_what_is_compliant_is_not_asked_for():
    asked = question(policy("[{key: cost-center, required: true, values: [a, b]}]"))
    holds = predicate(asked.expression("training-job", {}, "TrainingJobArn", []), ALLOWED)
    assert not holds(Record({}, {"cost-center": "a"}))
    assert holds(Record({}, {"cost-center": "c"}))


@pytest.mark.parametrize("tags", ["[]", "[{key: project}]", "[{key: a.b, required: true}]"])
def test_nothing_is_asked_where_nothing_is_required_or_a_key_may_be_a_path(tags):
    assert question(policy(tags)) is None


def test_more_than_aws_takes_is_no_expression():
    values = ", ".join(f"v{number}" for number in range(19))
    keys = ", ".join(f"{{key: k{n}, required: true, values: [{values}]}}" for n in range(3))
    assert (
        question(policy(f"[{keys}]")).expression("training-job", {}, "TrainingJobArn", []) is None
    )
    free = question(policy("[{key: k, required: true}]"))
    assert free.expression("training-job", {}, "TrainingJobArn", ["arn"] * 61) is None
    pattern = question(policy("[{key: k, required: true, pattern: 'a'}]"))
    refused = {"k": [f"b{n}" for n in range(20)]}
    assert pattern.expression("training-job", refused, "TrainingJobArn", []) is None


# -- the answer to a list of ARNs ---------------------------------------------------------------


def answer(arns, token=""):
    mappings = [{"ResourceARN": arn, "Tags": [{"Key": "k", "Value": "v"}]} for arn in arns]
    return {"ResourceTagMappingList": mappings, "PaginationToken": token}


@pytest.fixture
def tagging(monkeypatch):
    """The product's own client with given answers."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    aws = Aws()
    client = aws._connections.client("resourcegroupstaggingapi", None)
    with Stubber(client) as stubber:
        yield aws, stubber


def test_an_answer_with_a_token_is_not_the_whole(tagging):
    """AWS takes no token with a list of ARNs: who is missing is asked for alone."""
    aws, stubber = tagging
    arns = [f"arn:aws:sagemaker:us-east-1:1:training-job/j{n}" for n in range(4)]
    for asked, told, token in ((arns, arns[:2], "more"), (arns[2:], arns[2:3], "")):
        stubber.add_response("get_resources", answer(told, token), {"ResourceARNList": asked})
    assert set(ask.tags_of(aws, arns)) == set(arns[:3])
    stubber.assert_no_pending_responses()


@pytest.mark.parametrize("told", [[], ["arn:aws:sagemaker:us-east-1:1:training-job/other"]])
def test_a_token_without_what_was_asked_for_is_no_answer(tagging, told):
    aws, stubber = tagging
    for _ in range(3):
        stubber.add_response("get_resources", answer(told, "more"))
    with pytest.raises(CostTagsError) as caught:
        ask.tags_of(aws, ["arn:aws:sagemaker:us-east-1:1:training-job/j"])
    assert caught.value.code == "bad-response"
