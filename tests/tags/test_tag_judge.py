"""The verdict: required keys decide, system keys don't count, near misses are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.pattern import Pattern
from jupyter_cost_tags.models import InvalidValue
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.tags.judge import Verdict, judge

POLICY = Policy(
    tags=(
        KeyRule("cost-center", required=True, values={"CC-4711": "Retail ML"}),
        KeyRule("environment", required=True, values=dict.fromkeys(["dev", "staging", "prod"])),
        KeyRule("project", patterns=(Pattern("[a-z]+"),)),
    ),
    exempt_kinds=frozenset({"model"}),
    exempt_names=(Pattern("canary-.*"),),
)
GOOD = {"cost-center": "CC-4711", "environment": "dev", "project": "churn"}


def verdict(tags, kind="training-job", name="t"):
    return judge(tags, POLICY, kind, name)


def test_all_required_keys_with_allowed_values_comply():
    assert verdict(GOOD) == Verdict("compliant")


def test_no_tag_at_all():
    assert verdict({}) == Verdict("non-compliant", ("cost-center", "environment"))


def test_an_empty_value_is_a_missing_one():
    assert verdict({**GOOD, "environment": ""}) == Verdict("non-compliant", ("environment",))


@pytest.mark.parametrize(
    "key",
    [
        "aws:cloudformation:stack",
        "AWS:x",
        "sagemaker:domain-arn",
        "sagemaker-sdk:x",
        "AmazonDataZoneX",
    ],
)
def test_system_keys_do_not_count(key):
    assert verdict({key: "x"}).missing == ("cost-center", "environment")
    assert verdict({**GOOD, key: "x"}) == Verdict("compliant")


def test_a_policy_on_a_system_key_is_never_satisfied_by_it():
    policy = Policy(tags=(KeyRule("sagemaker:x", required=True),))
    assert judge({"sagemaker:x": "v"}, policy, "model", "m").missing == ("sagemaker:x",)


def test_a_value_that_is_not_allowed_is_named_with_the_nearest():
    found = verdict({**GOOD, "environment": "stagin"})
    assert found.state == "non-compliant"
    assert found.missing == ()
    assert found.invalid == (
        InvalidValue(
            key="environment",
            value="stagin",
            reason="'stagin' is not one of dev, staging, prod.",
            suggestion="staging",
        ),
    )


def test_a_name_instead_of_a_value_is_understood():
    assert verdict({**GOOD, "cost-center": "Retail ML"}).invalid[0].suggestion == "CC-4711"


def test_an_optional_keys_bad_value_is_named_but_is_not_untagged():
    found = verdict({**GOOD, "project": "Churn"})
    assert found.state == "compliant"
    assert [(one.key, one.suggestion) for one in found.invalid] == [("project", "churn")]


def test_an_optional_key_may_be_absent_or_empty():
    assert verdict({**GOOD, "project": ""}) == Verdict("compliant")


@pytest.mark.parametrize("key", ["Cost-Center", "cost_center", "costcenter", "cost-centre"])
def test_a_key_spelled_nearly_right_does_not_count_and_is_named(key):
    found = verdict({"environment": "dev", key: "CC-4711"})
    assert found.missing == ("cost-center",)
    assert [(one.key, one.value, one.suggestion) for one in found.invalid] == [
        (key, "CC-4711", "cost-center")
    ]
    assert "cost-center" in found.invalid[0].reason


def test_a_misspelt_required_key():
    found = verdict({"cost-center": "CC-4711", "enviroment": "dev"})
    assert found.missing == ("environment",)
    assert found.invalid[0].suggestion == "environment"


def test_a_near_key_beside_the_right_one_is_the_users_own_business():
    assert verdict({**GOOD, "Cost-Center": "x", "Environment": "y"}) == Verdict("compliant")


def test_a_near_miss_of_an_optional_key_is_named_only():
    found = verdict({"cost-center": "CC-4711", "environment": "dev", "Project": "churn"})
    assert found.state == "compliant"
    assert found.invalid[0].suggestion == "project"


def test_a_key_of_the_policy_is_never_taken_for_another():
    policy = Policy(tags=(KeyRule("team"), KeyRule("teams", required=True)))
    assert judge({"team": "x"}, policy, "training-job", "t") == Verdict("non-compliant", ("teams",))


def test_other_keys_are_nobodys_business():
    assert verdict({**GOOD, "owner": "ana", "x": ""}) == Verdict("compliant")


@pytest.mark.parametrize(("kind", "name"), [("model", "m"), ("training-job", "canary-1")])
def test_what_is_exempt_complies(kind, name):
    assert verdict({}, kind, name) == Verdict("compliant")


def test_without_a_policy_nothing_is_judged():
    assert judge({}, None, "training-job", "t") == Verdict("compliant")


def test_a_policy_without_required_keys_is_always_met():
    assert judge({}, Policy(), "training-job", "t").state == "compliant"


keys = st.sampled_from(["cost-center", "environment", "project", "Cost-Center", "aws:x", "other"])
tags = st.dictionaries(keys, st.sampled_from(["", "CC-4711", "dev", "churn", "x"]))


@given(tags)
def test_compliant_is_exactly_the_rule(given_tags):
    """DESIGN §3.2, written once more."""
    meets = given_tags.get("cost-center") == "CC-4711" and given_tags.get("environment") in {
        "dev",
        "staging",
        "prod",
    }
    assert (verdict(given_tags).state == "compliant") is meets


@given(tags, st.text(max_size=5), st.text(max_size=5))
def test_a_system_tag_never_changes_the_verdict(given_tags, key, value):
    assert verdict({**given_tags, f"aws:{key}": value}) == verdict(given_tags)
