"""Tag changes: the plan, the run and its undo."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Wire
from .scan import BillingEffect

Outcome = Literal["applied", "unchanged", "conflict", "denied", "gone", "failed", "unknown"]


class Change(Wire):
    """What would change on one resource."""

    arn: str
    id: str
    kind: str
    name: str
    current: dict[str, str] = Field(description="The tags as they are, system ones left out.")
    add: dict[str, str]
    overwrite: dict[str, str] = Field(description="Keys that have another value now.")
    remove: list[str] = Field(
        description="Keys that go: of an undo, or of a change of my own profile."
    )
    billing_effect: BillingEffect | None = Field(description="Null when the status is not known.")


class Plan(Wire):
    """Every change, before any is made."""

    plan_id: str
    changes: list[Change]


class PlanRequest(Wire):
    """Ask for a plan for resources that the server listed."""

    ids: list[str] = Field(min_length=1, max_length=200)
    set: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Tags to set; empty fills what is missing from the effective tags.",
    )


class FixRequest(Wire):
    """Apply a plan as it was shown; the same plan is applied once."""

    plan_id: str


class UndoRequest(Wire):
    """Take a run back."""

    run_id: str


class FixResult(Wire):
    """What became of one change."""

    arn: str
    id: str
    name: str
    outcome: Outcome
    reason: str | None
    iam_action: str | None = Field(description="The missing IAM action of a denied change.")


class Run(Wire):
    """What became of every change; `run_id` takes it back."""

    run_id: str
    results: list[FixResult]
