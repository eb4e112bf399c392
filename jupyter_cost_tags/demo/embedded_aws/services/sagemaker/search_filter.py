"""Search expressions: parsed into one predicate over records, with AWS's limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...world import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TOTAL = 50


@dataclass(frozen=True)
class Record:
    """One resource as Search sees it: its properties, and its tags as last indexed."""

    properties: dict[str, Any]
    tags: dict[str, str]

    def values(self, name: str) -> list[Any]:
        """Return every value at a dotted property name; a list on the way fans out."""
        head, _, rest = name.partition(".")
        if head == "Tags":
            return [self.tags[rest]] if rest in self.tags else []
        return _walk(self.properties, name)


def _walk(value: Any, path: str) -> list[Any]:
    if isinstance(value, list):
        return [found for item in value for found in _walk(item, path)]
    if not path:
        return [] if value is None else [value]
    if not isinstance(value, dict):
        return []
    if path in value:  # hyperparameter names may hold dots
        return _walk(value[path], "")
    head, _, rest = path.partition(".")
    return _walk(value.get(head), rest)


def predicate(expression: dict[str, Any], allowed: frozenset[str]) -> Callable[[Record], bool]:
    """Compile an expression; `allowed` are the properties that the resource has."""
    total = _count(expression)
    if total > MAX_TOTAL:
        message = f"Search expression has {total} conditions, more than {MAX_TOTAL}"
        raise AwsError("ValidationException", message)
    return _compiled(expression, allowed)


def _count(expression: dict[str, Any]) -> int:
    nested = expression.get("NestedFilters", [])
    subs = expression.get("SubExpressions", [])
    return (
        len(expression.get("Filters", []))
        + sum(len(n.get("Filters", [])) for n in nested)
        + sum(_count(sub) for sub in subs)
    )


def _compiled(expression: dict[str, Any], allowed: frozenset[str]) -> Callable[[Record], bool]:
    filters = expression.get("Filters", [])
    nested = expression.get("NestedFilters", [])
    subs = expression.get("SubExpressions", [])
    if not (filters or nested or subs):
        message = "You must specify at least one subexpression, filter, or nested filter"
        raise AwsError("ValidationException", message)
    if sum(f.get("Operator") == "Contains" for f in filters) > 1:
        message = "A search expression can include only one Contains operator"
        raise AwsError("ValidationException", message)
    tests = [
        *(_filter(item, allowed) for item in filters),
        *(_nested(item, allowed) for item in nested),
        *(_compiled(item, allowed) for item in subs),
    ]
    join = any if expression.get("Operator") == "Or" else all
    return lambda record: join(test(record) for test in tests)


def _nested(nested: dict[str, Any], allowed: frozenset[str]) -> Callable[[Record], bool]:
    """Compile filters that one object of a list has to satisfy together."""
    name = nested["NestedPropertyName"]
    _refuse_unknown(name, allowed)
    tests = [
        _filter({**f, "Name": f["Name"].removeprefix(f"{name}.")}, None) for f in nested["Filters"]
    ]

    def holds(record: Record) -> bool:
        items = [item for item in _walk(record.properties, name) if isinstance(item, dict)]
        return any(all(test(Record(item, {})) for test in tests) for item in items)

    return holds


def _refuse_unknown(name: str, allowed: frozenset[str] | None) -> None:
    head = name.partition(".")[0]
    if allowed is not None and head not in allowed:
        raise AwsError("ValidationException", f"Unknown property name: {name}")


def _filter(sent: dict[str, Any], allowed: frozenset[str] | None) -> Callable[[Record], bool]:
    name, value = sent["Name"], sent.get("Value")
    _refuse_unknown(name, allowed)
    operator = sent.get("Operator", "Equals")
    if operator in ("Exists", "NotExists"):
        wanted = operator == "Exists"
        return lambda record: bool(record.values(name)) is wanted
    if value is None:
        message = f"Filter on {name} with operator {operator} needs a value"
        raise AwsError("ValidationException", message)
    if operator == "NotEquals":
        return lambda record: not any(_equal(found, value) for found in record.values(name))
    compare = _COMPARISONS[operator]
    return lambda record: any(compare(found, value) for found in record.values(name))


def _equal(found: Any, value: str) -> bool:
    if isinstance(found, datetime):
        return abs((found - _instant(value)).total_seconds()) < 1
    if isinstance(found, bool):
        return str(found).lower() == value.lower()
    if isinstance(found, int | float):
        return _number(value) == found
    return str(found) == value


def _ordering(found: Any, value: str) -> float | None:
    """Return the sign of found minus value; `None` where they do not compare."""
    if isinstance(found, datetime):
        return (found - _instant(value)).total_seconds()
    left, right = _number(found), _number(value)
    return None if left is None or right is None else left - right


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=256)
def _instant(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError as error:
        message = f"Invalid time {value}; the format is YYYY-mm-dd'T'HH:MM:SS"
        raise AwsError("ValidationException", message) from error
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _ordered(holds: Callable[[float], bool]) -> Callable[[Any, str], bool]:
    def compare(found: Any, value: str) -> bool:
        sign = _ordering(found, value)
        return sign is not None and holds(sign)

    return compare


_COMPARISONS: dict[str, Callable[[Any, str], bool]] = {
    "Equals": _equal,
    "Contains": lambda found, value: value.lower() in str(found).lower(),
    "In": lambda found, value: any(_equal(found, item.strip()) for item in value.split(",")),
    "GreaterThan": _ordered(lambda sign: sign > 0),
    "GreaterThanOrEqualTo": _ordered(lambda sign: sign >= 0),
    "LessThan": _ordered(lambda sign: sign < 0),
    "LessThanOrEqualTo": _ordered(lambda sign: sign <= 0),
}
