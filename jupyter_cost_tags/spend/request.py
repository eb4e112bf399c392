"""The questions to Cost Explorer, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .grouping import Grouping
from .owner import Owner
from .period import Period

METRICS = frozenset(
    {"UnblendedCost", "AmortizedCost", "NetUnblendedCost", "NetAmortizedCost", "BlendedCost"}
)
# Kept apart from what somebody used: a credit would make usage look free.
EXCLUDED = ("Credit", "Refund", "Tax")

_USED = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": list(EXCLUDED)}}}
_RECORD_TYPE = {"Type": "DIMENSION", "Key": "RECORD_TYPE"}
Request = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """Whose costs, of which days, broken down how."""

    owner: Owner
    period: Period
    grouping: Grouping
    required_keys: tuple[str, ...]
    metric: str
    billing_view: str | None


def daily(question: Question) -> Request:
    """Return the request for two months by day, by group and by record type.

    One request gives month to date, the month before at the same day, days, groups, and what
    is excluded. Price: $0.01 a page of 500 groups.
    """
    period = question.period
    definition = question.grouping.definition
    return _request(
        question,
        TimePeriod={"Start": period.start.isoformat(), "End": period.end.isoformat()},
        Granularity="DAILY",
        Filter=question.owner.filter(),
        GroupBy=[*([definition] if definition else []), _RECORD_TYPE],
    )


def by_tags(question: Question, keys: Sequence[str], present: str | None) -> Request:
    """Return the request for the month's sum by one or two tag keys, $0.01.

    `present` keeps only what carries that key; its absence is known from `daily` already.
    """
    having = [{"Not": _absent(present)}] if present else []
    return _month(question, having, [{"Type": "TAG", "Key": key} for key in keys])


def without(question: Question, keys: Sequence[str]) -> Request:
    """Return the request for the month's sum of what lacks any of the keys, $0.01."""
    members = [_absent(key) for key in keys]
    lacking = members[0] if len(members) == 1 else {"Or": members}
    return _month(question, [lacking], [_RECORD_TYPE])


def by_resource(question: Question, first: date) -> Request:
    """Return the request for the sum of each resource from a day on, $0.01 a page of 500.

    Cost Explorer keeps the last 14 days of it, and only where the payer turned it on.
    """
    return _month(
        question, [], [{"Type": "DIMENSION", "Key": "RESOURCE_ID"}], start=first.isoformat()
    )


def to_come(question: Question) -> Request:
    """Return the GetCostForecast request from today to the end of the month, $0.01."""
    period = question.period
    interval = {"Start": period.today.isoformat(), "End": period.month_end.isoformat()}
    metric = "".join(f"_{c}" if c.isupper() else c for c in question.metric).lstrip("_").upper()
    view = question.billing_view
    return {
        "TimePeriod": interval,
        "Metric": metric,
        "Granularity": "MONTHLY",
        "Filter": {"And": [question.owner.filter(), _USED]},
        "PredictionIntervalLevel": 80,
        **({"BillingViewArn": view} if view else {}),
    }


def of_everybody(period: Period, key: str, metric: str, billing_view: str | None) -> Request:
    """Return the request for a month's charges of everybody by one tag key, $0.01 a page."""
    request: Request = {
        "TimePeriod": {"Start": period.month.isoformat(), "End": period.end.isoformat()},
        "Granularity": "MONTHLY",
        "GroupBy": [{"Type": "TAG", "Key": key}, _RECORD_TYPE],
        "Metrics": [metric],
    }
    return request | ({"BillingViewArn": billing_view} if billing_view else {})


def seen_keys(question: Question) -> Request:
    """Return the GetTags request for the keys that any cost of the two months carries, $0.01.

    Without `TagKey` the answer lists keys; only those activated for billing are in it.
    """
    period = question.period
    view = question.billing_view
    interval = {"Start": period.start.isoformat(), "End": period.end.isoformat()}
    return {"TimePeriod": interval} | ({"BillingViewArn": view} if view else {})


def _month(
    question: Question,
    conditions: list[dict[str, Any]],
    group_by: list[dict[str, str]],
    start: str | None = None,
) -> Request:
    period = question.period
    return _request(
        question,
        TimePeriod={"Start": start or period.month.isoformat(), "End": period.end.isoformat()},
        Granularity="MONTHLY",
        Filter={"And": [question.owner.filter(), _USED, *conditions]},
        GroupBy=group_by,
    )


def _request(question: Question, **members: Any) -> Request:
    request: Request = {**members, "Metrics": [question.metric]}
    if question.billing_view:
        request["BillingViewArn"] = question.billing_view
    return request


def _absent(key: str) -> dict[str, Any]:
    return {"Tags": {"Key": key, "MatchOptions": ["ABSENT"]}}
