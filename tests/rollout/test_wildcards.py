"""Patterns as IAM's wildcards: exact, or wider and said so; never narrower."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.rollout.conditions import like, resolved
from jupyter_cost_tags.rollout.wildcards import literal, wildcards


def takes(found, value):
    return any(like(value, resolved(one, {})) for one in found.values)


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("churn", ("churn",)),
        ("t-.*", ("t-*",)),
        ("t-.+", ("t-?*",)),
        ("..", ("??",)),
        (".{2,3}", ("??", "???")),
        ("v[12]", ("v1", "v2")),
        ("[a-c]x?", ("ax", "a", "bx", "b", "cx", "c")),
        (r"a\.b", ("a.b",)),
        (r"\*", ("${*}",)),
        (r"CC-\d", tuple(f"CC-{n}" for n in range(10))),
    ],
)
def test_what_iam_can_say_is_exact(pattern, values):
    found = wildcards(pattern)
    assert found.exact
    assert sorted(found.values) == sorted(values)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("[a-z][a-z0-9-]{2,40}", "???*"),
        (r"CC-\d{4}", "CC-????"),
        ("[a-z]+", "?*"),
        ("[^x]", "?"),
        ("a+", "a*"),
    ],
)
def test_what_iam_can_not_say_is_wider_and_said(pattern, value):
    found = wildcards(pattern)
    assert (found.values, found.exact) == ((value,), False)


def test_iams_own_marks_stand_for_themselves():
    assert literal("a*b?$") == "a${*}b${?}${$}"


ATOMS = st.sampled_from(["a", ".", "[ab]", "[a-z]", r"\d", "[^a]", r"\-", "-"])
COUNTS = st.sampled_from(["", "?", "*", "+", "{2}", "{0,2}", "{1,}"])
PATTERNS = st.lists(st.tuples(ATOMS, COUNTS), max_size=4).map(
    lambda parts: "".join(atom + count for atom, count in parts)
)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.text("ab1-z", max_size=6))
def test_a_value_of_the_pattern_always_passes_and_others_only_where_said(pattern, value):
    found, matches = wildcards(pattern), compile_pattern(pattern).matches(value)
    passes = takes(found, value)
    assert passes or not matches
    if found.exact:
        assert passes == matches
