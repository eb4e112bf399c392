"""What becomes of a call's tags, as values (DESIGN §4.7, issue: modes)."""

from __future__ import annotations

import pytest
from examples import examples
from guarded import INHERITED, document, pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_cost_tags.guard.decide import (
    MOST_TAGS,
    Added,
    Near,
    decide,
    given_tags,
    layers,
    may_write,
)
from jupyter_cost_tags.guard.rules import Choice, Rules
from jupyter_cost_tags.guard.words import blocked

RULES = Rules(document())


def decided(mode, tags=None, *, rules=RULES, cell=None, notebook=None):
    return decide(rules, mode, pairs(tags or {}), layers(rules, cell or {}, notebook))


def added(decision):
    return {one.key: one.value for one in decision.added}


def test_warn_adds_nothing_and_names_what_is_missing():
    told = decided("warn")
    assert (told.added, told.missing) == ((), ("cost-center", "environment"))
    assert told.fails


def test_fill_adds_the_policys_keys_from_the_layers():
    told = decided("fill")
    assert added(told) == INHERITED
    assert {one.key: one.source for one in told.added}["environment"] == "policy-default"
    assert (told.missing, told.fails) == ((), False)


def test_block_adds_only_what_somebody_chose():
    assert decided("block").added == ()
    chosen = decided("block", notebook=Choice("churn"))
    assert added(chosen) == {"cost-center": "CC-4802", "environment": "prod", "project": "churn"}
    assert not chosen.fails


@pytest.mark.parametrize("mode", ["warn", "fill", "block"])
def test_a_given_value_is_never_replaced(mode):
    told = decided(mode, {"environment": "prod", "cost-center": "CC-4802"}, cell={"project": "abc"})
    assert added(told) == {"project": "abc"}
    assert not told.fails


def test_an_empty_value_counts_as_missing_and_is_not_overwritten():
    told = decided("fill", {"environment": ""})
    assert "environment" not in added(told)
    assert told.missing == ("environment",)


def test_precedence_is_cell_notebook_bundle_then_what_is_inherited():
    rules = Rules(
        document(
            layers=[
                {"source": source, "tags": {"project": source}}
                for source in ("domain", "policy-default", "user-profile", "space")
            ],
            bundle="churn",
        )
    )
    notebook = Choice("ranking", {"project": "mine"})
    assert added(decided("fill", rules=rules, cell={"project": "cell"}))["project"] == "cell"
    assert added(decided("fill", rules=rules, notebook=notebook))["project"] == "mine"
    assert added(decided("fill", rules=rules, notebook=Choice("ranking")))["project"] == "ranking"
    assert added(decided("fill", rules=rules))["project"] == "churn"
    without = Rules(document(layers=rules_layers("domain", "space", "user-profile")))
    assert added(decided("fill", rules=without))["project"] == "space"


def rules_layers(*sources):
    return [{"source": source, "tags": {"project": source}} for source in sources]


def test_a_bundle_that_the_policy_lacks_leaves_the_one_for_all():
    rules = Rules(document(bundle="churn"))
    assert added(decided("fill", rules=rules, notebook=Choice("gone")))["cost-center"] == "CC-4802"


def test_a_layers_value_that_the_policy_refuses_is_passed_over():
    rules = Rules(
        document(
            layers=[
                {"source": "space", "tags": {"environment": "Produktion"}},
                {"source": "user-profile", "tags": {"environment": "prod"}},
            ]
        )
    )
    told = decided("fill", rules=rules)
    assert Added("environment", "prod", "user-profile") in told.added


def test_protected_and_system_keys_are_never_written():
    rules = Rules(
        document(layers=[{"source": "space", "tags": {"team": "x", "sagemaker:domain-arn": "y"}}])
    )
    assert added(decided("fill", rules=rules)) == {}
    rules = Rules(document(keys=[{"key": "team", "required": True, "protected": True}]))
    told = decided("fill", rules=rules, cell={"team": "x"})
    assert (told.added, told.missing) == ((), ("team",))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Cost-Center", "cost-center"), ("enviroment", "environment"), ("Environment", "environment")],
)
def test_a_near_miss_is_named_and_not_doubled(written, meant):
    value = "CC-4711" if meant == "cost-center" else "dev"
    for mode in ("warn", "fill"):
        told = decided(mode, {written: value})
        assert told.near == (Near(written, meant),)
        assert meant in told.missing
        assert meant not in added(told)
    last = blocked("CreateTrainingJob", RULES, told, {})[-1]
    assert last == "Correct the key in the call, and run it again."  # a bundle adds no such key


def test_a_near_miss_beside_the_right_key_is_a_key_of_its_own():
    told = decided("warn", {"Environment": "x", "environment": "dev", "cost-center": "CC-4711"})
    assert (told.near, told.missing) == ((), ())


def test_a_wrong_value_is_named_with_the_right_spelling():
    told = decided("block", {"environment": "Prod", "cost-center": "CC-4711"})
    assert [(one.key, one.value, one.suggestion) for one in told.invalid] == [
        ("environment", "Prod", "prod")
    ]
    assert told.fails
    optional = decided("block", {"environment": "prod", "cost-center": "CC-4711", "project": "X"})
    assert [one.key for one in optional.invalid] == ["project"]
    assert not optional.fails


def test_what_the_domain_propagates_is_there_already():
    rules = Rules(document(propagated={"cost-center": "CC-4711", "environment": "dev"}))
    for mode in ("warn", "fill", "block"):
        told = decided(mode, rules=rules)
        assert (told.missing, told.near) == ((), ())
        assert not {"cost-center", "environment"} & added(told).keys()


def test_room_is_left_for_fifty_and_for_what_arrives():
    many = {f"k{number}": "v" for number in range(MOST_TAGS - 1)}
    told = decided("fill", many)
    assert [one.key for one in told.added] == ["cost-center"]  # required ones first
    assert set(told.overflow) == {"environment", "project"}
    assert told.missing == ("environment",)
    rules = Rules(document(propagated={"costs": "x"}))
    assert decided("fill", many, rules=rules).added == ()
    assert decided("fill", {**many, "k49": "v", "k50": "v"}).added == ()


def test_system_keys_of_the_call_take_room_and_say_nothing():
    sdk = {f"sagemaker-sdk:{number}": "v" for number in range(48)}
    told = decided("fill", {**sdk, "AmazonDataZoneProject": "p"})
    assert told.given == {}
    assert len(told.added) == 1


def test_off_adds_nothing():
    assert decided("off", cell={"project": "abc"}).added == ()


def test_without_a_policy_only_what_somebody_chose_is_added():
    rules = Rules(document(policy="none", keys=[], bundles={}, layers=[]))
    told = decided("warn", rules=rules, cell={"owner": "ana", "aws:x": "no"})
    assert added(told) == {"owner": "ana"}
    assert (told.missing, told.fails) == ((), False)


@pytest.mark.parametrize("tags", ["x", [{"key": "a", "value": "b"}], [{"Key": "a"}], [1], {"a": 1}])
def test_tags_that_botocore_will_refuse_are_left_to_it(tags):
    assert given_tags(tags) is None


def test_no_tags_no_list_and_an_empty_list_are_the_same():
    assert given_tags(None) == given_tags([]) == given_tags(()) == []


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("aws:x", "y", "reserved"),
        ("sagemaker:domain-arn", "y", "system"),
        ("team", "x", "protected"),
        ("projct", "churn", "project"),
        ("environment", "Prod", "prod"),
        ("environment", "x" * 257, "256"),
        ("project", "a\tb", "isn't allowed"),
        ("", "x", "empty"),
    ],
)
def test_a_choice_that_can_not_be_written_says_why(key, value, word):
    assert word in (may_write(RULES, key, value) or "")


KEY = st.sampled_from(["cost-center", "environment", "project", "team", "Project", "x", "aws:a"])
VALUE = st.sampled_from(["", "dev", "prod", "CC-4711", "churn", "No Way", "\t"])
TAGS = st.dictionaries(KEY, VALUE, max_size=5)


@settings(max_examples=examples(300), deadline=None)
@given(
    mode=st.sampled_from(["off", "warn", "fill", "block"]),
    tags=TAGS,
    more=st.integers(0, 52),
    cell=TAGS,
    own=TAGS,
    propagated=st.dictionaries(KEY, VALUE, max_size=3),
)
def test_whatever_comes_the_call_stays_what_it_was(mode, tags, more, cell, own, propagated):
    rules = Rules(document(propagated=propagated))
    given = pairs({**tags, **{f"k{number}": "v" for number in range(more)}})
    told = decide(rules, mode, given, layers(rules, cell, Choice(None, own)))
    keys = [tag["Key"] for tag in given]
    assert not {one.key for one in told.added} & {*keys, "team", "aws:a"}
    assert len({one.key for one in told.added}) == len(told.added)
    if told.added:
        assert len(keys) + len(told.added) <= MOST_TAGS
    for one in told.added:
        assert rules.by_key[one.key].allows(one.value)
        assert mode == "fill" or one.source in {"cell", "notebook", "bundle"}
    there = {tag["Key"] for tag in given if tag["Value"]} | {one.key for one in told.added}
    assert not set(told.missing) & there
