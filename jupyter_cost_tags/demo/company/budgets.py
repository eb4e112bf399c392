"""The company's budgets, what hangs on them, and what Cost Anomaly Detection found."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from .people import DOMAIN_ID, PROFILE

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import World

_AGE = timedelta(days=68)
_FINOPS = {"SubscriptionType": "EMAIL", "Address": "finops@northwind.example"}
_NO_CREDITS = {"IncludeCredit": False, "IncludeRefund": False}
_NAMES = uuid.UUID("5f0b9a52-6a53-4f0e-9c0c-2b1d3a4e5f60")


class Row(NamedTuple):
    """One monthly budget: limit in USD, and the thresholds in percent."""

    name: str
    limit: str
    filters: dict[str, list[str]]
    actual: tuple[int, ...] = (80, 100)
    forecast: tuple[int, ...] = (100,)
    action: str = ""  # MANUAL or AUTOMATIC: a deny policy at 100 %


# On 23 November: ok; forecast to be over; over, with launches stopped; not ana's.
_ROWS = (
    Row("project-churn", "250.0", {"TagKeyValue": ["user:project$churn"]}, (50, 80, 100)),
    Row("retail-ml", "1600.0", {"TagKeyValue": ["user:cost-center$CC-4711"]}, action="MANUAL"),
    Row(
        "environment-dev",
        "750.0",
        {"TagKeyValue": ["user:environment$dev"], "Service": ["Amazon SageMaker"]},
        (80, 100, 120),
        action="AUTOMATIC",
    ),
    Row("logistics-ml", "600.0", {"TagKeyValue": ["user:cost-center$CC-4802"]}),
    Row("project-routing", "120.0", {"TagKeyValue": ["user:project$routing"]}),
    Row("whole-account", "5000.0", {}),
)


def set_budgets(world: World) -> None:
    """Create the budgets; their figures are the ledger's at any time."""
    profile = world.arn("user-profile", DOMAIN_ID, PROFILE)
    own = {"TagKeyValue": [f"user:sagemaker:user-profile-arn${profile}"]}
    for row in (*_ROWS, Row(f"studio-{PROFILE}", "500.0", own, (50, 75, 90, 100))):
        notifications = [_notification("ACTUAL", at) for at in row.actual]
        notifications += [_notification("FORECASTED", at) for at in row.forecast]
        world.budgets[row.name] = {
            "budget": _budget(world, row),
            "notifications": notifications,
            "actions": [_action(world, row)] if row.action else [],
        }


def _budget(world: World, row: Row) -> dict[str, Any]:
    made = world.now() - _AGE
    return {
        "BudgetName": row.name,
        "BudgetLimit": {"Amount": row.limit, "Unit": "USD"},
        "CostFilters": row.filters,
        "CostTypes": _NO_CREDITS,
        "TimeUnit": "MONTHLY",
        "TimePeriod": {
            "Start": made.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
            "End": datetime(2087, 6, 15, tzinfo=made.tzinfo),
        },
        "BudgetType": "COST",
        "LastUpdatedTime": made,
    }


def _notification(kind: str, threshold: int) -> dict[str, Any]:
    notification = {
        "NotificationType": kind,
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": float(threshold),
        "ThresholdType": "PERCENTAGE",
    }
    return {"notification": notification, "subscribers": [_FINOPS]}


def _action(world: World, row: Row) -> dict[str, Any]:
    head = f"arn:{world.partition}:iam::{world.account}"
    return {
        "ActionId": str(uuid.uuid5(_NAMES, row.name)),
        "BudgetName": row.name,
        "NotificationType": "ACTUAL",
        "ActionType": "APPLY_IAM_POLICY",
        "ActionThreshold": {"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
        "Definition": {
            "IamActionDefinition": {
                "PolicyArn": f"{head}:policy/deny-new-sagemaker-spend",
                "Roles": ["DataScientist" if row.action == "MANUAL" else "SandboxPipelines"],
            }
        },
        "ExecutionRoleArn": f"{head}:role/BudgetActions",
        "ApprovalModel": row.action,
        "Status": "STANDBY",
        "Subscribers": [_FINOPS],
        "created": world.now() - _AGE,
    }


def watch_for_anomalies(world: World) -> None:
    """Set up the monitors, and what they found in the last weeks."""
    head = f"arn:{world.partition}:ce::{world.account}:anomalymonitor"
    services, projects = (f"{head}/{uuid.uuid5(_NAMES, n)}" for n in ("services", "projects"))
    since = f"{world.now() - _AGE:%Y-%m-%d}"
    world.anomaly_monitors = [
        {
            "MonitorArn": services,
            "MonitorName": "All services",
            "CreationDate": since,
            "MonitorType": "DIMENSIONAL",
            "MonitorDimension": "SERVICE",
            "DimensionalValueCount": 4,
        },
        {
            "MonitorArn": projects,
            "MonitorName": "Retail projects",
            "CreationDate": since,
            "MonitorType": "CUSTOM",
            "MonitorSpecification": {
                "Tags": {"Key": "project", "Values": ["churn", "ranking"]},
            },
        },
    ]
    world.anomalies = [
        _anomaly(world, "train", projects, (11, 9), ("87.40", "31.10"), "USE1-Train:ml.m5.4xlarge"),
        _anomaly(world, "host", services, (6, None), ("61.20", "24.00"), "USE1-Host:ml.g5.xlarge"),
        _anomaly(world, "old", services, (52, 50), ("48.00", "20.50"), "USE1-Train:ml.g5.2xlarge"),
    ]


def _anomaly(  # noqa: PLR0913
    world: World,
    name: str,
    monitor: str,
    ago: tuple[int, int | None],
    spend: tuple[str, str],
    usage: str,
) -> dict[str, Any]:
    days = [f"{world.now() - timedelta(days=n):%Y-%m-%d}" if n is not None else "" for n in ago]
    actual, expected = (float(amount) for amount in spend)
    impact = round(actual - expected, 2)
    is_service = monitor == world.anomaly_monitors[0]["MonitorArn"]
    return {
        "AnomalyId": str(uuid.uuid5(_NAMES, f"anomaly {name}")),
        "AnomalyStartDate": days[0],
        **({"AnomalyEndDate": days[1]} if days[1] else {}),
        **({"DimensionValue": "Amazon SageMaker"} if is_service else {}),
        "RootCauses": [
            {
                "Service": "Amazon SageMaker",
                "Region": world.region,
                "LinkedAccount": world.account,
                "LinkedAccountName": "northwind-ml",
                "UsageType": usage,
                "Impact": {"Contribution": impact},
            }
        ],
        "AnomalyScore": {"MaxScore": 0.86, "CurrentScore": 0.42},
        "Impact": {
            "MaxImpact": impact,
            "TotalImpact": impact,
            "TotalActualSpend": actual,
            "TotalExpectedSpend": expected,
            "TotalImpactPercentage": round(impact / expected * 100, 2),
        },
        "MonitorArn": monitor,
    }
