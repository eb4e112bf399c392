"""Describe budgets, their notifications, subscribers and history."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...world import AwsError
from ..cost_explorer.periods import today
from .book import checked_account, entry_of, paged, same
from .figures import calculated, spent, window

if TYPE_CHECKING:
    from ...world import Call, World
    from .book import Entry

_PERIODS = 12
_NEWER = ("FilterExpression", "Metrics")


def describe_budgets(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the account's budgets; newer filters only when they are asked for."""
    checked_account(call, params)
    shows = bool(params.get("ShowFilterExpression"))
    entries = [call.world.budgets[name] for name in sorted(call.world.budgets)]
    page = paged(call, params, "Budgets", entries)
    return {**page, "Budgets": [told(call.world, entry, shows) for entry in page["Budgets"]]}


def describe_budget(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Describe one budget."""
    entry = entry_of(call, params)
    return {"Budget": told(call.world, entry, bool(params.get("ShowFilterExpression")))}


def notifications(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List a budget's notifications with what this period's spend makes of them."""
    entry = entry_of(call, params)
    spend = calculated(call.world, entry["budget"])
    listed = [
        {**one["notification"], "NotificationState": _state(one["notification"], entry, spend)}
        for one in entry["notifications"]
    ]
    return paged(call, params, "Notifications", listed)


def subscribers(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List who hears of a notification."""
    entry = entry_of(call, params)
    for one in entry["notifications"]:
        if same(one["notification"], params["Notification"]):
            return paged(call, params, "Subscribers", one["subscribers"])
    raise AwsError("NotFoundException", "Unable to find the notification of the budget.")


def performance_history(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Tell limit and spend of past periods, the newest first."""
    entry = entry_of(call, params)
    budget, world = entry["budget"], call.world
    day, periods = today(world.now()), []
    for _ in range(_PERIODS):
        first, following = window(budget["TimeUnit"], day)
        amount = spent(world, budget, first, following) if world.ledger else Decimal(0)
        periods.append(
            {
                "BudgetedAmount": budget.get("BudgetLimit", {"Amount": "0", "Unit": "USD"}),
                "ActualAmount": {"Amount": f"{max(amount, Decimal(0)):f}", "Unit": "USD"},
                "TimePeriod": {"Start": _instant(first), "End": _instant(following)},
            }
        )
        day = first - timedelta(days=1)
    page = paged(call, params, "BudgetedAndActualAmountsList", periods)
    history = {
        "BudgetName": budget["BudgetName"],
        "BudgetType": budget["BudgetType"],
        "TimeUnit": budget["TimeUnit"],
        "BudgetedAndActualAmountsList": page.pop("BudgetedAndActualAmountsList"),
    }
    return {"BudgetPerformanceHistory": history, **page}


def told(world: World, entry: Entry, shows: bool) -> dict[str, Any]:  # noqa: FBT001
    """Return a budget as AWS tells it, with the figures of now."""
    kept = {k: v for k, v in entry["budget"].items() if shows or k not in _NEWER}
    spend = calculated(world, entry["budget"])
    return {
        **kept,
        **({"CalculatedSpend": spend} if spend else {}),
        "HealthStatus": {"Status": "HEALTHY", "LastUpdatedTime": world.now()},
    }


def percent(entry: Entry, spend: dict[str, Any], kind: str) -> Decimal | None:
    """Return how much of the limit is spent, or is expected to be."""
    limit = Decimal(entry["budget"].get("BudgetLimit", {"Amount": "0"})["Amount"])
    amount = spend.get("ForecastedSpend" if kind == "FORECASTED" else "ActualSpend")
    return Decimal(amount["Amount"]) * 100 / limit if amount and limit else None


def is_passed(watched: dict[str, Any], entry: Entry, spend: dict[str, Any]) -> bool:
    """Tell whether this period's spend passed a threshold."""
    reached = percent(entry, spend, watched["NotificationType"])
    if watched.get("ThresholdType", "PERCENTAGE") != "PERCENTAGE":
        name = "ForecastedSpend" if watched["NotificationType"] == "FORECASTED" else "ActualSpend"
        reached = Decimal(spend[name]["Amount"]) if name in spend else None
    return reached is not None and reached > Decimal(str(watched["Threshold"]))


def _state(notification: dict[str, Any], entry: Entry, spend: dict[str, Any]) -> str:
    return "ALARM" if is_passed(notification, entry, spend) else "OK"


def _instant(day: Any) -> datetime:
    return datetime.combine(day, time(), timezone.utc)
