"""Values that look mistyped: used once, and nearly what others use."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.models import ScannedResource
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.tags.orphans import orphans, with_suspects

PROJECT = KeyRule("project", patterns=(compile_pattern("[a-z][a-z0-9-]+"),))
FREE = KeyRule("project")
AT = datetime(2026, 11, 23, tzinfo=timezone.utc)


def resource(name, state="compliant", **tags):
    return ScannedResource(
        id=name,
        arn=f"arn:aws:sagemaker:us-east-1:111122223333:training-job/{name}",
        kind="training-job",
        name=name,
        status="Completed",
        created=AT,
        state=state,
        tags=tags,
        missing=[],
        invalid=[],
        billing_effect="none",
        reason=None,
    )


@pytest.mark.parametrize(
    ("value", "other", "meant"),
    [
        ("churn-modle", "churn-model", True),
        ("churn-mode", "churn-model", True),
        ("churn_model", "churn-model", True),
        ("ChurnModel", "churn-model", True),
        (" churn-model", "churn-model", True),
        ("recomendation", "recommendation", True),
        ("dev", "DEV", True),
        ("churn-model-2", "churn-model-1", False),  # numbers are meant
        ("v10", "v1", False),
        ("run2023", "run2024", False),
        ("team-a", "team-b", False),
        ("region-eu", "region-us", False),
        ("dew", "dev", False),  # too short to tell
        ("ranking", "churn-model", False),
    ],
)
def test_what_is_a_slip(value, other, meant):
    assert orphans(FREE, {value: 1, other: 3}) == ({value: other} if meant else {})


def test_a_value_that_is_used_twice_is_no_orphan():
    assert orphans(FREE, {"churn-modle": 2, "churn-model": 9}) == {}


def test_two_orphans_are_not_held_against_each_other():
    assert orphans(FREE, {"churn-modle": 1, "churn-model": 1}) == {}


def test_words_of_the_policy_are_known_however_rarely_used():
    assert orphans(FREE, {"churn-modle": 1, "churn-model": 1}, ["churn-model"]) == {
        "churn-modle": "churn-model"
    }
    assert orphans(FREE, {"churn-modle": 1}, ["churn-modle", "churn-model"]) == {}


def test_what_is_suggested_is_allowed():
    assert orphans(PROJECT, {"churn-modle": 1, "Churn-Model": 5}) == {}


def test_a_key_of_identifiers_has_no_orphans():
    ids = {f"run-{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10]}xyz": 1 for n in range(60)}
    assert orphans(FREE, {**ids, "run-akxyy": 4}) == {}


def test_resources_get_their_suspects_and_keep_their_state():
    policy = Policy(tags=(PROJECT, KeyRule("env", values={"dev": None, "devs": None})))
    scanned = [resource(f"r{n}", project="churn-model", env="dev") for n in range(3)]
    scanned += [
        resource("typo", project="churn-modle", env="devs"),
        resource("unread", state="unknown", project="churn-modem"),
        resource("refused", state="non-compliant", project="Churn-Model"),
    ]
    found = with_suspects(scanned, policy)
    assert [one.id for one in found if one.suspects] == ["typo"]
    (suspect,) = found[3].suspects
    assert (suspect.key, suspect.value, suspect.suggestion) == (
        "project", "churn-modle", "churn-model"
    )  # fmt: skip
    assert [one.model_copy(update={"suspects": []}) for one in found] == scanned


def test_exempt_resources_and_no_policy_are_left_alone():
    scanned = [resource(f"r{n}", project="churn-model") for n in range(3)]
    scanned.append(resource("typo", project="churn-modle"))
    exempt = Policy(tags=(FREE,), exempt_names=(compile_pattern("typo"),))
    assert with_suspects(scanned, exempt) == scanned
    assert with_suspects(scanned, None) == scanned


def test_bundles_of_the_policy_are_words_of_it():
    policy = Policy(tags=(FREE,), bundles={"churn": {"project": "churn-model"}})
    (found,) = with_suspects([resource("typo", project="churn-modle")], policy)
    assert found.suspects[0].suggestion == "churn-model"


words = st.text("abcde-1", min_size=1, max_size=12)


@given(st.dictionaries(words, st.integers(1, 4), max_size=30), st.lists(words, max_size=3))
def test_an_orphan_is_used_once_and_what_it_means_more_often(used, known):
    for value, near in orphans(FREE, used, known).items():
        assert used[value] == 1
        assert value not in known
        assert near in known or used[near] > 1
