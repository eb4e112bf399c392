"""The Cost and Usage Report: SQL, rows, and the month's view; from files, S3 or Athena."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..cur import athena
from ..cur.engine import ENGINES
from ..cur.page import Charts
from ..cur.query import QUERIES, Ask, sql
from ..cur.quicksight import Assets, assets
from ..cur.schema import PARTITIONS, assumed
from ..cur.view import decimal
from ..models import CurResult, CurSql, Problem, Spend
from ..problems import BadRequest, CostTagsError, Misconfigured
from ..spend.figures import cents
from ..spend.owner import Owner
from ..spend.period import REPORT_MONTHS, Period, period
from .billed import EVERYBODY, Wanted, month_of, months_of, through
from .context import Context
from .doors import Door, Source, Told, opened
from .owners import owner_of

TREND_MONTHS = 6


@dataclass(frozen=True)
class Asked:
    """What is asked of it."""

    query: str
    month: str | None = None
    key: str | None = None
    mine: bool = False
    metric: str = "UnblendedCost"
    limit: int | None = None


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
    with opened(context, source, ask.months) as door:
        return _result(context, source, door, ask)


def charts(context: Context, source: Source, asked: Asked) -> Charts:
    """Return what a page of charts shows: the month, by tag, by job, untagged, and the trend.

    Each of them fails by itself, with its problem in its place. Raises a `CostTagsError` for a
    report that can't be opened at all.
    """
    key = asked.key or _default_key(context, "by-tag")
    asks = {
        name: _ask(context, replace(asked, query=name, key=key))
        for name in ("by-tag", "by-job", "untagged", "trend")
    }
    wanted = _wanted(context, asked, f"tag:{key}" if key else "day")
    months = sorted({*months_of(context, wanted), *asks["trend"].months})
    with opened(context, source, months) as door:

        def told(name: str) -> CurResult | Problem:
            try:
                return _result(context, source, door, asks[name])
            except CostTagsError as error:
                return error.problem()

        month: Spend | Problem
        try:
            month = through(context, door, source, wanted)
        except CostTagsError as error:
            month = error.problem()
        return Charts(key, month, told("by-tag"), told("by-job"), told("untagged"), told("trend"))


def quicksight(
    context: Context, asked: Asked, place: athena.Place, dialect: str | None, principal: str | None
) -> dict[str, dict[str, Any]]:
    """Return QuickSight's inputs for a table; the catalog tells its dialect and tag columns.

    Asks who one is and what the table has; makes nothing. Raises a `CostTagsError`.
    """
    ask = _ask(context, replace(asked, query="dataset"))
    if not ask.key:
        raise BadRequest("A dashboard needs a tag key.", action="Add --key KEY.")
    identity = context.identity()
    if not identity.account or not identity.region:
        raise Misconfigured(
            "Which account and Region QuickSight is in isn't known.",
            code="no-region",
            action="Set AWS_PROFILE and AWS_REGION.",
        )
    schema = athena.schema(context.aws.metered(), place, dialect)
    return assets(
        Assets(
            account=identity.account,
            region=identity.region,
            partition=identity.partition or "aws",
            workgroup=place.workgroup or "primary",
            key=ask.key,
            sql=sql(ask, schema, athena.ENGINE, place.sql),
            principal=principal,
        )
    )


def _result(context: Context, source: Source, door: Door, ask: Ask) -> CurResult:
    told = door.ask(ask)
    at = {name: place for place, name in enumerate(told.columns)}
    totals: dict[str, Decimal] = {}
    for row in told.rows:
        currency = str(row[at["currency"]] or "unknown")
        totals[currency] = totals.get(currency, Decimal(0)) + decimal(row[at["amount"]])
    return CurResult(
        query=ask.query,
        source=source.name,
        dialect=door.schema.dialect.name,
        month=ask.months[-1],
        key=ask.key,
        columns=told.columns,
        rows=[_spelled(told.columns, row) for row in told.rows],
        totals={currency: cents(amount) for currency, amount in sorted(totals.items())},
        files=door.files,
        bytes_scanned=told.scanned,
        price=None if told.scanned is None else f"{athena.price(told.scanned):f}",
        query_id=told.query_id,
        notes=_notes(ask, told, at),
        as_of=context.now(),
    )


def report(context: Context, source: Source, asked: Asked, by: str) -> Spend:
    """Return the month's view of the contract, from the report in place of Cost Explorer.

    Everybody's costs unless `asked.mine`. One scan gives days, groups, what is excluded, what is
    untagged and the month before. Raises a `CostTagsError`.
    """
    return month_of(context, source, _wanted(context, asked, by))


def _wanted(context: Context, asked: Asked, by: str) -> Wanted:
    policy = context.policy().policy
    required = policy.required_keys if policy else ()
    owner = _owner(context, mine=asked.mine)
    return Wanted(by, asked.month, owner, asked.metric, tuple(required))


def rows(context: Context, source: Source, ask: Ask) -> Sequence[Sequence[Any]]:
    """Return the rows of one ask as the engine gives them; raises a `CostTagsError`."""
    with opened(context, source, ask.months) as door:
        return door.ask(ask).rows


def _ask(context: Context, asked: Asked) -> Ask:
    whole = period(asked.month, context.now(), kept=REPORT_MONTHS)
    first, end = whole.month, whole.end
    months = _months(first, first)
    if asked.query == "trend":
        first = _back(whole, TREND_MONTHS - 1)
        months = _months(first, whole.month)
    owner = _owner(context, mine=asked.mine)
    key = asked.key or _default_key(context, asked.query)
    rolling = TREND_MONTHS - 1 if asked.query == "dataset" else None
    return Ask(
        asked.query, first, end, months, key, asked.metric, owner.tags, asked.limit,
        rolling=rolling,
    )  # fmt: skip


def _default_key(context: Context, query: str) -> str | None:
    """Return the policy's first required key for queries that need one."""
    if query not in {"by-tag", "untagged", "dataset"}:
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


def _notes(ask: Ask, told: Told, at: dict[str, int]) -> list[str]:
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
