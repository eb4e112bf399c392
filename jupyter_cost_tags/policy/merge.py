"""Join policies: the admin's is the floor, the others only tighten it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .rules import STRICTNESS, KeyRule, Policy


def merge(admin: Policy | None, others: Sequence[Policy]) -> tuple[Policy | None, list[str]]:
    """Return the policy in force and what could not be joined.

    Without an admin's policy the first of the others stands alone.
    """
    if admin is None:
        return (others[0] if others else None), []
    merged, faults = admin, list[str]()
    for other in others:
        merged, more = _tightened(merged, other)
        faults += more
    return merged, faults


def _tightened(floor: Policy, other: Policy) -> tuple[Policy, list[str]]:
    faults: list[str] = []
    rules = {rule.key: rule for rule in floor.tags}
    for rule in other.tags:
        if rule.key in rules:
            rules[rule.key], fault = _stricter(rules[rule.key], rule)
            faults += [fault] if fault else []
        else:
            rules[rule.key] = rule
    limits = [one for one in (floor.confirm_above, other.confirm_above) if one is not None]
    mode = max(floor.mode, other.mode, key=STRICTNESS.__getitem__)
    joined = replace(
        floor,
        tags=tuple(rules.values()),
        mode=mode,
        bundles={**other.bundles, **floor.bundles},
        protected=floor.protected | other.protected,
        confirm_above=min(limits) if limits else None,
    )
    return joined, faults


def _stricter(floor: KeyRule, other: KeyRule) -> tuple[KeyRule, str | None]:
    """Return both rules at once; where no value would be left, the floor's values stay."""
    values, fault = floor.values, None
    if floor.values is None:
        values = other.values
    elif other.values is not None:
        values = {value: name for value, name in floor.values.items() if value in other.values}
        if not values:
            values = floor.values
            fault = f"No value of {floor.key} is allowed by both policies; the admin's stay."
    joined = replace(
        floor,
        required=floor.required or other.required,
        values=values,
        patterns=tuple(dict.fromkeys((*floor.patterns, *other.patterns))),
    )
    default = floor.default if floor.default is not None else other.default
    if default is not None and joined.refused(default):
        default = None
    return replace(joined, default=default), fault
