"""The policy as the panel needs it. Pure."""

from __future__ import annotations

from ..models import AllowedValue, Bundle, PolicyKey, PolicyView
from .rules import KeyRule
from .store import Loaded


def policy_view(loaded: Loaded) -> PolicyView:
    """Return the policy in force in the form of the wire."""
    policy = loaded.policy
    if policy is None:
        return PolicyView(
            state="none",
            mode="warn",
            keys=[],
            bundles=[],
            sources=list(loaded.sources),
            problem=loaded.problem,
        )
    return PolicyView(
        state="policy",
        mode=policy.mode,
        keys=[_key(rule, protected=rule.key in policy.protected) for rule in policy.tags],
        bundles=[Bundle(name=name, tags=dict(tags)) for name, tags in policy.bundles.items()],
        sources=list(loaded.sources),
        problem=loaded.problem,
    )


def _key(rule: KeyRule, *, protected: bool) -> PolicyKey:
    values = rule.values
    return PolicyKey(
        key=rule.key,
        required=rule.required,
        values=None
        if values is None
        else [AllowedValue(value=value, label=label) for value, label in values.items()],
        pattern=rule.patterns[0].text if rule.patterns else None,
        default=rule.default,
        protected=protected,
    )
