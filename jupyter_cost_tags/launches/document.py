"""guard.json: what the guard in each kernel goes by (docs/guard-files.md). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..guard.grammar import is_system
from ..identity import Identity
from ..models import Mode, TagSource, spell_instant
from ..policy.rules import KeyRule, Policy
from ..policy.store import Loaded
from ..tags.effective import PRECEDENCE
from .choices import Choices

VERSION = 1
NAME = "guard.json"
# What a domain that propagates passes on, the first that gives a key wins.
_PASSED_ON: tuple[TagSource, ...] = ("space", "user-profile", "domain")


def document(
    identity: Identity,
    loaded: Loaded,
    choices: Choices,
    rates: Mapping[str, Any] | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the content of guard.json."""
    policy = loaded.policy or Policy()
    return {
        "version": VERSION,
        "written": spell_instant(now),
        "identity": {
            "account": identity.account,
            "region": identity.region,
            "partition": identity.partition,
            "domain_id": identity.domain_id,
            "user_profile": identity.user_profile,
            "space": identity.space,
        },
        "policy": _state(loaded),
        "mode": mode_of(loaded),
        "keys": _keys(policy),
        "bundles": {name: dict(tags) for name, tags in policy.bundles.items()},
        "exempt": {
            "kinds": sorted(policy.exempt_kinds),
            "name_patterns": [pattern.text for pattern in policy.exempt_names],
        },
        "layers": [
            {"source": source, "tags": tags} for source, tags in layers(identity, policy) if tags
        ],
        "bundle": chosen_bundle(choices, policy),
        "notebooks": _notebooks(choices),
        "propagated": propagated(identity),
        "confirm_above": None if policy.confirm_above is None else str(policy.confirm_above),
        "rates": rates,
    }


def mode_of(loaded: Loaded) -> Mode:
    """Return the mode in force; without a policy nothing is judged, whatever the mode.

    While a file of the policy was never read nothing is filled: it may protect keys.
    """
    mode = (loaded.policy or Policy()).mode
    return "warn" if loaded.unread and mode == "fill" else mode


def layers(identity: Identity, policy: Policy) -> list[tuple[TagSource, dict[str, str]]]:
    """Return what AWS has for this identity, then the policy's defaults, the winners first."""
    given = [(source, _own(tags)) for source, tags in identity.layers]
    given.sort(key=lambda layer: PRECEDENCE.index(layer[0]))
    return [*given, ("policy-default", policy.defaults)]


def propagated(identity: Identity) -> dict[str, str]:
    """Return the tags that arrive by themselves: of space, profile and domain, by that order."""
    if identity.tag_propagation != "ENABLED":
        return {}
    found: dict[str, str] = {}
    given = dict(identity.layers)
    for source in _PASSED_ON:
        for key, value in _own(given.get(source, {})).items():
            found.setdefault(key, value)
    return {key: value for key, value in found.items() if value}


def chosen_bundle(choices: Choices, policy: Policy | None) -> str | None:
    """Return the bundle for all notebooks, as long as the policy has it."""
    return choices.bundle if policy and choices.bundle in policy.bundles else None


def _state(loaded: Loaded) -> str:
    if loaded.policy is not None:
        return "policy"
    return "unreadable" if loaded.problem else "none"


def _keys(policy: Policy) -> list[dict[str, Any]]:
    """Return the rules in order, then the keys that are protected and nothing else."""
    only = sorted(key for key in policy.protected if policy.rule(key) is None)
    return [
        {
            "key": rule.key,
            "required": rule.required,
            "required_for": None if rule.kinds is None else sorted(rule.kinds),
            "protected": rule.key in policy.protected,
            "default": None if rule.key in policy.protected else rule.default,
            "values": None if rule.values is None else dict(rule.values),
            "patterns": [pattern.text for pattern in rule.patterns],
        }
        for rule in (*policy.tags, *(KeyRule(key=key) for key in only))
    ]


def _notebooks(choices: Choices) -> dict[str, dict[str, Any]]:
    """Return the choices by kernel id and by path; the newest of a path stands."""
    found: dict[str, dict[str, Any]] = {}
    for one in choices.notebooks:
        chosen = {"bundle": one.bundle, "tags": dict(one.tags)}
        found.setdefault(f"path:{one.path}", chosen)
        if one.kernel_id:
            found.setdefault(f"kernel:{one.kernel_id}", chosen)
    return found


def _own(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not is_system(key)}
