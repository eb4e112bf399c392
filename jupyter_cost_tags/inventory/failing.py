"""The Search expression that finds what the policy refuses. Pure.

It may find more, since every record comes with its tags and is judged; it must not find less.
Search can tell that a key is absent or has none of some values. It can't ask for an empty value
(a filter's value has at least one character) nor for a pattern: those need the tagging API first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..guard.allowed import WILDCARD
from ..policy.rules import KeyRule, Policy

MOST_ELEMENTS = 20  # in one expression (botocore sagemaker model)
MOST_CONDITIONS = 40  # AWS counts 50 in all; time and owners come on top
_LONGEST_VALUE = 1024
_MOST_NAMED = 60  # resources that are named one by one

Condition = dict[str, object]


@dataclass(frozen=True)
class Question:
    """What fails a policy, as far as Search can be asked."""

    closed: Mapping[str, tuple[str, ...]]  # keys with the only values that are allowed
    free: tuple[str, ...]  # keys that take any value but an empty one
    patterned: tuple[KeyRule, ...]  # keys whose values in use have to be looked at
    rules: tuple[KeyRule, ...]  # of all of these keys

    def expression(
        self,
        kind: str,
        refused: Mapping[str, Iterable[str]],
        member: str,
        arns: Sequence[str],
    ) -> Condition | None:
        """Return the expression for a kind; None where AWS doesn't take it, or nothing can fail.

        `refused` are values in use of the patterned keys, `arns` the resources with an empty
        value, which are named by the member of a record that holds their ARN.
        """
        keys = [rule.key for rule in self.rules if rule.is_required_for(kind)]
        filters = [_condition(f"Tags.{key}", "NotExists") for key in keys]
        for key, values in refused.items():
            filters += [
                _condition(f"Tags.{key}", "Equals", value)
                for value in values
                if value and key in keys
            ]
        packed = _packed(arns)
        filters += [_condition(member, "In", some) for some in packed]
        groups = [
            {"Filters": [_condition(f"Tags.{key}", "NotEquals", value) for value in values]}
            for key, values in self.closed.items()
            if key in keys
        ]
        count = len(filters) + sum(len(group["Filters"]) for group in groups)
        fits = len(filters) <= MOST_ELEMENTS and len(groups) <= MOST_ELEMENTS
        if not keys or not fits or count > MOST_CONDITIONS or len(arns) > _MOST_NAMED:
            return None
        expression: Condition = {"Operator": "Or", "Filters": filters}
        return {**expression, "SubExpressions": groups} if groups else expression


def question(policy: Policy) -> Question | None:
    """Return what to ask for; None where Search can't be asked, or nothing is required."""
    closed: dict[str, tuple[str, ...]] = {}
    free: list[str] = []
    patterned: list[KeyRule] = []
    for rule in policy.tags:
        if not rule.required:
            continue
        if "." in rule.key:  # whether Search takes it for a path isn't documented
            return None
        values = _only_values(rule)
        if values and len(values) <= MOST_ELEMENTS:
            closed[rule.key] = values
        elif rule.values is None and not rule.patterns:
            free.append(rule.key)
        else:
            patterned.append(rule)
    if not (closed or free or patterned):
        return None
    return Question(closed, tuple(free), tuple(patterned), policy.tags)


def refused_values(rule: KeyRule, in_use: Iterable[str]) -> list[str]:
    """Return the values that the policy refuses; an empty one is none."""
    return sorted({value for value in in_use if not value or rule.refused(value)})


def _only_values(rule: KeyRule) -> tuple[str, ...]:
    """Return the values that are allowed, if they can be counted."""
    if rule.values is None or any(WILDCARD in value for value in rule.values):
        return ()
    return tuple(value for value in rule.values if value and not rule.refused(value))


def _condition(name: str, operator: str, value: str | None = None) -> Condition:
    condition: Condition = {"Name": name, "Operator": operator}
    return condition if value is None else {**condition, "Value": value}


def _packed(texts: Sequence[str]) -> list[str]:
    """Return the texts, joined by commas, in as few values of a filter as hold them."""
    packed: list[str] = []
    for text in texts:
        if packed and len(packed[-1]) + 1 + len(text) <= _LONGEST_VALUE:
            packed[-1] += f",{text}"
        else:
            packed.append(text)
    return packed
