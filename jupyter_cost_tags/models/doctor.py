"""The setup ladder: each rung with what was seen and what to do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire

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
