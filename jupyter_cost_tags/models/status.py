"""The server part itself: version, demo, clock, Cost Explorer meter."""

from __future__ import annotations

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem


class CostExplorerMeter(Wire):
    """What this tool's own Cost Explorer requests cost today (UTC)."""

    requests_today: int | None = Field(description="Null when it is not known.")
    daily_cap: int
    price_per_request: str = Field(description="In USD.")
    spend_enabled: bool = Field(description="False when an admin turned spend off.")


class Status(Wire):
    """What the server part is and what it works against."""

    version: str
    demo: bool = Field(description="Whether answers come from the embedded AWS.")
    clock_fixed: Instant | None = Field(description="The fixed clock, when one is set.")
    meter: CostExplorerMeter
    problem: Problem | None = Field(description="What keeps every section from working.")
