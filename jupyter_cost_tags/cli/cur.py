"""`cur sql|run|report`: the Cost and Usage Report, by Athena or from files."""

from __future__ import annotations

import os
from dataclasses import replace
from enum import Enum

import typer

from ..cur.athena import Place, Progress
from ..cur.query import QUERIES
from ..models import CurResult, CurSql
from ..problems import BadRequest
from ..service import curs, doors
from ..service.context import Context
from ..spend.grouping import WORDS
from .charts import write_charts
from .output import (
    FINE,
    FORMAT,
    Format,
    is_terminal,
    print_csv,
    print_json,
    print_lines,
    print_table,
    say,
    say_surroundings,
    working,
)
from .spend import finish

cur = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help=(
        "Ask a Cost and Usage Report (legacy CUR, CUR 2.0 or FOCUS): month to date, by tag, by job,"
        " what lacks a tag, the trend.\n\n"
        "`cur sql` prints the statement for people who run it themselves; `cur run` runs it, on"
        ' files with DuckDB (`pip install "jupyter-cost-tags[cur]"`) or on Athena; `cur report`'
        " is the month as `spend` shows it, without Cost Explorer."
    ),
)


class QueryChoice(str, Enum):
    """What is asked."""

    month = "month"
    by_tag = "by-tag"
    by_job = "by-job"
    untagged = "untagged"
    trend = "trend"
    dataset = "dataset"


class DialectChoice(str, Enum):
    """Which export it is."""

    auto = "auto"
    cur1 = "cur1"
    cur2 = "cur2"
    focus = "focus"


class EngineChoice(str, Enum):
    """Whose SQL."""

    athena = "athena"
    duckdb = "duckdb"


_HELP = "; ".join(f"{name}: {words}" for name, words in QUERIES.items())
QUERY = typer.Argument(help=f"{_HELP}.", show_default=False)
MONTH = typer.Option("", "--month", help="YYYY-MM in UTC; default: this month.", show_default=False)
KEY = typer.Option(
    "", "--key", help="The tag key; default: the policy's first required one.", show_default=False
)
MINE = typer.Option(False, "--mine", help="Only costs that carry your profile's or spaces' tag.")
METRIC = typer.Option("UnblendedCost", "--metric", help="As in Cost Explorer.")
DIALECT = typer.Option(
    DialectChoice.auto, "--dialect", help="The export's form; auto looks at its columns."
)
SQL_DIALECT = typer.Option(DialectChoice.cur2, "--dialect", help="The export's form.")
ENGINE = typer.Option(EngineChoice.athena, "--engine", help="Whose SQL to print.")
TABLE_NAME = typer.Option("cur", "--table", help="The table as it is to be written.")
FROM = typer.Option(
    "",
    "--from",
    help="The report's file, its folder, or s3://bucket/prefix (fetched once).",
    show_default=False,
)
DATABASE = typer.Option("", "--database", help="Athena's database.", show_default=False)
TABLE = typer.Option("", "--table", help="Athena's table.", show_default=False)
WORKGROUP = typer.Option("", "--workgroup", help="Athena's workgroup.", show_default=False)
OUTPUT = typer.Option(
    "",
    "--output",
    help="s3:// place for Athena's results, where the workgroup names none.",
    show_default=False,
)
MAX_SCAN = typer.Option(
    "10GB", "--max-scan", help="Stop at so many bytes read or fetched: 500MB, 10GB, 1TB."
)
LIMIT = typer.Option(0, "--limit", min=0, help="Only the first rows; 0: all.")
BY = typer.Option("", "--by", help=f"{WORDS}; default: day.", show_default=False)
HTML = typer.Option("", "--html", help="Write a page of charts to this file.", show_default=False)
QUICKSIGHT = typer.Option(
    "", "--quicksight", help="Write QuickSight's files to this folder.", show_default=False
)
PRINCIPAL = typer.Option(
    "",
    "--principal",
    help="ARN of the QuickSight user or group that is to own them.",
    show_default=False,
)

_UNITS = {"MB": 1024**2, "GB": 1024**3, "TB": 1024**4}


@cur.command("sql")
def sql_(
    query: QueryChoice = QUERY,
    month: str = MONTH,
    key: str = KEY,
    mine: bool = MINE,
    metric: str = METRIC,
    dialect: DialectChoice = SQL_DIALECT,
    engine: EngineChoice = ENGINE,
    table: str = TABLE_NAME,
    output: Format = FORMAT,
) -> int:
    """Print a query's SQL, with the month's partition and the tag's column quoted rightly.

    For example: jupyter cost-tags cur sql by-tag --key cost-center --dialect cur1

    by-tag and untagged are the two queries of AWS's article on SageMaker cost allocation,
    corrected: NULL and '' are both "no value", and credits, refunds and taxes are kept apart.

    Exit code 2 for a wrong command.
    """
    if dialect is DialectChoice.auto:
        raise BadRequest("Printed SQL needs a dialect.", action="Name cur1, cur2 or focus.")
    context = Context(os.environ)
    asked = curs.Asked(query.value, month or None, key or None, mine, metric)
    told = curs.print_sql(context, asked, dialect.value, engine.value, table)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(("query", "dialect", "engine", "sql"), [_sql_row(told)], context)
    else:
        print_lines([*told.sql.splitlines()])
    for note in told.notes:
        say(note)
    return FINE


@cur.command("run")
def run(
    query: QueryChoice = QUERY,
    from_: str = FROM,
    database: str = DATABASE,
    table: str = TABLE,
    workgroup: str = WORKGROUP,
    results: str = OUTPUT,
    month: str = MONTH,
    key: str = KEY,
    mine: bool = MINE,
    metric: str = METRIC,
    dialect: DialectChoice = DIALECT,
    max_scan: str = MAX_SCAN,
    limit: int = LIMIT,
    output: Format = FORMAT,
) -> int:
    """Run a query on a report: on files with DuckDB, or on a table with Athena.

    For example: jupyter cost-tags cur run by-tag --key project --from exports/cur2; or
    jupyter cost-tags cur run untagged --database billing --table cur2 --workgroup primary

    Athena bills what it reads (5 USD a TB by list price); the bytes are shown while it runs, and
    it is stopped at --max-scan or by Ctrl-C.

    Exit code 2 for a wrong command or a report that lacks a column, 3 when it can't be read.
    """
    context = Context(os.environ)
    asked = curs.Asked(query.value, month or None, key or None, mine, metric, limit or None)
    source = source_of(context, from_, database, table, workgroup, results, dialect, max_scan)
    with working("Asking the report…"):
        told = curs.run(context, asked, source)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(told.columns, told.rows, context)
    elif told.rows:
        rows = [
            [_shown(name, cell) for name, cell in zip(told.columns, row, strict=True)]
            for row in told.rows
        ]
        print_table(told.columns, rows, right=("amount",))
    _say_summary(told)
    say_surroundings(context)
    return FINE


@cur.command("report")
def report(
    from_: str = FROM,
    database: str = DATABASE,
    table: str = TABLE,
    workgroup: str = WORKGROUP,
    results: str = OUTPUT,
    month: str = MONTH,
    by: str = BY,
    mine: bool = MINE,
    metric: str = METRIC,
    dialect: DialectChoice = DIALECT,
    max_scan: str = MAX_SCAN,
    html: str = HTML,
    quicksight: str = QUICKSIGHT,
    principal: str = PRINCIPAL,
    output: Format = FORMAT,
) -> int:
    """Show the month as `spend` does, from a report in place of Cost Explorer.

    For example: jupyter cost-tags cur report --from exports/cur2 --by tag:project --month 2026-10

    Everybody's costs, or yours with --mine; the month before at the same day, a forecast from the
    days before, credits, refunds and taxes apart.

    `--html FILE` writes a page with the month, by tag, by job, untagged and the trend: no script,
    nothing fetched, a table behind every chart. `--quicksight FOLDER` writes the same charts as
    QuickSight's own files (data source, dataset, dashboard) for a table behind Athena, and says the
    commands that import them; nothing is created.

    Exit codes are those of `spend`; with --html 3 when a part could not be read.
    """
    context = Context(os.environ)
    source = source_of(context, from_, database, table, workgroup, results, dialect, max_scan)
    key = by.removeprefix("tag:") if by.startswith("tag:") else None
    if html or quicksight:
        asked = curs.Asked("days", month or None, key, mine, metric)
        return write_charts(
            context, source, asked, html=html, quicksight=quicksight,
            principal=principal or None, output=output,
        )  # fmt: skip
    asked = curs.Asked("days", month or None, None, mine, metric)
    with working("Asking the report…"):
        told = curs.report(context, source, asked, by or "day")
    return finish(context, told, output)


def source_of(
    context: Context,
    path: str,
    database: str,
    table: str,
    workgroup: str,
    results: str,
    dialect: DialectChoice,
    max_scan: str,
) -> doors.Source:
    """Return the one report that the options name, or else the policy's.

    Raises `BadRequest` for none or two.
    """
    policy = context.policy().policy
    if policy and policy.spend.report and not (path or database or table):
        kept = doors.Source.of_policy(policy.spend.report)
        return replace(kept, max_scan=parse_size(max_scan), progress=_progress())
    if bool(path) == bool(database or table) or bool(database) != bool(table):
        raise BadRequest(
            "Name one report: --from for files, or --database and --table for Athena.",
            action="Or name it once in the policy, `spend: {report: …}`; see docs.",
        )
    named = None if dialect is DialectChoice.auto else dialect.value
    place = Place(database, table, workgroup or None, results or None) if table else None
    return doors.Source(path or None, place, named, parse_size(max_scan), _progress())


def _progress() -> Progress:
    """Return what tells of a query under way, on a terminal only."""
    told: set[tuple[str, int]] = set()

    def tell(state: str, scanned: int) -> None:
        step = (state, scanned // _UNITS["GB"])
        if is_terminal() and step not in told:
            told.add(step)
            say(f"Athena: {state.lower()}, {spell_size(scanned)} read.")

    return tell


def parse_size(text: str) -> int:
    """Return the bytes of `500MB`, `10GB` or `1TB`; raises `BadRequest`."""
    number, unit = text[:-2], text[-2:].upper()
    if unit not in _UNITS or not (number.isascii() and number.isdigit()) or len(number) > 6:
        raise BadRequest(
            f"--max-scan {text[:20]!r} is no size.", action="Write it like 500MB, 10GB or 1TB."
        )
    return int(number) * _UNITS[unit]


def spell_size(size: int) -> str:
    """Spell bytes for people: `12.3 MB`."""
    for unit in ("TB", "GB", "MB"):
        if size >= _UNITS[unit]:
            return f"{size / _UNITS[unit]:.1f} {unit}"
    return f"{size} bytes"


def _sql_row(told: CurSql) -> tuple[object, ...]:
    return (told.query, told.dialect, told.engine, told.sql)


def _cells(told: CurResult, row: list[str | None]) -> list[str]:
    return [_shown(name, cell) for name, cell in zip(told.columns, row, strict=True)]


def _shown(name: str, cell: str | None) -> str:
    if cell is not None:
        return cell
    return {"tag": "Not tagged", "resource": "No resource"}.get(name, "")


def _say_summary(told: CurResult) -> None:
    sums = ", ".join(f"{amount} {currency}" for currency, amount in told.totals.items())
    read = f"{told.files} files" if told.files is not None else ""
    if told.bytes_scanned is not None:
        read = f"Athena read {spell_size(told.bytes_scanned)}, about {told.price} USD"
    say(f"{len(told.rows)} rows, {sums or 'no amount'} ({told.dialect}, {read}).")
    for note in told.notes:
        say(note)
