"""Who is charged what in a month, by the values of one tag key."""

from __future__ import annotations

from pydantic import Field

from .base import Instant, Wire
from .spend import SpendSource


class StatementLine(Wire):
    """One value's charges; null is what carries no such tag."""

    key: str | None
    name: str | None = Field(description="The policy's name for the value, if it has one.")
    charges: dict[str, str] = Field(description="Usage, Credit, Refund, Tax … as far as there.")
    total: str


class Statement(Wire):
    """A month's charges: each column adds up, and its total is the source's, to the cent."""

    month: str = Field(description="YYYY-MM in UTC.")
    by: str
    currency: str | None
    source: SpendSource
    estimated: bool | None = Field(description="Whether AWS may still change the month.")
    through: str | None = Field(description="The last UTC day with a charge.")
    kinds: list[str] = Field(description="The kinds of charges, usage first.")
    lines: list[StatementLine]
    totals: dict[str, str]
    total: str | None = Field(description="Null where there is no charge at all.")
    as_of: Instant
    requests: int = Field(description="Cost Explorer requests that it took.")
    request_cost: str = Field(description="Their price in USD.")
