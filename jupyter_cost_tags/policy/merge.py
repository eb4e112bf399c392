"""Join policies: the admin's is the floor, the others only tighten it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..guard.allowed import WILDCARD
from .rules import STRICTNESS, KeyRule, Policy

Values = Mapping[str, str | None]


def merge(admin: Policy | None, others: Sequence[Policy]) -> tuple[Policy | None, list[str]]:
    """Return the policy in force and what could not be joined.

    Without an admin's policy the first of the others stands alone.
    """
    if admin is None:
        return (others[0] if others else None), []
    merged, faults = admin, list[str]()
    for other in others:
        merged, more = tightened(merged, other)
        faults += more
    return merged, faults


def tightened(floor: Policy, other: Policy) -> tuple[Policy, list[str]]:
    """Return the floor with another policy's demands added.

    Exemptions and spend stay the floor's: they are not demands.
    """
    rules = {rule.key: rule for rule in floor.tags}
    faults: list[str] = []
    for rule in other.tags:
        if rule.key in rules:
            rules[rule.key], fault = _stricter(rules[rule.key], rule)
            faults += [fault] if fault else []
        else:
            rules[rule.key] = rule
    limits = [one for one in (floor.confirm_above, other.confirm_above) if one is not None]
    joined = replace(
        floor,
        tags=tuple(rules.values()),
        mode=max(floor.mode, other.mode, key=STRICTNESS.__getitem__),
        protected=floor.protected | other.protected,
        confirm_above=min(limits) if limits else None,
    )
    bundles, unfit = _bundles(joined, other)
    return replace(joined, bundles=bundles), faults + unfit


def _stricter(floor: KeyRule, other: KeyRule) -> tuple[KeyRule, str | None]:
    """Return both rules at once; where no value would be left, the floor's rule stays."""
    joined = replace(floor, required=floor.required or other.required, kinds=_kinds(floor, other))
    values = _common(floor, other)
    if values is not None and not values:
        fault = f"No value of {floor.key} is allowed by both policies; the admin's values stay."
        return joined, fault
    patterns = tuple(dict.fromkeys((*floor.patterns, *other.patterns)))
    joined = replace(joined, values=values, patterns=patterns)
    defaults = (one for one in (floor.default, other.default) if one is not None)
    default = next((one for one in defaults if not joined.refused(one)), None)
    return replace(joined, default=default), None


def _kinds(floor: KeyRule, other: KeyRule) -> frozenset[str] | None:
    """Return the kinds that either requires the key for; None for all."""
    asked = [rule.kinds for rule in (floor, other) if rule.required]
    if not asked or None in asked:
        return None
    return frozenset[str]().union(*(kinds for kinds in asked if kinds))


def _common(floor: KeyRule, other: KeyRule) -> Values | None:
    """Return the values that both allow, the floor's names first; None where both allow any."""
    if floor.values is None and other.values is None:
        return None
    theirs, ours = other.values or {}, floor.values or {}
    return {
        value: ours.get(value) or theirs.get(value)
        for value in dict.fromkeys([*ours, *theirs])
        if _both_allow(value, floor, other)
    }


def _both_allow(value: str, floor: KeyRule, other: KeyRule) -> bool:
    """Tell whether both allow a value; one with a wildcard stands for many, patterns judge each."""
    if WILDCARD in value:
        return all(rule.values is None or rule.lists(value) for rule in (floor, other))
    return not floor.refused(value) and not other.refused(value)


def _bundles(joined: Policy, other: Policy) -> tuple[dict[str, Mapping[str, str]], list[str]]:
    """Return the floor's bundles and those of the other that the joined policy allows."""
    bundles, faults = dict(joined.bundles), list[str]()
    for name, tags in other.bundles.items():
        wrong = next((key for key, value in tags.items() if _unfit(joined, key, value)), None)
        if name in bundles:
            continue
        if wrong is None:
            bundles[name] = tags
        else:
            faults.append(f"The bundle {name} is left out: the admin's policy refuses its {wrong}.")
    return bundles, faults


def _unfit(policy: Policy, key: str, value: str) -> bool:
    return policy.rule(key) is None or policy.allowed(key, value) is not None
