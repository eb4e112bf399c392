"""`report statement`: who is charged what in a month."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Optional

import typer

from ..models import Statement
from ..problems import Misconfigured
from ..service import doors, statements
from ..service.context import Context
from ..spend.page import html, markdown
from ..state.spreadsheet import spell_csv
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
from .files import to_file
from .output import FINDINGS, FINE, print_csv, print_json, say, say_surroundings, working
from .schedule import ScheduleChoice
from .schedule import schedule as make_schedule

report = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Reports for finance and for team leads, once or every month.",
)


class PageFormat(str, Enum):
    """How a statement is written."""

    md = "md"
    html = "html"
    csv = "csv"
    json = "json"


MONTH = typer.Option(
    "", "--month", help="YYYY-MM in UTC, or last; default: this month to date.", show_default=False
)
BY = typer.Option("", "--by", help="tag:KEY; default: the policy's first key.", show_default=False)
FORMAT = typer.Option(PageFormat.md, "--format", "-f", help="Markdown, one HTML page, CSV, JSON.")
OUT = typer.Option("", "--out", help="Write it to this file, whole or not at all.")


SCHEDULE = typer.Option(
    None, "--schedule", help="Print what calls it every month; see below.", show_default=False
)
PROJECT = typer.Option(
    "cost-tags", "--project", help="CodeBuild project of an EventBridge schedule."
)
ROLE = typer.Option("", "--role", help="ARN of the role that a schedule in AWS runs as.")
DASHBOARD = typer.Option("", "--dashboard", help="ARN of the billing dashboard to send.")
YES = typer.Option(False, "--yes", "-y", help="Create AWS's scheduled report.")
_METRIC = "UnblendedCost"
_LAST = "last"


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
    schedule: Optional[ScheduleChoice] = SCHEDULE,  # noqa: UP045  (typer 0.9)
    project: str = PROJECT,
    role: str = ROLE,
    dashboard: str = DASHBOARD,
    yes: bool = YES,
) -> int:
    """Write who is charged what in a month, by the values of one tag key.

    For example: jupyter cost-tags report statement --month 2026-10 --by tag:project --format html
    --out statement.html

    From Cost Explorer (0.01 USD a page of 500 groups, within the daily cap), or from a Cost and
    Usage Report with --from or --table. Usage, credits, refunds and taxes are columns of their
    own; lines add up to the totals, and these to the source, to the cent.

    Every month by itself: `--schedule cron` prints a crontab's lines, `eventbridge` the input of
    EventBridge Scheduler, which starts a CodeBuild project (--out s3://…, --role); nothing is
    created. `aws` shows AWS's own scheduled report of a billing dashboard (--dashboard, --role)
    and creates it with --yes, where boto3 and the account have it.

    Exit code 1 when there is no charge yet, 2 for a wrong command, 3 when it can't be read.
    """
    context = Context(os.environ)
    named = bool(from_ or database or table) or statements.is_from_report(context)
    source: doors.Source | None = None
    if schedule is not None:
        options = {
            "--by": by or _default_by(context), "--metric": metric if metric != _METRIC else "",
            "--from": from_, "--database": database, "--table": table, "--workgroup": workgroup,
            "--output": results, "--dialect": "" if dialect is DialectChoice.auto else dialect,
            "--format": output,
        }  # fmt: skip
        return make_schedule(
            context, schedule, _words(options), out=out, ending=output.value, project=project,
            role=role, dashboard=dashboard, yes=yes, as_json=output is PageFormat.json,
        )  # fmt: skip
    month = _before(context) if month == _LAST else month
    if named:
        source = source_of(context, from_, database, table, workgroup, results, dialect, max_scan)
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
        to_file(Path(out), _text(told, output, demo=demo))
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
    return spell_csv(*_sheet(told, demo=demo))


def _sheet(told: Statement, *, demo: bool) -> tuple[Sequence[str], list[list[object]]]:
    header, rows = _rows(told)
    mark = ["DEMO DATA"] if demo else []
    return [*header, *(["note"] if demo else [])], [[*row, *mark] for row in rows]


def _print_csv(told: Statement, context: Context) -> None:
    header, rows = _rows(told)
    print_csv(header, rows, context)


def _rows(told: Statement) -> tuple[Sequence[str], list[list[object]]]:
    kinds = told.kinds
    rows: list[list[object]] = [
        [line.key, line.name, *[line.charges.get(kind) for kind in kinds], line.total]
        for line in told.lines
    ]
    rows.append(["TOTAL", None, *[told.totals[kind] for kind in kinds], told.total])
    currency = told.currency or "currency"
    return (told.by, "name", *kinds, f"total {currency}"), rows


def _words(options: Mapping[str, str]) -> list[str]:
    """Return the command that a schedule runs: always of the month before."""
    told = [(name, getattr(value, "value", value)) for name, value in options.items() if value]
    given = [word for pair in told for word in pair]
    return ["report", "statement", "--month", _LAST, *given]


def _before(context: Context) -> str:
    """Return the month before this one, in UTC."""
    first = context.now().astimezone(timezone.utc).replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"


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
