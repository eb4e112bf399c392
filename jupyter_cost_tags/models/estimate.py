"""What a launch will cost at most, before it is made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem

Purpose = Literal["training", "processing", "transform", "hosting", "notebook"]


class Estimate(Wire):
    """Instances, hours and list price multiplied; storage and data transfer are not in it."""

    purpose: Purpose
    instance_type: str
    count: int
    max_hours: str | None = Field(description="As asked for; null: none was given.")
    amount: str | None = Field(description="Rounded up to the cent; null where no limit is set.")
    currency: str
    basis: str = Field(description="What was multiplied, for people.")
    reason: str | None = Field(description="Why there is no amount.")
    rate: str = Field(description="The list price of one instance and hour.")
    hourly: str = Field(description="The list price of all instances and one hour.")
    region: str
    source: Literal["price-list"]
    as_of: Instant = Field(description="When the price list was read.")
    limit: str | None = Field(description="The policy's confirm_above; null without one.")
    above_limit: bool
    problem: Problem | None = Field(description="Why the price list could not be read anew.")
