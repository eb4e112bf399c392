"""The setup ladder: each rung with what was seen and what to do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .section import RefreshRequest, Section

CheckState = Literal["pass", "fail", "warn", "unknown"]


class Check(Wire):
    """One rung."""

    code: str = Field(description="What is checked: tag-propagation, keys-activated …")
    state: CheckState = Field(description="unknown: it could not be read, so nobody knows.")
    title: str
    evidence: str = Field(description="What was seen.")
    fix: str = Field(description="The command or the request that helps; empty for what passes.")
    iam_action: str | None = Field(default=None, description="The right that reading it lacks.")


class Doctor(Wire):
    """Every rung, from who is billed to what the bill shows."""

    as_of: Instant
    checks: list[Check]
    requests: int = Field(description="Cost Explorer requests, 0.01 USD each.")
    request_cost: str
    bill_as_of: Instant | None = Field(
        default=None, description="When Cost Explorer was asked for the rungs of the bill."
    )


class DoctorSection(Section):
    """The setup ladder, as last climbed."""

    value: Doctor | None


class DoctorRequest(RefreshRequest):
    """Climb the setup ladder; free of charge unless `spend` is true."""

    spend: bool = Field(
        default=False,
        description=(
            "Ask Cost Explorer too: up to three requests, 0.01 USD each. Without it the rungs of "
            "the bill are what was last read."
        ),
    )
