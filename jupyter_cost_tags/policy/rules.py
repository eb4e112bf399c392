"""What a policy says: keys, values, bundles, mode. Pure and immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from ..guard.allowed import is_listed, meant
from ..guard.pattern import Pattern

if TYPE_CHECKING:
    from ..models import Mode

STRICTNESS: dict[Mode, int] = {"off": 0, "warn": 1, "fill": 2, "block": 3}
_MOST_SHOWN = 8


@dataclass(frozen=True)
class KeyRule:
    """What is said of one tag key.

    `values` maps a value to its name, and a None there is no name; no `values` at all allows
    any. Every one of `patterns` must match. A required key is so for these `kinds`, or for all.
    """

    key: str
    required: bool = False
    kinds: frozenset[str] | None = None
    values: Mapping[str, str | None] | None = None
    patterns: tuple[Pattern, ...] = ()
    default: str | None = None
    _suggested: dict[str, str | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def refused(self, value: str) -> str | None:
        """Return why a value is not allowed; None for one that is."""
        if self.values is not None and not self.lists(value):
            return f"{value!r} is not one of {_listed(self.values)}."
        for pattern in self.patterns:
            if not pattern.matches(value):
                return f"{value!r} does not match {pattern.text}."
        return None

    def lists(self, value: str) -> bool:
        """Tell whether a value is among the values, one with a wildcard included."""
        return is_listed(value, self.values or {})

    def suggestion(self, value: str) -> str | None:
        """Return the allowed value that was probably meant, by its spelling or by its name."""
        if value not in self._suggested:  # a scan meets the same few wrong values again and again
            self._suggested[value] = meant(value, self.values, lambda one: not self.refused(one))
        return self._suggested[value]

    def is_required_for(self, kind: str) -> bool:
        """Tell whether resources of a kind must carry the key; no kind asks for all of them."""
        return self.required and (not kind or self.kinds is None or kind in self.kinds)


@dataclass(frozen=True)
class ReportRule:
    """Where a Cost and Usage Report is: its files, or its table behind Athena."""

    files: str | None = None
    database: str | None = None
    table: str | None = None
    workgroup: str | None = None
    output: str | None = None
    dialect: str = "auto"


@dataclass(frozen=True)
class SpendRule:
    """Where spend comes from and whose it is; `auto` is by Studio's automatic tags."""

    source: str = "cost-explorer"
    tag: str = "auto"
    metric: str = "UnblendedCost"
    report: ReportRule | None = None
    budget: str | None = None  # {user-profile} in it stands for mine


@dataclass(frozen=True)
class Policy:
    """One policy in force, or the content of one file. `confirm_above` is in AWS's currency."""

    tags: tuple[KeyRule, ...] = ()
    mode: Mode = "warn"
    bundles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    protected: frozenset[str] = frozenset()
    spend: SpendRule = SpendRule()
    confirm_above: Decimal | None = None
    exempt_kinds: frozenset[str] = frozenset()
    exempt_names: tuple[Pattern, ...] = ()

    @property
    def required_keys(self) -> tuple[str, ...]:
        """Return the keys that some kind must carry, in the file's order."""
        return self.required_for("")

    def required_for(self, kind: str) -> tuple[str, ...]:
        """Return the keys that resources of a kind must carry, in the file's order."""
        return tuple(rule.key for rule in self.tags if rule.is_required_for(kind))

    @property
    def defaults(self) -> dict[str, str]:
        """Return the default per key that has one; protected keys are not ours to fill."""
        return {
            rule.key: rule.default
            for rule in self.tags
            if rule.default is not None and rule.key not in self.protected
        }

    def rule(self, key: str) -> KeyRule | None:
        """Return what is said of a key; None for a key that the policy does not name."""
        return next((rule for rule in self.tags if rule.key == key), None)

    def allowed(self, key: str, value: str) -> str | None:
        """Return why a value is not allowed for a key; None if it is."""
        rule = self.rule(key)
        if rule is None:
            return None
        if rule.required and not value:
            return f"{key} is required; its value can't be empty."
        return rule.refused(value)

    def is_exempt(self, kind: str, name: str) -> bool:
        """Tell whether a resource is not judged; what has no name is no resource."""
        return kind in self.exempt_kinds or (
            bool(name) and any(pattern.matches(name) for pattern in self.exempt_names)
        )


def _listed(values: Mapping[str, str | None]) -> str:
    few = islice(values.items(), _MOST_SHOWN)
    shown = ", ".join(f"{value} ({name})" if name else value for value, name in few)
    more = len(values) - _MOST_SHOWN
    return shown + (f" and {more} more" if more > 0 else "")
