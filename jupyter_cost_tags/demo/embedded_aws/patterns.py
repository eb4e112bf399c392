"""AWS's regular expressions, which are Java's, as Python's."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from itertools import chain, groupby

# Java spells the astral planes as surrogate pairs inside a character class.
_ASTRAL = r"\uD800\uDC00-\uDBFF\uDFFF"
# Beyond these there are no letters, digits or separators: four fifths of all code points.
_ASSIGNED = (range(0x33500), range(0xE0000, 0xE0200))
_lock = threading.Lock()
_PROPERTY = re.compile(r"\\p\{(\w+)\}")
_POSIX = {"Alnum": "a-zA-Z0-9", "Alpha": "a-zA-Z", "Digit": "0-9"}


@lru_cache(maxsize=1)
def _categories() -> dict[str, str]:
    """Return character ranges for the body of a class, by the general category's letter."""
    ranges: dict[str, list[str]] = {}
    for letter, run in groupby(chain(*_ASSIGNED), lambda code: unicodedata.category(chr(code))[0]):
        members = list(run)
        ranges.setdefault(letter, []).append(f"\\U{members[0]:08x}-\\U{members[-1]:08x}")
    return {letter: "".join(found) for letter, found in ranges.items()}


def _expand(match: re.Match[str]) -> str:
    name = match.group(1)
    with _lock:  # once, however many threads ask first
        return _POSIX.get(name) or _categories().get(name[0], "")


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Compile a pattern of a service model; `None` for the few that mean nothing in Python."""
    python = _PROPERTY.sub(_expand, pattern.replace(_ASTRAL, r"\U00010000-\U0010FFFF"))
    try:
        return re.compile(python)
    except re.error:
        return None


def satisfies(pattern: str, value: str) -> bool:
    """Tell whether the whole value matches, as AWS demands of a member with a pattern."""
    expression = compiled(pattern)
    return expression is None or expression.fullmatch(value) is not None
