"""The nearest valid spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.suggest import distance, folded, nearest

FIELDS = ["version", "mode", "tags", "bundles", "protected", "spend", "launch", "exempt"]


@pytest.mark.parametrize(
    ("text", "candidates", "expected"),
    [
        ("requierd", ["key", "required"], "required"),
        ("Cost_Center", ["project", "cost-center"], "cost-center"),
        ("COSTCENTER", ["cost-center"], "cost-center"),
        ("enviroment", ["environment"], "environment"),
        ("environmnet", ["environment"], "environment"),
        ("cost-centre", ["cost-center"], "cost-center"),
        ("bundels", FIELDS, "bundles"),
        ("kye", ["key"], "key"),
        ("stagin", ["dev", "staging", "prod"], "staging"),
        ("cc4711", ["CC-4711", "CC-4802"], "CC-4711"),
        ("STRASSE", ["straße"], "straße"),
        ("dev", ["staging", "prod"], None),
        ("team", ["time-sheet"], None),
        ("env", ["environment"], None),
        ("dev", ["dot"], None),
        ("team", ["time"], None),
        ("---", ["dev"], None),
        ("", ["dev"], None),
        ("dev", [], None),
    ],
)
def test_nearest(text, candidates, expected):
    assert nearest(text, candidates) == expected


def test_the_nearer_one_wins_and_then_the_first():
    assert nearest("project", ["projekts", "projects"]) == "projects"
    assert nearest("projeXt", ["projeAt", "projeBt"]) == "projeAt"


words = st.text(alphabet="abcd", max_size=7)


def by_definition(left, right):
    """Damerau's distance with each letter edited once, by recursion."""
    if not left or not right:
        return len(left) + len(right)
    ways = [
        by_definition(left[1:], right) + 1,
        by_definition(left, right[1:]) + 1,
        by_definition(left[1:], right[1:]) + (left[0] != right[0]),
    ]
    if left[:2] == right[1::-1] and len(left) > 1 and len(right) > 1:
        ways.append(by_definition(left[2:], right[2:]) + 1)
    return min(ways)


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5))
def test_the_distance_is_the_defined_one(left, right):
    assert distance(left, right, 2) == min(by_definition(left, right), 3)


@given(words, words)
def test_the_distance_is_symmetric(left, right):
    assert distance(left, right, 3) == distance(right, left, 3)


@given(st.text(max_size=20))
def test_folding_settles(text):
    assert folded(folded(text)) == folded(text)
