"""The policy's patterns as IAM's wildcards: `*` for any text, `?` for one character.

IAM has nothing between a character and any character (AWS docs
IAM/latest/UserGuide/reference_policies_elements_condition_operators, StringLike). A class is
written out where that stays short; else the answer says that it takes more than the pattern does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from ..guard.grammar import is_allowed

MOST_WRITTEN_OUT = 40  # wildcards for one pattern

# The pattern is valid, so its pieces can be told apart by their first character.
_PIECE = re.compile(
    r"(?P<atom>\\.|\[(?:\\.|[^\]\\])*\]|.)"
    r"(?P<count>[?*+]|\{(?P<least>\d+)(?P<comma>,)?(?P<most>\d+)?\})?",
    re.DOTALL,
)
_SETS = {
    "d": "0123456789",
    "w": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_",
    "s": " ",  # of \s only the space may stand in a tag
}
_COUNTS: dict[str, tuple[int, int | None]] = {
    "": (1, 1),
    "?": (0, 1),
    "*": (0, None),
    "+": (1, None),
}
_ANY = None  # every character that a tag may have


@dataclass(frozen=True)
class Wildcards:
    """IAM values that any one of must match; `exact` when they take what the pattern takes."""

    values: tuple[str, ...]
    exact: bool


def wildcards(pattern: str) -> Wildcards:
    """Return a pattern's wildcards; where IAM can't say it, the narrowest that take all of it."""
    pieces = [_piece(found) for found in _PIECE.finditer(pattern)]
    written = [_written_out(*piece) for piece in pieces]
    values: list[str] | None = [""]
    for choices in written:
        if values is None or choices is None or len(values) * len(choices) > MOST_WRITTEN_OUT:
            values = None
            break
        values = [head + tail for head, tail in product(values, choices)]
    if values is not None:
        return Wildcards(tuple(dict.fromkeys(values)), exact=True)
    widened = "".join(map(_widened, pieces))
    return Wildcards((re.sub(r"\*+", "*", widened),), exact=False)


def literal(text: str) -> str:
    """Return a text that stands for itself in IAM: `*`, `?` and `$` are IAM's own.

    As policy variables, AWS docs IAM/latest/UserGuide/reference_policies_variables.
    """
    return "".join(f"${{{one}}}" if one in "*?$" else one for one in text)


def narrowest(pattern: str) -> str:
    """Return a short text that the pattern likely takes: the first of each class, least often.

    Whoever asks has to try it: a class that leaves characters out has no first one.
    """
    pieces = [_piece(found) for found in _PIECE.finditer(pattern)]
    least = "".join((members or "x")[0] * count for members, count, _ in pieces)
    return least or "".join((members or "x")[0] for members, _, _ in pieces)


def _piece(found: re.Match[str]) -> tuple[str | None, int, int | None]:
    """Return the characters that an atom takes and how often it may stand."""
    count = found["count"] or ""
    if count.startswith("{"):
        least = int(found["least"])
        most = int(found["most"]) if found["most"] else None if found["comma"] else least
    else:
        least, most = _COUNTS[count]
    return _members(found["atom"]), least, most


def _members(atom: str) -> str | None:
    if atom == ".":
        return _ANY
    if atom.startswith("\\"):
        return _SETS.get(atom[1], atom[1])
    if not atom.startswith("["):
        return atom
    return _class(atom[1:-1])


def _class(inside: str) -> str | None:
    negated = inside.startswith("^")
    members: list[str] = []
    found = re.findall(r"\\.|.", inside[negated:], re.DOTALL)
    at = 0
    while at < len(found):
        one = found[at]
        if one[0] == "\\" and one[1] in _SETS:
            members.extend(_SETS[one[1]])
        elif found[at + 1 : at + 2] == ["-"] and at + 2 < len(found):
            first, last = one[-1], found[at + 2][-1]
            members.extend(map(chr, range(ord(first), min(ord(last), ord(first) + 999) + 1)))
            at += 2
        else:
            members.append(one[-1])
        at += 1
    if negated:
        return _NEGATED
    return "".join(dict.fromkeys(filter(is_allowed, members)))


_NEGATED = "\0" * (MOST_WRITTEN_OUT + 1)  # too many to write out, and not any character either


def _written_out(members: str | None, least: int, most: int | None) -> Sequence[str] | None:
    """Return the wildcards of one atom; None where there are too many or none says it."""
    if members is _ANY:
        if most is None:
            return ["?" * least + "*"]
        counts: Iterable[int] = range(least, most + 1)
        return ["?" * count for count in counts] if most - least < MOST_WRITTEN_OUT else None
    if most is None:
        return None
    if sum(len(members) ** count for count in range(least, most + 1)) > MOST_WRITTEN_OUT:
        return None
    return [
        "".join(map(literal, some))
        for count in range(least, most + 1)
        for some in product(members, repeat=count)
    ]


def _widened(piece: tuple[str | None, int, int | None]) -> str:
    members, least, most = piece
    one = literal(members) if members is not None and len(members) == 1 else "?"
    return one * least + ("" if most == least else "*")
