"""The wire form of a view: decimal strings in cents, days in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..models import Forecast, Problem, Spend, SpendChange, SpendDay, SpendGroup
from ..models.spend import SpendState
from .figures import Figures, cents
from .forecast import Expected
from .jobs import Jobs
from .request import Question
from .untagged import Untagged

_ZERO = Decimal(0)
_MOST_CHANGES = 10
PRICE = Decimal("0.01")  # USD a Cost Explorer request and page (AWS cost management pricing)


@dataclass(frozen=True)
class Told:
    """What came out of the questions."""

    state: SpendState
    numbers: Figures | None = None
    untagged: Untagged | None = None
    tag_key: str | None = None
    activated: date | None = None
    problem: Problem | None = None
    ending: Expected | None = None
    jobs: Jobs | None = None
    kept: Spend | None = None  # whose forecast holds


def spend(question: Question, told: Told, *, requests: int, now: datetime) -> Spend:
    """Put a view together; without numbers every amount is null, never zero."""
    numbers, found = told.numbers, told.untagged
    return Spend(
        state=told.state,
        source="cost-explorer",
        month=question.period.name,
        currency=numbers.currency if numbers else None,
        month_to_date=_amount(numbers.month_to_date if numbers else None),
        through=_day(numbers.through if numbers else None),
        estimated=numbers.estimated if numbers else None,
        previous_month=_amount(numbers.previous_month if numbers else None),
        whose=question.owner.whose,
        whose_name=question.owner.name or None,
        forecast=_forecast(told),
        forecast_reason=told.ending.reason if told.ending else None,
        untagged=_amount(found.amount if found else None),
        untagged_keys=list(found.keys) if found else [],
        excluded={kind: cents(sum_) for kind, sum_ in sorted(numbers.excluded.items())}
        if numbers
        else {},
        by=question.grouping.by,
        groups=_groups(told, by_day=question.grouping.by == "day"),
        groups_note=told.jobs.note if told.jobs else None,
        changes=_changes(numbers) if numbers else [],
        days=_days(numbers) if numbers else [],
        since_last_bill=None,
        as_of=now,
        requests=requests,
        request_cost=str(PRICE * requests),
        tag_key=told.tag_key,
        activated=_day(told.activated),
        problem=told.problem,
    )


def _forecast(told: Told) -> Forecast | None:
    if told.kept:
        return told.kept.forecast
    ending = told.ending
    if ending is None or ending.total is None or ending.low is None or ending.high is None:
        return None
    total, low, high = (cents(amount) for amount in (ending.total, ending.low, ending.high))
    return Forecast(total=total, low=low, high=high, source=ending.source)


def _groups(told: Told, *, by_day: bool) -> list[SpendGroup]:
    """Return the groups, the largest first; days in their order."""
    if told.jobs:
        return [
            SpendGroup(key=one.key, amount=cents(one.amount), estimated=one.estimated)
            for one in told.jobs.groups
        ]
    groups = list(told.numbers.groups.items()) if told.numbers else []
    if not by_day:
        groups.sort(key=lambda group: (-group[1], group[0] is None, group[0] or ""))
    return [SpendGroup(key=key, amount=cents(amount)) for key, amount in groups]


def _changes(numbers: Figures) -> list[SpendChange]:
    """Return what moved since the month before at the same day, the largest change first."""
    before = numbers.previous_groups
    if not before:
        return []
    keys = sorted({*numbers.groups, *before}, key=lambda key: key or "")
    pairs = [(key, numbers.groups.get(key, _ZERO), before.get(key, _ZERO)) for key in keys]
    pairs.sort(key=lambda pair: -abs(pair[1] - pair[2]))
    return [
        SpendChange(key=key, amount=cents(now), previous=cents(then), change=cents(now - then))
        for key, now, then in pairs[:_MOST_CHANGES]
        if cents(now) != cents(then)
    ]


def _days(numbers: Figures) -> list[SpendDay]:
    return [
        SpendDay(day=day.isoformat(), amount=cents(amount)) for day, amount in numbers.days.items()
    ]


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else cents(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
