"""The policy file's form, as pydantic validates it and `schema.json` publishes it.

The loader gives every scalar as the text that was written; the schema says what an editor, which
reads YAML's own types, may take.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from ..guard.allowed import WILDCARD
from ..guard.grammar import check_key, check_value, is_system
from ..guard.pattern import PatternError, compile_pattern

VERSION = 1
_TEXT = {"type": ["string", "number", "boolean"]}
_MONEY = 'must be an amount such as "50.00"'


def _version(text: str) -> str:
    if text.isdecimal() and int(text) > VERSION:
        raise ValueError(f"{text} is newer than this release reads; update jupyter-cost-tags")
    if text != str(VERSION):
        raise ValueError(f"must be {VERSION}")
    return text


def _key(text: str) -> str:
    fault = check_key(text) or (f"{text} is a system key; AWS sets it" if is_system(text) else None)
    if fault:
        raise ValueError(fault)
    return text


def _value(text: str) -> str:
    fault = check_value(text) or (None if text else "a value can't be empty")
    if fault:
        raise ValueError(fault)
    return text


def _listed_value(text: str) -> str:
    """Take a `*` too: it stands for any text, as in AWS's tag policies."""
    return text if text and not check_value(text.replace(WILDCARD, "")) else _value(text)


def _pattern(text: str) -> str:
    try:
        compile_pattern(text)
    except PatternError as error:
        raise ValueError(str(error)) from None
    return text


def _money(text: str) -> str:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(_MONEY) from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(_MONEY)
    return text


def _listed(given: Any) -> Any:
    """Take a list of values as a map without names."""
    if not isinstance(given, list):
        return given
    if not all(isinstance(one, str) for one in given):
        raise ValueError("a value must be a text")
    counted = Counter(given)
    if len(counted) < len(given):
        raise ValueError(f'"{counted.most_common(1)[0][0]}" is listed twice')
    return dict.fromkeys(given)


Key = Annotated[str, AfterValidator(_key), WithJsonSchema(_TEXT)]
Value = Annotated[str, AfterValidator(_value), WithJsonSchema(_TEXT)]
ListedValue = Annotated[str, AfterValidator(_listed_value), WithJsonSchema(_TEXT)]
Place = Annotated[str, Field(min_length=1, max_length=1024)]
PatternText = Annotated[str, AfterValidator(_pattern)]
Values = Annotated[
    dict[ListedValue, str | None],
    Field(min_length=1),
    BeforeValidator(_listed),
    WithJsonSchema(
        {
            "description": "The allowed values: a list, or a map from value to its name."
            " A * stands for any text.",
            "anyOf": [
                {"type": "array", "items": _TEXT, "minItems": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                },
            ],
        }
    ),
]
Version = Annotated[
    str, AfterValidator(_version), WithJsonSchema({"const": VERSION, "title": "Version"})
]
Money = Annotated[
    str,
    AfterValidator(_money),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number", "minimum": 0}]}),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyPart(_Part):
    """One tag key."""

    key: Key = Field(description="The tag key as it is written on the bill; case counts.")
    required: bool = Field(default=False, description="Whether every resource must carry it.")
    required_for: tuple[str, ...] = Field(
        default=(), description="The kinds that must carry it, instead of all: training-job …"
    )
    values: Values | None = None
    pattern: PatternText | None = Field(
        default=None,
        description="Matched whole: literals, classes and ? * + {m,n} on single atoms.",
    )
    default: Value | None = Field(default=None, description="Used where nobody gives a value.")


class ReportPart(_Part):
    """Where a Cost and Usage Report is: files, or a table behind Athena."""

    files: Place | None = Field(
        default=None, description="A folder, a file, or s3://bucket/prefix (fetched once)."
    )
    database: Place | None = Field(default=None, description="Athena's database.")
    table: Place | None = Field(default=None, description="Athena's table.")
    workgroup: Place | None = None
    output: Place | None = Field(
        default=None, description="s3:// place of results, where the workgroup names none."
    )
    dialect: Literal["auto", "cur1", "cur2", "focus"] = "auto"


class SpendPart(_Part):
    """Where spend comes from and whose it is."""

    source: Literal["cost-explorer", "snapshot", "athena", "cur-file", "budgets"] = "cost-explorer"
    tag: str = Field(
        default="auto",
        min_length=1,
        description="The key whose value is mine; auto: my profile's or spaces' automatic tags.",
    )
    metric: Literal[
        "UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost", "BlendedCost"
    ] = "UnblendedCost"
    report: ReportPart | None = Field(
        default=None,
        description="The Cost and Usage Report; with Cost Explorer it serves `--by job`.",
    )
    budget: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="The budget that tells the month, with source budgets; {user-profile} in it"
        " stands for mine. Without it the one is found by its filter.",
    )


class LaunchPart(_Part):
    """What a launch may cost without a second look."""

    confirm_above: Money | None = Field(
        default=None, description="Price ceiling that needs a second look."
    )


class ExemptPart(_Part):
    """What is not judged; counts in an admin's file, or where there is none."""

    kinds: tuple[str, ...] = Field(default=(), description="ARN resource types: training-job …")
    name_patterns: tuple[PatternText, ...] = Field(
        default=(), description="Patterns, in the same form as a key's, of resource names."
    )


class Document(_Part):
    """The policy of cost-allocation tags: cost-tags.yaml."""

    version: Version
    mode: Literal["off", "warn", "fill", "block"] = Field(
        default="warn", description="What the launch guard does about missing tags."
    )
    tags: tuple[KeyPart, ...] = ()
    bundles: dict[str, dict[Key, Value]] = Field(
        default_factory=dict, description="Named sets that people pick instead of keys and values."
    )
    protected: tuple[Key, ...] = Field(
        default=(), description="Keys that are never written; they may feed access control."
    )
    spend: SpendPart = SpendPart()
    launch: LaunchPart = LaunchPart()
    exempt: ExemptPart = ExemptPart()
    source: str | None = Field(
        default=None,
        description="Where the policy is, instead of here: s3://bucket/key or ssm:name.",
    )


PARTS: dict[str, type[_Part]] = {
    "tags": KeyPart,
    "spend": SpendPart,
    "report": ReportPart,
    "launch": LaunchPart,
    "exempt": ExemptPart,
}


def fields_at(where: tuple[str | int, ...]) -> list[str]:
    """Return the names that may stand at a place of the document."""
    part = next((PARTS[name] for name in map(str, reversed(where)) if name in PARTS), Document)
    return list(part.model_fields)
