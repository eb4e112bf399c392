"""A budget action: at a threshold AWS attaches a policy to roles, asked first or by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..aws import Aws
from ..problems import BadRequest
from ..rollout.documents import compact
from ..rollout.stop_spend import NAME, deny_spend, execution_policy, trust_policy
from .alerts import Threshold, add_topic
from .change import Change, Step, existing_budget, found

EXECUTION_ROLE = "cost-tags-budget-actions"
_SAME = ("ActionType", "Definition", "ExecutionRoleArn", "ApprovalModel")
_WORDS = {
    "Definition": "its policy or its roles",
    "ExecutionRoleArn": "its execution role",
    "ApprovalModel": "its approval",
    "ActionType": "its type",
}

_ACTS_AS = (
    "Budgets acts as the role {role}: it needs execution_role_trust_policy and"
    " execution_role_policy, and you iam:PassRole on it."
)
_LATE = (
    "Budgets works its figures out up to three times a day: an action comes 8 to 12 hours late,"
    " and what runs by then goes on until somebody stops it."
)
_STAYS = (
    "It stays attached until somebody reverses the action, in the console or with"
    " budgets:ExecuteBudgetAction."
)
_AUTOMATIC = "Automatic: nobody is asked before launches are refused."


@dataclass(frozen=True)
class WantedAction:
    """What AWS is to do when the threshold is passed; no policy: the generated one."""

    budget: str
    at: Threshold
    roles: tuple[str, ...]
    policy_arn: str
    execution_role: str
    approval: str  # MANUAL or AUTOMATIC
    hearers: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Place:
    """The account that IAM names are of."""

    account: str
    partition: str

    def arn(self, kind: str, name: str) -> str:
        """Return the ARN of an IAM role or policy; one that is given stays."""
        return name if name.startswith("arn:") else f"{self._head}:{kind}/{name}"

    @property
    def _head(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}"


def plan_action(
    aws: Aws, place: Place, wanted: WantedAction, *, apply_topic_policy: bool
) -> Change:
    """Return what creates the action, with the policies that it takes.

    AWS is read, nothing is written. Raises `BadRequest` without a role, and for a budget or an
    execution role that is not there.
    """
    if not wanted.roles or not wanted.hearers:
        raise BadRequest(
            "An action needs a role that it acts on and somebody who hears of it.",
            action="Add --role, and --email or --sns.",
        )
    existing_budget(aws, place.account, wanted.budget)
    policy_arn = place.arn("policy", wanted.policy_arn or NAME)
    change = Change(wanted.budget)
    if not wanted.policy_arn:
        _plan_policy(aws, policy_arn, change)
    roles = [role.rpartition("/")[2] for role in wanted.roles]
    parameters = _parameters(place, wanted, policy_arn, roles)
    _plan_call(aws, parameters, change)
    add_topic(aws, place.account, wanted.hearers, change, apply=apply_topic_policy)
    change.documents["execution_role_trust_policy"] = trust_policy(place.account, place.partition)
    change.documents["execution_role_policy"] = execution_policy(
        policy_arn, roles, place.account, place.partition
    )
    change.notes.extend(_notes(place, wanted))
    return change


def role_is_missing(aws: Aws, name: str) -> bool:
    """Tell whether IAM has no such role; who may not ask is told by AWS when it is used."""
    return found(aws, "iam", "GetRole", "Role", RoleName=name.rpartition("/")[2]) is None


def _parameters(
    place: Place, wanted: WantedAction, policy_arn: str, roles: Sequence[str]
) -> dict[str, Any]:
    return {
        "AccountId": place.account,
        "BudgetName": wanted.budget,
        "NotificationType": wanted.at.kind,
        "ActionType": "APPLY_IAM_POLICY",
        "ActionThreshold": {
            "ActionThresholdValue": float(wanted.at.percent),
            "ActionThresholdType": "PERCENTAGE",
        },
        "Definition": {"IamActionDefinition": {"PolicyArn": policy_arn, "Roles": list(roles)}},
        "ExecutionRoleArn": place.arn("role", wanted.execution_role),
        "ApprovalModel": wanted.approval,
        "Subscribers": list(wanted.hearers),
    }


def _plan_policy(aws: Aws, arn: str, change: Change) -> None:
    """Create the generated policy where it is missing; another content is a conflict."""
    document = deny_spend()
    change.documents["deny_policy"] = document
    told = found(aws, "iam", "GetPolicy", "Policy", PolicyArn=arn)
    if told is None:
        parameters = {
            "PolicyName": NAME,
            "PolicyDocument": compact(document),
            "Description": "Attached by a budget action: nothing new that costs may start.",
        }
        change.steps.append(Step("iam", "CreatePolicy", parameters))
        return
    version = aws.call(
        "iam",
        "GetPolicyVersion",
        expects=("PolicyVersion",),
        PolicyArn=arn,
        VersionId=told["DefaultVersionId"],
    )["PolicyVersion"]
    if _plain(version.get("Document")) != document:
        change.differences.append(
            f"The policy {NAME} exists with another content: compare it with deny_policy, or name"
            " yours with --policy."
        )


def _plain(document: Any) -> Any:
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except ValueError:
        return None


def _plan_call(aws: Aws, parameters: dict[str, Any], change: Change) -> None:
    """Create the action where the budget has none like it; one that differs is a conflict."""
    where = {name: parameters[name] for name in ("AccountId", "BudgetName")}
    pages = aws.pages("budgets", "DescribeBudgetActionsForBudget", MaxResults=100, **where)
    for told in (one for page in pages for one in page["Actions"] or ()):
        if any(told.get(n) != parameters[n] for n in ("NotificationType", "ActionThreshold")):
            continue
        others = [_WORDS[name] for name in _SAME if told.get(name) != parameters[name]]
        if others:
            change.differences.append(
                f"The budget has an action at this threshold that differs in {', '.join(others)}."
            )
        return
    change.steps.append(Step("budgets", "CreateBudgetAction", parameters))


def _notes(place: Place, wanted: WantedAction) -> list[str]:
    role = place.arn("role", wanted.execution_role)
    notes = [_ACTS_AS.format(role=role), _LATE, _STAYS]
    return [*notes, _AUTOMATIC] if wanted.approval == "AUTOMATIC" else notes
