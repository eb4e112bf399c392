"""The verdict on a resource's tags. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..models import InvalidValue, State
from ..policy.rules import KeyRule, Policy
from ..policy.suggest import nearest
from .grammar import is_system


@dataclass(frozen=True)
class Verdict:
    """Whether tags satisfy the policy, and what does not."""

    state: State
    missing: tuple[str, ...] = ()
    invalid: tuple[InvalidValue, ...] = ()


def judge(tags: Mapping[str, str], policy: Policy | None, kind: str, name: str) -> Verdict:
    """Return the verdict, system keys set aside.

    Without a policy, and for what it exempts, nothing is judged. An empty value is a missing
    one. A key that is spelled nearly right does not count, and is named with the right
    spelling.
    """
    if policy is None or policy.is_exempt(kind, name):
        return Verdict("compliant")
    own = {key: value for key, value in tags.items() if not is_system(key)}
    missing = tuple(key for key in policy.required_keys if not own.get(key))
    invalid = [_refused(rule, own[rule.key]) for rule in policy.tags if own.get(rule.key)]
    misspelt = [_misspelt(key, own[key], missing) for key in own if policy.rule(key) is None]
    found = tuple(wrong for wrong in (*invalid, *misspelt) if wrong)
    return Verdict("non-compliant" if missing or found else "compliant", missing, found)


def _refused(rule: KeyRule, value: str) -> InvalidValue | None:
    reason = rule.refused(value)
    if reason is None:
        return None
    suggestion = nearest(value, rule.values or ())
    return InvalidValue(key=rule.key, value=value, reason=reason, suggestion=suggestion)


def _misspelt(key: str, value: str, missing: tuple[str, ...]) -> InvalidValue | None:
    """Name a stray key only where the key it resembles is missing."""
    meant = nearest(key, missing)
    if meant is None:
        return None
    reason = f"{key} is not the policy's spelling of {meant}."
    return InvalidValue(key=key, value=value, reason=reason, suggestion=meant)
