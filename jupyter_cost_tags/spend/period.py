"""The days that a question is about: UTC, the end exclusive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ..problems import BadRequest

# Cost Explorer keeps the current month and thirteen before it (ce-api-best-practices).
MONTHS_KEPT = 13
REPORT_MONTHS = 20 * 12  # a report keeps what was delivered; AWS began in 2006
# Costs appear within a day, so a month without any is only believed after that.
_SETTLING = timedelta(days=2)
_DAY = timedelta(days=1)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """A month, to date or closed, and the month before as far as it is kept."""

    month: date  # its first day
    start: date  # first day asked for: of the month before, or of the month itself
    end: date  # the day after the last one asked for
    today: date

    @property
    def name(self) -> str:
        """Return YYYY-MM."""
        return f"{self.month:%Y-%m}"

    @property
    def month_end(self) -> date:
        """Return the first day of the month after."""
        return _months_before(self.month, -1)

    @property
    def is_open(self) -> bool:
        """Tell whether the month is still running."""
        return self.end > self.today

    @property
    def is_settling(self) -> bool:
        """Tell whether the month is too young for its costs to have appeared."""
        return self.is_open and self.today - self.month < _SETTLING

    def previous_end(self, through: date | None) -> date | None:
        """Return the day after the last day of the month before to compare with.

        An open month is compared up to the day its data reaches: yesterday, or `through` if
        today has costs already. None when there is nothing to compare.
        """
        if self.start == self.month:
            return None
        if not self.is_open:
            return self.month
        last = max(through or self.month - _DAY, self.today - _DAY)
        if last < self.month:
            return None
        return min(self.start + timedelta(days=last.day), self.month)


def period(month: str | None, now: datetime, *, kept: int = MONTHS_KEPT) -> Period:
    """Return the period of a month spelled YYYY-MM; None is the month that `now` is in (UTC).

    `kept` is how many months before this one the source may have. Raises `BadRequest` for a
    spelling that is no month, a month to come, and one that is no longer kept.
    """
    today = now.astimezone(timezone.utc).date()
    current = today.replace(day=1)
    oldest = _months_before(current, kept)
    first = current if month is None else _first_day(month)
    if first > current:
        raise BadRequest(f"{month} is yet to come.")
    if first < oldest:
        who = "Cost Explorer keeps" if kept == MONTHS_KEPT else "There is"
        raise BadRequest(f"{who} no month before {oldest:%Y-%m}.")
    return Period(
        month=first,
        start=max(_months_before(first, 1), oldest),
        end=min(_months_before(first, -1), today + _DAY),
        today=today,
    )


def days(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _first_day(month: str) -> date:
    if not _MONTH.fullmatch(month) or month.startswith("0000"):
        raise BadRequest("A month is spelled YYYY-MM, such as 2026-11.")
    return date.fromisoformat(f"{month}-01")


def _months_before(first: date, count: int) -> date:
    number = first.year * 12 + first.month - 1 - count
    return first.replace(year=number // 12, month=number % 12 + 1)
