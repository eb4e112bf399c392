"""Where the month ends: Cost Explorer's forecast, or the days before; today counts once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from ..problems import CostTagsError, Denied, Exhausted, NotAvailable, Refused
from .figures import Figures
from .metered import CostExplorer
from .parse import amount_of
from .period import Period, days
from .request import Question, to_come

_INSUFFICIENT = "DataUnavailableException"
_HISTORY = 28  # days: each weekday four times
_FEWEST = 14
_WEEKEND = 5  # date.weekday() from here on
_Z80 = Decimal("1.2816")  # standard deviations on either side that hold 80 of 100
_ZERO = Decimal(0)
_DAY = timedelta(days=1)
TOO_SHORT = (
    f"There is too little history for a forecast: it takes {_FEWEST} days since the first cost."
)


@dataclass(frozen=True)
class Expected:
    """The month's end with its 80 % interval, or the reason why there is none."""

    total: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    source: Literal["cost-explorer", "own-days"] = "own-days"
    reason: str | None = None


def expected(
    explorer: CostExplorer,
    question: Question,
    month: Figures,
    *,
    may_ask: bool,
    refused: Callable[[], None],
) -> Expected | None:
    """Return the forecast of an open month; None for a closed one.

    `may_ask` allows one request to GetCostForecast, $0.01. AWS documents filters by dimension
    only, so it may refuse a filter by tag: `refused` hears that, and the days before serve.
    """
    period = question.period
    if not period.is_open or month.through is None:
        return None
    if may_ask:
        try:
            return _asked(explorer, question, month)
        except Refused as error:
            refused()
            if error.aws_code == _INSUFFICIENT:
                return Expected(reason="Cost Explorer has too little history for a forecast.")
        except (Denied, NotAvailable):
            refused()
        except Exhausted:
            pass
        except CostTagsError:  # the numbers stand without it
            pass
    return own(month.all_days, period, month.through)


def _asked(explorer: CostExplorer, question: Question, month: Figures) -> Expected:
    answer = explorer.ask("GetCostForecast", **to_come(question))
    rest = _bounds(answer, month.currency)
    before_today = sum(
        (amount for day, amount in month.days.items() if day < question.period.today), _ZERO
    )
    least = month.month_to_date  # what is billed stays billed
    low, total, high = (max(before_today + part, least) for part in rest)
    return Expected(total, min(low, total), max(high, total), "cost-explorer")


def _bounds(answer: Mapping[str, Any], currency: str | None) -> tuple[Decimal, Decimal, Decimal]:
    total = amount_of(answer["Total"], "Amount", currency)
    results = answer["ForecastResultsByTime"]
    low = sum((amount_of(one, "PredictionIntervalLowerBound") for one in results), _ZERO)
    high = sum((amount_of(one, "PredictionIntervalUpperBound") for one in results), _ZERO)
    return low, total, high


def own(by_day: Mapping[date, Decimal], period: Period, through: date) -> Expected:
    """Forecast from whole days: each day to come is as its like were, workday or weekend.

    `by_day` has days with costs, from the month before on; those without cost nothing. Today is
    not whole yet, so it is one of the days to come. Errors of days add up as independent.
    """
    last = min(through, period.today - _DAY)
    first = max(min(by_day, default=last), last - (_HISTORY - 1) * _DAY)
    known = days(first, last) if first <= last else []
    if len(known) < _FEWEST:
        return Expected(reason=TOO_SHORT)
    history = {day: by_day.get(day, _ZERO) for day in known}
    total = sum((by_day.get(day, _ZERO) for day in days(period.month, last)), _ZERO)
    spread = _ZERO
    for day in days(max(last + _DAY, period.month), period.month_end - _DAY):
        mean, variance = _of_like(day, history)
        total += mean
        spread += variance
    margin = _Z80 * spread.sqrt()
    least = sum((a for day, a in by_day.items() if day >= period.month), _ZERO)
    total = max(total, least)
    return Expected(total, max(total - margin, min(least, total)), total + margin)


def _of_like(day: date, history: Mapping[date, Decimal]) -> tuple[Decimal, Decimal]:
    """Return mean and variance of the days like this one, of all where there are too few."""
    like = [a for known, a in history.items() if _is_weekend(known) == _is_weekend(day)]
    amounts: Sequence[Decimal] = like if len(like) > 1 else list(history.values())
    mean = sum(amounts, _ZERO) / len(amounts)
    squares = sum(((amount - mean) ** 2 for amount in amounts), _ZERO)
    return mean, squares / (len(amounts) - 1)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _WEEKEND
