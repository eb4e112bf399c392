"""Cost anomalies that touch my tags. Money is a decimal string."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .budgets import BudgetMatch
from .problem import Problem
from .section import RefreshRequest, Section

AnomaliesState = Literal[
    "ok", "none", "no-monitor", "no-permission", "not-enabled", "not-available"
]


class AnomalyCause(Wire):
    """A place that costs more than usual; null members are not told."""

    service: str | None
    region: str | None
    account: str | None
    usage_type: str | None
    contribution: str | None = Field(description="Its part of the impact.")


class Anomaly(Wire):
    """A stretch of days that cost more than AWS expected."""

    id: str
    start: str | None = Field(description="YYYY-MM-DD in UTC.")
    end: str | None = Field(description="YYYY-MM-DD in UTC; null: it goes on.")
    impact: str = Field(description="actual - expected, over all its days.")
    actual: str | None
    expected: str | None
    impact_percent: str | None
    monitor: str | None = Field(description="The monitor's name; null: not readable.")
    mine: bool = Field(description="Whether its monitor watches a tag of mine.")
    why: str = Field(description="What ties it to me, in words.")
    matches: list[BudgetMatch]
    causes: list[AnomalyCause]
    feedback: str | None = Field(description="YES, NO, PLANNED_ACTIVITY.")


class Anomalies(Wire):
    """What Cost Anomaly Detection found lately."""

    state: AnomaliesState = Field(description="none: nothing found; no-monitor: nobody watches.")
    since: str = Field(description="YYYY-MM-DD in UTC.")
    until: str
    currency: str | None = Field(description="AWS tells none; the bill's, where it is known.")
    anomalies: list[Anomaly] = Field(description="Mine first; the largest impact first.")
    others: int = Field(description="How many AWS found that nothing ties to my tags.")
    as_of: Instant
    requests: int = Field(description="Cost Explorer requests that this value took.")
    request_cost: str = Field(description="Their price in USD.")
    problem: Problem | None


class AnomaliesSection(Section):
    """Anomalies as last asked for."""

    value: Anomalies | None


class AnomaliesRequest(RefreshRequest):
    """Ask for anomalies: one or two Cost Explorer requests, only with `force`."""
