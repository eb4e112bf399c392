"""What follows when a budget's threshold is passed: alerts and actions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..models import BudgetAction, BudgetAlert
from ..models.budgets import BudgetSpendKind
from .read import spelled
from .words import STAGES, deed, effect, plain


def alert(told: Mapping[str, Any], limit: Decimal | None) -> BudgetAlert:
    """Return a notification; it is sent when this period's spend passed it."""
    threshold = number(told["Threshold"])
    relative = told.get("ThresholdType", "PERCENTAGE") == "PERCENTAGE"
    state = told.get("NotificationState")
    at = threshold
    if relative:
        at = threshold * limit / 100 if limit is not None else None  # type: ignore[assignment]
    return BudgetAlert(
        kind=trigger(told),
        comparison=str(told["ComparisonOperator"]).lower().replace("_", "-"),  # type: ignore[arg-type]
        threshold=plain(threshold),
        unit="percent" if relative else "amount",
        amount=spelled(at),
        sent=None if state is None else state == "ALARM",
        sent_at=None,
    )


def action(
    told: Mapping[str, Any], role: str | None, changed: datetime | None = None
) -> BudgetAction:
    """Return an action; `role` is the name of my own."""
    at = told["ActionThreshold"]
    relative = at.get("ActionThresholdType") == "PERCENTAGE"
    threshold = plain(number(at["ActionThresholdValue"]))
    policy, targets, roles = _aims(told.get("Definition") or {})
    status, kind = str(told["Status"]), str(told["ActionType"])
    stage = STAGES.get(status, "unknown")
    approval = "automatic" if told.get("ApprovalModel") == "AUTOMATIC" else "manual"
    spend = "forecast" if trigger(told) == "forecast" else "spend"
    return BudgetAction(
        id=str(told["ActionId"]),
        kind=kind,
        status=status,
        stage=stage,
        approval=approval,  # type: ignore[arg-type]
        trigger=trigger(told),
        threshold=threshold,
        unit="percent" if relative else "amount",
        policy=policy,
        targets=targets,
        touches_me=None if role is None or kind != "APPLY_IAM_POLICY" else role in roles,
        effect=effect(
            stage,
            deed(kind, policy, targets),
            approval=approval,
            passed=f"the {spend} passes {threshold}{' %' if relative else ''}",
            undone=status.startswith("REVERSE"),
        ),
        changed=changed,
    )


def trigger(told: Mapping[str, Any]) -> BudgetSpendKind:
    """Return what an alert or an action watches."""
    return "forecast" if told.get("NotificationType") == "FORECASTED" else "actual"


def number(told: Any) -> Decimal:
    """Return a threshold, which AWS sends as a JSON number."""
    return Decimal(str(told))


def _aims(definition: Mapping[str, Any]) -> tuple[str | None, list[str], list[str]]:
    iam = definition.get("IamActionDefinition")
    if iam:
        roles = [name.rpartition("/")[2] for name in iam.get("Roles") or ()]
        others = [*(iam.get("Groups") or ()), *(iam.get("Users") or ())]
        return str(iam["PolicyArn"]).rpartition("/")[2], [*roles, *others], roles
    scp = definition.get("ScpActionDefinition")
    if scp:
        return str(scp["PolicyId"]), list(scp["TargetIds"]), []
    ssm = definition.get("SsmActionDefinition") or {}
    return None, list(ssm.get("InstanceIds") or ()), []
