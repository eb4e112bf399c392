"""Shell text taken apart into simple commands; enough of the grammar to know what is not one.

Quotes, substitutions, comments, redirections and here-documents are understood; nothing is
expanded. A word that the shell or IPython would expand is marked.
"""

from __future__ import annotations

from typing import NamedTuple

_DEEPEST = 20  # substitutions in each other; no script has more


class Word(NamedTuple):
    """One word without its quotes; expands: what it becomes is not known here."""

    text: str
    line: int
    expands: bool


def commands(text: str, line: int = 1) -> list[list[Word]]:
    """Return the simple commands of a script, substitutions' included; `line` is its first."""
    scanner = _Scanner(text.replace("\r\n", "\n"), line)
    scanner.scan("")
    return scanner.commands


class _Unfinished(Exception):
    """The text ends within a quote, or is nested too deep: what it says is not known."""


class _Scanner:
    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._at = 0
        self._line = line
        self._depth = 0
        self._documents: list[str] = []  # delimiters of here-documents that begin on this line
        self.commands: list[list[Word]] = []

    def scan(self, until: str) -> None:
        """Read commands up to a closing character, or to the end."""
        reading = _Command()
        depth = 0
        try:
            while self._at < len(self._text):
                char = self._text[self._at]
                if char == until and not depth:
                    self._at += 1
                    break
                depth += {"(": 1, ")": -1}.get(char, 0) if until == ")" else 0
                self._step(char, reading)
        except _Unfinished:
            self._at = len(self._text)
            return
        self._end(reading)

    def _step(self, char: str, reading: _Command) -> None:
        if char == "\n":
            self._end(reading)
            self._skip_documents()
        elif char in " \t\r":
            reading.end_word()
            self._at += 1
        elif char in ";|&()":
            self._end(reading)
            self._at += 1
        elif char in "<>":
            self._redirect(reading)
        elif char == "#" and not reading.in_word:
            self._at = self._find("\n")
        else:
            self._add(char, reading)

    def _add(self, char: str, reading: _Command) -> None:
        """Take what belongs to a word."""
        reading.begin(self._line)
        if char == "\\":
            self._escaped(reading)
        elif char == "'":
            end = self._closing("'")
            reading.add(self._take(self._at + 1, end))
            self._at = end + 1
        elif char == '"':
            self._at += 1
            self._double(reading)
        elif char in "$`":
            self._expand(reading)
        else:
            reading.add(char, expands=char == "{")
            self._at += 1

    def _escaped(self, reading: _Command) -> None:
        following = self._text[self._at + 1 : self._at + 2]
        if following == "\n":
            self._line += 1
            reading.end_if_empty()
        else:
            reading.add(following)
        self._at += 2

    def _double(self, reading: _Command) -> None:
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == '"':
                self._at += 1
                return
            if char in "$`":
                self._expand(reading)
            elif char == "\\":
                self._escaped(reading)
            else:
                reading.add(char)
                self._line += char == "\n"
                self._at += 1
        raise _Unfinished

    def _expand(self, reading: _Command) -> None:
        """Mark the word; the commands of a substitution count by themselves."""
        reading.add("$", expands=True)
        opening = "$(" if self._text.startswith("$(", self._at) else self._text[self._at]
        self._at += len(opening)
        if opening == "$":
            return
        if self._depth == _DEEPEST:
            raise _Unfinished
        self._depth += 1
        self.scan(")" if opening == "$(" else "`")
        self._depth -= 1

    def _redirect(self, reading: _Command) -> None:
        reading.end_word(redirects=True)
        start = self._at
        while self._text[self._at : self._at + 1] in ("<", ">", "&", "-") and self._at < start + 3:
            self._at += 1
        if self._text[start : self._at].rstrip("-") == "<<":
            self._documents.append(self._delimiter())
        else:
            reading.drops_next = True

    def _delimiter(self) -> str:
        rest = self._text[self._at : self._find("\n")].lstrip()
        self._at = self._find(rest) + len(rest.split(" ")[0]) if rest else self._at
        return rest.split(" ")[0].strip("'\"\\")

    def _skip_documents(self) -> None:
        self._at += 1
        self._line += 1
        while self._documents and self._at < len(self._text):
            end = self._find("\n")
            if self._text[self._at : end].strip() == self._documents[0]:
                self._documents.pop(0)
            self._at = min(end + 1, len(self._text))
            self._line += 1

    def _end(self, reading: _Command) -> None:
        words = reading.finished()
        if words:
            self.commands.append(words)

    def _find(self, wanted: str) -> int:
        found = self._text.find(wanted, self._at)
        return len(self._text) if found < 0 else found

    def _closing(self, quote: str) -> int:
        end = self._text.find(quote, self._at + 1)
        if end < 0:
            raise _Unfinished
        return end

    def _take(self, start: int, end: int) -> str:
        taken = self._text[start:end]
        self._line += taken.count("\n")
        return taken


class _Command:
    """The simple command that is being read."""

    def __init__(self) -> None:
        self._words: list[Word] = []
        self._letters: list[str] = []
        self._expands = False
        self._line = 0
        self.in_word = False
        self.drops_next = False  # the next word is a file

    def begin(self, line: int) -> None:
        if not self.in_word:
            self.in_word, self._line = True, line

    def add(self, letters: str, *, expands: bool = False) -> None:
        self._letters.append(letters)
        self._expands |= expands

    def end_if_empty(self) -> None:
        if not self._letters:
            self.in_word = False

    def end_word(self, *, redirects: bool = False) -> None:
        text = "".join(self._letters)
        is_descriptor = redirects and text.isdecimal()
        if self.in_word and not self.drops_next and not is_descriptor:
            self._words.append(Word(text, self._line, self._expands))
        if self.in_word:
            self.drops_next = False
        self._letters, self._expands, self.in_word = [], False, False

    def finished(self) -> list[Word]:
        self.end_word()
        words, self._words, self.drops_next = self._words, [], False
        return words
