"""What AWS tells of a budget, as the wire has it. Pure; no float touches money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from ..models import Budget, BudgetAction, BudgetAlert, BudgetFilter, BudgetHealth
from .filters import Tree, leaves
from .mine import Mine, counts_others, matches, why
from .words import filter_text, plain

_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")
_FOREVER = date(2087, 1, 1)  # AWS's end of a budget without an end is 06/15/87
_UNHEALTHY = {
    "BILLING_VIEW_NO_ACCESS": "AWS has no access to the billing view that the budget reads.",
    "BILLING_VIEW_UNHEALTHY": "The billing view that the budget reads is not healthy.",
    "FILTER_INVALID": "AWS calls the budget's filter invalid.",
    "MULTI_YEAR_HISTORICAL_DATA_DISABLED": "The budget needs multi-year data, which is off.",
}


@dataclass(frozen=True)
class Figures:
    """One period's numbers, not rounded."""

    limit: Decimal | None
    actual: Decimal | None
    forecast: Decimal | None
    unit: str | None


def budget(  # noqa: PLR0913
    told: Mapping[str, Any],
    tree: Tree | None,
    mine: Mine,
    now: datetime,
    *,
    alerts: Sequence[BudgetAlert] | None = None,
    actions: Sequence[BudgetAction] | None = None,
) -> Budget:
    """Return one budget as AWS told it."""
    numbers = figures(told, now)
    is_cost = told.get("BudgetType") == "COST"
    health, reason = health_of(told, numbers)
    found = matches(tree, mine) if tree is not None else []
    first, last = window(str(told.get("TimeUnit")), told.get("TimePeriod") or {}, now)
    return Budget(
        name=str(told["BudgetName"]),
        type=str(told.get("BudgetType")),
        period=str(told.get("TimeUnit")),
        period_start=first.isoformat() if first else None,
        period_end=last.isoformat() if last else None,
        unit=numbers.unit,
        currency=numbers.unit if is_cost else None,
        limit=spelled(numbers.limit),
        actual=spelled(numbers.actual),
        forecast=spelled(numbers.forecast),
        left=_left(numbers),
        actual_percent=_percent(numbers.actual, numbers.limit),
        forecast_percent=_percent(numbers.forecast, numbers.limit),
        health=health,
        health_reason=reason,
        metric=_metric(told),
        filters=None if tree is None else _filters(tree),
        filter_text=filter_text(tree),
        mine=bool(found),
        why=why(found),
        matches=found,
        counts_others=tree is None or counts_others(tree, found),
        alerts=None if alerts is None else list(alerts),
        actions=None if actions is None else list(actions),
        updated=_instant(told.get("LastUpdatedTime")),
    )


def _left(numbers: Figures) -> str | None:
    """Return what is left, of the amounts as they are shown: they add up."""
    limit, actual = spelled(numbers.limit), spelled(numbers.actual)
    return None if limit is None or actual is None else f"{Decimal(limit) - Decimal(actual):f}"


def figures(told: Mapping[str, Any], now: datetime) -> Figures:
    """Return limit, actual and forecast; what AWS did not tell is None, never zero."""
    spent = told.get("CalculatedSpend") or {}
    limit = told.get("BudgetLimit") or _planned(told.get("PlannedBudgetLimits") or {}, now)
    amounts = (limit, spent.get("ActualSpend"), spent.get("ForecastedSpend"))
    units = {str(one["Unit"]) for one in amounts if one and one.get("Unit")}
    if len(units) > 1:  # amounts in two units can't stand beside each other
        return Figures(amount(limit), None, None, str(limit["Unit"]) if limit else None)
    most, actual, forecast = (amount(one) for one in amounts)
    return Figures(most, actual, forecast, next(iter(units), None))


def amount(told: Mapping[str, Any] | None) -> Decimal | None:
    """Return an AWS amount; None for what is missing or no number."""
    try:
        number = Decimal(str(told["Amount"])) if told else None
    except (InvalidOperation, KeyError):
        return None
    return number if number is None or number.is_finite() else None


def health_of(told: Mapping[str, Any], numbers: Figures) -> tuple[BudgetHealth, str | None]:
    """Return how a budget stands, and why that isn't known."""
    status = told.get("HealthStatus") or {}
    if status.get("Status") == "UNHEALTHY":
        reason = _UNHEALTHY.get(str(status.get("StatusReason")), "AWS calls the budget unhealthy.")
        return "unknown", reason
    if str(told.get("BudgetType")) not in {"COST", "USAGE"}:
        return "unknown", "It is a budget of utilization or coverage, not of costs."
    if numbers.limit is None or numbers.actual is None:
        what = "limit for this period" if numbers.limit is None else "spend of this period yet"
        return "unknown", f"AWS told no {what}."
    if numbers.actual > numbers.limit:
        return "over", None
    forecast_over = numbers.forecast is not None and numbers.forecast > numbers.limit
    return ("forecast-over" if forecast_over else "ok"), None


def window(unit: str, period: Mapping[str, Any], now: datetime) -> tuple[date | None, date | None]:
    """Return the first and last UTC day of the present period; None where AWS decides."""
    today = now.astimezone(timezone.utc).date()
    start, end = _day(period.get("Start")), _day(period.get("End"))
    first, following = _calendar(unit, today)
    if unit == "CUSTOM":
        first, following = start, end
    if first is None or following is None or following > _FOREVER:
        return first, None
    if end and first < end < following:
        following = end
    return first, following - timedelta(days=1)


def _filters(tree: Tree) -> list[BudgetFilter]:
    return [
        BudgetFilter(kind=leaf.kind, key=leaf.key, values=list(leaf.values), excluded=leaf.excluded)
        for leaf in leaves(tree)
    ]


def _metric(told: Mapping[str, Any]) -> str | None:
    """Return which cost it counts, as Cost Explorer names it."""
    metrics = told.get("Metrics")
    if metrics:
        return str(metrics[0])
    types = told.get("CostTypes")
    if not types or told.get("BudgetType") != "COST":
        return None
    if types.get("UseBlended"):
        return "BlendedCost"
    return "AmortizedCost" if types.get("UseAmortized") else "UnblendedCost"


def _planned(limits: Mapping[str, Any], now: datetime) -> Mapping[str, Any] | None:
    """Return the planned limit of the present period; keys are its start in epoch seconds."""
    starts = sorted(int(key) for key in limits if key.isdigit() and int(key) <= now.timestamp())
    chosen: Mapping[str, Any] | None = limits[str(starts[-1])] if starts else None
    return chosen


def _calendar(unit: str, today: date) -> tuple[date | None, date | None]:
    month = today.replace(day=1)
    if unit == "DAILY":
        return today, today + timedelta(days=1)
    if unit == "MONTHLY":
        return month, _months_on(month, 1)
    if unit == "QUARTERLY":
        quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
        return quarter, _months_on(quarter, 3)
    if unit == "ANNUALLY":
        return date(today.year, 1, 1), date(today.year + 1, 1, 1)
    return None, None


def _months_on(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _day(told: Any) -> date | None:
    return told.astimezone(timezone.utc).date() if isinstance(told, datetime) else None


def _instant(told: Any) -> datetime | None:
    return told if isinstance(told, datetime) else None


def spelled(value: Decimal | None) -> str | None:
    """Spell an amount in cents."""
    return None if value is None else f"{value.quantize(_CENT, ROUND_HALF_UP):f}"


def _percent(part: Decimal | None, whole: Decimal | None) -> str | None:
    if part is None or not whole:
        return None
    return plain((part * 100 / whole).quantize(_TENTH, ROUND_HALF_UP))
