"""Budgets that count my costs. Money is a decimal string in the currency that AWS names."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem
from .section import RefreshRequest, Section

BudgetsState = Literal["ok", "none", "no-permission", "not-available"]
BudgetScope = Literal["mine", "all"]
BudgetHealth = Literal["ok", "forecast-over", "over", "unknown"]
BudgetSpendKind = Literal["actual", "forecast"]
BudgetMark = Literal["space", "user-profile", "domain", "tag"]


class BudgetFilter(Wire):
    """One condition of a budget's filter."""

    kind: Literal["tag", "dimension", "cost-category"]
    key: str = Field(description="The tag key, or the dimension as AWS spells it.")
    values: list[str] = Field(description="Any of them; empty: costs without the key.")
    excluded: bool = Field(description="Whether what it names is left out.")


class BudgetMatch(Wire):
    """A tag of mine that the filter names."""

    key: str
    value: str
    mark: BudgetMark = Field(
        description="What the tag stands for: my profile, my space, my domain, a tag."
    )


class BudgetAlert(Wire):
    """A notification of a budget."""

    kind: BudgetSpendKind
    comparison: Literal["greater-than", "less-than", "equal-to"]
    threshold: str = Field(description="A decimal, in `unit`.")
    unit: Literal["percent", "amount"]
    amount: str | None = Field(description="The threshold in the budget's currency.")
    sent: bool | None = Field(
        description="Whether this period's spend passed it, so that AWS sent it; null: not told."
    )
    sent_at: Instant | None = Field(description="Null where AWS does not tell; it rarely does.")


class BudgetAction(Wire):
    """What AWS does by itself, or after an approval, when a threshold is passed."""

    id: str
    kind: str = Field(description="APPLY_IAM_POLICY, APPLY_SCP_POLICY, RUN_SSM_DOCUMENTS.")
    status: str = Field(description="As AWS spells it: STANDBY, PENDING, EXECUTION_SUCCESS …")
    stage: Literal["waiting", "approval", "running", "done", "undone", "failed", "unknown"]
    approval: Literal["manual", "automatic"]
    trigger: BudgetSpendKind
    threshold: str
    unit: Literal["percent", "amount"]
    policy: str | None = Field(description="The policy's name, or its ID for a service control.")
    targets: list[str] = Field(description="Roles, groups, users, accounts or instances.")
    touches_me: bool | None = Field(description="Whether my own role is a target; null: unknown.")
    effect: str = Field(description="What it means for launches, one sentence.")
    changed: Instant | None = Field(description="When it came into this status, if AWS tells.")


class Budget(Wire):
    """One budget in its present period."""

    name: str
    type: str = Field(description="COST, USAGE, RI_UTILIZATION … as AWS spells it.")
    period: str = Field(description="DAILY, MONTHLY, QUARTERLY, ANNUALLY, CUSTOM.")
    period_start: str | None = Field(description="YYYY-MM-DD in UTC.")
    period_end: str | None = Field(description="YYYY-MM-DD in UTC: the last day of it.")
    unit: str | None = Field(description="What amounts are in: a currency, GB, PERCENTAGE …")
    currency: str | None = Field(description="Null unless it is a budget of costs.")
    limit: str | None
    actual: str | None = Field(description="Spent in this period; null where AWS told none.")
    forecast: str | None = Field(description="Expected by the period's end; null: AWS has none.")
    left: str | None = Field(description="limit - actual; negative where it is over.")
    actual_percent: str | None = Field(description="Of the limit, not clamped.")
    forecast_percent: str | None
    health: BudgetHealth
    health_reason: str | None = Field(description="Why it is unknown.")
    metric: str | None = Field(description="UnblendedCost …, where AWS tells.")
    filters: list[BudgetFilter] | None = Field(description="Null: the SDK can't read them.")
    filter_text: str = Field(description="The filter in words.")
    mine: bool = Field(description="Whether the filter matches tags of mine.")
    why: str | None = Field(description="Why it is mine, in words.")
    matches: list[BudgetMatch]
    counts_others: bool = Field(description="Whether it also counts costs that aren't mine.")
    alerts: list[BudgetAlert] | None = Field(description="Null: not read.")
    actions: list[BudgetAction] | None = Field(description="Null: not read.")
    updated: Instant | None = Field(description="When somebody last changed the budget itself.")


class Budgets(Wire):
    """Budgets as AWS told them; it works their figures out up to three times a day."""

    state: BudgetsState = Field(description="none: no budget matches (see `others`).")
    scope: BudgetScope
    account: str | None
    budgets: list[Budget]
    others: int | None = Field(description="How many the account has besides; null: unknown.")
    tags: dict[str, str] = Field(
        default_factory=dict, description="My tags that the filters were held against."
    )
    as_of: Instant = Field(description="When it was read; figures may be 8 to 12 hours old.")
    problem: Problem | None = Field(description="Why nothing could be read.")
    problems: list[Problem] = Field(description="What could not be read of some of them.")


class BudgetsSection(Section):
    """Budgets as last read."""

    value: Budgets | None


class BudgetsRequest(RefreshRequest):
    """Ask for budgets; free of charge."""

    scope: BudgetScope = "mine"
