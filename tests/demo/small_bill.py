"""A small account whose bill can be checked by hand: m5.xlarge costs $0.23 an hour."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from jupyter_cost_tags.demo.embedded_aws.ledger import Ledger
from jupyter_cost_tags.demo.embedded_aws.world import Clock, Resource, TagVersion, World

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
MONTH = {"Start": "2026-11-01", "End": "2026-12-01"}
TAGS = {"project": "churn", "environment": "dev"}


def at(day: int, hour: float = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, tzinfo=timezone.utc) + timedelta(hours=hour)


def job(
    world: World,
    name: str,
    start: datetime,
    hours: float,
    tags: dict[str, str] | None = None,
    instance_type: str = "ml.m5.xlarge",
) -> Resource:
    """Put a finished training job into the world."""
    detail = {
        "TrainingJobStatus": "Completed",
        "TrainingStartTime": start,
        "TrainingEndTime": start + timedelta(hours=hours),
        "ResourceConfig": {"InstanceType": instance_type, "InstanceCount": 1},
    }
    history = [TagVersion(start, tags)] if tags else []
    arn = world.arn("training-job", name)
    return world.store.add(Resource(arn, "training-job", name, start, detail, history))


def small_world() -> World:
    """Ten hours of churn, ten of nobody, ten of churn in October."""
    world = World(clock=Clock(NOW), ledger=Ledger(tax_rate=Decimal("0.1")))
    active = {"status": "Active", "since": at(1, month=1)}
    world.activation = {"project": dict(active), "environment": dict(active)}
    job(world, "tagged", at(10, 8), 10, TAGS)
    job(world, "untagged", at(20, 8), 10)
    job(world, "october", at(10, 8, month=10), 10, TAGS)
    return world


def total(answer: dict[str, Any], metric: str = "UnblendedCost") -> Decimal:
    """Sum an answer, grouped or not."""
    amounts = []
    for result in answer["ResultsByTime"]:
        metrics = [group["Metrics"] for group in result["Groups"]] or [result["Total"]]
        amounts += [Decimal(m[metric]["Amount"]) for m in metrics if metric in m]
    return sum(amounts, Decimal(0))


def by_key(answer: dict[str, Any]) -> dict[str, str]:
    """Return one period's amounts by their first group's key."""
    (result,) = answer["ResultsByTime"]
    groups = result["Groups"]
    return {g["Keys"][0]: g["Metrics"]["UnblendedCost"]["Amount"] for g in groups}
