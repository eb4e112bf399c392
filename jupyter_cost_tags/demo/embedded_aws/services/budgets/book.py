"""The budgets of the account, and the refusals that come before any answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from ...world import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...world import Call

Entry = dict[str, Any]  # budget, notifications, actions
_PAGE = 100
_IDENTITY = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")


def invalid(message: str) -> AwsError:
    """Return an InvalidParameterException."""
    return AwsError("InvalidParameterException", message)


def checked_account(call: Call, params: dict[str, Any]) -> None:
    """Refuse another account's budgets."""
    if params["AccountId"] != call.world.account:
        message = "The account ID in the request is not the caller's, nor a member of it."
        raise AwsError("AccessDeniedException", message)


def entry_of(call: Call, params: dict[str, Any]) -> Entry:
    """Return the budget that a request names."""
    checked_account(call, params)
    name = params["BudgetName"]
    found: Entry | None = call.world.budgets.get(name)
    if found is None:
        message = f"Unable to get budget: {name} - the budget doesn't exist."
        raise AwsError("NotFoundException", message)
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two notifications are the same one."""
    return identity(one) == identity(other)


def identity(notification: dict[str, Any]) -> tuple[Any, ...]:
    """Return what tells a notification from another of its budget."""
    given = {"ThresholdType": "PERCENTAGE", **notification}
    return tuple(float(given[n]) if n == "Threshold" else given[n] for n in _IDENTITY)


def paged(
    call: Call, params: dict[str, Any], member: str, items: Sequence[Any], *, size: int = _PAGE
) -> dict[str, Any]:
    """Return one page of items in their order."""
    numbered = list(enumerate(items))
    scope = [call.operation, params.get("BudgetName"), str(params.get("Notification"))]
    shown, token = page(
        numbered,
        lambda item: sort_key(item[0], ""),
        size=params.get("MaxResults", size),
        token=params.get("NextToken"),
        scope=scope,
        invalid="InvalidNextTokenException",
    )
    return {member: [item for _, item in shown]} | ({"NextToken": token} if token else {})
