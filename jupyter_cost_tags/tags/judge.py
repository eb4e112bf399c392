"""The verdict on a resource's tags. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..guard.grammar import is_system
from ..guard.suggest import nearest
from ..models import InvalidValue, State
from ..policy.rules import KeyRule, Policy


@dataclass(frozen=True)
class Verdict:
    """Whether tags satisfy the policy, and what does not."""

    state: State
    missing: tuple[str, ...] = ()
    invalid: tuple[InvalidValue, ...] = ()


def judge(tags: Mapping[str, str], policy: Policy | None, kind: str, name: str) -> Verdict:
    """Return the verdict, system keys set aside.

    Required keys decide: each needs a value that is allowed, and an empty one is none. A refused
    value of another key, and a key that is spelled nearly like a missing one, are named only.
    Without a policy, and for what it exempts, nothing is judged.
    """
    if policy is None or policy.is_exempt(kind, name):
        return Verdict("compliant")
    own = {key: value for key, value in tags.items() if value and not is_system(key)}
    absent = [rule.key for rule in policy.tags if rule.key not in own]
    required = policy.required_for(kind)
    missing = tuple(key for key in required if key not in own)
    refused = [_refused(rule, own[rule.key]) for rule in policy.tags if rule.key in own]
    strays = [_stray(key, own[key], absent) for key in own if policy.rule(key) is None]
    invalid = tuple(one for one in (*refused, *strays) if one)
    fails = missing or any(one.key in required for one in invalid)
    return Verdict("non-compliant" if fails else "compliant", missing, invalid)


def _refused(rule: KeyRule, value: str) -> InvalidValue | None:
    reason = rule.refused(value)
    if reason is None:
        return None
    return InvalidValue(key=rule.key, value=value, reason=reason, suggestion=rule.suggestion(value))


def _stray(key: str, value: str, absent: Collection[str]) -> InvalidValue | None:
    """Name a stray key only where the key that it resembles has no value."""
    meant = nearest(key, absent)
    if meant is None:
        return None
    reason = f"The policy's key is {meant}; AWS bills {key} as another key."
    return InvalidValue(key=key, value=value, reason=reason, suggestion=meant)
