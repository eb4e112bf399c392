"""What a plan would change, and what may not be written at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.tags.plan import (
    TagChange,
    check_wanted,
    may_write,
    plan_explicit,
    plan_repair,
    plan_undo,
    respelled,
    too_many,
)

POLICY = Policy(
    tags=(
        KeyRule("cost-center", required=True, values={"CC-1": "Retail", "CC-2": None}),
        KeyRule("project"),
        KeyRule("team"),
    ),
    protected=frozenset({"team"}),
)
tags = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", "x", "y"]))


def refused(wanted, policy=POLICY):
    with pytest.raises(BadRequest) as caught:
        check_wanted(wanted, policy)
    assert caught.value.action
    return caught.value.code, caught.value.message


def test_tags_of_the_policy_may_be_written():
    check_wanted({"cost-center": "CC-1", "project": "churn"}, POLICY)
    check_wanted({}, POLICY)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("aws:x", "v", "key-reserved"),
        ("AWS:x", "v", "key-reserved"),
        ("aWs:", "v", "key-reserved"),
        ("sagemaker:user-profile-arn", "v", "key-reserved"),
        ("SageMaker:domain-arn", "v", "key-reserved"),
        ("sagemaker-sdk:x", "v", "key-reserved"),
        ("sagemaker-studio:x", "v", "key-reserved"),
        ("AmazonDataZoneProject", "v", "key-reserved"),
        ("amazondatazoneproject", "v", "key-reserved"),
        ("", "v", "tag-invalid"),
        ("k" * 129, "v", "tag-invalid"),
        ("a\nb", "v", "tag-invalid"),
        ("project", "v" * 257, "tag-invalid"),
        ("project", "\U0001f680", "tag-invalid"),
        ("project", "a\tb", "tag-invalid"),
        ("project", "\ud800", "tag-invalid"),
        ("project", "", "tag-invalid"),
        ("team", "v", "key-protected"),
        ("Project", "v", "key-not-in-policy"),
        ("unheard-of", "v", "key-not-in-policy"),
        ("cost-center", "CC-3", "value-not-allowed"),
        ("cost-center", "cc-1", "value-not-allowed"),
    ],
)
def test_what_is_refused(key, value, code):
    found, message = refused({"project": "fine", key: value})
    assert found == code
    assert len(message) < 400
    assert "\n" not in message
    assert not may_write(key, value, POLICY)


def test_a_refusal_names_the_near_key():
    assert refused({"Cost_Center": "CC-1"})[1].endswith("Did you mean cost-center?")


def test_without_a_policy_any_grammatical_key_that_is_not_reserved():
    assert may_write("anything", "v", None)
    assert refused({"sagemaker:x": "v"}, None)[0] == "key-reserved"
    assert refused({"a": "\x1b[31m"}, None)[0] == "tag-invalid"


@given(tags, tags.map(lambda given: {k: v for k, v in given.items() if v}))
def test_an_explicit_plan_makes_every_wanted_tag_true(current, wanted):
    planned = plan_explicit(current, wanted)
    assert {**current, **planned.add, **planned.overwrite} == {**current, **wanted}
    assert not set(planned.add) & set(current)
    assert set(planned.overwrite) <= set(current)
    assert all(current[key] != value for key, value in planned.overwrite.items())
    assert planned.remove == ()
    assert planned.is_empty == all(current.get(key) == value for key, value in wanted.items())


@given(tags, tags, st.sets(st.sampled_from("abcdef")))
def test_a_repair_touches_only_what_is_wrong(current, wanted, wrong):
    planned = plan_repair(current, wanted, wrong)
    assert {*planned.add, *planned.overwrite} <= wrong & set(wanted)


@given(tags, tags.filter(bool))
def test_an_undo_leads_back_to_the_touched_keys_exactly(current, wanted):
    planned = plan_explicit(current, wanted)
    touched = {**planned.add, **planned.overwrite}
    before = {key: current.get(key) for key in touched}
    back = plan_undo(before, touched)
    now = {**current, **touched, **back.add, **back.overwrite}
    assert {key: value for key, value in now.items() if key not in back.remove} == current
    assert not back.add
    redone = plan_undo(touched, {**before})
    assert {**redone.add, **redone.overwrite} == touched


@pytest.mark.parametrize(
    ("current", "add", "remove", "expected"),
    [
        (49, 1, 0, None),
        (50, 0, 0, None),
        (50, 1, 0, "51 tags"),
        (50, 1, 1, None),
        (49, 3, 1, "51 tags"),
    ],
)
def test_fifty_tags_fit(current, add, remove, expected):
    now = {f"k{number}": "v" for number in range(current)}
    now |= {"aws:cloudformation:stack-name": "s", "AWS:other": "s"}
    wanted = {f"new{number}": "v" for number in range(add)}
    told = too_many(now, TagChange(wanted, {"k0": "w"}, tuple(f"k{n + 1}" for n in range(remove))))
    assert (told is None) if expected is None else (expected in told)


def test_studios_own_tags_count_to_fifty():
    now = {f"sagemaker:k{number}": "v" for number in range(50)}
    assert too_many(now, TagChange({"project": "churn"}, {})) is not None


@pytest.mark.parametrize(
    ("current", "meant"),
    [
        ({"cost-center": "cc_1"}, {"cost-center": "CC-1"}),
        ({"Cost-Center": "CC-2"}, {"cost-center": "CC-2"}),
        ({"cost_center": "Retail"}, {"cost-center": "CC-1"}),
        ({"cost-center": "CC-2", "Cost-Center": "CC-1"}, {}),
        ({"Cost-Center": "CC-1", "cost_center": "CC-2"}, {}),
        ({"Cost-Center": "nothing like it"}, {}),
        ({"Team": "a", "unrelated": "b"}, {}),
    ],
)
def test_what_a_near_miss_means(current, meant):
    assert respelled(current, POLICY, "training-job", "job") == meant
    assert respelled(current, None, "training-job", "job") == {}
