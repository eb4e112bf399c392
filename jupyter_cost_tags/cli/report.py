"""`report statement`: who is charged what in a month."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from enum import Enum
from pathlib import Path

import typer

from ..models import Statement
from ..problems import Misconfigured
from ..service import doors, statements
from ..service.context import Context
from ..spend.page import html, markdown
from .cur import (
    DATABASE,
    DIALECT,
    FROM,
    MAX_SCAN,
    METRIC,
    OUTPUT,
    TABLE,
    WORKGROUP,
    DialectChoice,
    source_of,
)
from .output import FINDINGS, FINE, print_csv, print_json, say, say_surroundings, working

report = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Reports for finance and for team leads; for a schedule, call them from cron.",
)


class PageFormat(str, Enum):
    """How a statement is written."""

    md = "md"
    html = "html"
    csv = "csv"
    json = "json"


MONTH = typer.Option(
    "", "--month", help="YYYY-MM in UTC; default: this month to date.", show_default=False
)
BY = typer.Option("", "--by", help="tag:KEY; default: the policy's first key.", show_default=False)
FORMAT = typer.Option(PageFormat.md, "--format", "-f", help="Markdown, one HTML page, CSV, JSON.")
OUT = typer.Option("", "--out", help="Write it to this file, whole or not at all.")


@report.callback()
def _report() -> None:
    """Keep `statement` a command of its own."""


@report.command("statement")
def statement(
    month: str = MONTH,
    by: str = BY,
    output: PageFormat = FORMAT,
    out: str = OUT,
    metric: str = METRIC,
    from_: str = FROM,
    database: str = DATABASE,
    table: str = TABLE,
    workgroup: str = WORKGROUP,
    results: str = OUTPUT,
    dialect: DialectChoice = DIALECT,
    max_scan: str = MAX_SCAN,
) -> int:
    """Write who is charged what in a month, by the values of one tag key.

    For example: jupyter cost-tags report statement --month 2026-10 --by tag:project --format html
    --out statement.html

    From Cost Explorer (0.01 USD a page of 500 groups, within the daily cap), or from a Cost and
    Usage Report with --from or --table. Usage, credits, refunds and taxes are columns of their
    own; lines add up to the totals, and these to the source, to the cent.

    Exit code 1 when there is no charge yet, 2 for a wrong command, 3 when it can't be read.
    """
    context = Context(os.environ)
    named = bool(from_ or database or table)
    source: doors.Source | None = None
    if named:
        source = source_of(from_, database, table, workgroup, results, dialect, max_scan)
    with working("Reading the month's charges…"):
        told = statements.make_statement(
            context, by=by or _default_by(context), month=month or None, metric=metric,
            source=source,
        )  # fmt: skip
    _write(told, context, output, out)
    _say_summary(told)
    say_surroundings(context)
    return FINE if told.lines else FINDINGS


def _write(told: Statement, context: Context, output: PageFormat, out: str) -> None:
    demo = context.aws.demo
    if output is PageFormat.json and not out:
        print_json(told, context)
    elif output is PageFormat.csv and not out:
        _print_csv(told, context)
    elif out:
        _to_file(Path(out), _text(told, output, demo=demo))
        if output is PageFormat.json:
            print_json(told, context)
    else:
        typer.echo(_text(told, output, demo=demo), nl=False)


def _text(told: Statement, output: PageFormat, *, demo: bool) -> str:
    if output is PageFormat.html:
        return html(told, demo=demo)
    if output is PageFormat.md:
        return markdown(told, demo=demo)
    if output is PageFormat.json:
        return told.model_dump_json(indent=2) + "\n"
    raise Misconfigured(
        "CSV goes to the terminal.", code="no-file", action="Use `--format csv > statement.csv`."
    )


def _print_csv(told: Statement, context: Context) -> None:
    kinds = told.kinds
    rows = [
        [line.key, line.name, *[line.charges.get(kind) for kind in kinds], line.total]
        for line in told.lines
    ]
    rows.append(["TOTAL", None, *[told.totals[kind] for kind in kinds], told.total])
    currency = told.currency or "currency"
    print_csv((told.by, "name", *kinds, f"total {currency}"), rows, context)


def _to_file(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _default_by(context: Context) -> str:
    policy = context.policy().policy
    keys = policy.required_keys if policy else ()
    if not keys:
        raise Misconfigured(
            "There is no policy whose key the statement could be by.",
            code="no-key",
            action="Name one: --by tag:KEY.",
        )
    return f"tag:{keys[0]}"


def _say_summary(told: Statement) -> None:
    if not told.lines:
        say(f"There is no charge in {told.month} yet.")
        return
    price = f", {told.requests} requests for {told.request_cost} USD" if told.requests else ""
    say(f"{told.month}: {told.total} {told.currency} in {len(told.lines)} lines{price}.")
    if all(line.key is None for line in told.lines):
        say(f"No charge carries {told.by.removeprefix('tag:')}: is the key activated for billing?")
