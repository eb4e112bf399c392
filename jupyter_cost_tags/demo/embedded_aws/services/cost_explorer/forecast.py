"""GetCostForecast: the days to come as the same weekdays were, with an interval."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from statistics import NormalDist, mean, pstdev
from typing import TYPE_CHECKING, Any

from ...metering import DAY
from ...report import billed_until
from ...world import AwsError
from .access import invalid, ledger_of
from .expressions import DIMENSIONS, Words, condition
from .periods import Period, parsed, split, today
from .usage import METRICS, metric_name, plain

if TYPE_CHECKING:
    from ...world import Call

_HISTORY = timedelta(days=28)
_FEWEST_DAYS = 14  # with costs, for a forecast
_LEVEL = 80
# The dimensions that AWS documents for this operation; tags aren't among them.
_DIMENSIONS = {
    key: DIMENSIONS[key]
    for key in (
        "AZ", "BILLING_ENTITY", "INSTANCE_TYPE", "LEGAL_ENTITY_NAME", "LINKED_ACCOUNT",
        "OPERATION", "PLATFORM", "PURCHASE_TYPE", "RECORD_TYPE", "REGION", "SERVICE", "TENANCY",
        "USAGE_TYPE",
    )
}  # fmt: skip


def cost_forecast(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Answer GetCostForecast."""
    ledger = ledger_of(call, params)
    period = parsed(params["TimePeriod"])
    if period.start < today(call.now):
        raise invalid("Start date should not be in the past.")
    if params["Granularity"] == "HOURLY":
        raise invalid("Hourly granularity is not supported for forecasts.")
    wanted = params.get("Filter")
    names = ("CostCategories",) if call.world.forecasts_by_tag else ("CostCategories", "Tags")
    if wanted and any(f'"{name}"' in json.dumps(wanted) for name in names):
        raise invalid("Forecasts can be filtered by dimensions only.")
    where = condition(Words(call.world, _DIMENSIONS), wanted)
    history = _history(call, where, metric_name(params["Metric"]))
    level = params.get("PredictionIntervalLevel", _LEVEL)
    results = [_result(part, history, level) for part in split(period, params["Granularity"])]
    total = sum((Decimal(result["MeanValue"]) for result in results), Decimal(0))
    return {
        "Total": {"Amount": plain(total), "Unit": ledger.currency},
        "ForecastResultsByTime": results,
    }


def _history(call: Call, where: str, metric: str) -> dict[date, float]:
    """Return the last four weeks' amounts by day, zeros included."""
    ledger = ledger_of(call, {})
    until = billed_until(call.world).date()
    start = until - _HISTORY
    rows = ledger.read(
        f"SELECT line_item_usage_start_date::DATE, sum({METRICS[metric]})"  # noqa: S608
        f" FROM ({ledger.items(call.world)}) WHERE line_item_usage_start_date >= ?"
        f" AND line_item_usage_start_date < ? AND service <> 'Tax' AND {where} GROUP BY 1",
        [start, until],
    )
    if len(rows) < _FEWEST_DAYS:
        raise AwsError("DataUnavailableException", "Insufficient amount of historical data.")
    amounts = {day: float(amount) for day, amount in rows}
    days = [start + DAY * place for place in range(_HISTORY.days)]
    return {day: amounts.get(day, 0.0) for day in days}


def _result(part: Period, history: dict[date, float], level: int) -> dict[str, Any]:
    """Forecast one period: each day is its weekday's mean, and errors add up as independent."""
    expected = variance = 0.0
    for day in split(part, "DAILY"):
        alike = [v for known, v in history.items() if known.weekday() == day.start.weekday()]
        expected += mean(alike)
        variance += max(pstdev(alike), mean(alike) * 0.05) ** 2
    margin = NormalDist().inv_cdf(0.5 + level / 200) * variance**0.5
    bounds = (expected, max(0.0, expected - margin), expected + margin)
    names = ("MeanValue", "PredictionIntervalLowerBound", "PredictionIntervalUpperBound")
    values = (plain(Decimal(repr(round(value, 10)))) for value in bounds)
    return {"TimePeriod": part.wire, **dict(zip(names, values, strict=True))}
