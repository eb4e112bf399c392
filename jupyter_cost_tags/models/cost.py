"""What single resources cost, as far as that is known without asking Cost Explorer."""

from __future__ import annotations

from pydantic import Field

from .base import Instant, Wire


class CostsRequest(Wire):
    """Ask what listed resources cost."""

    ids: list[str] = Field(min_length=1, max_length=100)


class ResourceCost(Wire):
    """A resource's cost: billed, or an estimate, or why there is neither."""

    id: str
    amount: str | None = Field(description="Of all of it, or so far; null where it isn't known.")
    per_hour: str | None = Field(description="List price of an hour of what stays up.")
    currency: str | None
    estimated: bool = Field(description="Time and list price multiplied, not billed.")
    reason: str = Field(description="How the amount was made, or why there is none.")


class Costs(Wire):
    """What the asked-for resources cost, in the order in which they were asked for."""

    as_of: Instant
    costs: list[ResourceCost]
