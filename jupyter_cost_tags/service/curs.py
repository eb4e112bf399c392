"""The Cost and Usage Report: SQL, rows, and the month's view; from files, S3 or Athena."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..cur import athena
from ..cur.engine import ENGINES
from ..cur.fetch import fetch
from ..cur.local import Report, files
from ..cur.query import QUERIES, Ask, sql
from ..cur.schema import PARTITIONS, Schema, assumed
from ..cur.view import answer, decimal, view
from ..models import CurResult, CurSql, Spend
from ..problems import BadRequest, Misconfigured
from ..spend.figures import cents
from ..spend.grouping import grouping
from ..spend.owner import Owner
from ..spend.period import Period, period
from ..spend.request import Question
from .context import Context
from .spends import owner_of

TREND_MONTHS = 6
EVERYBODY = Owner("account", "", ())


@dataclass(frozen=True)
class Source:
    """Where the report is: a path, an s3:// URL, or a table behind Athena."""

    path: str | None = None
    place: athena.Place | None = None
    dialect: str | None = None
    max_scan: int | None = None  # bytes
    progress: athena.Progress = lambda _state, _scanned: None


@dataclass(frozen=True)
class Asked:
    """What is asked of it."""

    query: str
    month: str | None = None
    key: str | None = None
    mine: bool = False
    metric: str = "UnblendedCost"
    limit: int | None = None


@dataclass(frozen=True)
class _Told:
    """What an engine answered."""

    columns: list[str]
    rows: Sequence[Sequence[Any]]
    schema: Schema
    files: int | None = None
    scanned: int | None = None
    query_id: str | None = None


def print_sql(context: Context, asked: Asked, dialect: str, engine: str, table: str) -> CurSql:
    """Return a statement for a dialect's usual columns; asks AWS only for whose costs."""
    if dialect not in PARTITIONS:
        raise BadRequest(
            f"There is no dialect {dialect[:20]!r}.", action=f"Use {', '.join(PARTITIONS)}."
        )
    ask = _ask(context, asked)
    keys = [key for key in (asked.key, *(key for key, _ in ask.owner)) if key]
    schema = assumed(dialect, keys, partitions=PARTITIONS[dialect])
    notes = []
    if dialect == "cur1":
        notes.append(
            "Partitions are assumed to be `year` and `month`, as AWS's own table has them."
        )
    return CurSql(
        query=asked.query,
        dialect=schema.dialect.name,
        engine="duckdb" if engine == "duckdb" else "athena",
        month=ask.months[-1],
        sql=sql(ask, schema, ENGINES[engine], table),
        notes=notes,
    )


def run(context: Context, asked: Asked, source: Source) -> CurResult:
    """Return a query's rows with the sum by currency.

    Raises a `CostTagsError`: unreadable files, a missing column, a limit, AWS's trouble.
    """
    if asked.query not in QUERIES:
        raise BadRequest(
            f"There is no query {asked.query[:40]!r}.", action=f"Use one of {', '.join(QUERIES)}."
        )
    ask = _ask(context, asked)
    told = _told(context, source, ask)
    at = {name: place for place, name in enumerate(told.columns)}
    totals: dict[str, Decimal] = {}
    for row in told.rows:
        currency = str(row[at["currency"]])
        totals[currency] = totals.get(currency, Decimal(0)) + decimal(row[at["amount"]])
    return CurResult(
        query=asked.query,
        source="athena" if source.place else "cur-file",
        dialect=told.schema.dialect.name,
        month=ask.months[-1],
        key=ask.key,
        columns=told.columns,
        rows=[_spelled(told.columns, row) for row in told.rows],
        totals={currency: cents(amount) for currency, amount in sorted(totals.items())},
        files=told.files,
        bytes_scanned=told.scanned,
        price=None if told.scanned is None else f"{athena.price(told.scanned):f}",
        query_id=told.query_id,
        notes=_notes(ask, told, at),
        as_of=context.now(),
    )


def report(context: Context, source: Source, asked: Asked, by: str) -> Spend:
    """Return the month's view of the contract, from the report in place of Cost Explorer.

    Everybody's costs unless `asked.mine`. One scan gives days, groups, what is excluded and the
    month before. Raises a `CostTagsError`.
    """
    breakdown = grouping(by)
    if breakdown.definition and not breakdown.tag_key:
        raise BadRequest("A report's month is by tag:KEY or day.", action="Use --by tag:KEY.")
    whole = period(asked.month, context.now())
    owner = _owner(context, mine=asked.mine)
    ask = Ask(
        "days",
        whole.start,
        whole.end,
        _months(whole.start, whole.month),
        breakdown.tag_key,
        asked.metric,
        owner.tags,
    )
    told = _told(context, source, ask)
    question = Question(owner, whole, breakdown, (), asked.metric, None)
    lines = answer(told.rows, has_tag=breakdown.tag_key is not None)
    return view(question, lines, source="athena" if source.place else "cur-file", now=context.now())


def rows(context: Context, source: Source, ask: Ask) -> Sequence[Sequence[Any]]:
    """Return the rows of one ask as the engine gives them; raises a `CostTagsError`."""
    return _told(context, source, ask).rows


def _told(context: Context, source: Source, ask: Ask) -> _Told:
    if source.place:
        aws = context.aws.metered()
        schema = athena.schema(aws, source.place, source.dialect)
        statement = sql(ask, schema, athena.ENGINE, source.place.sql)
        told = athena.run(
            aws, source.place, statement, limit=source.max_scan, progress=source.progress
        )
        return _Told(told.columns, told.rows, schema, None, told.scanned, told.query_id)
    path = _path(context, source, ask)
    found = Report(files(path), source.dialect)
    try:
        statement = sql(ask, found.schema, ENGINES["duckdb"], found.table)
        rows = found.run(statement)
        return _Told(found.names(), rows, found.schema, len(found.paths))
    finally:
        found.close()


def _path(context: Context, source: Source, ask: Ask) -> Path:
    if source.path is None:
        raise Misconfigured(
            "No report is named.",
            code="no-report",
            action="Name its files with --from, or its table with --database and --table.",
        )
    if source.path.startswith("s3://"):
        folder = context.state(context.identity()).folder / "cur"
        aws = context.aws.metered()
        return fetch(aws, source.path, folder, months=ask.months, limit=source.max_scan)
    path = Path(source.path).expanduser()
    if not path.exists():
        raise Misconfigured(
            f"There is no {path.name or path}.", code="no-report", action="Check --from."
        )
    return path


def _ask(context: Context, asked: Asked) -> Ask:
    whole = period(asked.month, context.now())
    first, end = whole.month, whole.end
    months = _months(first, first)
    if asked.query == "trend":
        first = _back(whole, TREND_MONTHS - 1)
        months = _months(first, whole.month)
    owner = _owner(context, mine=asked.mine)
    key = asked.key or _default_key(context, asked.query)
    return Ask(asked.query, first, end, months, key, asked.metric, owner.tags, asked.limit)


def _default_key(context: Context, query: str) -> str | None:
    """Return the policy's first required key for queries that need one."""
    if query not in {"by-tag", "untagged"}:
        return None
    policy = context.policy().policy
    keys = policy.required_keys if policy else ()
    return keys[0] if keys else None


def _owner(context: Context, *, mine: bool) -> Owner:
    if not mine:
        return EVERYBODY
    owner = owner_of(context.identity(), context.policy().policy)
    if owner is None:
        raise Misconfigured(
            "Nothing here marks what is yours.",
            code="no-owner",
            action="Ask without --mine, or open it in SageMaker Studio.",
        )
    return owner


def _months(first: date, last: date) -> tuple[str, ...]:
    names, day = [], first.replace(day=1)
    while day <= last:
        names.append(f"{day:%Y-%m}")
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return tuple(names)


def _back(whole: Period, months: int) -> date:
    number = whole.month.year * 12 + whole.month.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _notes(ask: Ask, told: _Told, at: dict[str, int]) -> list[str]:
    if not told.rows:
        return ["The report has no row for this; it may not have been delivered yet."]
    if ask.query == "by-tag" and all(row[at["tag"]] is None for row in told.rows):
        return [f"No cost carries {ask.key}: the key is not activated, or nobody used it."]
    return []


def _spelled(columns: Sequence[str], row: Sequence[Any]) -> list[str | None]:
    return [_cell(name, value) for name, value in zip(columns, row, strict=True)]


def _cell(name: str, value: Any) -> str | None:
    if name == "amount":
        return cents(decimal(value))
    if name in {"day", "month"} and value is not None:
        spelled = value.isoformat() if isinstance(value, datetime | date) else str(value)
        return spelled[:7] if name == "month" else spelled[:10]
    return None if value is None else str(value)
