"""Create budgets, notifications and subscribers, with the refusals that AWS has."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...world import AwsError
from .book import checked_account, entry_of, identity, invalid, same
from .figures import where

if TYPE_CHECKING:
    from ...world import Call
    from .book import Entry

_MOST_NOTIFICATIONS = 10  # AWS Budgets quotas
_MOST_OF_TYPE = {"EMAIL": 10, "SNS": 1}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?")


def create_budget(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Create a budget with its notifications, all or nothing."""
    checked_account(call, params)
    budget = params["Budget"]
    name = budget["BudgetName"]
    _check_budget(call, budget)
    if name in call.world.budgets:
        message = f"Error creating budget: {name} - the budget already exists."
        raise AwsError("DuplicateRecordException", message)
    entry: Entry = {"budget": {**budget, "LastUpdatedTime": call.now}}
    entry |= {"notifications": [], "actions": []}
    for given in params.get("NotificationsWithSubscribers", []):
        _add(entry, given["Notification"], given["Subscribers"])
    call.world.budgets[name] = entry
    return {}


def delete_budget(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Delete a budget with all that hangs on it."""
    entry_of(call, params)
    del call.world.budgets[params["BudgetName"]]
    return {}


def create_notification(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Add a notification to a budget."""
    _add(entry_of(call, params), params["Notification"], params["Subscribers"])
    return {}


def create_subscriber(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Add a subscriber to a notification."""
    entry = entry_of(call, params)
    for one in entry["notifications"]:
        if same(one["notification"], params["Notification"]):
            if params["Subscriber"] in one["subscribers"]:
                raise AwsError("DuplicateRecordException", "The subscriber already exists.")
            one["subscribers"] = checked([*one["subscribers"], params["Subscriber"]])
            return {}
    raise AwsError("NotFoundException", "Unable to find the notification of the budget.")


def checked(subscribers: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return subscribers that a notification or an action may have; refuses others."""
    for kind, most in _MOST_OF_TYPE.items():
        if sum(one["SubscriptionType"] == kind for one in subscribers) > most:
            message = f"A notification can have at most {most} {kind} subscribers."
            raise AwsError("CreationLimitExceededException", message)
    for one in subscribers:
        form = _EMAIL if one["SubscriptionType"] == "EMAIL" else _TOPIC
        if not form.fullmatch(one["Address"]):
            raise invalid(f"Invalid {one['SubscriptionType']} address.")
    return subscribers


def _add(entry: Entry, notification: dict[str, Any], subscribers: list[dict[str, str]]) -> None:
    known = [one["notification"] for one in entry["notifications"]]
    if identity(notification) in {identity(one) for one in known}:
        raise AwsError("DuplicateRecordException", "The notification already exists.")
    if len(known) >= _MOST_NOTIFICATIONS:
        message = f"A budget can have at most {_MOST_NOTIFICATIONS} notifications."
        raise AwsError("CreationLimitExceededException", message)
    given = {"ThresholdType": "PERCENTAGE", **notification}
    given.pop("NotificationState", None)
    entry["notifications"].append({"notification": given, "subscribers": checked(subscribers)})


def _check_budget(call: Call, budget: dict[str, Any]) -> None:
    name = budget["BudgetName"]
    if ":" in name or "\\" in name or "/action/" in name:
        raise invalid("BudgetName can't have the characters : and \\, nor the path /action/.")
    older = {"CostFilters", "CostTypes"} & budget.keys()
    newer = {"FilterExpression", "Metrics"} & budget.keys()
    if older and newer:
        message = "Either FilterExpression and Metrics or CostFilters and CostTypes can be given."
        raise invalid(message)
    if len(newer) == 1:
        raise invalid("FilterExpression and Metrics go together.")
    limits = [n for n in ("BudgetLimit", "PlannedBudgetLimits") if n in budget]
    if len(limits) != 1 and "AutoAdjustData" not in budget:
        raise invalid("Exactly one of BudgetLimit and PlannedBudgetLimits must be given.")
    _check_limit(call, budget)
    where(call.world, budget)


def _check_limit(call: Call, budget: dict[str, Any]) -> None:
    limit = budget.get("BudgetLimit")
    if not limit:
        return
    if Decimal(limit["Amount"]) <= 0:
        raise invalid("BudgetLimit must be above zero.")
    currency = call.world.ledger.currency if call.world.ledger else "USD"
    if budget["BudgetType"] == "COST" and limit["Unit"] != currency:
        raise invalid(f"The unit of a cost budget must be the account's currency, {currency}.")
