"""A resource and what belongs to it, side by side: an endpoint, a pipeline, a notebook instance."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem
from .scan import BillingEffect, OnTheBill, State
from .whoami import InvalidValue

PartRole = Literal[
    "endpoint",
    "endpoint-config",
    "model",
    "inference-component",
    "pipeline",
    "execution",
    "job",
    "notebook-instance",
]
CellState = Literal["set", "missing", "not-allowed", "unknown", "gone"]
KeyState = Literal["same", "different", "unknown"]
Inherits = Literal["yes", "no", "unknown"]


class Part(Wire):
    """One member: what it is, its tags and what they do on the bill."""

    role: PartRole
    id: str = Field(description="Opaque; names the resource in later requests.")
    arn: str
    kind: str = Field(description="The ARN's resource type.")
    name: str
    status: str = Field(description="As AWS spells it; empty for kinds without one, or unknown.")
    used_by: list[str] = Field(description="Variants of an endpoint, or steps of a pipeline.")
    shadow: bool = Field(description="Only shadow variants use it: it serves copies of requests.")
    state: State
    tags: dict[str, str] = Field(description="All tags but system ones.")
    missing: list[str] = Field(description="Required keys without a value.")
    invalid: list[InvalidValue]
    billing_effect: BillingEffect
    on_the_bill: OnTheBill
    note: str = Field(description="What its tags do on the bill, in a sentence.")
    gone: bool = Field(description="It was deleted; a running endpoint goes on without it.")
    reason: str | None = Field(description="Why the state is unknown.")


class PartCell(Wire):
    """One key on one member."""

    id: str
    value: str | None = Field(description="Null where there is none, or nobody knows.")
    state: CellState


class PartKey(Wire):
    """One key across the members, in their order."""

    key: str
    required: bool
    state: KeyState = Field(description="same: all have the same value, or none has one.")
    cells: list[PartCell]
    suggested: str | None = Field(
        description="What aligning sets without a word about it; null: it leaves this key alone."
    )


class StepOverride(Wire):
    """A key that a step gives another value than the pipeline."""

    key: str
    pipeline: str
    step: str


class PipelineStep(Wire):
    """A step of a pipeline's definition that launches something with tags of its own."""

    name: str
    type: str = Field(description="As the definition says: Training, Processing …")
    tags: dict[str, str] = Field(description="As the definition gives them, system ones left out.")
    from_parameters: list[str] = Field(description="Keys whose value is known only at the start.")
    overrides: list[StepOverride] = Field(description="Keys with another value on the pipeline.")
    missing: list[str] = Field(description="Required keys that the step itself does not give.")
    job: str | None = Field(description="The id of what it launched in the newest execution.")


class Parts(Wire):
    """What belongs together, and where its tags differ."""

    as_of: Instant
    complete: bool = Field(description="False when something could not be read.")
    aws_calls: dict[str, int] = Field(description="Requests sent per service:Operation.")
    id: str
    kind: str
    name: str
    parts: list[Part] = Field(description="The resource itself first.")
    keys: list[PartKey] = Field(description="The policy's keys first, in its order.")
    steps: list[PipelineStep] = Field(description="Of a pipeline; empty for anything else.")
    inherits: Inherits | None = Field(
        description="Whether the newest execution's jobs carry the pipeline's tags; null: no jobs."
    )
    notes: list[str] = Field(description="Plain sentences that belong above the list.")
    problems: list[Problem] = Field(description="What could not be read, one per cause.")


class PartsRequest(Wire):
    """Ask for what belongs to a resource that the server listed."""

    id: str


class AlignRequest(Wire):
    """Ask for one plan that gives all members the same tags."""

    id: str = Field(description="The resource whose parts were asked for.")
    like: str | None = Field(
        default=None,
        description="The id of the member whose values win; null: the resource itself.",
    )
    set: dict[str, str] = Field(
        default_factory=dict, max_length=50, description="Values that win over all members'."
    )
    only: list[str] = Field(
        default_factory=list,
        max_length=200,
        description="Ids of the members to change; empty: all that can be.",
    )
