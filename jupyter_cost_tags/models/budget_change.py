"""What creating a budget, an alert or an action would send, or did."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Wire
from .problem import Problem

BudgetOutcome = Literal["planned", "applied", "unchanged", "conflict", "partial"]


class BudgetRequest(Wire):
    """One request to AWS, exactly as it is sent."""

    service: str
    operation: str
    region: str | None = Field(description="Null: the service's own.")
    parameters: dict[str, Any]
    sent: bool


class BudgetChange(Wire):
    """A change of one budget: planned, applied, or why not."""

    budget: str
    outcome: BudgetOutcome
    requests: list[BudgetRequest]
    differences: list[str] = Field(description="How what exists differs from what is wanted.")
    documents: dict[str, Any] = Field(description="Policies that belong to it, by their names.")
    notes: list[str]
    problem: Problem | None
