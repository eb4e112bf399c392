"""A month's view from a report's rows: the same figures as from Cost Explorer. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..models import Spend, SpendSource
from ..problems import BadResponse
from ..spend.figures import figures
from ..spend.forecast import own
from ..spend.jobs import Jobs
from ..spend.parse import Answer, Line
from ..spend.request import EXCLUDED, Question
from ..spend.result import Told, spend
from ..spend.untagged import Untagged


def answer(rows: Iterable[Sequence[Any]], *, has_tag: bool, has_marks: bool = False) -> Answer:
    """Return rows of the `days` query as Cost Explorer's lines; marks are left to `lacking`.

    Raises `BadResponse` for a row that is none, and for more than one currency.
    """
    lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
    currencies: set[str] = set()
    of_zeros: set[str] = set()
    for row in rows:
        day, *keys, currency, amount = row
        if len(keys) != 1 + has_tag + has_marks:
            raise BadResponse("A row of the report's answer has another length than asked for.")
        keys = keys[: 1 + has_tag]
        place = (day_of(day), tuple(None if key is None else str(key) for key in keys))
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


def lacking(
    rows: Iterable[Sequence[Any]], keys: Sequence[str], month: date, known: Container[str] = ()
) -> Untagged:
    """Return the month's usage that lacks any of the keys, from rows that end in their marks.

    A key that no cost carries counts only where it is `known` to be activated.
    """
    used = [
        (str(marks), decimal(amount))
        for day, *_, kind, marks, _, amount in rows
        if day_of(day) >= month and kind not in EXCLUDED
    ]
    judged = [
        at
        for at, key in enumerate(keys)
        if key in known or any(marks[at : at + 1] == "1" for marks, _ in used)
    ]
    if not judged:
        return Untagged(None, ())
    wanting = [amount for marks, amount in used if any(marks[at : at + 1] == "0" for at in judged)]
    return Untagged(sum(wanting, Decimal(0)), tuple(keys[at] for at in judged))


def view(  # noqa: PLR0913  (what it is made of)
    question: Question,
    told: Answer,
    *,
    source: SpendSource,
    now: datetime,
    untagged: Untagged | None = None,
    jobs: Jobs | None = None,
) -> Spend:
    """Return the month as the contract has it; no row at all is "no data yet", never 0."""
    by = question.grouping.by
    numbers = figures(told, question.period, by=by)
    if not told.lines or numbers.through is None:
        empty = spend(question, Told("no-data-yet"), requests=0, now=now)
        return empty.model_copy(update={"source": source})
    found = Told("ok", numbers, jobs=jobs)
    if question.period.is_open:
        ending = own(numbers.all_days, question.period, numbers.through)
        found = replace(found, ending=ending)
    key = question.grouping.tag_key
    if untagged is not None:
        found = replace(found, untagged=untagged)
    elif key:
        found = replace(found, untagged=Untagged(numbers.groups.get(None, Decimal(0)), (key,)))
    made = spend(question, found, requests=0, now=now)
    # AWS may change a month until its bill is made; no report says whether that was done.
    changing = {"estimated": True} if question.period.is_open else {}
    return made.model_copy(update={"source": source, "request_cost": "0.00", **changing})


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


def day_of(value: Any) -> date:
    """Return a day that an engine told; raises `BadResponse` for what is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadResponse("A day in the report is no date.") from None
