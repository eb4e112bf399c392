"""`aws sagemaker create-…` without `--tags`, in cells and scripts: no SDK's event tells of it.

Text only, nothing is run. What can't be known (`$ARGS`, `--cli-input-json`) is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .operations import CREATES, METADATA, Create, create_of
from .shell_words import Word, commands


class Found(NamedTuple):
    """A command that creates something without tags."""

    operation: str
    kind: str
    tier: int  # operations.SPENDS or CARRIES
    name: str | None  # as the command gives it; None where that isn't plain
    line: int  # from 1


class Part(NamedTuple):
    """Shell text of a cell, and the line that it begins on."""

    text: str
    line: int


_SHELLS = frozenset({"bash", "sh", "zsh", "ksh", "dash", "!", "sx", "system"})
_PYTHON = frozenset({"time", "timeit", "capture", "prun", "cost_tags", "local"})  # run as Python
_CELL_MAGIC = re.compile(r"\s*%%(!|\w+)[ \t]*(.*)")
# `!aws …`, `out = !aws …`, `%sx aws …`
_LINE = re.compile(r"\s*(?:[\w.,\[\] ]+=\s*)?(?:!!?|%(?:sx|system)\s)(.*)", re.DOTALL)
_QUOTES = re.compile(r"'''|\"\"\"")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
# Words before a command that leave it one.
_BEFORE = frozenset(
    {"{", "if", "then", "else", "elif", "do", "while", "until", "!", "time", "sudo", "exec",
     "nohup", "command", "env"}
)  # fmt: skip
_VALUED = frozenset(
    {"--region", "--profile", "--output", "--endpoint-url", "--query", "--color", "--ca-bundle",
     "--cli-read-timeout", "--cli-connect-timeout", "--cli-binary-format"}
)  # fmt: skip
# With these nothing is sent, or what is sent is not in the command.
_UNKNOWN = ("--cli-input", "--generate-cli-skeleton", "--cli-auto-prompt")
_NO_TAGS = frozenset({"", "[]"})
_OPERATIONS = {row.operation.lower(): row for row in CREATES}


def untagged_commands(cell_source: str) -> list[Found]:
    """Return what the shell lines of a cell create without tags, in their order."""
    if "sagemaker" not in cell_source or "create-" not in cell_source:
        return []
    return [found for part in shell_parts(cell_source) for found in untagged_script(*part)]


def untagged_script(text: str, line: int = 1) -> list[Found]:
    """Return the same for a shell script."""
    found = (_found(words) for words in commands(text, line))
    return sorted((one for one in found if one), key=lambda one: one.line)


def shell_parts(source: str) -> list[Part]:
    """Return what IPython gives to a shell: whole cells and lines of others."""
    source = source.replace("\r\n", "\n")
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return list(_lines(source.split("\n"), 1))
    name, rest = magic[1], magic[2].split()
    first = source[: magic.end()].count("\n") + 1
    body = source[magic.end() :].removeprefix("\n")
    if name == "script":
        name = rest[0].rpartition("/")[2] if rest else ""
    if name in _SHELLS:
        return [Part(body, first + 1)]
    return list(_lines(body.split("\n"), first + 1)) if name in _PYTHON else []


def _lines(lines: Sequence[str], first: int) -> Iterator[Part]:
    """Yield the shell lines of Python code, those that go on after a backslash whole."""
    quote = ""
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        match = None if quote else _LINE.match(line)
        if match is None:
            quote = _open_quote(line, quote)
            continue
        text = match[1]
        while text.endswith("\\") and at < len(lines):
            text += "\n" + lines[at]
            at += 1
        yield Part(text, first + start)


def _open_quote(line: str, quote: str) -> str:
    """Return the triple quote that is open after this line."""
    for mark in _QUOTES.findall(line):
        if not quote:
            quote = mark
        elif quote == mark:
            quote = ""
    return quote


def _found(words: Sequence[Word]) -> Found | None:
    rest = _after_aws(words)
    if not rest or rest[0].text != "sagemaker":
        return None
    named, at = _next_name(rest, 1)
    row = _row(named.text) if named else None
    if named is None or row is None or row.tier == METADATA:
        return None
    options = _options(rest[at + 1 :])
    if options is None or _is_tagged(options) or _is_elsewhere(options, words):
        return None
    return Found(row.operation, row.kind, row.tier, _name(options, row), words[0].line)


def _after_aws(words: Sequence[Word]) -> Sequence[Word]:
    """Return the command's words from the service on; nothing for another command."""
    at = 0
    while at < len(words) and (words[at].text in _BEFORE or _ASSIGNMENT.match(words[at].text)):
        at += 1
    if at == len(words) or words[at].text.rpartition("/")[2] != "aws":
        return ()
    named, at = _next_name(words, at + 1)
    return words[at:] if named else ()


def _next_name(words: Sequence[Word], at: int) -> tuple[Word | None, int]:
    """Return the next word that is no global option; none where an expansion may hide one."""
    while at < len(words):
        word = words[at]
        if not word.text.startswith("--"):
            return (None if word.expands else word), at
        at += 2 if word.text in _VALUED else 1
    return None, at


def _row(command: str) -> Create | None:
    if not command.startswith("create-"):
        return None
    known = _OPERATIONS.get(command.replace("-", ""))
    return known or create_of("".join(part.capitalize() for part in command.split("-")))


def _options(words: Sequence[Word]) -> Mapping[str, list[Word]] | None:
    """Return each option's values; None where an expansion may hold more options."""
    options: dict[str, list[Word]] = {}
    values: list[Word] | None = None
    for word in words:
        if word.text.startswith("--"):
            name, equals, value = word.text.partition("=")
            values = options.setdefault(name, [])
            if equals:
                values.append(word._replace(text=value))
        elif values is None or (values and word.expands and word.text.startswith(("$", "{"))):
            return None
        else:
            values.append(word)
    return options


def _is_tagged(options: Mapping[str, list[Word]]) -> bool:
    given = [word.text.strip() for name, ws in options.items() if name == "--tags" for word in ws]
    return any(text not in _NO_TAGS for text in given)


def _is_elsewhere(options: Mapping[str, list[Word]], words: Sequence[Word]) -> bool:
    """Tell whether tags may come from elsewhere, or the call goes to a stand-in of AWS."""
    if any(name.startswith(_UNKNOWN) for name in options):
        return True
    texts = [word.text for word in words]
    named = next((i for i, text in enumerate(texts) if text.startswith("--endpoint-url")), None)
    return named is not None and "amazonaws.com" not in "".join(texts[named : named + 2])


def _name(options: Mapping[str, list[Word]], row: Create) -> str | None:
    for option, values in options.items():
        if option.replace("-", "") == row.name.lower() and len(values) == 1:
            return None if values[0].expands else values[0].text
    return None
