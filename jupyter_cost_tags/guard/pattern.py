r"""The policy's patterns: matched whole, the same in Python and TypeScript, in linear time.

Literals, `.` (anything but a line feed), escapes (`\d \w \s`, ASCII; `\` before a
mark), classes `[a-z_]` and `[^…]`, and `? * + {m} {m,} {m,n}` after one of these. No
groups, alternation, anchors or references. All positions that a value may have reached are kept
as the bits of one number, so nothing is ever tried twice. Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MOST_CHARACTERS = 1024
MOST_STEPS = 1024  # positions after repeats are written out
MOST_COUNT = 256  # in {m,n}: a tag value has no more characters

Test = Callable[[str], bool]

_SPECIAL = frozenset("()|^$*+?{}[]")
_COUNTS = re.compile(r"\{([0-9]{1,4})(,([0-9]{1,4})?)?\}")
_SIGNS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SETS = {"d": _DIGITS, "w": _DIGITS | _LETTERS | {"_"}, "s": frozenset(" \t\n\r\f\v")}
_WHY = {
    "(": "groups are not supported",
    ")": "groups are not supported",
    "|": "alternatives are not supported; list the values instead",
    "^": "a pattern matches the whole value; leave ^ out",
    "$": "a pattern matches the whole value; leave $ out",
}


class PatternError(ValueError):
    """A pattern outside the language; `position` counts characters from 1."""

    def __init__(self, position: int, message: str) -> None:
        """Keep the position beside the sentence."""
        super().__init__(f"{message} (at character {position} of the pattern)")
        self.position = position
        self.message = message


class Pattern:
    """A compiled pattern: step `n` is bit `n`; the bit after the last step means "matched"."""

    def __init__(self, text: str) -> None:
        """Compile; raises `PatternError`."""
        self.text = text
        self._steps = 0
        self._atoms: list[tuple[Test, int]] = []  # a test and the steps that make it
        self._optional = 0
        self._repeating = 0
        self._accepting: dict[str, int] = {}
        if len(text) > MOST_CHARACTERS:
            raise PatternError(MOST_CHARACTERS + 1, f"longer than {MOST_CHARACTERS} characters")
        scanner = _Scanner(text)
        while not scanner.at_end:
            start = scanner.position
            self._add(start, scanner.atom(), *scanner.counts())

    def matches(self, value: str) -> bool:
        """Tell whether the whole value matches."""
        states = self._skipped(1)
        for character in value:
            moved = states & self._accepts(character)
            if not moved:
                return False
            states = self._skipped(moved << 1 | moved & self._repeating)
        return bool(states >> self._steps & 1)

    def __eq__(self, other: object) -> bool:
        """Compare by text."""
        return isinstance(other, Pattern) and self.text == other.text

    def __hash__(self) -> int:
        """Follow equality."""
        return hash(self.text)

    def __repr__(self) -> str:
        """Show the text."""
        return f"Pattern({self.text!r})"

    def _add(self, position: int, test: Test, least: int, most: int | None) -> None:
        """Write an atom out as single steps; an endless repeat stays on an optional last."""
        total = least + 1 if most is None else most
        first, self._steps = self._steps, self._steps + total
        if self._steps > MOST_STEPS:
            raise PatternError(position + 1, f"more than {MOST_STEPS} characters to match")
        self._atoms.append((test, _bits(first, self._steps)))
        self._optional |= _bits(first + least, self._steps)
        if most is None:
            self._repeating |= 1 << self._steps - 1

    def _accepts(self, character: str) -> int:
        """Return the steps that take this character."""
        known = self._accepting.get(character)
        if known is None:
            known = sum(steps for test, steps in self._atoms if test(character))
            self._accepting[character] = known
        return known

    def _skipped(self, states: int) -> int:
        """Add what leaving optional steps out reaches: a carry runs through each row of them."""
        optional = self._optional
        return states | (optional + (states & optional)) ^ optional


def compile_pattern(text: str) -> Pattern:
    """Compile a pattern; raises `PatternError` naming the position."""
    return Pattern(text)


def _bits(first: int, end: int) -> int:
    return (1 << end) - (1 << first) if end > first else 0


class _Scanner:
    """Reads atoms and counts; positions count from 0 here."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0

    @property
    def at_end(self) -> bool:
        return self.position >= len(self._text)

    def atom(self) -> Test:
        start = self.position
        character = self._next("the pattern ends too early")
        if character == ".":
            return lambda other: other != "\n"
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        if character in _SPECIAL:
            why = f"{character} has no character before it; write \\{character}"
            raise PatternError(start + 1, _WHY.get(character, why))
        return _is(character)

    def counts(self) -> tuple[int, int | None]:
        """Read how often the atom before may occur; None is without end."""
        sign = self._peek()
        if sign in _SIGNS:
            self.position += 1
            return _SIGNS[sign]
        return self._braces() if sign == "{" else (1, 1)

    def _braces(self) -> tuple[int, int | None]:
        found = _COUNTS.match(self._text, self.position)
        if not found:
            raise PatternError(self.position + 1, "write counts as {3}, {3,} or {3,8}")
        least = int(found[1])
        most = int(found[3]) if found[3] else None if found[2] else least
        if max(least, most or 0) > MOST_COUNT:
            raise PatternError(self.position + 1, f"a count is at most {MOST_COUNT}")
        if most is not None and most < least:
            raise PatternError(self.position + 1, "the second count is lower than the first")
        self.position = found.end()
        return least, most

    def _escape(self) -> Test:
        start = self.position
        character = self._next("a \\ stands at the end")
        members = _SETS.get(character)
        return members.__contains__ if members else _is(_literal(character, start))

    def _class(self) -> Test:
        start = self.position
        negated = self._peek() == "^"
        self.position += negated
        tests: list[Test] = []
        while self._peek() != "]":
            tests.append(self._member())
        self.position += 1
        if not tests:
            raise PatternError(start, "a class needs at least one character")
        return lambda other: any(test(other) for test in tests) is not negated

    def _member(self) -> Test:
        """Read one member of a class: a character, an escape or a range."""
        start = self.position
        character = self._next("a [ is not closed")
        if character == "[":
            raise PatternError(start + 1, "write \\[ inside a class")
        if character == "\\":
            if self._peek() in _SETS:
                return self._escape()
            character = self._escaped_literal()
        return self._up_to(character) if self._is_range() else _is(character)

    def _up_to(self, first: str) -> Test:
        start = self.position
        self.position += 1
        last = self._next("a [ is not closed")
        if last == "\\":
            last = self._escaped_literal()
        if last < first:
            raise PatternError(start + 1, f"{first}-{last} is the wrong way round")
        return lambda other: first <= other <= last

    def _is_range(self) -> bool:
        after = self._text[self.position + 1 : self.position + 2]
        return self._peek() == "-" and bool(after) and after != "]"

    def _escaped_literal(self) -> str:
        start = self.position
        return _literal(self._next("a \\ stands at the end"), start)

    def _peek(self) -> str:
        return self._text[self.position : self.position + 1]

    def _next(self, missing: str) -> str:
        character = self._peek()
        if not character:
            raise PatternError(max(self.position, 1), missing)
        self.position += 1
        return character


def _is(character: str) -> Test:
    return character.__eq__


def _literal(character: str, position: int) -> str:
    """Return an escaped character that stands for itself; letters and digits have no such form."""
    if unicodedata.category(character)[0] in "LN":
        raise PatternError(position, f"\\{character} is not supported")
    return character
