"""What guard.json says, as values: keys, bundles, layers. Pure; what is malformed is left out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from .allowed import is_listed, meant
from .pattern import Pattern, PatternError, compile_pattern

if TYPE_CHECKING:
    from decimal import Decimal

MODES = ("off", "warn", "fill", "block")
# Of two layers the first one's value counts (DESIGN: precedence at launch).
EXPLICIT = ("cell", "notebook", "bundle")
INHERITED = ("space", "user-profile", "domain", "notebook-instance", "policy-default")
POLICIES = ("policy", "none", "unreadable")
VERSION = 1
_REMEMBERED = 256  # values a key: the same few come again and again

Tags = Mapping[str, str]


class Rule:
    """What the policy says of one key."""

    __slots__ = ("_known", "key", "kinds", "patterns", "protected", "required", "values")

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Read one entry of `keys`; raises `ValueError` for one that can't be."""
        key, values = given.get("key"), given.get("values")
        if not isinstance(key, str) or not key:
            raise ValueError("a key has no name")
        self.key = key
        self._known: dict[str, bool] = {}
        self.required = given.get("required") is True
        kinds = given.get("required_for")
        self.kinds = frozenset(kinds) if isinstance(kinds, list) else None
        self.protected = given.get("protected") is True
        self.values = dict(values) if isinstance(values, Mapping) else None
        self.patterns: list[Pattern] = []
        for text in given.get("patterns") or ():
            try:
                self.patterns.append(compile_pattern(text))
            except PatternError as error:
                raise ValueError(str(error)) from None

    def allows(self, value: str) -> bool:
        """Tell whether the policy allows a value; an empty one is none."""
        known = self._known.get(value)
        if known is None:
            known = self._allows(value)
            if len(self._known) < _REMEMBERED:
                self._known[value] = known
        return known

    def _allows(self, value: str) -> bool:
        if not value:
            return False
        if self.values is not None and not is_listed(value, self.values):
            return False
        return all(pattern.matches(value) for pattern in self.patterns)

    def is_required_for(self, kind: str) -> bool:
        """Tell whether resources of a kind must carry the key; no kind asks for all of them."""
        return self.required and (not kind or self.kinds is None or kind in self.kinds)

    def suggestion(self, value: str) -> str | None:
        """Return the allowed value that was probably meant."""
        return meant(value, self.values, self.allows)


class Choice(NamedTuple):
    """What somebody chose: a bundle's name, and tags of their own."""

    bundle: str | None = None
    tags: Tags = MappingProxyType({})


class Rules:
    """guard.json, read."""

    def __init__(self, document: Any) -> None:
        """Read the document; raises `ValueError` for another version or form."""
        if not isinstance(document, Mapping) or document.get("version") != VERSION:
            raise ValueError("it is of another version")
        policy, mode = document.get("policy"), document.get("mode")
        if policy not in POLICIES or mode not in MODES:
            raise ValueError("it names no policy or no mode")
        self.policy: str = policy
        self.mode: str = mode
        self.written = str(document.get("written") or "")
        self.identity = _mapping(document.get("identity"))
        self.rules = [Rule(_mapping(one)) for one in document.get("keys") or ()]
        self.by_key = {rule.key: rule for rule in self.rules}
        self.bundles = {
            name: texts(tags) for name, tags in _mapping(document.get("bundles")).items()
        }
        exempt = _mapping(document.get("exempt"))
        self.exempt_kinds = frozenset(exempt.get("kinds") or ())
        self.exempt_names = [compile_pattern(text) for text in exempt.get("name_patterns") or ()]
        self.layers = _layers(document.get("layers"))
        self.bundle = _text(document.get("bundle"))
        self.notebooks = _mapping(document.get("notebooks"))
        self.propagated = texts(document.get("propagated"))
        self.arriving = frozenset(key for key, value in self.propagated.items() if value)
        self.required = tuple(rule.key for rule in self.rules if rule.required)
        self._required_for: dict[str, tuple[str, ...]] = {}
        self._choices: dict[tuple[str | None, str | None], Choice | None] = {}
        self.confirm_above = _money(document.get("confirm_above"))
        rates = document.get("rates")
        self.rates: Mapping[str, Any] | None = rates if isinstance(rates, Mapping) else None

    def required_for(self, kind: str) -> tuple[str, ...]:
        """Return the keys that resources of a kind must carry."""
        known = self._required_for.get(kind)
        if known is None:
            known = tuple(rule.key for rule in self.rules if rule.is_required_for(kind))
            self._required_for[kind] = known
        return known

    @property
    def judges(self) -> bool:
        """Whether there is a policy to hold launches against."""
        return self.policy == "policy"

    def is_exempt(self, kind: str, name: str) -> bool:
        """Tell whether a resource is not judged."""
        if kind in self.exempt_kinds:
            return True
        if not name or not self.exempt_names:
            return False
        return any(pattern.matches(name) for pattern in self.exempt_names)

    def notebook(self, kernel_id: str | None, path: str | None) -> Choice | None:
        """Return what was told of a notebook; None when nothing was."""
        asked = (kernel_id, path)
        if asked not in self._choices:
            self._choices[asked] = self._told(*asked)
        return self._choices[asked]

    def _told(self, kernel_id: str | None, path: str | None) -> Choice | None:
        told = self.notebooks.get(f"kernel:{kernel_id}") if kernel_id else None
        if told is None and path:
            told = next(
                (
                    said
                    for name, said in self.notebooks.items()
                    if name.startswith("path:") and _same_path(path, name[len("path:") :])
                ),
                None,
            )
        return None if told is None else choice(told)


def choice(given: object) -> Choice:
    """Read `{"bundle": …, "tags": {…}}`; what is malformed counts as nothing."""
    said = _mapping(given)
    return Choice(_text(said.get("bundle")), texts(said.get("tags")))


def texts(given: object) -> dict[str, str]:
    """Return the members that are texts."""
    members: Mapping[Any, Any] = _mapping(given)
    return {k: v for k, v in members.items() if isinstance(k, str) and isinstance(v, str)}


def _same_path(path: str, told: str) -> bool:
    """Compare a kernel's path, absolute or not, with the server's, which begins at its root."""
    ours, theirs = path.replace("\\", "/"), told.lstrip("/")
    return ours == theirs or ours.endswith(f"/{theirs}")


def _layers(given: object) -> list[tuple[str, dict[str, str]]]:
    found = [
        (str(one.get("source")), texts(one.get("tags")))
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, Mapping) and one.get("source") in INHERITED
    ]
    return sorted(found, key=lambda layer: INHERITED.index(layer[0]))


def _mapping(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _text(given: object) -> str | None:
    return given if isinstance(given, str) and given else None


def _money(given: object) -> Decimal | None:
    if not isinstance(given, str):
        return None
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415  (only with a limit)

    try:
        amount = Decimal(given)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
