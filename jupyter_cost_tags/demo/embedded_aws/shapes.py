"""Check values against botocore's shapes, in the words that AWS uses when it refuses them.

One checker per shape, compiled once; it also normalises: instants become aware datetimes,
blobs bytes, and members that the shape lacks are left out.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from .patterns import satisfies
from .world import AwsError

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

Problems = list[str]
Value = Any  # JSON knows no narrower type before it is checked
Check = Callable[[Value, str, Problems], Value]

_TOKENS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "BOOLEAN_VALUE"),
    ((int, float, Decimal), "NUMBER_VALUE"),
    (str, "STRING_VALUE"),
    (list, "START_ARRAY"),
    (dict, "START_OBJECT"),
)


class WrongTypeError(AwsError):
    """A value of another JSON type than the model's."""

    def __init__(self, value: object, wanted: str) -> None:
        """Say which token stands where `wanted` was expected."""
        token = next((name for kind, name in _TOKENS if isinstance(value, kind)), "VALUE")
        super().__init__("SerializationException", f"{token} can not be converted to a {wanted}")


_checks: dict[tuple[int, str], tuple[Shape, Check]] = {}


def checker(shape: Shape) -> Check:
    """Return the shape's checker, compiled at its first use."""
    key = (id(shape), shape.name)
    found = _checks.get(key)
    if found is None:
        found = _checks[key] = (shape, _COMPILERS.get(shape.type_name, _scalar)(shape))
    return found[1]


def checked(shape: Shape | None, value: dict[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Return the normalised value and what is wrong with it."""
    if shape is None:
        return {}, []
    problems: Problems = []
    return cast("dict[str, Any]", checker(shape)(value, "", problems)), problems


def refusal(problems: Problems) -> str:
    """Word a list of violated constraints as AWS does."""
    count = len(problems)
    noun = "error" if count == 1 else "errors"
    return f"{count} validation {noun} detected: {'; '.join(problems)}"


def _at(value: object, path: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{_shown(value)}'"
    return f"Value {shown} at '{path}' failed to satisfy constraint: {constraint}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_shown(item)}' for key, item in value.items())}}}"
    return str(value)


def _structure(shape: StructureShape) -> Check:
    spelled = {name: name[:1].lower() + name[1:] for name in shape.members}
    compiled: dict[str, Check] = {}
    is_document = bool(getattr(shape, "is_document_type", False))

    def check(value: Value, path: str, problems: Problems) -> Value:
        if is_document:
            return value
        if not isinstance(value, dict):
            raise WrongTypeError(value, shape.name)
        head = f"{path}." if path else ""
        found = {}
        for name, given in value.items():
            if given is not None and name in spelled:
                if name not in compiled:
                    compiled[name] = checker(shape.members[name])
                found[name] = compiled[name](given, head + spelled[name], problems)
        problems.extend(
            _at(None, head + spelled[name], "Member must not be null")
            for name in shape.required_members
            if name not in found
        )
        return found

    return check


def _bounds(shape: Shape, what: str) -> list[tuple[Callable[[float], bool], str]]:
    """Return the shape's limits as predicates and words; `what` is `length` or `value`."""
    limits: list[tuple[Callable[[float], bool], str]] = []
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None:
        text = f"Member must have {what} greater than or equal to {low}"
        limits.append((lambda size, low=low: size >= low, text))  # type: ignore[misc]
    if high is not None:
        text = f"Member must have {what} less than or equal to {high}"
        limits.append((lambda size, high=high: size <= high, text))  # type: ignore[misc]
    return limits


def _is_scalar(shape: Shape) -> bool:
    return shape.type_name not in ("structure", "list", "map")


def _wrapped(found: Problems, value: object, path: str, words: str) -> Problems:
    """Fold the violations of scalars inside a list or map into AWS's one sentence."""
    texts = [problem.rpartition("failed to satisfy constraint: ")[2] for problem in found]
    return [_at(value, path, f"{words}: [{', '.join(texts)}]")] if texts else []


def _list(shape: ListShape) -> Check:
    limits = _bounds(shape, "length")
    scalar = _is_scalar(shape.member)

    def check(value: Value, path: str, problems: Problems) -> Value:
        if not isinstance(value, list | tuple):
            raise WrongTypeError(value, "List")
        problems.extend(_at(value, path, text) for holds, text in limits if not holds(len(value)))
        inner = checker(shape.member)
        if not scalar:
            return [
                inner(item, f"{path}.{place}.member", problems)
                for place, item in enumerate(value, 1)
            ]
        found: Problems = []
        items = [inner(item, path, found) for item in value]
        problems.extend(_wrapped(found, value, path, "Member must satisfy constraint"))
        return items

    return check


def _map(shape: MapShape) -> Check:
    limits = _bounds(shape, "length")
    scalar = _is_scalar(shape.value)

    def check(value: Value, path: str, problems: Problems) -> Value:
        if not isinstance(value, dict):
            raise WrongTypeError(value, "Map")
        problems.extend(_at(value, path, text) for holds, text in limits if not holds(len(value)))
        key_check, value_check = checker(shape.key), checker(shape.value)
        keys: Problems = []
        values: Problems = []
        found = {
            key_check(key, path, keys): value_check(
                item, f"{path}.{key}.member", values if scalar else problems
            )
            for key, item in value.items()
            if item is not None
        }
        problems.extend(_wrapped(keys, value, path, "Map keys must satisfy constraint"))
        problems.extend(_wrapped(values, value, path, "Map value must satisfy constraint"))
        return found

    return check


def _string(shape: StringShape) -> Check:
    limits = _bounds(shape, "length")
    pattern = shape.metadata.get("pattern")
    allowed = tuple(shape.enum)

    def check(value: Value, path: str, problems: Problems) -> Value:
        if not isinstance(value, str):
            raise WrongTypeError(value, "String")
        fits = True
        for holds, text in limits:
            if not holds(len(value)):
                fits = False
                problems.append(_at(value, path, text))
        if allowed and value not in allowed:
            text = f"Member must satisfy enum value set: [{', '.join(allowed)}]"
            problems.append(_at(value, path, text))
        # An endless value against a nested pattern would never come back.
        if pattern and (fits or len(value) <= 2048) and not satisfies(pattern, value):
            text = f"Member must satisfy regular expression pattern: {pattern}"
            problems.append(_at(value, path, text))
        return value

    return check


def _number(shape: Shape) -> Check:
    limits = _bounds(shape, "value")
    whole = shape.type_name in ("integer", "long")

    def check(value: Value, path: str, problems: Problems) -> Value:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise WrongTypeError(value, shape.type_name.title())
        if whole and value != int(value):
            raise WrongTypeError(value, shape.type_name.title())
        problems.extend(_at(value, path, text) for holds, text in limits if not holds(float(value)))
        return value

    return check


def _timestamp(_shape: Shape) -> Check:
    def check(value: Value, _path: str, _problems: Problems) -> Value:
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise WrongTypeError(value, "milliseconds since epoch")
        return datetime.fromtimestamp(float(value), timezone.utc)

    return check


def _boolean(_shape: Shape) -> Check:
    def check(value: Value, _path: str, _problems: Problems) -> Value:
        if not isinstance(value, bool):
            raise WrongTypeError(value, "Boolean")
        return value

    return check


def _blob(_shape: Shape) -> Check:
    def check(value: Value, _path: str, _problems: Problems) -> Value:
        if isinstance(value, bytes):
            return value
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise WrongTypeError(value, "ByteBuffer") from error

    return check


def _scalar(_shape: Shape) -> Check:
    return lambda value, _path, _problems: value


_COMPILERS: dict[str, Callable[[Any], Check]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _number,
    "long": _number,
    "float": _number,
    "double": _number,
    "timestamp": _timestamp,
    "boolean": _boolean,
    "blob": _blob,
}
