"""The policy file's form, as pydantic validates it and the published JSON Schema states it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..tags.grammar import check_key, check_value, is_system
from .pattern import PatternError, compile_pattern


def _key(text: str) -> str:
    fault = check_key(text) or ("This is a system key." if is_system(text) else None)
    if fault:
        raise ValueError(fault)
    return text


def _value(text: str) -> str:
    fault = check_value(text) or (None if text else "A value can't be empty.")
    if fault:
        raise ValueError(fault)
    return text


def _pattern(text: str) -> str:
    try:
        compile_pattern(text)
    except PatternError as error:
        raise ValueError(f"Not a pattern: {error}.") from None
    return text


def _money(text: str) -> str:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError('An amount is written like "50.00".') from None
    if not amount.is_finite() or amount < 0:
        raise ValueError('An amount is written like "50.00".')
    return text


def _listed(given: Any) -> Any:
    """Take a list of values as a map without names."""
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return dict.fromkeys(given)
    return given


Key = Annotated[str, AfterValidator(_key)]
Value = Annotated[str, AfterValidator(_value)]
Values = Annotated[dict[str, str | None], BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyPart(_Part):
    """One tag key."""

    key: Key
    required: bool = False
    values: Values | None = Field(default=None, min_length=1)
    pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    default: Value | None = None

    @model_validator(mode="after")
    def _default_is_allowed(self) -> KeyPart:
        """Refuse a default that the same rule would refuse."""
        for value in self.values or {}:
            fault = check_value(value)
            if fault:
                raise ValueError(fault)
        if self.default is None:
            return self
        if self.values is not None and self.default not in self.values:
            raise ValueError(f"The default {self.default!r} is not one of the values.")
        if self.pattern and not compile_pattern(self.pattern).matches(self.default):
            raise ValueError(f"The default {self.default!r} does not match the pattern.")
        return self


class SpendPart(_Part):
    """Where spend comes from and whose it is."""

    source: Literal["cost-explorer"] = "cost-explorer"
    tag: str = "auto"
    metric: Literal[
        "UnblendedCost",
        "AmortizedCost",
        "NetUnblendedCost",
        "NetAmortizedCost",
        "BlendedCost",
    ] = "UnblendedCost"


class LaunchPart(_Part):
    """What a launch may cost without a second look."""

    confirm_above: Annotated[str, AfterValidator(_money)] | None = None


class ExemptPart(_Part):
    """What is not judged."""

    kinds: tuple[str, ...] = ()
    name_patterns: tuple[str, ...] = ()


class Document(_Part):
    """cost-tags.yaml."""

    version: Literal["1"]
    mode: Literal["off", "warn", "fill", "block"] = "warn"
    tags: tuple[KeyPart, ...] = ()
    bundles: dict[str, dict[Key, Value]] = Field(default_factory=dict)
    protected: tuple[Key, ...] = ()
    spend: SpendPart = SpendPart()
    launch: LaunchPart = LaunchPart()
    exempt: ExemptPart = ExemptPart()

    @model_validator(mode="after")
    def _keys_are_named_once(self) -> Document:
        """Refuse two rules for one key."""
        keys = [part.key for part in self.tags]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"The key {twice!r} has two rules.")
        return self


def fields_at(where: tuple[str | int, ...]) -> list[str]:
    """Return the names that may stand at a place of the document."""
    parts: dict[str, type[_Part]] = {
        "tags": KeyPart,
        "spend": SpendPart,
        "launch": LaunchPart,
        "exempt": ExemptPart,
    }
    part = parts.get(str(where[0]), Document) if where else Document
    return list(part.model_fields)
