"""Ended resources that a tag reaches too late, recorded for FinOps to import."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .fix import MOST_PLANNED, Told
from .problem import Problem

CorrectionFormat = Literal["csv", "json"]


class Correction(Wire):
    """One ended resource, the tags that it should have had, and what it cost about."""

    record_id: str = Field(description="Opaque; names the record when it is removed.")
    arn: str
    id: str
    kind: str
    name: str
    owner: str | None = Field(
        description="The ARN of the user profile or space by Studio's automatic tags; null if none."
    )
    tags: dict[str, str] = Field(description="The proposed tags.")
    estimated_cost: str | None = Field(
        description="Estimate: billable seconds, instances and list price multiplied. Null if "
        "one of them is not known, never 0."
    )
    currency: str | None
    basis: str = Field(description="What the estimate is made of, or why there is none.")
    reason: str
    created: Instant | None
    ended: Instant | None
    run_id: str | None = Field(description="The run that wrote the tags; null if none did.")
    recorded: Instant


class RecordRequest(Wire):
    """Record ended resources that the server listed; writes nothing to AWS."""

    ids: list[str] = Field(min_length=1, max_length=MOST_PLANNED)
    set: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Tags to propose; empty proposes what is missing from the effective tags.",
    )
    reason: str = Field(default="", max_length=256, description="Why; empty for the usual words.")


class RemoveRequest(Wire):
    """Take records out of the correction file."""

    record_ids: list[str] = Field(min_length=1, max_length=MOST_PLANNED)


class NotRecorded(Wire):
    """A chosen resource that was not recorded, and why."""

    id: str
    name: str
    reason: str


class Corrections(Told):
    """The correction file as it is now, newest first."""

    records: list[Correction]
    added: int = Field(default=0, description="How many this request recorded.")
    not_recorded: list[NotRecorded] = Field(default_factory=list)
    problem: Problem | None = Field(default=None, description="What of it can't be read.")
    demo: bool = Field(default=False, description="Whether it is not of a real account.")


class FileRequest(Wire):
    """Ask for the correction file in a form that a spreadsheet or a program takes."""

    format: CorrectionFormat = "csv"


class CorrectionFile(Wire):
    """A file to download."""

    name: str
    media_type: str
    content: str
