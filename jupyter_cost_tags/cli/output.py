"""Streams and formats: results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..models import Problem, ProblemBody, Wire

FINE, FINDINGS, USAGE, TROUBLE = 0, 1, 2, 3

# A spreadsheet takes a cell that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(str, Enum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


def notes() -> Console:
    """Return the console for everything that is not the result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(result: Wire | dict[str, Any]) -> None:
    """Print one JSON object."""
    plain = result if isinstance(result, dict) else json.loads(result.model_dump_json())
    sys.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False) + "\n")


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows that are safe to open in a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])


def print_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table; cells are text, never markup."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*[Text(_visible(cell)) for cell in row])
    Console(highlight=False).print(table)


def print_problem(problem: Problem, *, as_json: bool) -> None:
    """Tell what went wrong: on stdout where JSON is expected, for people on stderr."""
    if as_json:
        print_json(ProblemBody(problem=problem))
    console = notes()
    console.print(Text(f"{problem.message} ", style="bold"), Text(problem.action))
    if problem.iam_action:
        console.print(Text(f"Missing IAM action: {problem.iam_action}"))


def say(text: str) -> None:
    """Say something beside the result."""
    notes().print(Text(text))


def is_terminal() -> bool:
    """Tell whether a person can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _visible(cell: object) -> str:
    """Return text whose control and direction characters can be seen."""
    text = "" if cell is None else str(cell)
    return "".join(
        char if char == "\n" or char.isprintable() else f"\\u{ord(char):04x}" for char in text
    )
