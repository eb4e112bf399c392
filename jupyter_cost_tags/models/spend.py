"""Month-to-date spend. Money is a decimal string in the currency that AWS names."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem
from .section import RefreshRequest, Section

SpendState = Literal[
    "ok", "not-activated", "no-data-yet", "no-permission", "not-enabled", "unavailable"
]
SpendSource = Literal["cost-explorer", "snapshot", "athena", "cur-file", "budgets"]


ForecastSource = Literal["cost-explorer", "own-days", "budgets"]


class SpendGroup(Wire):
    """One group's month to date; the key is null for what carries no such tag."""

    key: str | None
    amount: str
    estimated: bool = Field(
        default=False, description="Billable time and list price multiplied, not billed."
    )


class SpendDay(Wire):
    """One UTC day's amount."""

    day: str = Field(description="YYYY-MM-DD in UTC.")
    amount: str


class SpendChange(Wire):
    """How one group differs from the month before, up to the same day."""

    key: str | None
    amount: str
    previous: str
    change: str = Field(description="amount - previous; negative where it fell.")


class Forecast(Wire):
    """The month's expected end, with the interval in which it ends 80 times in 100."""

    total: str
    low: str | None = Field(description="Null where the source gives no interval: budgets.")
    high: str | None
    source: ForecastSource = Field(
        default="own-days",
        description="own-days: the days before, since Cost Explorer gave none or none was asked.",
    )


class SinceLastBill(Wire):
    """What accrued since the last billing update; an estimate."""

    estimate: str
    since: Instant


class Spend(Wire):
    """The month to date, or which of the zeros it is."""

    state: SpendState
    source: SpendSource
    month: str = Field(description="YYYY-MM in UTC.")
    currency: str | None
    month_to_date: str | None
    through: str | None = Field(description="The last UTC day with billing data.")
    estimated: bool | None = Field(description="Whether AWS may still change the amounts.")
    previous_month: str | None = Field(description="The month before, up to the same day.")
    whose: str | None = Field(description="user-profile, space, tag …: what the filter is.")
    whose_name: str | None = Field(description="The profile, space or tag=value of the filter.")
    forecast: Forecast | None
    forecast_reason: str | None = Field(default=None, description="Why there is no forecast.")
    untagged: str | None = Field(
        description="My month to date where an activated required key is absent."
    )
    untagged_keys: list[str]
    excluded: dict[str, str] = Field(description="Credits, refunds and taxes, kept apart.")
    by: str | None = Field(
        description="What groups are: tag:KEY, service, usage-type, instance-type, day, job."
    )
    groups: list[SpendGroup]
    groups_note: str | None = Field(
        default=None, description="What the groups leave out, or which of them are estimates."
    )
    changes: list[SpendChange] = Field(
        default_factory=list, description="What drives the change, the largest first."
    )
    days: list[SpendDay]
    since_last_bill: SinceLastBill | None
    as_of: Instant
    requests: int = Field(description="Cost Explorer requests that this value took.")
    request_cost: str = Field(description="Their price in USD; of Athena what it read costs.")
    bytes_scanned: int | None = Field(
        default=None, description="What Athena read for it; null for other sources."
    )
    tag_key: str | None = Field(description="The tag key that is not activated or has no data yet.")
    activated: str | None = Field(description="The UTC day the tag key was activated, if known.")
    problem: Problem | None


class SpendSection(Section):
    """The spend as last read."""

    value: Spend | None


class SpendRequest(RefreshRequest):
    """Ask for the month to date; may cost a Cost Explorer request."""

    by: str | None = Field(
        default=None,
        description=(
            "tag:KEY, service, usage-type, instance-type, day or job; null: the policy's first key."
        ),
    )
