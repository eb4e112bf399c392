"""The truth table agrees with the policy, or with a note; a wrong document is found out."""

from __future__ import annotations

import pytest
from policies import GOOD, of_keys, sample

from jupyter_cost_tags.rollout.evaluate import EVERYTHING
from jupyter_cost_tags.rollout.iam import Scope, iam_allow, iam_deny, scp
from jupyter_cost_tags.rollout.samples import bad_values, good_value
from jupyter_cost_tags.rollout.truth import truth_table

POLICIES = {
    "sample": sample(),
    "a pattern": of_keys(("project", ', pattern: "[a-z][a-z0-9-]{2,40}"'), ("owner", "")),
    "wildcards": of_keys(("team", ', pattern: "t-.*"'), ("Kosten Stelle", ", values: [a b, c]")),
}


def table(policy, made, *, denies=True):
    documents = [document.content for document in made.documents]
    beside = [EVERYTHING] if denies else []
    return truth_table(policy, [*beside, *documents], made.notes, denies=denies)


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("make", [scp, iam_deny, iam_allow])
def test_every_call_is_decided_as_the_policy_says(name, make):
    policy = POLICIES[name]
    rows = table(policy, make(policy, Scope()), denies=make is not iam_allow)
    assert len(rows) > 50
    assert [row.case for row in rows if not row.agrees and not row.noted] == []


def test_what_a_note_tells_of_is_a_difference_and_is_marked():
    policy = POLICIES["a pattern"]
    rows = table(policy, iam_deny(policy, Scope()))
    noted = {(row.noted, row.tags["project"]) for row in rows if not row.agrees}
    assert ("pattern-widened", "not-an-allowed-value") not in noted  # it is allowed
    assert noted == {("pattern-widened", "a b"), ("pattern-widened", "x" * 60)}


def test_a_document_that_shuts_studio_out_is_found_out():
    policy = sample()
    closed = {
        "Statement": [
            {
                "Effect": "Deny",
                "Action": "sagemaker:Create*",
                "Resource": "*",
                "Condition": {"Null": {"aws:RequestTag/environment": "true"}},
            }
        ]
    }
    rows = truth_table(policy, [EVERYTHING, closed], (), denies=False)
    wrong = {row.case for row in rows if not row.agrees}
    assert {"Studio starts an app", "Studio makes a space", "somebody opens Studio"} <= wrong
    assert "without cost-center" in wrong


def test_values_to_try_are_what_they_should_be():
    for policy in POLICIES.values():
        for rule in policy.tags:
            value = good_value(rule)
            assert value is not None
            assert rule.refused(value) is None
            assert all(rule.refused(bad) for bad in bad_values(rule))
    assert good_value(sample().rule("environment")) == GOOD["environment"]
