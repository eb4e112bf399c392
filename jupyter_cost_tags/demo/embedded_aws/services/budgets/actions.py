"""Budget actions: created in STANDBY, and brought on by this period's spend."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ...world import AwsError
from .book import checked_account, entry_of, invalid, paged
from .figures import calculated
from .reading import is_passed
from .writing import checked

if TYPE_CHECKING:
    from ...world import Call, World
    from .book import Entry

_DEFINITIONS = {
    "APPLY_IAM_POLICY": "IamActionDefinition",
    "APPLY_SCP_POLICY": "ScpActionDefinition",
    "RUN_SSM_DOCUMENTS": "SsmActionDefinition",
}
_TARGETS = ("Roles", "Groups", "Users")
_MOST_ACTIONS = 5


def create_action(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Create an action of a budget of costs."""
    entry = entry_of(call, params)
    definition = params["Definition"]
    if set(definition) != {_DEFINITIONS[params["ActionType"]]}:
        raise invalid("The definition must be the one of the action type, and no other.")
    iam = definition.get("IamActionDefinition")
    if iam and not any(iam.get(name) for name in _TARGETS):
        raise invalid("An IAM action needs a role, a group or a user.")
    wanted = ("NotificationType", "ActionType", "ActionThreshold", "Definition")
    if any(all(one[n] == params[n] for n in wanted) for one in entry["actions"]):
        raise AwsError("DuplicateRecordException", "The action already exists.")
    if len(entry["actions"]) >= _MOST_ACTIONS:
        message = f"A budget can have at most {_MOST_ACTIONS} actions."
        raise AwsError("CreationLimitExceededException", message)
    action = {
        "ActionId": str(uuid.uuid4()),
        "BudgetName": params["BudgetName"],
        **{name: params[name] for name in wanted},
        "ExecutionRoleArn": params["ExecutionRoleArn"],
        "ApprovalModel": params["ApprovalModel"],
        "Status": "STANDBY",
        "Subscribers": checked(params["Subscribers"]),
        "created": call.now,
    }
    entry["actions"].append(action)
    return {name: action[name] for name in ("ActionId", "BudgetName")} | {
        "AccountId": call.world.account
    }


def actions_for_budget(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List a budget's actions."""
    entry = entry_of(call, params)
    return paged(call, params, "Actions", _told(call.world, entry))


def actions_for_account(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the account's actions."""
    checked_account(call, params)
    entries = [call.world.budgets[name] for name in sorted(call.world.budgets)]
    return paged(call, params, "Actions", [a for e in entries for a in _told(call.world, e)])


def action_histories(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Tell how an action came to be as it is, the newest first."""
    entry = entry_of(call, params)
    for told, kept in zip(_told(call.world, entry), entry["actions"], strict=True):
        if told["ActionId"] == params["ActionId"]:
            events = [_event(told, "CREATE_ACTION", "STANDBY", kept["created"])]
            if told["Status"] != "STANDBY":
                when = call.now.replace(hour=6, minute=0, second=0, microsecond=0)
                events.insert(0, _event(told, "SYSTEM", told["Status"], when))
            return paged(call, params, "ActionHistories", events)
    raise AwsError("NotFoundException", "Unable to find the action of the budget.")


def _event(action: dict[str, Any], kind: str, status: str, when: Any) -> dict[str, Any]:
    details = {"Message": f"The action is {status}.", "Action": {**action, "Status": status}}
    return {
        "Timestamp": when,
        "Status": status,
        "EventType": kind,
        "ActionHistoryDetails": details,
    }


def _told(world: World, entry: Entry) -> list[dict[str, Any]]:
    spend = calculated(world, entry["budget"])
    return [{**action, "Status": _status(action, entry, spend)} for action in entry["actions"]]


def _status(action: dict[str, Any], entry: Entry, spend: dict[str, Any]) -> str:
    """Return the state that was set, or the one that this period's spend brings about."""
    watched = {
        "NotificationType": action["NotificationType"],
        "Threshold": action["ActionThreshold"]["ActionThresholdValue"],
        "ThresholdType": action["ActionThreshold"]["ActionThresholdType"],
    }
    if action["Status"] != "STANDBY" or not is_passed(watched, entry, spend):
        return str(action["Status"])
    return "EXECUTION_SUCCESS" if action["ApprovalModel"] == "AUTOMATIC" else "PENDING"
