"""Time periods of Cost Explorer: UTC days, the end exclusive, and their limits."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from .access import invalid

_MONTHS_KEPT = 14
# Bills of the last month still change in its successor's first days.
_LAST_DAY_OPEN = 3


class Period(NamedTuple):
    """Days from `start` to before `end`."""

    start: date
    end: date

    @property
    def wire(self) -> dict[str, str]:
        """Return the DateInterval."""
        return {"Start": self.start.isoformat(), "End": self.end.isoformat()}


def month_start(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return month_start(month_start(day) + timedelta(days=32))


def today(now: datetime) -> date:
    """Return the UTC day."""
    return now.astimezone(timezone.utc).date()


def parsed(interval: dict[str, str]) -> Period:
    """Read a DateInterval of days."""
    days = [_day(name, interval[name]) for name in ("Start", "End")]
    if days[0] >= days[1]:
        raise invalid("Start date (and hour) should be before end date (and hour)")
    return Period(*days)


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise invalid(f"{name} time is invalid. Valid format is: yyyy-MM-dd.") from error


def historical(interval: dict[str, str], now: datetime) -> Period:
    """Read a period that asks for costs of the past, within AWS's limits."""
    period = parsed(interval)
    current = month_start(today(now))
    if period.end > next_month(current):
        raise invalid("end date past the beginning of next month")
    oldest = current
    for _ in range(_MONTHS_KEPT):
        oldest = month_start(oldest - timedelta(days=1))
    if period.start < oldest:
        raise invalid("You haven't enabled historical data beyond 14 months")
    return period


def split(period: Period, granularity: str) -> list[Period]:
    """Cut a period into its days or its calendar months."""
    parts = []
    start = period.start
    while start < period.end:
        step = next_month(start) if granularity == "MONTHLY" else start + timedelta(days=1)
        end = min(step, period.end)
        parts.append(Period(start, end))
        start = end
    return parts


def is_estimated(period: Period, now: datetime) -> bool:
    """Tell whether AWS may still change a period's costs."""
    day = today(now)
    closed_before = month_start(day)
    if day.day <= _LAST_DAY_OPEN:
        closed_before = month_start(closed_before - timedelta(days=1))
    return period.end > closed_before
