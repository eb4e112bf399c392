"""Tag changes: the plan, the run and its undo."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from .base import Instant, Wire
from .problem import Problem
from .scan import BillingEffect, OnTheBill
from .whoami import TagSource

Outcome = Literal["applied", "unchanged", "conflict", "denied", "gone", "failed", "unknown"]
# Where a value comes from: a layer of the identity, what was asked for, or the journal (an undo).
# "resource": what its own tag means, spelled as the policy spells it.
ValueSource = Literal[TagSource, "given", "journal", "resource"]
SkipCode = Literal["already-so", "no-value", "unreadable", "admins"]
RunState = Literal["running", "done", "interrupted"]

MOST_PLANNED = 5000  # resources of one plan


class Told(Wire):
    """A value whose members are all there in an answer, also those with a default."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Change(Told):
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
    on_the_bill: OnTheBill = Field(
        default="unknown", description="What its tags do on the bill; tells more than the effect."
    )
    sources: dict[str, ValueSource] = Field(
        default_factory=dict, description="Per key that is written: whose value it is."
    )
    left: list[str] = Field(
        default_factory=list,
        description="Required keys that stay without a good value: nobody knows one.",
    )


class Skipped(Wire):
    """A resource that a plan leaves as it is, and why."""

    id: str
    arn: str
    kind: str
    name: str
    code: SkipCode
    reason: str


class PlanSummary(Wire):
    """How many resources a plan concerns, and what that changes on the bill."""

    chosen: int
    to_change: int
    from_now: int = Field(description="Of those to change: still accruing, counts from now.")
    history_only: int = Field(description="Ended: the bill of the past stays; recorded for FinOps.")
    not_billed: int = Field(description="Cost nothing themselves, as a model does.")
    effect_unknown: int = Field(description="Their status is not known.")
    skipped: int
    by_key: dict[str, int] = Field(description="How many resources get each key.")


class Plan(Told):
    """Every change, before any is made; one that is skipped is there with nothing to do."""

    plan_id: str
    changes: list[Change]
    skipped: list[Skipped] = Field(default_factory=list)
    summary: PlanSummary | None = None
    unknown_keys: list[str] = Field(
        default_factory=list,
        description="Required keys that a layer may give which could not be read.",
    )


class PlanRequest(Wire):
    """Ask for a plan for resources that the server listed."""

    ids: list[str] = Field(min_length=1, max_length=MOST_PLANNED)
    set: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Tags to set; empty fills what is missing from the effective tags.",
    )


class Patient(Wire):
    """How long to wait for a run."""

    wait: float | None = Field(
        default_factory=lambda: None,  # a factory: clients may leave it out
        ge=0.0,
        le=600.0,
        description="Seconds until the run so far is given; null waits for its end.",
    )


class FixRequest(Patient):
    """Apply a plan as it was shown; the same plan is applied once."""

    plan_id: str


class UndoRequest(Patient):
    """Take a run back."""

    run_id: str


class ResumeRequest(Patient):
    """Go on with a run that was interrupted, or try again what failed or was denied."""

    run_id: str


class StopRequest(Wire):
    """Let a run end after what it is writing now; what is left can be resumed."""

    run_id: str


class RunRequest(Wire):
    """Ask for one run."""

    run_id: str = Field(default="", description="Empty: the newest, or an empty run if none is.")


class FixResult(Told):
    """What became of one change."""

    arn: str
    id: str
    name: str
    outcome: Outcome
    reason: str | None
    iam_action: str | None = Field(description="The missing IAM action of a denied change.")
    billing_effect: BillingEffect | None = Field(
        default=None, description="Null when the status is not known."
    )


class Waiting(Wire):
    """A change of a run that nothing was sent for yet."""

    arn: str
    id: str
    name: str


class RunProgress(Wire):
    """How far a run is."""

    total: int
    ended: int = Field(description="Changes with an outcome, `unknown` ones among them.")
    by_outcome: dict[str, int] = Field(description="Changes by their outcome.")


class Run(Told):
    """What became of every change; `run_id` takes it back."""

    run_id: str
    results: list[FixResult] = Field(description="While it runs: of the changes that ended.")
    state: RunState = Field(
        default="done", description="interrupted: its process ended before it did; resume it."
    )
    progress: RunProgress | None = None
    waiting: list[Waiting] = Field(default_factory=list, description="Nothing was sent for these.")
    undoes: str | None = Field(default=None, description="The run that this one takes back.")
    undone_by: str | None = Field(default=None, description="The run that took this one back.")
    started: Instant | None = None
    recorded: int = Field(
        default=0, description="Ended resources that went to the correction file with this run."
    )
    problem: Problem | None = Field(default=None, description="What ended the run before its end.")


class RunListed(Wire):
    """One run in the list of runs."""

    run_id: str
    state: RunState
    started: Instant
    progress: RunProgress
    undoes: str | None
    undone_by: str | None


class Runs(Wire):
    """The runs of this identity, newest first."""

    runs: list[RunListed] = Field(description="At most 50.")
    interrupted: int = Field(description="How many of all runs can be resumed.")
    problem: Problem | None = Field(description="What of the journal can't be read.")
