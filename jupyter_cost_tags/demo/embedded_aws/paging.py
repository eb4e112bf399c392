"""Pages with opaque tokens that survive what is written between two of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .world import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Key = list[Any]


def sort_key(value: object, tie: str) -> Key:
    """Return a key that compares across kinds of values: nothing, numbers, texts."""
    if value is None:
        return [0, "", tie]
    if isinstance(value, datetime):
        return [1, value.timestamp(), tie]
    if isinstance(value, bool | int | float):
        return [1, value, tie]
    return [2, str(value), tie]


def page(  # noqa: PLR0913
    items: Sequence[Item],
    key: Callable[[Item], Key],
    *,
    size: int,
    token: str | None,
    scope: object,
    descending: bool = False,
    invalid: str = "ValidationException",
) -> tuple[list[Item], str | None]:
    """Sort, and return one page with the token of the next; `scope` is what a token is good for."""
    digest = hashlib.sha256(json.dumps(scope, sort_keys=True, default=str).encode()).hexdigest()
    ordered = sorted(items, key=key, reverse=descending)
    start = 0
    if token:
        anchor = _read(token, digest, invalid)
        keys = [key(item) for item in ordered]
        after = (k < anchor if descending else k > anchor for k in keys)
        start = next((place for place, is_after in enumerate(after) if is_after), len(ordered))
    found = ordered[start : start + size]
    if start + size >= len(ordered):
        return found, None
    return found, _written([digest[:16], key(found[-1])])


def _written(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _read(token: str, digest: str, invalid: str) -> Key:
    try:
        scope, anchor = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError, TypeError) as error:
        raise AwsError(invalid, "Invalid pagination token") from error
    if scope != digest[:16] or not isinstance(anchor, list):
        raise AwsError(invalid, "The pagination token is not valid for this request")
    return anchor
