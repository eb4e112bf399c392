"""A new budget by tags: what is sent, and how what has its name already differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..aws import Aws
from ..guard.grammar import check_key, check_value, is_reserved
from ..problems import BadRequest, NotAvailable
from .alerts import Threshold, add_topic, missing_alerts
from .change import Change, Step, budget_named
from .filters import Leaf, Tree, leaves, of_budget
from .read import amount

PERIODS = ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY")
_MOST_IN_NAME = 100
_ODD = re.compile(r"[^A-Za-z0-9_.+=@ -]+")
_APART = ["Credit", "Refund"]
_RECORD_TYPES = frozenset({"RECORD_TYPE", "RecordType"})


@dataclass(frozen=True)
class Wanted:
    """A budget of costs by tags: keys all hold, values of one key are alternatives."""

    name: str
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    limit: Decimal
    currency: str
    period: str
    alerts: tuple[Threshold, ...] = ()
    hearers: tuple[dict[str, str], ...] = ()


def tags_of(pairs: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return KEY=VALUE texts by key; raises `BadRequest` for what AWS would refuse."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        fault = None if is_reserved(key) else check_key(key)
        fault = fault or check_value(value) or (None if equals and value else "It has no value.")
        if fault:
            raise BadRequest(f"--tag {pair}: {fault}", action="Write it as --tag project=churn.")
        found.setdefault(key, []).append(value)
    if not found:
        raise BadRequest("A budget needs a tag.", action="Add --tag KEY=VALUE.")
    return tuple((key, tuple(dict.fromkeys(values))) for key, values in found.items())


def name_of(given: str, tags: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Return the name, made of the tags where none is given; raises `BadRequest`."""
    if not given:
        parts = [part for key, values in tags for part in (key, *values)]
        words = [_ODD.sub("-", part.rpartition("/")[2] or part).strip("-") for part in parts]
        return "-".join(words)[:_MOST_IN_NAME]
    if len(given) > _MOST_IN_NAME or any(char in given for char in ":\\") or "/action/" in given:
        raise BadRequest(
            "A budget's name has at most 100 characters, none of them : or \\, and no /action/."
        )
    return given


def plan_budget(aws: Aws, account: str, wanted: Wanted, *, apply_topic_policy: bool) -> Change:
    """Return what creates the budget, or what is missing of one that is there already.

    AWS is read, nothing is written. A budget of that name with another limit, period or filter
    is a conflict: it is somebody's, and stays.
    """
    told = budget_named(aws, account, wanted.name)
    if told is None:
        change = Change(wanted.name, [_creation(aws, account, wanted)])
    else:
        differences = _differences(told, wanted, sees=_sees_expressions(aws))
        if differences:
            return Change(wanted.name, differences=differences)
        change = missing_alerts(aws, account, wanted.name, wanted.alerts, wanted.hearers)
    add_topic(aws, account, wanted.hearers, change, apply=apply_topic_policy)
    keys = ", ".join(key for key, _ in wanted.tags)
    change.notes.append(
        f"It counts costs whose tag {keys} is activated for the bill: jupyter cost-tags activate."
        " Credits and refunds are left out."
    )
    return change


def _creation(aws: Aws, account: str, wanted: Wanted) -> Step:
    parameters: dict[str, Any] = {"AccountId": account, "Budget": budget_of(aws, wanted)}
    if wanted.hearers:
        parameters["NotificationsWithSubscribers"] = [
            {"Notification": one.notification, "Subscribers": list(wanted.hearers)}
            for one in wanted.alerts
        ]
    return Step("budgets", "CreateBudget", parameters)


def budget_of(aws: Aws, wanted: Wanted) -> dict[str, Any]:
    """Return the budget as AWS takes it: the older form of filters says one key, the newer any.

    Raises `NotAvailable` for more keys than one with an SDK that has only the older form.
    """
    budget: dict[str, Any] = {
        "BudgetName": wanted.name,
        "BudgetType": "COST",
        "TimeUnit": wanted.period,
        "BudgetLimit": {"Amount": f"{wanted.limit:f}", "Unit": wanted.currency},
    }
    if len(wanted.tags) == 1:
        ((key, values),) = wanted.tags
        spelled = key if is_reserved(key) else f"user:{key}"
        return {
            **budget,
            "CostFilters": {"TagKeyValue": [f"{spelled}${value}" for value in values]},
            "CostTypes": {"IncludeCredit": False, "IncludeRefund": False},
        }
    if not _sees_expressions(aws):
        raise NotAvailable(
            "The installed boto3 can't make a budget by more than one tag key.",
            action="Update boto3, or name one key.",
        )
    by_tags = [{"Tags": {"Key": key, "Values": list(values)}} for key, values in wanted.tags]
    used = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": _APART}}}
    return {
        **budget,
        "FilterExpression": {"And": [*by_tags, used]},
        "Metrics": ["UnblendedCost"],
    }


def _differences(told: dict[str, Any], wanted: Wanted, *, sees: bool) -> list[str]:
    """Return how a budget differs from the one that is wanted, in words."""
    found = []
    if told.get("BudgetType") != "COST":
        found.append(f"It is a budget of type {told.get('BudgetType')}.")
    if told.get("TimeUnit") != wanted.period:
        found.append(f"Its period is {told.get('TimeUnit')}, not {wanted.period}.")
    limit = told.get("BudgetLimit")
    if amount(limit) != wanted.limit or (limit or {}).get("Unit") != wanted.currency:
        shown = f"{limit['Amount']} {limit['Unit']}" if limit else "a planned one"
        found.append(f"Its limit is {shown}, not {wanted.limit:f} {wanted.currency}.")
    if _conditions(of_budget(told, sees_expressions=sees)) != {
        (key, frozenset(values)) for key, values in wanted.tags
    }:
        found.append("Its filter is another one.")
    return found


def _conditions(tree: Tree | None) -> set[tuple[str, frozenset[str]]] | None:
    """Return the tags that all must hold; None where a filter says anything else."""
    if tree is None:
        return None
    kept: list[Leaf] = [one for one in leaves(tree) if one.key not in _RECORD_TYPES]
    if any(one.kind != "tag" or one.excluded or not one.values for one in kept):
        return None
    return {(one.key, frozenset(one.values)) for one in kept}


def _sees_expressions(aws: Aws) -> bool:
    return aws.accepts("budgets", "CreateBudget", "Budget", "FilterExpression")
