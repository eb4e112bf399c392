"""Allowed values and what was meant: the guard's rule and the policy's say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.allowed import fits, is_listed
from jupyter_cost_tags.guard.decide import decide, layers
from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.guard.rules import Rule, Rules
from jupyter_cost_tags.policy.rules import KeyRule


@pytest.mark.parametrize(
    ("listed", "value", "expected"),
    [
        ("300*", "300", True),
        ("300*", "300-x", True),
        ("300*", "30", False),
        ("*@example.com", "ana@example.com", True),
        ("*@example.com", "@example.com.org", False),
        ("a*a", "a", False),  # a text is not counted twice
        ("a*a", "aa", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "acb", False),
        ("*", "", True),
    ],
)
def test_a_wildcard_stands_for_any_text(listed, value, expected):
    assert fits(value, listed) is expected
    assert is_listed(value, {listed: None, "other": None}) is expected


listed = st.text("ab-", max_size=4).flatmap(lambda text: st.sampled_from([text, f"{text}*"]))
values = st.none() | st.dictionaries(listed.filter(bool), st.none() | st.just("Name"), min_size=1)


@given(values, st.sampled_from([(), ("[ab-]+",), ("a.*",)]), st.text("abAB-_ ", min_size=1))
def test_guard_and_policy_agree(allowed, patterns, value):
    policy = KeyRule("k", values=allowed, patterns=tuple(map(compile_pattern, patterns)))
    guard = Rule({"key": "k", "values": allowed, "patterns": list(patterns)})
    assert guard.allows(value) is (policy.refused(value) is None)
    assert guard.suggestion(value) == policy.suggestion(value)


@pytest.mark.parametrize(
    ("rule", "value", "meant"),
    [
        (KeyRule("k", values={"CC-*": None}), "cc-4711", "CC-4711"),
        (KeyRule("k", values={"CC-*": None}), " CC-1 ", "CC-1"),
        (KeyRule("k", values={"CC-*": None}), "XX-1", None),
        (KeyRule("k", patterns=(compile_pattern("CC-[0-9]+"),)), "cc-4711", "CC-4711"),
        (KeyRule("k", patterns=(compile_pattern("[a-z]+"),)), "Dev ", "dev"),
    ],
)
def test_case_and_spaces_are_put_right(rule, value, meant):
    assert rule.suggestion(value) == meant


def test_a_key_is_required_of_its_kinds():
    told = {"key": "k", "required": True, "required_for": ["training-job"]}
    everywhere = {"key": "e", "required": True, "required_for": None}
    rules = Rules({"version": 1, "policy": "policy", "mode": "block", "keys": [told, everywhere]})
    sources = layers(rules, {}, None)
    assert decide(rules, "block", [], sources, "training-job").missing == ("k", "e")
    endpoint = decide(rules, "block", [{"Key": "e", "Value": "x"}], sources, "endpoint")
    assert (endpoint.missing, endpoint.fails) == ((), False)
    assert decide(rules, "block", [], sources).missing == ("k", "e")
    assert rules.required == ("k", "e")
