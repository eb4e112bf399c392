"""Budgets, asked of AWS; what could not be read of one of them leaves the others whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from ..aws import Aws
from ..models import Budget, BudgetAction, BudgetAlert, Problem
from ..models.budgets import BudgetScope
from ..problems import CostTagsError, Denied
from .filters import Tree, of_budget
from .mine import Mine, matches
from .reactions import action, alert
from .read import budget, figures

T = TypeVar("T")
_MOST_DETAILED = 50  # budgets whose alerts and actions are read: two calls each
_PAGE = 100


@dataclass(frozen=True)
class Asked:
    """The budgets of the scope, how many others there are, and what could not be read."""

    budgets: list[Budget]
    others: int
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Details:
    """Alerts and actions of budgets; who may not read them is told once and asks no more."""

    aws: Aws
    account: str
    role: str | None
    problems: dict[str, Problem] = field(default_factory=dict)

    def alerts(self, told: Mapping[str, Any], now: datetime) -> list[BudgetAlert] | None:
        limit = figures(told, now).limit
        return self._tried(
            "DescribeNotificationsForBudget",
            lambda: [alert(one, limit) for one in self._listed(told, "Notifications")],
        )

    def actions(self, told: Mapping[str, Any]) -> list[BudgetAction] | None:
        return self._tried(
            "DescribeBudgetActionsForBudget",
            lambda: [
                action(one, self.role, self._since(one)) for one in self._listed(told, "Actions")
            ],
        )

    def _since(self, told: Mapping[str, Any]) -> datetime | None:
        """Return when an action came into its state; None where AWS does not tell, or refuses."""
        if told["Status"] == "STANDBY":
            return None
        where = {name: told[name] for name in ("BudgetName", "ActionId")}
        try:
            answer = self.aws.call(
                "budgets",
                "DescribeBudgetActionHistories",
                expects=("ActionHistories",),
                AccountId=self.account,
                **where,
            )
        except CostTagsError:
            return None
        events = [
            one["Timestamp"] for one in answer["ActionHistories"] if one["Status"] == told["Status"]
        ]
        return max(events, default=None)

    def _listed(self, told: Mapping[str, Any], member: str) -> list[dict[str, Any]]:
        names = {
            "Notifications": "DescribeNotificationsForBudget",
            "Actions": "DescribeBudgetActionsForBudget",
        }
        pages = self.aws.pages(
            "budgets",
            names[member],
            AccountId=self.account,
            BudgetName=told["BudgetName"],
            MaxResults=_PAGE,
        )
        return [one for page in pages for one in page[member] or ()]

    def _tried(self, operation: str, work: Callable[[], T]) -> T | None:
        if operation in self.problems and self.problems[operation].code == Denied.code:
            return None
        try:
            return work()
        except CostTagsError as error:
            self.problems.setdefault(operation, error.problem())
            return None


def ask(  # noqa: PLR0913
    aws: Aws, account: str, mine: Mine, *, scope: BudgetScope, role: str | None, now: datetime
) -> Asked:
    """Return the budgets that count my costs, or all of the account.

    Raises the `CostTagsError` of a list that could not be read whole: a part of it would say
    that there is no budget. Alerts and actions are `budgets:ViewBudget` and
    `budgets:DescribeBudgetActionsForBudget`.
    """
    told, sees = listed(aws, account)
    trees = [of_budget(one, sees_expressions=sees) for one in told]
    pairs = list(zip(told, trees, strict=True))
    own = [pair for pair in pairs if _is_mine(pair[1], mine)]
    wanted = pairs if scope == "all" else own
    details = _Details(aws, account, role)
    found = []
    for place, (one, tree) in enumerate(wanted):
        asks = place < _MOST_DETAILED
        alerts = details.alerts(one, now) if asks else None
        actions = details.actions(one) if asks else None
        found.append(budget(one, tree, mine, now, alerts=alerts, actions=actions))
    found.sort(key=_rank)
    return Asked(found, len(pairs) - len(wanted), list(details.problems.values()))


def listed(aws: Aws, account: str) -> tuple[list[dict[str, Any]], bool]:
    """Return all budgets as AWS tells them, and whether the SDK can read newer filters."""
    sees = aws.accepts("budgets", "DescribeBudgets", "ShowFilterExpression")
    more: dict[str, Any] = {"ShowFilterExpression": True} if sees else {}
    pages = aws.pages("budgets", "DescribeBudgets", AccountId=account, MaxResults=_PAGE, **more)
    return [one for page in pages for one in page["Budgets"] or ()], sees


def _is_mine(tree: Tree | None, mine: Mine) -> bool:
    return tree is not None and bool(matches(tree, mine))


def _rank(one: Budget) -> tuple[int, int, str]:
    """Put what needs a look first."""
    order = ("over", "forecast-over", "unknown", "ok")
    return not one.mine, order.index(one.health), one.name
