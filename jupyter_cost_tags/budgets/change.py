"""A change of one budget as requests: decided first, shown as they are, then sent in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..aws import Aws
from ..problems import BadRequest, Refused

_MISSING = frozenset({"NotFoundException", "NoSuchEntity"})


@dataclass(frozen=True)
class Step:
    """One request."""

    service: str
    operation: str
    parameters: dict[str, Any]
    region: str | None = None


@dataclass(frozen=True)
class Change:
    """What is to be sent; with differences nothing is, since what exists is somebody's."""

    budget: str
    steps: list[Step] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def found(
    aws: Aws, service: str, operation: str, member: str, **parameters: Any
) -> dict[str, Any] | None:
    """Return what AWS has by that name; None where it has nothing."""
    try:
        answer = aws.call(service, operation, expects=(member,), **parameters)
    except Refused as error:
        if error.aws_code in _MISSING:
            return None
        raise
    told: dict[str, Any] = answer[member]
    return told


def budget_named(aws: Aws, account: str, name: str) -> dict[str, Any] | None:
    """Return a budget; None where the account has none of that name."""
    sees = aws.accepts("budgets", "DescribeBudget", "ShowFilterExpression")
    more = {"ShowFilterExpression": True} if sees else {}
    return found(
        aws, "budgets", "DescribeBudget", "Budget", AccountId=account, BudgetName=name, **more
    )


def existing_budget(aws: Aws, account: str, name: str) -> dict[str, Any]:
    """Return a budget; raises `BadRequest` where there is none of that name."""
    told = budget_named(aws, account, name)
    if told is None:
        raise BadRequest(
            f"The account has no budget {name}.",
            code="no-such-budget",
            action="See `jupyter cost-tags budgets list --all` for the names.",
        )
    return told
