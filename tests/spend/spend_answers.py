"""Answers and questions of the shape that Cost Explorer's have."""

from datetime import date, datetime, timedelta, timezone

from jupyter_cost_tags.spend.grouping import grouping
from jupyter_cost_tags.spend.owner import Owner
from jupyter_cost_tags.spend.period import period
from jupyter_cost_tags.spend.request import Question, daily

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
PROFILE = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/ana"
SPACE = "arn:aws:sagemaker:us-east-1:111122223333:space/d-1/ana-lab"
ANA = Owner(
    "user-profile",
    "ana",
    (("sagemaker:user-profile-arn", (PROFILE,)), ("sagemaker:space-arn", (SPACE,))),
)


def question(by="tag:project", *, month=None, now=NOW, owner=ANA, required=("project",), view=None):
    return Question(
        owner=owner,
        period=period(month, now),
        grouping=grouping(by),
        required_keys=tuple(required),
        metric="UnblendedCost",
        billing_view=view,
    )


def group(keys, amount, unit="USD"):
    return {"Keys": list(keys), "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": unit}}}


def result(day, *groups, days=1, estimated=True, **members):
    first = date.fromisoformat(day)
    return {
        "TimePeriod": {"Start": day, "End": (first + timedelta(days=days)).isoformat()},
        "Total": {},
        "Groups": list(groups),
        "Estimated": estimated,
        **members,
    }


def page(asked, by_day):
    """Return one page with every day asked for; `by_day` gives the groups of some."""
    interval = daily(asked)["TimePeriod"]
    first, end = date.fromisoformat(interval["Start"]), date.fromisoformat(interval["End"])
    days = [(first + timedelta(days=number)).isoformat() for number in range((end - first).days)]
    assert set(by_day) <= set(days)
    return {"ResultsByTime": [result(day, *by_day.get(day, ())) for day in days]}
