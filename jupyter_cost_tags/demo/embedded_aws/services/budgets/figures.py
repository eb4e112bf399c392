"""What a budget has spent and will spend, from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...report import billed_until
from ..cost_explorer.expressions import Words, condition
from ..cost_explorer.periods import month_start, next_month, today
from ..cost_explorer.usage import METRICS
from .book import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...world import World

_FEWEST_DAYS = 5  # with costs, for a forecast
_HISTORY = timedelta(days=14)
_TENTH_OF_A_CENT = Decimal("0.001")
_DIMENSIONS = {
    "Service": "SERVICE",
    "LinkedAccount": "LINKED_ACCOUNT",
    "Region": "REGION",
    "UsageType": "USAGE_TYPE",
    "InstanceType": "INSTANCE_TYPE",
    "Operation": "OPERATION",
    "AZ": "AZ",
    "PurchaseType": "PURCHASE_TYPE",
    "BillingEntity": "BILLING_ENTITY",
}
_LEFT_OUT = {"IncludeCredit": "Credit", "IncludeRefund": "Refund", "IncludeTax": "Tax"}


def window(unit: str, day: date) -> tuple[date, date]:
    """Return the first day of a budget's present period, and of the next one."""
    month = month_start(day)
    if unit == "DAILY":
        return day, day + timedelta(days=1)
    if unit == "QUARTERLY":
        first = month.replace(month=3 * ((month.month - 1) // 3) + 1)
        return first, next_month(next_month(next_month(first)))
    if unit == "ANNUALLY":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return month, next_month(month)


def calculated(world: World, budget: Mapping[str, Any]) -> dict[str, Any]:
    """Return CalculatedSpend: no forecast before there are a few days of costs."""
    if world.ledger is None or budget["BudgetType"] != "COST":
        return {}
    first, following = window(budget["TimeUnit"], today(world.now()))
    billed = billed_until(world).date()
    actual = spent(world, budget, first, following)
    found: dict[str, Any] = {"ActualSpend": _spend(world, actual)}
    since = billed - _HISTORY
    recent, days = _recent(world, budget, since, billed)
    if days >= _FEWEST_DAYS:
        left = (following - max(billed, first)).days
        found["ForecastedSpend"] = _spend(world, actual + recent / _HISTORY.days * left)
    return found


def spent(world: World, budget: Mapping[str, Any], first: date, following: date) -> Decimal:
    """Return a budget's costs of some days."""
    rows = world.ledger.read(_sql(world, budget, "1"), [first, following])
    return sum((Decimal(amount) for _, amount in rows), Decimal(0))


def _recent(
    world: World, budget: Mapping[str, Any], first: date, following: date
) -> tuple[Decimal, int]:
    sql = _sql(world, budget, "line_item_usage_start_date::DATE")
    rows = world.ledger.read(sql, [first, following])
    return sum((Decimal(amount) for _, amount in rows), Decimal(0)), len(rows)


def where(world: World, budget: Mapping[str, Any]) -> str:
    """Return SQL of a budget's filter; refuses what it can't mean."""
    words = Words(world)
    if budget.get("FilterExpression"):
        return condition(words, budget["FilterExpression"])
    parts = [_condition(words, name, vals) for name, vals in budget.get("CostFilters", {}).items()]
    types = budget.get("CostTypes", {})
    for name, record in _LEFT_OUT.items():
        if types.get(name) is False:
            parts.append(f"line_item_line_item_type <> '{record}'")
    return " AND ".join(parts) or "true"


def _condition(words: Words, name: str, values: list[str]) -> str:
    if name == "TagKeyValue":
        keys: dict[str, list[str]] = {}
        for spelled in values:
            head, dollar, value = spelled.partition("$")
            if not dollar or not head.startswith(("user:", "aws:")):
                raise invalid(f"Invalid tag filter {spelled}: expected user:Key$value")
            keys.setdefault(head.removeprefix("user:"), []).append(value)
        found = [{"Tags": {"Key": key, "Values": wanted}} for key, wanted in keys.items()]
        return " AND ".join(condition(words, one) for one in found)
    if name not in _DIMENSIONS:
        raise invalid(f"Unsupported filter: {name}")
    return condition(words, {"Dimensions": {"Key": _DIMENSIONS[name], "Values": values}})


def _sql(world: World, budget: Mapping[str, Any], group: str) -> str:
    metric = (budget.get("Metrics") or ["UnblendedCost"])[0]
    return (
        f"SELECT {group}, sum({METRICS[metric]}) FROM ({world.ledger.items(world)})"  # noqa: S608
        " WHERE line_item_usage_start_date >= ? AND line_item_usage_start_date < ?"
        f" AND {where(world, budget)} GROUP BY 1"
    )


def _spend(world: World, amount: Decimal) -> dict[str, str]:
    """Spell an amount as Budgets does: rounded, with its zeros, and never below zero."""
    rounded = max(amount, Decimal(0)).quantize(_TENTH_OF_A_CENT)
    return {"Amount": f"{rounded:f}", "Unit": world.ledger.currency}
