"""A key's allowed values as IAM can say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..guard.allowed import WILDCARD
from ..policy.rules import KeyRule
from .documents import Note, compact
from .wildcards import Wildcards, literal, wildcards

ANY_VALUE = "?*"  # at least one character: an empty value is none
MOST_CHARACTERS = 3600  # of one list: a Deny on "none of these" can't be split


@dataclass(frozen=True)
class Allowed:
    """Values of which a tag's must match one; `like` when they have wildcards."""

    values: tuple[str, ...]
    like: bool
    notes: tuple[Note, ...] = ()

    def matching(self, key: str) -> dict[str, dict[str, object]]:
        """Return the condition that a value is one of them."""
        return {"StringLike" if self.like else "StringEquals": {tag(key): self._listed}}

    def differing(self, key: str) -> dict[str, dict[str, object]]:
        """Return the condition that a value is none of them; a missing key is none, too."""
        return {"StringNotLike" if self.like else "StringNotEquals": {tag(key): self._listed}}

    @property
    def _listed(self) -> object:
        return self.values[0] if len(self.values) == 1 else list(self.values)


def tag(key: str) -> str:
    """Return the condition key of a tag in the request; IAM takes it in any case."""
    return f"aws:RequestTag/{key}"


def allowed_values(rule: KeyRule) -> Allowed:
    """Return what IAM can say of a key's values, and a note where that is less."""
    if rule.values is not None:
        return _listed(rule, rule.values)
    if not rule.patterns:
        return Allowed((ANY_VALUE,), like=True)
    found = [wildcards(pattern.text) for pattern in rule.patterns]
    best = min(found, key=lambda one: (not one.exact, -len("".join(one.values))))
    exact = best.exact and len(found) == 1
    return Allowed(_nonempty(best), like=True, notes=() if exact else (_widened(rule, best),))


def _listed(rule: KeyRule, values: Mapping[str, str | None]) -> Allowed:
    kept = tuple(value for value in values if WILDCARD in value or not rule.refused(value))
    like = any(WILDCARD in value for value in kept)
    if like:
        kept = tuple(WILDCARD.join(map(literal, value.split(WILDCARD))) for value in kept)
        kept = tuple(ANY_VALUE if value == WILDCARD else value for value in kept)
    if len(compact(kept)) > MOST_CHARACTERS:
        return Allowed((ANY_VALUE,), like=True, notes=(_too_many(rule.key, len(kept)),))
    return Allowed(kept, like=like)


def _nonempty(found: Wildcards) -> tuple[str, ...]:
    """Leave the empty value out: a required one can't be, whatever a pattern takes."""
    values = tuple(ANY_VALUE if value == "*" else value for value in found.values if value)
    return values or (ANY_VALUE,)


def _widened(rule: KeyRule, best: Wildcards) -> Note:
    patterns = " and ".join(pattern.text for pattern in rule.patterns)
    shown = " or ".join(_nonempty(best))
    return Note(
        "pattern-widened",
        f"IAM has no classes or counts, so {rule.key} is held to {shown} instead of {patterns}: "
        "the guard, the scan and the tag policy's report still find what that lets through.",
        rule.key,
    )


def _too_many(key: str, count: int) -> Note:
    return Note(
        "too-many-values",
        f"The {count} values of {key} are more than one IAM statement holds, and a refusal of all "
        "others can't be split: only a value of any kind is asked for. A tag policy holds more.",
        key,
    )
