"""The policy as values that everything else asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase

from ..models import Mode
from .pattern import Pattern

STRICTNESS: dict[Mode, int] = {"off": 0, "warn": 1, "fill": 2, "block": 3}


@dataclass(frozen=True)
class KeyRule:
    """What is said of one tag key. `values` maps a value to its name; None allows any."""

    key: str
    required: bool = False
    values: Mapping[str, str | None] | None = None
    patterns: tuple[Pattern, ...] = ()
    default: str | None = None

    def refused(self, value: str) -> str | None:
        """Return why a value is not allowed; None for one that is."""
        if self.values is not None and not any(_covers(one, value) for one in self.values):
            return f"{value!r} is not one of {_listed(self.values)}."
        for pattern in self.patterns:
            if not pattern.matches(value):
                return f"{value!r} does not match {pattern.text}."
        return None


@dataclass(frozen=True)
class SpendRule:
    """Where spend comes from and whose it is."""

    source: str = "cost-explorer"
    tag: str = "auto"
    metric: str = "UnblendedCost"


@dataclass(frozen=True)
class Policy:
    """One policy in force, or the content of one file."""

    tags: tuple[KeyRule, ...] = ()
    mode: Mode = "warn"
    bundles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    protected: frozenset[str] = frozenset()
    spend: SpendRule = SpendRule()
    confirm_above: Decimal | None = None
    exempt_kinds: frozenset[str] = frozenset()
    exempt_names: tuple[str, ...] = ()

    @property
    def required_keys(self) -> tuple[str, ...]:
        """Return the required keys in the file's order."""
        return tuple(rule.key for rule in self.tags if rule.required)

    @property
    def defaults(self) -> dict[str, str]:
        """Return the default per key that has one."""
        return {rule.key: rule.default for rule in self.tags if rule.default is not None}

    def rule(self, key: str) -> KeyRule | None:
        """Return what is said of a key; None for a key that the policy does not name."""
        return next((rule for rule in self.tags if rule.key == key), None)

    def allowed(self, key: str, value: str) -> str | None:
        """Return why a value is not allowed for a key; None if it is."""
        rule = self.rule(key)
        return rule.refused(value) if rule else None

    def is_exempt(self, kind: str, name: str) -> bool:
        """Tell whether a resource is not judged."""
        return kind in self.exempt_kinds or any(
            fnmatchcase(name, pattern) for pattern in self.exempt_names
        )


def _covers(allowed: str, value: str) -> bool:
    """Compare as AWS tag policies do: a `*` stands for any text, everything else for itself."""
    if "*" not in allowed:
        return allowed == value
    parts = [re.escape(part) for part in allowed.split("*")]
    return re.fullmatch(".*".join(parts), value, re.DOTALL) is not None


def _listed(values: Mapping[str, str | None]) -> str:
    shown = list(values)[:8]
    return ", ".join(shown) + (", …" if len(values) > len(shown) else "")
