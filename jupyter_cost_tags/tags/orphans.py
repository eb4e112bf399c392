"""Orphan values: used once in a scan, and nearly another one that people use. Pure.

They are allowed, and so are no fault: a suggestion stands beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..guard.allowed import WILDCARD
from ..guard.suggest import folded, nearest
from ..models import InvalidValue, ScannedResource
from ..policy.rules import KeyRule, Policy

_MOST_SLIPS = 2
_SHORTEST = 5  # letters: in a shorter word each one may be meant
_MOST_KNOWN = 50  # values that others are held against, the most used first
_MOST_ONCE = (20, 100)  # values used once, up to a quarter of all: else they are identifiers
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def with_suspects(
    resources: Sequence[ScannedResource], policy: Policy | None
) -> list[ScannedResource]:
    """Return the resources with the orphan values of each; the scan must have looked at all.

    Only keys of the policy whose values it does not list count: a value that is not listed is
    refused anyway.
    """
    rules = [rule for rule in (policy.tags if policy else ()) if _is_open(rule)]
    if policy is None or not rules:
        return list(resources)
    judged = [
        one
        for one in resources
        if one.state != "unknown" and not policy.is_exempt(one.kind, one.name)
    ]
    meant = {rule.key: orphans(rule, _used(rule, judged), _known(rule, policy)) for rule in rules}
    wanted = {one.id for one in judged}
    return [_with(one, meant) if one.id in wanted else one for one in resources]


def orphans(rule: KeyRule, used: Mapping[str, int], known: Sequence[str] = ()) -> dict[str, str]:
    """Return what each orphan value of a key probably is; `known` are words of the policy.

    Near is spelled the same but for case and punctuation, or with one slip, two in a long word.
    Numbers and words of one or two letters tell values apart on purpose: v1 and v2, eu and us.
    """
    once = [value for value, times in used.items() if times == 1 and value not in known]
    fewest, most = _MOST_ONCE
    if len(once) > max(fewest, min(most, sum(used.values()) // 4)):
        return {}
    ranked = sorted((value for value in used if used[value] > 1), key=lambda one: -used[one])
    shown = [_Form.of(one) for one in dict.fromkeys([*known, *ranked])][:_MOST_KNOWN]
    found: dict[str, str] = {}
    for value in once:
        form = _Form.of(value)
        near = nearest(value, [one.text for one in shown if form.may_be(one)])
        if near and not rule.refused(near):
            found[value] = near
    return found


class _Form(NamedTuple):
    """A value as it is compared."""

    text: str
    folded: str
    numbers: list[str]
    words: list[str]

    @classmethod
    def of(cls, text: str) -> _Form:
        return cls(text, folded(text), _NUMBER.findall(text), _WORD.findall(text))

    def may_be(self, other: _Form) -> bool:
        """Tell whether the difference can be a slip."""
        if self.folded == other.folded:
            return True
        lengths = len(self.folded), len(other.folded)
        if min(lengths) < _SHORTEST or max(lengths) - min(lengths) > _MOST_SLIPS:
            return False
        if self.numbers != other.numbers:
            return False
        if len(self.words) != len(other.words):
            return True
        pairs = [both for both in zip(self.words, other.words, strict=True) if both[0] != both[1]]
        return any(max(map(len, both)) > 2 for both in pairs)


def _is_open(rule: KeyRule) -> bool:
    return rule.values is None or any(WILDCARD in value for value in rule.values)


def _used(rule: KeyRule, resources: Sequence[ScannedResource]) -> Counter[str]:
    """Count the allowed values of a key."""
    values = (one.tags.get(rule.key, "") for one in resources)
    return Counter(value for value in values if value and not rule.refused(value))


def _known(rule: KeyRule, policy: Policy) -> list[str]:
    """Return the values of a key that the policy itself spells."""
    listed = [value for value in rule.values or () if WILDCARD not in value]
    bundled = [tags[rule.key] for tags in policy.bundles.values() if rule.key in tags]
    default = [rule.default] if rule.default is not None else []
    return list(dict.fromkeys([*listed, *bundled, *default]))


def _with(resource: ScannedResource, meant: Mapping[str, Mapping[str, str]]) -> ScannedResource:
    found = {key: values.get(resource.tags.get(key, "")) for key, values in meant.items()}
    suspects = [
        InvalidValue(
            key=key,
            value=resource.tags[key],
            reason=f"No other resource has this value; {near} is meant, perhaps.",
            suggestion=near,
        )
        for key, near in found.items()
        if near
    ]
    if not suspects:
        return resource
    return resource.model_copy(update={"suspects": suspects})
