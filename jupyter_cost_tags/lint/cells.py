"""Cells of a notebook, and Python out of what IPython adds to it."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..guard.shell import shell_parts

_IGNORED = "__cost_tags_unknown__"  # a name that nobody gives a value
_CELL_MAGIC = re.compile(r"\s*%%(!|\w+)(.*)")
# Cell magics whose cell is Python all the same.
_PYTHON = frozenset({"time", "timeit", "capture", "prun", "cost_tags", "local"})
# Line magics whose line is Python.
_TIMED = re.compile(r"(\s*)(%(?:time|timeit|prun)\b(?:\s+-\w+(?:\s+\d+)?)*)(.*)", re.DOTALL)
_COMMAND = re.compile(r"(\s*)(?:[!%?]|\?{1,2}\w)")
_HELP = re.compile(r"\s*[\w.*]+\?{1,2}\s*$")
_ASSIGNED = re.compile(r"(\s*[\w.,\[\] ]+=\s*)(?:!|%\w)")
_QUOTES = re.compile(r"'''|\"\"\"")


class NotANotebook(ValueError):
    """The file is no notebook that can be read; the text says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell; number counts all cells, from 1. A script is one without number."""

    source: str
    number: int | None = None


def cells_of(text: str) -> list[Cell]:
    """Return the code cells of a notebook of any version; none where it isn't Python's.

    Raises `NotANotebook`.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise NotANotebook("it is no JSON") from None
    if not isinstance(notebook, dict):
        raise NotANotebook("it has no cells")
    listed = notebook.get("cells")
    if listed is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        listed = [cell for sheet in sheets for cell in sheet.get("cells", [])]
    if not isinstance(listed, list):
        raise NotANotebook("it has no cells")
    if not _is_python(notebook):
        return []
    return list(_code(listed))


def _is_python(notebook: Mapping[str, Any]) -> bool:
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    named = [
        member[key]
        for name, key in (("language_info", "name"), ("kernelspec", "language"))
        if isinstance(member := metadata.get(name), dict) and isinstance(member.get(key), str)
    ]
    return not named or "python" in named[0].lower()


def _code(listed: list[Any]) -> Iterator[Cell]:
    for number, cell in enumerate(listed, start=1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if isinstance(source, str):
            yield Cell(source.replace("\r\n", "\n"), number)


def parsed(source: str) -> list[ast.stmt] | None:
    """Return the statements of a cell or script, its lines where they were; None if it has none.

    IPython's commands become names without a value.
    """
    for text in (source, plain(source)):
        statements = None if text is None else _parsed(text)
        if statements is not None:
            return statements
    return None


def plain(source: str) -> str | None:
    """Return a cell as Python; None for one that is not."""
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return "\n".join(_plain_lines(source))
    if magic[1] not in _PYTHON:
        return None
    rest = source[magic.end() :]
    return "\n" * source[: magic.end()].count("\n") + "\n".join(_plain_lines(rest))


def _plain_lines(source: str) -> Iterator[str]:
    """Yield as many lines as there are, those of IPython replaced."""
    shell = {
        line
        for part in shell_parts(source)
        for line in range(part.line + 1, part.line + part.text.count("\n") + 1)
    }
    quote = ""
    continued = False
    for number, line in enumerate(source.split("\n"), start=1):
        if number in shell or continued:
            continued = continued and line.endswith("\\")
            yield ""
            continue
        replaced = line if quote else _plain_line(line)
        continued = replaced != line and line.endswith("\\") and number + 1 not in shell
        quote = quote if replaced != line else _open_quote(line, quote)
        yield replaced


def _plain_line(line: str) -> str:
    timed = _TIMED.match(line)
    if timed:
        return timed[1] + (timed[3].lstrip() or _IGNORED)
    assigned = _ASSIGNED.match(line)
    if assigned:
        return assigned[1] + _IGNORED
    command = _COMMAND.match(line)
    if command:
        return command[1] + _IGNORED
    return _IGNORED if _HELP.match(line) else line


def _open_quote(line: str, quote: str) -> str:
    for mark in _QUOTES.findall(line):
        if not quote:
            quote = mark
        elif quote == mark:
            quote = ""
    return quote


def _parsed(text: str) -> list[ast.stmt] | None:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in other people's texts
        try:
            module = compile(text, "<cell>", "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return module.body if isinstance(module, ast.Module) else None
