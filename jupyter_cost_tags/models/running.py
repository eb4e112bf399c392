"""What accrues cost now, by list price; and stopping it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem
from .scan import Scope
from .section import RefreshRequest, Section
from .spend import SinceLastBill

ActivityState = Literal["idle", "active", "unknown"]
StopOutcome = Literal["stopping", "ended", "gone", "denied", "failed", "unknown"]


class Snooze(Wire):
    """Somebody let it run on purpose: no reminder until then."""

    since: Instant
    until: Instant
    reason: str = Field(description="Why, in the words of whoever snoozed it.")


class RunningResource(Wire):
    """One resource that is up; prices are list prices, so estimates."""

    id: str = Field(description="Opaque; names the resource in later requests.")
    arn: str
    kind: str = Field(description="The ARN's resource type: app, endpoint, training-job …")
    name: str
    status: str = Field(description="As AWS spells it.")
    instances: str | None = Field(description="What is rented, for people: 2 × ml.m5.xlarge.")
    since: Instant | None = Field(description="Since when it accrues; null where AWS tells not.")
    hourly: str | None = Field(description="List price of an hour; null where it isn't known.")
    accrued: str | None = Field(description="Estimate since then; null where it isn't known.")
    reason: str | None = Field(description="Why there is no price.")
    activity: ActivityState
    idle_since: Instant | None = Field(description="The last activity of what is idle.")
    activity_reason: str | None = Field(description="Why it is unknown, or idle.")
    is_here: bool = Field(description="Whether this runs in it: stopping it ends this as well.")
    tags: dict[str, str] | None = Field(description="Without system ones; null: not read.")
    lost: str = Field(description="What is lost when it is stopped.")
    snoozed: Snooze | None = Field(
        default=None, description="Left running on purpose; null: nobody said so, or it is over."
    )


class Reconciled(Wire):
    """A day that was billed meanwhile, beside the estimate of the same day."""

    day: str = Field(description="YYYY-MM-DD in UTC.")
    estimate: str
    billed: str
    error: str = Field(description="estimate - billed.")


class Running(Wire):
    """What is up now, the dearest first."""

    as_of: Instant
    scope: Scope
    complete: bool = Field(description="False when some kind could not be read.")
    currency: str | None
    hourly: str | None = Field(
        description="Of all of it; null when something has no known price: see `hourly_known`."
    )
    hourly_known: str = Field(description="Of what has a known price.")
    unpriced: int = Field(description="How many have no known price.")
    resources: list[RunningResource]
    since_last_bill: SinceLastBill | None = None
    reconciled: Reconciled | None = None
    metrics_read: int = Field(
        default=0, description="CloudWatch metrics asked for: 0.01 USD a thousand by list price."
    )
    prices_as_of: Instant | None = Field(description="When the price list was read.")
    problems: list[Problem] = Field(description="What could not be read.")


class RunningSection(Section):
    """What is up, as last read."""

    value: Running | None


class RunningRequest(RefreshRequest):
    """Ask for what is up now; free of charge but for CloudWatch metrics, see `metrics_read`."""

    scope: Scope = "mine"


class StopResourceRequest(Wire):
    """Stop something that `running` listed."""

    id: str
    confirm: bool = Field(description="True: whoever asks has read what is lost.")
    including_here: bool = Field(
        default=False, description="Stop it even where this runs in it, and ends with it."
    )


class SnoozeRequest(Wire):
    """Leave something that `running` listed as it is for a while, with a reason."""

    id: str
    hours: int = Field(ge=1, le=720)
    reason: str = Field(min_length=1, max_length=200)


class WakeRequest(Wire):
    """End a snooze before its time."""

    id: str


class Snoozed(Wire):
    """What is known of one resource's snooze now."""

    arn: str
    snoozed: Snooze | None


class StopPlan(Wire):
    """What stopping would do; nothing is stopped."""

    arn: str
    kind: str
    name: str
    status: str
    operation: str = Field(description="StopTrainingJob, DeleteApp …")
    lost: str
    is_here: bool
    is_mine: bool = Field(description="Whether a tag or a place marks it as the caller's.")


class Stopped(Wire):
    """What became of one stop."""

    run_id: str
    arn: str
    kind: str
    name: str
    operation: str = Field(description="StopTrainingJob, DeleteApp …")
    outcome: StopOutcome
    reason: str | None
    lost: str
    is_here: bool
