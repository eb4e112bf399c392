"""A YAML text as plain values with the line of each: bounded, without anchors or duplicates.

Built from the parser's events, so that nothing is expanded or constructed before it is counted.
Every scalar stays the text that was written: `off`, `yes`, `007` and `4711` are tag values too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from ..problems import PolicyInvalid

DEEPEST = 20
MOST_ENTRIES = 20_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where it was built
Where = tuple[str | int, ...]


class Lines(dict[Where, int]):
    """The line, counted from 1, of each place in the document."""

    def of(self, where: Where) -> int:
        """Return the line of a place, or of what contains it."""
        while where and where not in self:
            where = where[:-1]
        return self.get(where, 1)


def visible(text: str) -> str:
    """Spell what would not be seen, or would steer a terminal, by its code."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def load(text: str, file: str) -> tuple[Any, Lines]:
    """Return the values and their lines; raises `PolicyInvalid` naming file and line."""
    control = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"U+{ord(control[0]):04X}"
        raise PolicyInvalid(f"{file}:{line}: the character {code} isn't allowed in YAML.")
    try:
        return _Builder(text, file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise PolicyInvalid(f"{file}:{line}: {_syntax(text, line, error)}.") from None
    except yaml.YAMLError:
        raise PolicyInvalid(f"{file}:1: not valid YAML.") from None


def _syntax(text: str, line: int, error: yaml.MarkedYAMLError) -> str:
    written = text.splitlines()[line - 1 : line]
    if written and "\t" in written[0]:
        return "YAML doesn't take a tab here; use spaces"
    return f"not valid YAML: {error.problem or error.context}"


class _Builder:
    """Turns events into values; the depth is bounded, and so is the recursion."""

    def __init__(self, text: str, file: str) -> None:
        self._events: Iterator[Any] = iter(yaml.parse(text, _PARSER))
        self._file = file
        self._entries = 0
        self._lines = Lines()

    def document(self) -> tuple[Any, Lines]:
        next(self._events)  # the stream's start
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            raise PolicyInvalid(f"{self._file}:1: the file is empty.")
        values = self._value(next(self._events), ())
        next(self._events)  # the document's end
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise self._fault(after, "only one document is allowed; delete --- and the rest")
        if values is None:
            raise PolicyInvalid(f"{self._file}:1: the file is empty.")
        return values, self._lines

    def _value(self, event: Any, where: Where) -> Any:
        self._check(event, where)
        self._lines.setdefault(where, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(where)
        is_plain = event.implicit[0]
        return None if is_plain and event.value in _NULLS else str(event.value)

    def _mapping(self, where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._check(event, where)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._fault(event, "a name must be a text")
            key = str(event.value)
            place = (*where, key)
            if key in found:
                first = self._lines[place]
                raise self._fault(
                    event, f'"{visible(key)}" is given twice; the first is in line {first}'
                )
            self._lines[place] = _line(event)
            found[key] = self._value(next(self._events), place)
        return found

    def _sequence(self, where: Where) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            value = self._value(event, (*where, len(found)))
            if isinstance(value, str):  # a list of values is looked up by value as well
                self._lines.setdefault((*where, value), _line(event))
            found.append(value)
        return found

    def _check(self, event: Any, where: Where) -> None:
        """Refuse what a policy has no use for before it costs anything."""
        self._entries += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._fault(event, "anchors (&) and aliases (*) are not allowed; repeat the text")
        if event.tag is not None:
            raise self._fault(event, "YAML tags (!) are not allowed; quote a text instead")
        if len(where) > DEEPEST:
            raise self._fault(event, f"nested deeper than {DEEPEST} levels")
        if self._entries > MOST_ENTRIES:
            raise self._fault(event, f"more than {MOST_ENTRIES} entries")

    def _fault(self, event: Any, message: str) -> PolicyInvalid:
        return PolicyInvalid(f"{self._file}:{_line(event)}: {message}.")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
