"""Resources held against the policy."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem
from .section import RefreshRequest, Section
from .whoami import InvalidValue

State = Literal["compliant", "non-compliant", "unknown"]
Scope = Literal["mine", "all"]
ScanScope = Literal["mine", "notebook", "all"]
BillingEffect = Literal["from-now", "none"]
# What tags that are written now do on the bill: of what accrues, of what has ended, of what the
# next deployment or run takes them from, of what is never billed itself.
OnTheBill = Literal["accrues", "next-deployment", "next-run", "nothing", "ended", "unknown"]


def _untold() -> None:
    return None


class ScannedResource(Wire):
    """One resource, its tags and the verdict."""

    id: str = Field(description="Opaque; names the resource in later requests.")
    arn: str
    kind: str = Field(description="The ARN's resource type: training-job, processing-job …")
    noun: str = Field(
        default="", description="What it is for people: a notebook job is a training job."
    )
    name: str
    status: str = Field(description="As AWS spells it: InProgress, Completed …")
    created: Instant
    state: State
    tags: dict[str, str] = Field(description="All tags but system ones.")
    missing: list[str] = Field(description="Required keys without a value.")
    invalid: list[InvalidValue]
    billing_effect: BillingEffect = Field(
        description="from-now: still accruing, a fix counts from now; none: ended, history only."
    )
    on_the_bill: OnTheBill = Field(
        default="unknown", description="What its tags do on the bill; tells more than the effect."
    )
    reason: str | None = Field(description="Why the state is unknown.")
    system_tags: dict[str, str] = Field(
        default_factory=dict, description="What AWS, Studio or an SDK set by itself; never judged."
    )
    user: str | None = Field(
        default_factory=_untold, description="The profile or space that Studio marked it with."
    )
    mine: bool | None = Field(
        default_factory=_untold,
        description="Whether it is mine by that mark, or was launched from here; null: not known.",
    )
    suspects: list[InvalidValue] = Field(
        default_factory=list,
        description="Allowed values that look mistyped: used once, and nearly like another.",
    )


class Scan(Wire):
    """What a scan found, newest first."""

    as_of: Instant
    complete: bool = Field(description="False when some kind or page could not be read.")
    aws_calls: dict[str, int] = Field(description="Requests sent per service:Operation.")
    resources: list[ScannedResource]
    scope: ScanScope
    since: Instant
    problems: list[Problem] = Field(description="What could not be read, one per cause.")
    read_since: Instant | None = Field(
        default=None,
        description="When all of it was read; since then only what is new, runs or was written"
        " by us. Null: all was read for this result.",
    )


class ScanSection(Section):
    """The scan as last made."""

    value: Scan | None


class ScanRequest(RefreshRequest):
    """Ask for a scan."""

    scope: ScanScope = "mine"
    notebook: str | None = Field(
        default=None,
        max_length=1024,
        description="With scope notebook: its path, as launches tell it.",
    )
    days: int = Field(default=30, ge=1, le=365, description="How far back, in days.")
    full: bool = Field(
        default=False, description="Read all again, also what an earlier scan has read."
    )
