"""From lines to the month's numbers: exact sums, rounded once, at the very end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from .parse import Answer, Line
from .period import Period, days
from .request import EXCLUDED

_CENT = Decimal("0.01")
_ZERO = Decimal(0)
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Figures:
    """The month in the answer's currency, not rounded."""

    month_to_date: Decimal
    previous_month: Decimal | None  # None: nothing to compare with
    groups: Mapping[str | None, Decimal]
    previous_groups: Mapping[str | None, Decimal]  # of the month before, up to the same day
    days: Mapping[date, Decimal]
    all_days: Mapping[date, Decimal]  # with costs, the month before among them
    excluded: Mapping[str, Decimal]
    through: date | None  # the last day with any entry; None: none has one
    currency: str | None
    estimated: bool | None


def figures(answer: Answer, period: Period, *, by: str = "") -> Figures:
    """Sum the lines of a `daily` answer: record type last, the breakdown's key before it.

    Days are groups of their own; jobs aren't in the answer.
    """
    of_month = [line for line in answer.lines if line.day >= period.month]
    used = [line for line in of_month if not _is_excluded(line)]
    through = max((line.day for line in of_month), default=None)
    by_date = _sums((line.day, line.amount) for line in used)
    shown = days(period.month, through) if through else []
    daily = {day: by_date.get(day, _ZERO) for day in shown}
    groups: Mapping[str | None, Decimal]
    before = _before(answer, period, through)
    if by == "day":
        groups = {day.isoformat(): amount for day, amount in daily.items()}
    elif by == "job":
        groups = {}
    else:
        groups = _sums((line.keys[0], line.amount) for line in used)
    compared = before is not None and by not in {"day", "job"}
    return Figures(
        month_to_date=sum((line.amount for line in used), _ZERO),
        previous_month=None if before is None else sum((one.amount for one in before), _ZERO),
        groups=groups,
        previous_groups=_sums((one.keys[0], one.amount) for one in before or [] if compared),
        days=daily,
        all_days=_sums((line.day, line.amount) for line in answer.lines if not _is_excluded(line)),
        excluded=_sums(
            (str(line.keys[-1]), line.amount) for line in of_month if _is_excluded(line)
        ),
        through=through,
        currency=answer.currency,
        estimated=_estimated(answer, period),
    )


def cents(amount: Decimal) -> str:
    """Spell an amount to the hundredth, halves away from zero, and never as -0.00."""
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    return str(rounded or abs(rounded))


def _before(answer: Answer, period: Period, through: date | None) -> list[Line] | None:
    """Return the month before, up to the same day; None where there is nothing to compare."""
    end = period.previous_end(through)
    if end is None:
        return None
    return [line for line in answer.lines if line.day < end and not _is_excluded(line)]


def _estimated(answer: Answer, period: Period) -> bool | None:
    told = [flag for day, flag in answer.estimated.items() if day >= period.month]
    return any(told) if told else None


def _is_excluded(line: Line) -> bool:
    return line.keys[-1] in EXCLUDED


def _sums(amounts: Iterable[tuple[_Key, Decimal]]) -> dict[_Key, Decimal]:
    sums: defaultdict[_Key, Decimal] = defaultdict(Decimal)
    for key, amount in amounts:
        sums[key] += amount
    return dict(sums)
