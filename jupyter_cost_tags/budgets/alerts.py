"""Alerts of a budget: thresholds, who hears of them, and what is there already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ..aws import Aws
from ..problems import BadRequest, CostTagsError
from .change import Change, Step, existing_budget
from .topic import topic_steps

# AWS docs cost-management/latest/userguide/management-limits; botocore budgets, Notification.
MOST_NOTIFICATIONS = 10
MOST_EMAILS = 10
_MOST_PERCENT = Decimal(1_000_000)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Threshold:
    """A percentage of the limit, of what is spent or of what is expected."""

    kind: str  # ACTUAL or FORECASTED
    percent: Decimal

    @property
    def notification(self) -> dict[str, Any]:
        """Return the notification as Budgets takes it; its threshold is a JSON number."""
        return {
            "NotificationType": self.kind,
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": float(self.percent),
            "ThresholdType": "PERCENTAGE",
        }


def thresholds(actual: str, forecast: str) -> list[Threshold]:
    """Return the thresholds of two lists like 50,75,90; raises `BadRequest`."""
    wanted = [Threshold("ACTUAL", one) for one in _percents(actual)]
    wanted += [Threshold("FORECASTED", one) for one in _percents(forecast)]
    if len(wanted) > MOST_NOTIFICATIONS:
        raise BadRequest(f"A budget has at most {MOST_NOTIFICATIONS} alerts.")
    return wanted


def subscribers(emails: Sequence[str], topic: str) -> list[dict[str, str]]:
    """Return who hears of an alert: at most ten addresses and one topic; raises `BadRequest`."""
    addresses = list(dict.fromkeys(emails))
    if len(addresses) > MOST_EMAILS:
        raise BadRequest(f"An alert has at most {MOST_EMAILS} email addresses.")
    for address in addresses:
        if not _EMAIL.fullmatch(address):
            raise BadRequest(f"This is no email address: {address}.")
    if topic and not _TOPIC.fullmatch(topic):
        raise BadRequest(
            "--sns needs the ARN of a standard SNS topic.",
            action="It looks like arn:aws:sns:us-east-1:111122223333:budget-alerts.",
        )
    found = [{"SubscriptionType": "EMAIL", "Address": address} for address in addresses]
    return found + ([{"SubscriptionType": "SNS", "Address": topic}] if topic else [])


def plan_alerts(  # noqa: PLR0913
    aws: Aws,
    account: str,
    name: str,
    wanted: Sequence[Threshold],
    hearers: Sequence[dict[str, str]],
    *,
    apply_topic_policy: bool,
) -> Change:
    """Return what is missing of the alerts; AWS is read, nothing is written.

    Raises `BadRequest` for a budget that is not there and where it would have too many.
    """
    if not wanted or not hearers:
        raise BadRequest(
            "An alert needs a threshold and somebody who hears of it.",
            action="Add --at or --forecast, and --email or --sns.",
        )
    existing_budget(aws, account, name)
    change = missing_alerts(aws, account, name, wanted, hearers)
    add_topic(aws, account, hearers, change, apply=apply_topic_policy)
    return change


def add_topic(
    aws: Aws, account: str, hearers: Sequence[dict[str, str]], change: Change, *, apply: bool
) -> None:
    """Add the topic policy that lets Budgets publish: applied first, or printed only."""
    for one in hearers:
        if one["SubscriptionType"] == "SNS":
            steps, documents, notes = topic_steps(aws, account, one["Address"], apply=apply)
            change.steps[:0] = steps
            change.documents.update(documents)
            change.notes.extend(notes)


def missing_alerts(
    aws: Aws,
    account: str,
    name: str,
    wanted: Sequence[Threshold],
    hearers: Sequence[dict[str, str]],
) -> Change:
    """Return notifications and subscribers that a budget lacks."""
    where: dict[str, Any] = {"AccountId": account, "BudgetName": name}
    pages = aws.pages("budgets", "DescribeNotificationsForBudget", MaxResults=100, **where)
    there = [one for page in pages for one in page["Notifications"] or ()]
    change = Change(name)
    for threshold in wanted:
        same = next((one for one in there if _is_same(one, threshold.notification)), None)
        if same is None:
            parameters = {
                **where,
                "Notification": threshold.notification,
                "Subscribers": list(hearers),
            }
            change.steps.append(Step("budgets", "CreateNotification", parameters))
        else:
            _add_hearers(aws, where, same, hearers, change)
    created = sum(1 for step in change.steps if step.operation == "CreateNotification")
    if len(there) + created > MOST_NOTIFICATIONS:
        raise BadRequest(
            f"{name} has {len(there)} alerts and would get {created} more: a budget has at most"
            f" {MOST_NOTIFICATIONS}.",
            code="too-many-alerts",
            action="Name fewer thresholds, or delete some in the console.",
        )
    return change


def _add_hearers(
    aws: Aws,
    where: dict[str, Any],
    told: dict[str, Any],
    hearers: Sequence[dict[str, str]],
    change: Change,
) -> None:
    """Add who is missing; a topic beside another one is a conflict: an alert has one."""
    known = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    notification = {key: told[key] for key in known if key in told}
    at = f"{notification['NotificationType'].lower()} {notification['Threshold']:g} %"
    try:
        pages = aws.pages(
            "budgets", "DescribeSubscribersForNotification", Notification=notification, **where
        )
        there = [one for page in pages for one in page["Subscribers"] or ()]
    except CostTagsError as error:
        change.notes.append(f"Who hears of the alert at {at} isn't known: {error.message}")
        return
    topics = {one["Address"] for one in there if one["SubscriptionType"] == "SNS"}
    for one in hearers:
        if one in there:
            continue
        if one["SubscriptionType"] == "SNS" and topics:
            change.differences.append(f"The alert at {at} tells another SNS topic already.")
            continue
        parameters = {**where, "Notification": notification, "Subscriber": one}
        change.steps.append(Step("budgets", "CreateSubscriber", parameters))


def _is_same(told: dict[str, Any], wanted: dict[str, Any]) -> bool:
    given = {"ThresholdType": "PERCENTAGE", **told}
    return all(given.get(key) == value for key, value in wanted.items())


def _percents(text: str) -> list[Decimal]:
    found = []
    for part in filter(None, (one.strip().removesuffix("%").strip() for one in text.split(","))):
        try:
            value = Decimal(part)
        except InvalidOperation:
            raise BadRequest(f"A threshold is a percentage, not {part}.") from None
        if not value.is_finite() or not 0 < value <= _MOST_PERCENT:
            raise BadRequest("A threshold is above 0 and at most 1,000,000 percent.")
        found.append(value)
    return list(dict.fromkeys(found))
