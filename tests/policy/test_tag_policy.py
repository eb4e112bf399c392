"""An organisation's effective tag policy as a policy of ours."""

import pytest

from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.policy.store import Loaded
from jupyter_cost_tags.policy.tag_policy import from_tag_policy
from jupyter_cost_tags.policy.view import policy_view
from jupyter_cost_tags.problems import BadResponse

CONTENT = {
    "tags": {
        "costcenter": {
            "tag_key": "CostCenter",
            "tag_value": ["CC-1", "CC-2*"],
            "enforced_for": ["sagemaker:training-job"],
        },
        "env": {"tag_key": "env", "report_required_tag_for": ["sagemaker:ALL_SUPPORTED"]},
        "team": {"tag_key": "team", "report_required_tag_for": ["ec2:instance"]},
        "bare": {},
    }
}


def test_keys_keep_their_real_case_and_values():
    policy = from_tag_policy(CONTENT, {}).policy
    assert [rule.key for rule in policy.tags] == ["CostCenter", "env", "team", "bare"]
    assert policy.allowed("CostCenter", "CC-1") is None
    assert policy.allowed("CostCenter", "cc-1") is not None
    assert policy.allowed("env", "anything") is None


@pytest.mark.parametrize(
    ("value", "allowed"), [("CC-2", True), ("CC-2-x.y", True), ("CC-3", False), ("xCC-2", False)]
)
def test_a_star_stands_for_any_text(value, allowed):
    assert (from_tag_policy(CONTENT, {}).policy.allowed("CostCenter", value) is None) is allowed


@pytest.mark.parametrize(
    ("listed", "value", "allowed"),
    [
        ("*@example.com", "ana@example.com", True),
        ("*@example.com", "ana@exampleXcom", False),
        ("a+b", "a+b", True),
        ("a+*", "aab", False),
        ("*", "\u2028 x", True),
        ("é*", "Été", False),
        ("é*", "éa", True),
        ("[a](b).c\\*", "[a](b).c\\d", True),
        ("[a](b).c\\*", "a(b).c\\d", False),
    ],
)
def test_everything_else_stands_for_itself(listed, value, allowed):
    policy = from_tag_policy({"tags": {"k": {"tag_key": "k", "tag_value": [listed]}}}, {}).policy
    assert (policy.allowed("k", value) is None) is allowed


def test_a_key_is_required_only_where_it_is_said():
    assert from_tag_policy(CONTENT, {}).policy.required_keys == ("env",)
    assert from_tag_policy(CONTENT, {"CostCenter": None, "new": None}).policy.required_keys == (
        "CostCenter",
        "env",
        "new",
    )


def test_the_guard_only_warns():
    assert from_tag_policy(CONTENT, {}).policy.mode == "warn"


def test_an_empty_policy_has_no_keys():
    assert from_tag_policy({"tags": {}}, {}).policy == Policy()


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"tags": []},
        {"tags": {"k": "v"}},
        {"tags": {"k": {"tag_value": "v"}}},
        {"tags": {"k": {"tag_value": [1]}}},
        {"tags": {"k": {"report_required_tag_for": {}}}},
    ],
)
def test_another_form_is_a_bad_response(content):
    with pytest.raises(BadResponse, match="tag policy"):
        from_tag_policy(content, {})


def test_values_with_a_star_are_not_offered_for_picking():
    view = policy_view(Loaded(from_tag_policy(CONTENT, {}).policy, (), None))
    assert view.keys[0].values is None


def test_a_value_with_a_star_is_never_suggested():
    rule = KeyRule("k", values=dict.fromkeys(["CC-20*", "CC-201"]))
    assert rule.suggestion("CC-2O1") == "CC-201"
    assert KeyRule("k", values={"CC-20*": None}).suggestion("CC-2O") is None


def test_a_key_is_required_of_the_kinds_that_are_named():
    reported = ["sagemaker:Training-Job", "s3:bucket", "sagemaker:endpoint"]
    content = {"tags": {"k": {"report_required_tag_for": reported}}}
    policy = from_tag_policy(content, {"K": frozenset({"model"})}).policy
    assert policy.tags[0].kinds == {"training-job", "endpoint", "model"}


@pytest.mark.parametrize("everything", ["sagemaker:ALL_SUPPORTED", "sagemaker:*", "ALL_SUPPORTED"])
def test_every_kind_has_words_of_its_own(everything):
    content = {"tags": {"k": {"report_required_tag_for": ["sagemaker:model", everything]}}}
    (rule,) = from_tag_policy(content, {}).policy.tags
    assert (rule.required, rule.kinds) == (True, None)


def test_small_letters_are_the_default_spelling():
    """AWS: if case treatment isn't defined, lowercase is the default for tag keys."""
    (rule,) = from_tag_policy({"tags": {"CostCenter": {}}}, {}).policy.tags
    assert rule.key == "costcenter"


def test_a_policy_as_an_admin_wrote_it_is_understood():
    content = {
        "tags": {
            "@@operators_allowed_for_child_policies": ["@@none"],
            "k": {"tag_key": {"@@assign": "K"}, "tag_value": {"@@assign": ["300*"]}},
        }
    }
    (rule,) = from_tag_policy(content, {}).policy.tags
    assert (rule.key, rule.values) == ("K", {"300*": None})


def test_what_no_tag_can_be_is_left_out_and_said():
    content = {
        "tags": {
            "aws:x": {},
            "sagemaker:domain-arn": {},
            "a#b": {},
            "k": {"tag_value": ["ok", "no;pe", ""], "enforced_for": ["sagemaker:model"]},
        }
    }
    made = from_tag_policy(content, {})
    assert [rule.key for rule in made.policy.tags] == ["k"]
    assert made.enforced_for == {"k": frozenset({"model"})}
    assert len(made.left_out) == 5
