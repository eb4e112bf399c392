"""Values that a key allows and values that it refuses, to try documents with."""

from __future__ import annotations

from ..guard.allowed import WILDCARD
from ..policy.rules import KeyRule, Policy
from .wildcards import narrowest

_TRIED = ("not-an-allowed-value", "X", "0", "-", "a b", "x" * 60)


def good_value(rule: KeyRule) -> str | None:
    """Return a value that the policy allows; None where none was found."""
    if rule.default is not None:
        return rule.default
    tried = [value.replace(WILDCARD, "x") for value in rule.values or ()]
    tried += [narrowest(pattern.text) for pattern in rule.patterns]
    tried += [] if rule.values is not None or rule.patterns else ["any"]
    return next((value for value in tried if value and not rule.refused(value)), None)


def bad_values(rule: KeyRule) -> list[str]:
    """Return values that the policy refuses; none for a key that may have any."""
    return [value for value in _TRIED if rule.refused(value)]


def good_tags(policy: Policy) -> dict[str, str]:
    """Return tags that satisfy the policy, as far as values were found."""
    found = {rule.key: good_value(rule) for rule in policy.tags if rule.required}
    return {key: value for key, value in found.items() if value is not None}
