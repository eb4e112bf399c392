"""What a rule allows, suggests and calls exempt."""

import pytest

from jupyter_cost_tags.guard.pattern import Pattern
from jupyter_cost_tags.policy.rules import KeyRule, Policy

CENTERS = KeyRule(
    "cost-center", required=True, values={"CC-4711": "Retail ML", "CC-4802": "Logistics ML"}
)
PROJECT = KeyRule("project", patterns=(Pattern("[a-z][a-z0-9-]{2,40}"),))
POLICY = Policy(tags=(CENTERS, PROJECT))


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("cost-center", "CC-4711", None),
        (
            "cost-center",
            "CC-1",
            "'CC-1' is not one of CC-4711 (Retail ML), CC-4802 (Logistics ML).",
        ),
        ("cost-center", "cc-4711", "'cc-4711' is not one of CC-4711 (Retail ML), CC-4802 (Log"),
        ("cost-center", "", "cost-center is required; its value can't be empty."),
        ("project", "churn", None),
        ("project", "Churn", "'Churn' does not match [a-z][a-z0-9-]{2,40}."),
        ("project", "churn\n", "'churn\\n' does not match"),
        ("other", "anything", None),
    ],
)
def test_allowed(key, value, reason):
    found = POLICY.allowed(key, value)
    assert (found or "").startswith(reason or "")
    assert (found is None) is (reason is None)


def test_a_long_list_is_cut():
    rule = KeyRule("k", values=dict.fromkeys(f"v{n}" for n in range(5000)))
    assert rule.refused("x") == "'x' is not one of v0, v1, v2, v3, v4, v5, v6, v7 and 4992 more."


@pytest.mark.parametrize(
    ("rule", "value", "suggestion"),
    [
        (CENTERS, "cc4711", "CC-4711"),
        (CENTERS, "CC-4712", "CC-4711"),
        (CENTERS, "Ret", None),
        (CENTERS, "retail-ml", "CC-4711"),
        (CENTERS, "Logistic ML", "CC-4802"),
        (CENTERS, "nothing", None),
        (PROJECT, "Churn", "churn"),
        (PROJECT, " Churn Model_2 ", "churn-model-2"),
        (PROJECT, "é", None),
        (KeyRule("k", values={"ab": None}, patterns=(Pattern("x"),)), "aB", None),
    ],
)
def test_a_suggestion_is_always_allowed(rule, value, suggestion):
    assert rule.suggestion(value) == suggestion
    assert suggestion is None or rule.refused(suggestion) is None


def test_exempt_kinds_and_names():
    policy = Policy(exempt_kinds=frozenset({"model"}), exempt_names=(Pattern("canary-.*"),))
    assert policy.is_exempt("model", "any")
    assert policy.is_exempt("training-job", "canary-7")
    assert not policy.is_exempt("training-job", "my-canary-7")


def test_what_has_no_name_is_not_exempt_by_name():
    """The user's own tags are judged under no name."""
    assert not Policy(exempt_names=(Pattern(".*"),)).is_exempt("", "")


def test_a_protected_key_is_not_filled():
    policy = Policy(tags=(KeyRule("team", default="x"),), protected=frozenset({"team"}))
    assert policy.defaults == {}
