"""Cost Explorer's filter expressions as SQL conditions over the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...report import active_since, tag_sql, text
from .access import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...world import World

# Dimension -> SQL of its value. What a line item hasn't is `No…`, as in AWS's answers.
DIMENSIONS = {
    "AZ": "'NoAZ'",
    "BILLING_ENTITY": "'AWS'",
    "INSTANCE_TYPE": "coalesce(product_instance_type, 'NoInstanceType')",
    "INVOICING_ENTITY": "'Amazon Web Services, Inc.'",
    "LEGAL_ENTITY_NAME": "'Amazon Web Services, Inc.'",
    "LINKED_ACCOUNT": "line_item_usage_account_id",
    "OPERATION": "coalesce(line_item_operation, 'NoOperation')",
    "PLATFORM": "'NoPlatform'",
    "PURCHASE_TYPE": "'On Demand Instances'",
    "RECORD_TYPE": "line_item_line_item_type",
    "REGION": "coalesce(product_region_code, 'NoRegion')",
    "SERVICE": "service",
    "SERVICE_CODE": "line_item_product_code",
    "TENANCY": "'Shared'",
    "USAGE_TYPE": "coalesce(line_item_usage_type, 'NoUsageType')",
}
RESOURCE_ID = {"RESOURCE_ID": "coalesce(line_item_resource_id, 'NoResourceId')"}

_ROOTS = ("And", "Or", "Not", "Dimensions", "Tags", "CostCategories", "ProductAttributes")
_FORMS = "And, Or, Not, Dimensions, Tags, CostCategories"
_DIMENSION_OPTIONS = frozenset({"EQUALS", "CASE_SENSITIVE"})
_TAG_OPTIONS = frozenset({"EQUALS", "ABSENT", "CASE_SENSITIVE"})
_OPERANDS = 2  # the fewest of And and Or


class Words:
    """What names mean for one request: dimensions it may use, tags that are in the bill."""

    def __init__(self, world: World, dimensions: dict[str, str] | None = None) -> None:
        """Know the world's active tag keys."""
        self._world = world
        self._dimensions = DIMENSIONS if dimensions is None else dimensions

    def dimension(self, key: str | None) -> str:
        """Return SQL of a dimension, or refuse one that the operation lacks."""
        if not key:
            raise invalid("Dimension key is required.")
        if key not in self._dimensions:
            raise invalid(f"Dimension {key} is not allowed.")
        return self._dimensions[key]

    def tag(self, key: str) -> str:
        """Return SQL of a tag's value; empty where the bill has none."""
        return tag_sql(key, self._world.activation, self._world.now())

    def active_keys(self) -> list[str]:
        """Return the tag keys that are in the bill."""
        now = self._world.now()
        known = self._world.activation.items()
        return sorted(key for key, entry in known if active_since(entry, now) is not None)


def condition(words: Words, expression: dict[str, Any] | None) -> str:
    """Return SQL that holds for the line items an expression selects."""
    if expression is None:
        return "true"
    roots = [name for name in _ROOTS if name in expression]
    if len(roots) != 1:
        count = "more than one roots" if roots else "zero roots"
        message = f"Expression has {count}. Only one root operator is allowed for each expression"
        raise invalid(f"{message}: {_FORMS}")
    return _CONDITIONS[roots[0]](words, expression[roots[0]])


def _joined(operator: str, words: Words, operands: list[dict[str, Any]]) -> str:
    if len(operands) < _OPERANDS:
        raise invalid(f"{operator} expression must have at least {_OPERANDS} operands")
    inner = f" {operator.upper()} ".join(condition(words, operand) for operand in operands)
    return f"({inner})"


def _not(words: Words, operand: dict[str, Any]) -> str:
    return f"(NOT {condition(words, operand)})"


def _one_of(value: str, wanted: list[str]) -> str:
    return f"({value} IN ({', '.join(text(item) for item in wanted)}))"


def _options(given: dict[str, Any], allowed: frozenset[str], what: str) -> set[str]:
    options = set(given.get("MatchOptions", []))
    unknown = sorted(options - allowed)
    if unknown:
        raise invalid(f"MatchOptions {unknown} are not supported for {what}.")
    if "ABSENT" in options and given.get("Values"):
        raise invalid(f"Values can't be given together with the match option ABSENT for {what}.")
    return options


def _dimension(words: Words, given: dict[str, Any]) -> str:
    _options(given, _DIMENSION_OPTIONS, "Dimensions")
    value = words.dimension(given.get("Key"))
    if not given.get("Values"):
        raise invalid(f"Values of dimension {given['Key']} are required.")
    return _one_of(value, given["Values"])


def _tag(words: Words, given: dict[str, Any]) -> str:
    """Select by a tag; without values what lacks the key, without a key what has no tag at all."""
    options = _options(given, _TAG_OPTIONS, "Tags")
    values: list[str] = given.get("Values") or []
    key = given.get("Key")
    if key and values:
        return _one_of(words.tag(key), values)
    if values or "EQUALS" in options:
        raise invalid("Tags need a Key and Values, or the match option ABSENT.")
    absent = [f"{words.tag(name)} = ''" for name in ([key] if key else words.active_keys())]
    return f"({' AND '.join(absent) or 'true'})"


def _category(_words: Words, given: dict[str, Any]) -> str:
    """Select by a cost category; this account has none, so everything lacks it."""
    options = _options(given, _TAG_OPTIONS, "CostCategories")
    is_absent = "ABSENT" in options or not given.get("Values") or "" in given["Values"]
    return "true" if is_absent else "false"


_CONDITIONS: dict[str, Callable[[Words, Any], str]] = {
    "And": lambda words, operands: _joined("And", words, operands),
    "Or": lambda words, operands: _joined("Or", words, operands),
    "Not": _not,
    "Dimensions": _dimension,
    "Tags": _tag,
    "CostCategories": _category,
    "ProductAttributes": lambda _words, _given: "false",
}
