"""Patterns: one corpus for Python and TypeScript, Python's `re` as the judge, linear time."""

import ast
import json
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard import pattern as module
from jupyter_cost_tags.guard.pattern import Pattern, PatternError, compile_pattern

CORPUS = json.loads((Path(__file__).parent.parent / "corpus" / "patterns.json").read_text("utf-8"))
ALPHABET = "ab-9_ .\n\té"


def outcome(pattern, value):
    try:
        return compile_pattern(pattern).matches(value)
    except PatternError:
        return None


def test_the_corpus_is_large_and_has_all_outcomes():
    assert len(CORPUS) >= 120
    assert {case["matches"] for case in CORPUS} == {True, False, None}


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: ascii(case["pattern"])[:40])
def test_the_corpus(case):
    assert outcome(case["pattern"], case["value"]) is case["matches"]


literals = st.sampled_from(ALPHABET).map(re.escape)
members = st.one_of(literals, st.sampled_from([r"\d", r"\w", r"\s", "a-c", "0-9", r"\--9"]))
classes = st.tuples(st.sampled_from(["", "^"]), st.lists(members, min_size=1, max_size=4)).map(
    lambda parts: f"[{parts[0]}{''.join(parts[1])}]"
)
atoms = st.one_of(literals, classes, st.sampled_from([".", r"\d", r"\w", r"\s"]))
counts = st.one_of(
    st.sampled_from(["", "", "?", "*", "+", "{0}", "{2}", "{1,}", "{0,}"]),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(
        lambda pair: f"{{{min(pair)},{max(pair)}}}"
    ),
)
patterns = st.lists(st.tuples(atoms, counts).map("".join), max_size=5).map("".join)


@given(patterns, st.lists(st.text(alphabet=ALPHABET, max_size=8), min_size=1, max_size=5))
def test_a_pattern_matches_what_python_matches(pattern, values):
    expected = [re.fullmatch(pattern, value, re.ASCII) is not None for value in values]
    assert [compile_pattern(pattern).matches(value) for value in values] == expected


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_a_pattern_or_a_named_error(pattern, value):
    try:
        found = compile_pattern(pattern).matches(value)
    except PatternError as error:
        found = error
    if isinstance(found, PatternError):
        assert 1 <= found.position <= len(pattern)
        assert f"at character {found.position}" in str(found)
    else:
        assert found in {True, False}


@pytest.mark.parametrize(
    "pattern",
    [
        "a*" * 400 + "b",
        "a?" * 400 + "b",
        "[ab]*" * 200 + "c",
        "a{0,255}" * 4 + "b",
        ".*" * 500 + "x",
    ],
    ids=lambda pattern: pattern[:9],
)
def test_time_does_not_explode(pattern):
    """Backtracking would need longer than the universe has."""
    compiled = compile_pattern(pattern)
    start = time.process_time()
    for _ in range(20):
        assert not compiled.matches("a" * 256)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("pattern", "position", "words"),
    [
        ("(a+)+$", 1, "groups"),
        ("ab|cd", 3, "alternatives"),
        ("^a", 1, "whole value"),
        ("a$", 2, "whole value"),
        ("*a", 1, "no character before"),
        ("a**", 3, "no character before"),
        ("a{3", 2, "counts"),
        ("a{257}", 2, "256"),
        ("a{3,2}", 2, "lower"),
        ("ab[c-a]", 5, "wrong way"),
        ("[a", 2, "not closed"),
        ("ab\\", 3, "end"),
        (r"a\b", 2, "not supported"),
        (r"a\1", 2, "not supported"),
        ("a{256}" * 5, 25, "1024"),
        ("a" * 1025, 1025, "1024"),
    ],
)
def test_an_error_names_what_and_where(pattern, position, words):
    with pytest.raises(PatternError, match=words) as caught:
        compile_pattern(pattern)
    assert caught.value.position == position


def test_patterns_are_equal_by_their_text():
    assert Pattern("a+") == Pattern("a+")
    assert len({Pattern("a+"), Pattern("a+"), Pattern("b")}) == 2


def test_the_engine_needs_the_standard_library_only():
    """The kernel's guard carries a copy."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        alias.name if isinstance(node, ast.Import) else f"{'.' * node.level}{node.module}"
        for node in found
        for alias in node.names
    }
    assert names <= sys.stdlib_module_names | {"collections.abc", "__future__"}
