"""AWS Budgets over the ledger: the figures of a budget are the bill's, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import action_histories, actions_for_account, actions_for_budget, create_action
from .reading import (
    describe_budget,
    describe_budgets,
    notifications,
    performance_history,
    subscribers,
)
from .writing import create_budget, create_notification, create_subscriber, delete_budget

if TYPE_CHECKING:
    from ...world import Operation

OPERATIONS: dict[str, Operation] = {
    "CreateBudget": create_budget,
    "CreateBudgetAction": create_action,
    "CreateNotification": create_notification,
    "CreateSubscriber": create_subscriber,
    "DeleteBudget": delete_budget,
    "DescribeBudget": describe_budget,
    "DescribeBudgetActionHistories": action_histories,
    "DescribeBudgetActionsForAccount": actions_for_account,
    "DescribeBudgetActionsForBudget": actions_for_budget,
    "DescribeBudgetPerformanceHistory": performance_history,
    "DescribeBudgets": describe_budgets,
    "DescribeNotificationsForBudget": notifications,
    "DescribeSubscribersForNotification": subscribers,
}
