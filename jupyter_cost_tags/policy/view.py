"""The policy as the panel needs it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ..guard.allowed import WILDCARD
from ..models import AllowedValue, Bundle, PolicyKey, PolicyView
from .rules import KeyRule, Policy
from .store import Loaded


def policy_view(loaded: Loaded) -> PolicyView:
    """Return the policy in force in the form of the wire; without one nothing is judged."""
    policy = loaded.policy
    return PolicyView(
        state="none" if policy is None else "policy",
        mode="off" if policy is None else policy.mode,
        keys=_keys(policy or Policy()),
        bundles=_bundles(policy.bundles if policy else {}),
        sources=list(loaded.sources),
        problem=loaded.problem,
        organisation=loaded.organisation,
    )


def _keys(policy: Policy) -> list[PolicyKey]:
    """Return the rules in order, then the keys that are protected and nothing else."""
    only = sorted(key for key in policy.protected if policy.rule(key) is None)
    rules = [*policy.tags, *(KeyRule(key=key) for key in only)]
    return [_key(rule, protected=rule.key in policy.protected) for rule in rules]


def _key(rule: KeyRule, *, protected: bool) -> PolicyKey:
    return PolicyKey(
        key=rule.key,
        required=rule.required,
        required_for=None if rule.kinds is None else sorted(rule.kinds),
        wildcards=_wildcards(rule.values),
        values=_values(rule.values),
        pattern=rule.patterns[0].text if rule.patterns else None,
        default=rule.default,
        protected=protected,
    )


def _values(values: Mapping[str, str | None] | None) -> list[AllowedValue] | None:
    """Return a closed list; one with a wildcard can't be picked from, the server judges it."""
    if values is None or any(WILDCARD in value for value in values):
        return None
    return [AllowedValue(value=value, label=label) for value, label in values.items()]


def _wildcards(values: Mapping[str, str | None] | None) -> list[str] | None:
    is_open = values is not None and any(WILDCARD in value for value in values)
    return list(values or ()) if is_open else None


def _bundles(bundles: Mapping[str, Mapping[str, str]]) -> list[Bundle]:
    return [Bundle(name=name, tags=dict(tags)) for name, tags in bundles.items()]
