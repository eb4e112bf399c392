"""Streams and formats: results go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ..models import OrganisationPolicy, Problem, ProblemBody, Wire, spell_instant
from ..service.context import Context
from ..state.clock import fixed_clock
from ..state.spreadsheet import harmless

FINE, FINDINGS, USAGE, TROUBLE = 0, 1, 2, 3
DEMO = "DEMO DATA"
MOST_WITHOUT_BAR = 3  # steps that a spinner is enough for


class Format(str, Enum):
    """How a result is printed."""

    table = "table"
    json = "json"
    csv = "csv"


FORMAT = typer.Option(
    Format.table,
    "--format",
    "-f",
    case_sensitive=False,
    show_default="table",
    help="How to print the result; json always prints exactly one object.",
)


def print_json(result: Wire, context: Context | None = None) -> None:
    """Print one JSON object, marked where it is not of the real world.

    `problem` is there only where there is one: scripts ask for the word.
    """
    plain: dict[str, Any] = json.loads(result.model_dump_json())
    if plain.get("problem", plain) is None:
        del plain["problem"]
    print_plain({**plain, **(surroundings(context) if context else {})})


def surroundings(context: Context) -> dict[str, Any]:
    """Return the members that mark a result which is not of the real world."""
    marks: dict[str, Any] = {"demo": True} if context.aws.demo else {}
    fixed = fixed_clock(context.environ)
    return {**marks, "clock_fixed": spell_instant(fixed)} if fixed else marks


def print_plain(result: dict[str, Any]) -> None:
    """Print one JSON object in ASCII, which every terminal, pipe and file takes."""
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


def print_csv(
    header: Sequence[str], rows: Iterable[Sequence[object]], context: Context | None = None
) -> None:
    """Print rows that are safe to open in a spreadsheet, each marked if it is demo data."""
    mark = [DEMO] if context and context.aws.demo else []
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*header, *(["note"] if mark else [])])
    for row in rows:
        writer.writerow([*map(harmless, row), *mark])


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they are, however narrow the terminal: tools read them too."""
    for line in lines:
        sys.stdout.write(visible(line) + "\n")


def print_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()
) -> None:
    """Print a table; cells are text, never markup. Columns named in `right` hold amounts."""
    table = Table(box=None, pad_edge=False, show_header=any(header), header_style="bold")
    last = header[-1] if header else ""
    for name in header:
        table.add_column(
            name,
            overflow="fold",
            justify="right" if name in right else "left",
            no_wrap=name != last and name in _NARROW,
        )
    for row in rows:
        table.add_row(*[Text(visible(cell)) for cell in row])
    Console(highlight=False).print(table)


_NARROW = frozenset({"Created (UTC)", "Kind", "Status", "On the bill", "Outcome"})


def print_problem(problem: Problem, *, as_json: bool) -> None:
    """Tell what went wrong: on stdout where JSON is expected, for people on stderr."""
    if as_json:
        print_plain(json.loads(ProblemBody(problem=problem).model_dump_json()))
    console = _notes()
    console.print(Text(visible(problem.message), style="bold"))
    console.print(Text(visible(problem.action)))
    if problem.iam_action:
        console.print(Text(f"Missing IAM action: {visible(problem.iam_action)}"))


def say(text: str) -> None:
    """Say something beside the result."""
    _notes().print(Text(visible(text)))


def say_surroundings(context: Context) -> None:
    """Say what a reader must not miss: demo data, a clock that stands still, a refused policy."""
    banner = context.policy().problem
    if banner:
        say(f"{banner.message} {banner.action}")
    _say_organisation(context.policy().organisation)
    fixed = fixed_clock(context.environ)
    if fixed:
        say(f"The clock is fixed at {spell_instant(fixed)} (COST_TAGS_NOW).")
    if context.aws.demo:
        say(f"{DEMO}: not your account.")


def _say_organisation(told: OrganisationPolicy) -> None:
    """Say what could not be read of the organisation's rules, where they would be the policy."""
    why = told.problem
    if why is None:
        return
    action = f" Missing IAM action: {why.iam_action}." if why.iam_action else ""
    say(f"{why.message.rstrip('.')}.{action}")


@contextmanager
def working(text: str) -> Iterator[Callable[[str], None]]:
    """Show a sign of life on a terminal, and nowhere else; what it yields changes the text."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with _notes().status(Text(visible(text))) as status:
        yield lambda more: status.update(Text(visible(more)))


@contextmanager
def progressing(text: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, and nowhere else; yields what moves it on by so many."""
    if not sys.stderr.isatty() or total < MOST_WITHOUT_BAR:
        with working(text):
            yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=_notes(), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda more: bar.advance(task, more)


def is_terminal() -> bool:
    """Tell whether a person can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def visible(cell: object) -> str:
    """Return text whose control and direction characters can be seen."""
    text = "" if cell is None else str(cell)
    return "".join(
        char if char == "\n" or char.isprintable() else f"\\u{ord(char):04x}" for char in text
    )


def _notes() -> Console:
    """Return the console for everything that is not the result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)
