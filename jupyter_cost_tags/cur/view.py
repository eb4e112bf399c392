"""A month's view from a report's rows: the same figures as from Cost Explorer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..models import Spend, SpendSource
from ..problems import BadResponse
from ..spend.figures import figures
from ..spend.forecast import own
from ..spend.parse import Answer, Line
from ..spend.request import Question
from ..spend.result import Told, spend
from ..spend.untagged import Untagged


def answer(rows: Iterable[Sequence[Any]], *, has_tag: bool) -> Answer:
    """Return rows of the `days` query as Cost Explorer's lines.

    Raises `BadResponse` for a row that is none, and for more than one currency.
    """
    lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
    currencies: set[str] = set()
    of_zeros: set[str] = set()
    for row in rows:
        day, *keys, currency, amount = row
        if len(keys) != 1 + has_tag:
            raise BadResponse("A row of the report's answer has another length than asked for.")
        place = (_day(day), tuple(None if key is None else str(key) for key in keys))
        value = decimal(amount)
        lines[place] = lines.get(place, Decimal(0)) + value
        if currency:
            (currencies if value else of_zeros).add(str(currency))
    if len(currencies) > 1:
        raise BadResponse(
            "The report has costs in more than one currency, which can't be summed.",
            code="mixed-currencies",
            action="Use `cur run`, which keeps currencies apart.",
        )
    told = tuple(Line(day, keys, amount) for (day, keys), amount in lines.items())
    return Answer(told, next(iter(currencies or of_zeros), None), {})


def view(question: Question, told: Answer, *, source: SpendSource, now: datetime) -> Spend:
    """Return the month as the contract has it; no row at all is "no data yet", never 0."""
    by = question.grouping.by
    numbers = figures(told, question.period, by=by)
    if not told.lines or numbers.through is None:
        empty = spend(question, Told("no-data-yet"), requests=0, now=now)
        return empty.model_copy(update={"source": source})
    found = Told("ok", numbers)
    if question.period.is_open:
        ending = own(numbers.all_days, question.period, numbers.through)
        found = replace(found, ending=ending)
    key = question.grouping.tag_key
    if key:
        lacking = numbers.groups.get(None, Decimal(0))
        found = replace(found, untagged=Untagged(lacking, (key,)))
    made = spend(question, found, requests=0, now=now)
    return made.model_copy(update={"source": source, "request_cost": "0.00"})


def decimal(amount: Any) -> Decimal:
    """Return an amount; raises `BadResponse` for what is none."""
    if amount is None:
        return Decimal(0)
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        raise BadResponse("An amount in the report is no number.") from None
    if not value.is_finite():
        raise BadResponse("An amount in the report is no number.")
    return value


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadResponse("A day in the report is no date.") from None
