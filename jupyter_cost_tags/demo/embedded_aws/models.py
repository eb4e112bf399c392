"""botocore's service models: the one description of every request and response."""

from __future__ import annotations

import threading
from functools import cache

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, OperationNotFoundError, ServiceModel, StructureShape

# Signing name in the credential scope -> botocore's service name, where they differ.
SIGNING_NAMES = {"tagging": "resourcegroupstaggingapi", "monitoring": "cloudwatch"}

# botocore's service name -> prefix of its IAM actions, where they differ.
IAM_PREFIXES = {"resourcegroupstaggingapi": "tag"}

# Budgets has fewer actions than operations (service authorization reference).
_ACTIONS = {
    **dict.fromkeys(
        (
            "DescribeBudget",
            "DescribeBudgets",
            "DescribeBudgetPerformanceHistory",
            "DescribeNotificationsForBudget",
            "DescribeSubscribersForNotification",
        ),
        "ViewBudget",
    ),
    **dict.fromkeys(
        ("CreateBudget", "CreateNotification", "CreateSubscriber", "DeleteBudget"), "ModifyBudget"
    ),
}

_lock = threading.Lock()


def service_model(service: str) -> ServiceModel | None:
    """Load a service's model once; `None` when this botocore has none."""
    with _lock:  # a tenth of a second: once, however many threads ask first
        return _loaded(service)


@cache
def _loaded(service: str) -> ServiceModel | None:
    try:
        return botocore.session.Session().get_service_model(service)
    except UnknownServiceError:
        return None


@cache
def operation_model(service: str, operation: str) -> OperationModel | None:
    """Return an operation's model; `None` when the service has no such operation."""
    model = service_model(service)
    if model is None:
        return None
    try:
        return model.operation_model(operation)
    except OperationNotFoundError:
        return None


@cache
def members(service: str, shape: str) -> frozenset[str]:
    """Return the member names of a structure; empty when this botocore lacks the shape."""
    model = service_model(service)
    if model is None or shape not in model.shape_names:
        return frozenset()
    found = model.shape_for(shape)
    return frozenset(found.members) if isinstance(found, StructureShape) else frozenset()


def iam_action(service: str, operation: str) -> str:
    """Name an operation as IAM does, which is how the control channel counts it."""
    name = _ACTIONS.get(operation, operation) if service == "budgets" else operation
    return f"{IAM_PREFIXES.get(service, service)}:{name}"
