"""The month from a Cost and Usage Report in place of Cost Explorer: same view, same states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..cur import athena
from ..cur.query import Ask, map_names
from ..cur.schema import Schema
from ..cur.view import answer, day_of, decimal, lacking, view
from ..models import Problem, Spend
from ..problems import CostTagsError, Denied, Misconfigured
from ..spend.grouping import grouping
from ..spend.jobs import Job, Jobs, tail
from ..spend.owner import Owner
from ..spend.parse import Answer, Line
from ..spend.period import REPORT_MONTHS, period
from ..spend.request import Question
from ..spend.result import Told, spend
from .context import Context
from .doors import Door, Source, opened

EVERYBODY = Owner("account", "", ())
_BY = frozenset({"service", "usage-type", "instance-type"})


@dataclass(frozen=True)
class Wanted:
    """What is asked of a report."""

    by: str
    month: str | None = None
    owner: Owner = EVERYBODY
    metric: str = "UnblendedCost"
    required_keys: tuple[str, ...] = ()


def month_of(context: Context, source: Source, wanted: Wanted) -> Spend:
    """Return the month's view; one scan, one more by job, and one to explain a zero.

    Trouble becomes a state with its problem, never a number; a breakdown's key without a column
    leaves the month's numbers alive. Raises `BadRequest` for a month or breakdown that can't be
    had, and for a command that names no report.
    """
    grouping(wanted.by)
    with opened(context, source, months_of(context, wanted)) as door:
        return through(context, door, source, wanted)


def months_of(context: Context, wanted: Wanted) -> tuple[str, ...]:
    """Return the months that a view reads, YYYY-MM: the one before, and its own."""
    whole = period(wanted.month, context.now(), kept=REPORT_MONTHS)
    return (*([f"{whole.start:%Y-%m}"] if whole.start < whole.month else []), whole.name)


def through(context: Context, door: Door, source: Source, wanted: Wanted) -> Spend:
    """Return the month's view through an open report; raises as `month_of`."""
    whole, breakdown = period(wanted.month, context.now(), kept=REPORT_MONTHS), grouping(wanted.by)
    question = Question(wanted.owner, whole, breakdown, (), wanted.metric, None)
    months = months_of(context, wanted)
    return _Month(context, door, question, months, wanted.required_keys, source).told()


def no_numbers(context: Context, source: Source, wanted: Wanted, error: CostTagsError) -> Spend:
    """Return the state that says why there are no numbers."""
    question = Question(
        wanted.owner,
        period(wanted.month, context.now(), kept=REPORT_MONTHS),
        grouping(wanted.by),
        (),
        "",
        None,
    )
    denied = isinstance(error, Denied)
    found = Told("no-permission" if denied else "unavailable", problem=error.problem())
    told = spend(question, found, requests=0, now=context.now())
    return told.model_copy(update={"source": source.name, "request_cost": "0.00"})


class _Month:
    """One month being read from an open report."""

    def __init__(  # noqa: PLR0913
        self,
        context: Context,
        door: Door,
        question: Question,
        months: tuple[str, ...],
        required: tuple[str, ...],
        source: Source,
    ) -> None:
        self.context, self.door, self.question, self.months = context, door, question, months
        self.source = source
        self.problem: Problem | None = None
        self.scanned: int | None = None
        self.price = Decimal(0)
        schema = door.schema
        self.required = tuple(key for key in required if _has_column(schema, key))
        key = question.grouping.tag_key
        if key and not _has_column(schema, key):
            self.problem = _no_column(schema, key)
        self.key = None if self.problem else key

    def told(self) -> Spend:
        owner = self._owner()
        if owner is None:
            return self._zero("not-activated", self.question.owner.keys[0])
        by = self.question.grouping.by
        rows = self._ask("days", owner, by=by if by in _BY else None, marks=self.required)
        has_group = by in _BY or self.key is not None
        lines = answer(rows, has_tag=has_group, has_marks=bool(self.required))
        if self.problem:  # the key has no column: nothing carries it
            lines = _under_nothing(lines)
        if not any(line.day >= self.question.period.month for line in lines.lines) and owner:
            explained = self._explained(lines)
            if isinstance(explained, Spend):
                return explained
            lines = explained
        marked = None
        if self.required:
            month = self.question.period.month
            known = [key for key in self.required if _is_known(self.door.schema, key)]
            marked = lacking(rows, self.required, month, known)
        made = view(
            self.question,
            lines,
            source=self.source.name,
            now=self.context.now(),
            untagged=marked,
            jobs=self._jobs(owner) if by == "job" and lines.lines else None,
        )
        tag_key = self.question.grouping.tag_key if self.problem else None
        more: dict[str, Any] = {"problem": self.problem, "tag_key": tag_key}
        if not self._has_month_before(lines, owner):
            more |= {"previous_month": None, "changes": []}
        if self.problem and not marked:
            more |= {"untagged": None, "untagged_keys": []}
        return self._priced(made.model_copy(update=more))

    def _owner(self) -> tuple[tuple[str, Sequence[str]], ...] | None:
        """Return the owner's tags that the report has; None when it has none of them."""
        wanted = [(key, values) for key, values in self.question.owner.tags if values]
        kept = tuple(one for one in wanted if _has_column(self.door.schema, one[0]))
        return None if wanted and not kept else kept

    def _ask(  # noqa: PLR0913
        self,
        query: str,
        owner: Sequence[tuple[str, Sequence[str]]],
        *,
        by: str | None = None,
        marks: tuple[str, ...] = (),
        first: date | None = None,
        end: date | None = None,
    ) -> Sequence[Sequence[Any]]:
        whole, key = self.question.period, None if by or query == "jobs" else self.key
        days = first or whole.start, end or whole.end
        ask = Ask(query, *days, self.months, key, self.question.metric, owner, by=by, marks=marks)
        told = self.door.ask(ask)
        if told.scanned is not None:
            self.scanned = (self.scanned or 0) + told.scanned
            self.price += athena.price(told.scanned)  # each query has a least of its own
        return told.rows

    def _explained(self, lines: Answer) -> Spend | Answer:
        """Tell apart: truly nothing, not activated, nothing delivered yet."""
        whole, keys = self.question.period, self.question.owner.keys
        marks = tuple(key for key in keys if _has_column(self.door.schema, key))
        by = self.key
        self.key = None
        rows = self._ask("days", (), marks=marks, first=whole.month)
        self.key = by
        if not rows:
            return self._zero("no-data-yet", None)
        known = any(_is_known(self.door.schema, key) for key in marks)
        if not known and not any("1" in str(row[2]) for row in rows):
            return self._zero("not-activated", keys[0])
        if whole.is_settling:
            return self._zero("no-data-yet", None)
        currencies = {str(row[-2]) for row in rows}
        currency = currencies.pop() if len(currencies) == 1 else None
        last = max(day_of(row[0]) for row in rows)
        has_group = self.question.grouping.by in _BY or self.question.grouping.tag_key
        nothing = Line(last, (None, "Usage") if has_group else ("Usage",), Decimal(0))
        return Answer((*lines.lines, nothing), lines.currency or currency, {})

    def _has_month_before(self, lines: Answer, owner: Sequence[tuple[str, Sequence[str]]]) -> bool:
        """Tell whether the report has the month before at all: without it there is no zero."""
        month = self.question.period.month
        if any(line.day < month for line in lines.lines):
            return True
        return bool(owner) and bool(self._month_before())

    def _month_before(self) -> Sequence[Sequence[Any]]:
        """Return anybody's rows of the month before, by day and record type."""
        whole, by = self.question.period, self.key
        if whole.start == whole.month:
            return []
        self.key = None
        rows = self._ask("days", (), first=whole.start, end=whole.month)
        self.key = by
        return rows

    def _zero(self, state: str, tag_key: str | None) -> Spend:
        found = Told("not-activated" if state == "not-activated" else "no-data-yet",
                     tag_key=tag_key)  # fmt: skip
        made = spend(self.question, found, requests=0, now=self.context.now())
        return self._priced(made.model_copy(update={"source": self.source.name}))

    def _jobs(self, owner: Sequence[tuple[str, Sequence[str]]]) -> Jobs:
        rows = self._ask("jobs", owner, first=self.question.period.month)
        sums: dict[str | None, Decimal] = {}
        for resource, _, amount in rows:
            key = tail(None if resource is None else str(resource))
            sums[key] = sums.get(key, Decimal(0)) + decimal(amount)
        groups = [Job(key, amount, estimated=False) for key, amount in sums.items()]
        groups.sort(key=lambda job: (-job.amount, job.key is None, job.key or ""))
        return Jobs(tuple(groups), None)

    def _priced(self, made: Spend) -> Spend:
        price = "0.00" if self.scanned is None else f"{self.price:f}"
        return made.model_copy(update={"request_cost": price, "bytes_scanned": self.scanned})


def _has_column(schema: Schema, key: str) -> bool:
    """Tell whether a key may be asked for: a map has all of them, or none."""
    if schema.dialect.tag_map is not None:
        return schema.find(schema.dialect.tag_map) is not None
    try:
        schema.tag_column(key)
    except Misconfigured:
        return False
    return True


def _is_known(schema: Schema, key: str) -> bool:
    """Tell whether the report itself proves that a key is activated."""
    if schema.dialect.tag_map is None:
        return True
    return any(name in schema.map_keys for name in map_names(schema.dialect.name, key))


def _no_column(schema: Schema, key: str) -> Problem:
    try:
        schema.tag_column(key)
    except Misconfigured as error:
        return error.problem()
    return Misconfigured(
        f"The report has no column of tags, so none for {key!r}.",
        code="report-lacks-column",
        action="Export the report with its tags.",
    ).problem()


def _under_nothing(lines: Answer) -> Answer:
    told = tuple(replace(line, keys=(None, *line.keys)) for line in lines.lines)
    return replace(lines, lines=told)
