"""The filter of a budget or a monitor as one tree, whichever of AWS's two forms it has. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

LeafKind = Literal["tag", "dimension", "cost-category"]
_USER = "user:"  # how Budgets and the Cost and Usage Report spell a user's tag key
_EQUALS = ("EQUALS",)


@dataclass(frozen=True)
class Leaf:
    """One condition: the key has any of the values, by the options; no values: it is absent."""

    kind: LeafKind
    key: str
    values: tuple[str, ...]
    options: tuple[str, ...] = _EQUALS
    excluded: bool = False


@dataclass(frozen=True)
class All:
    """Every member holds; without members it is everything."""

    members: tuple[Tree, ...]


@dataclass(frozen=True)
class Some:
    """At least one member holds."""

    members: tuple[Tree, ...]


Tree = Leaf | All | Some
EVERYTHING = All(())


def of_budget(budget: Mapping[str, Any], *, sees_expressions: bool) -> Tree | None:
    """Return a budget's filter; None where the SDK may have dropped it.

    An SDK without FilterExpression reads a budget that has one as a budget without a filter.
    """
    expression = budget.get("FilterExpression")
    if expression:
        return of_expression(expression)
    filters = budget.get("CostFilters")
    if filters:
        return of_cost_filters(filters)
    return EVERYTHING if sees_expressions else None


def of_cost_filters(filters: Mapping[str, Sequence[str]]) -> Tree:
    """Return the older form: values of one key are alternatives, keys all hold.

    Tags come as `user:KEY$VALUE` in one list; an empty value stands for costs without the key.
    """
    leaves: list[Tree] = []
    for name, values in filters.items():
        if name in {"TagKeyValue", "Tag"}:
            leaves += _pairs("tag", values)
        elif name == "CostCategory":
            leaves += _pairs("cost-category", values)
        elif values:
            leaves.append(Leaf("dimension", name, tuple(values)))
    return leaves[0] if len(leaves) == 1 else All(tuple(leaves))


def of_expression(expression: Mapping[str, Any], *, excluded: bool = False) -> Tree:
    """Return the newer form, which Cost Explorer has as well; negations are in the leaves."""
    members: list[Tree] = []
    for name, value in expression.items():
        if name == "Not":
            members.append(of_expression(value, excluded=not excluded))
        elif name in {"And", "Or"}:
            inner = tuple(of_expression(one, excluded=excluded) for one in value)
            members.append(All(inner) if (name == "And") != excluded else Some(inner))
        elif name == "Tags":
            members.append(_leaf("tag", value, excluded=excluded))
        elif name == "CostCategories":
            members.append(_leaf("cost-category", value, excluded=excluded))
        else:  # Dimensions, ProductAttributes
            members.append(_leaf("dimension", value, excluded=excluded))
    return members[0] if len(members) == 1 else All(tuple(members))


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the conditions in their order."""
    if isinstance(tree, Leaf):
        yield tree
        return
    for member in tree.members:
        yield from leaves(member)


def is_plain(tree: Tree) -> bool:
    """Tell whether all of its conditions must hold, so that a list of them says it all."""
    if isinstance(tree, Some):
        return len(tree.members) == 1 and is_plain(tree.members[0])
    return isinstance(tree, Leaf) or all(is_plain(member) for member in tree.members)


def _pairs(kind: LeafKind, values: Sequence[str]) -> list[Tree]:
    by_key: dict[str, list[str]] = {}
    for spelled in values:
        key, _, value = spelled.partition("$")  # neither a key nor a value may have a $
        by_key.setdefault(_bare(key), []).append(value)
    return [_of_values(kind, key, found) for key, found in by_key.items()]


def _of_values(kind: LeafKind, key: str, values: Sequence[str]) -> Tree:
    named = tuple(value for value in values if value)
    absent = Leaf(kind, key, (), ("ABSENT",))
    if not named:
        return absent
    leaf = Leaf(kind, key, named)
    return leaf if len(named) == len(values) else Some((leaf, absent))


def _leaf(kind: LeafKind, told: Mapping[str, Any], *, excluded: bool) -> Leaf:
    options = tuple(told.get("MatchOptions") or _EQUALS)
    values = () if "ABSENT" in options else tuple(told.get("Values") or ())
    key = str(told.get("Key") or "")
    return Leaf(kind, _bare(key) if kind == "tag" else key, values, options, excluded)


def _bare(key: str) -> str:
    return key.removeprefix(_USER)
