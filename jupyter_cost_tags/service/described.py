"""Status and age of one resource, whatever its kind; one Describe call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..aws import Aws
from ..guard.operations import create_of_kind
from ..identity.metadata import parse_arn
from ..launches.places import Resource
from ..models import BillingEffect
from ..problems import BadResponse, CostTagsError

# Statuses after which nothing accrues, in lower case: botocore sagemaker model.
_ENDED = frozenset(
    {"completed", "failed", "stopped", "deleted", "deletefailed", "createfailed", "expired"}
)
# Kinds without a Describe of their name alone, or whose answer nests what counts.
_NOT_DESCRIBED = frozenset(
    {"extension", "edge-deployment", "training-session", "workforce", "workteam"}
)
# Kinds that are described by ARN, and the member that takes it.
_BY_ARN = {
    "cluster": "ClusterName",
    "mlflow-app": "Arn",
    "model-package": "ModelPackageName",
    "partner-app": "Arn",
}
# An app's ARN doesn't tell whether a space or a profile has it: both are tried.
_ELSE = {"SpaceName": "UserProfileName"}
_PATHS = {
    "app": ("DomainId", "SpaceName", "AppType", "AppName"),
    "compute-quota": ("ComputeQuotaId",),
    "cluster-scheduler-config": ("ClusterSchedulerConfigId",),
    "domain": ("DomainId",),
    "job": ("JobCategory", "JobName"),
    "space": ("DomainId", "SpaceName"),
    "user-profile": ("DomainId", "UserProfileName"),
}


@dataclass(frozen=True)
class Described:
    """What Describe tells of a resource."""

    name: str
    status: str  # as AWS spells it; empty for kinds without one
    created: datetime | None
    billing_effect: BillingEffect


def describe(aws: Aws, resource: Resource) -> Described | None:
    """Return status and age; None for a kind that can't be described by its ARN.

    Raises a `CostTagsError`: `not-found` for what is gone.
    """
    row = create_of_kind(resource.kind)
    answer = ask(aws, resource)
    if row is None or answer is None:
        return None
    noun = row.operation.removeprefix("Create")
    created = answer.get("CreationTime")
    status = _status(answer, noun)
    ended = status.replace("_", "").lower() in _ENDED
    name = str(answer.get(row.name) or resource.name)
    age = created if isinstance(created, datetime) else None
    return Described(name, status, age, "none" if ended else "from-now")


def ask(aws: Aws, resource: Resource) -> dict[str, Any] | None:
    """Return Describe's whole answer; None and errors as `describe`."""
    row = create_of_kind(resource.kind)
    arn = parse_arn(resource.arn)
    if row is None or arn is None or resource.kind in _NOT_DESCRIBED:
        return None
    noun = row.operation.removeprefix("Create")
    members, values = _PATHS.get(resource.kind, (row.name,)), arn.path
    if resource.kind in _BY_ARN:
        members, values = (_BY_ARN[resource.kind],), (resource.arn,)
    if len(members) != len(values):
        return None
    named: dict[str, Any] = dict(zip(members, values, strict=True))
    answer = _answer(aws, resource.kind, f"Describe{noun}", named)
    if not any(name.endswith("Arn") for name in answer):
        raise BadResponse(f"The answer to sagemaker:Describe{noun} names no resource.")
    return answer


def _answer(aws: Aws, kind: str, operation: str, named: dict[str, Any]) -> dict[str, Any]:
    try:
        return aws.call("sagemaker", operation, **named)
    except CostTagsError as error:
        if kind != "app" or error.code != "not-found":
            raise
    other = {_ELSE.get(member, member): value for member, value in named.items()}
    return aws.call("sagemaker", operation, **other)


def _status(answer: dict[str, Any], noun: str) -> str:
    own = f"{noun.removesuffix('V2')}Status"
    others = [name for name in answer if name.endswith("Status") and "Secondary" not in name]
    return str(next((answer[name] for name in (own, "Status", *others) if name in answer), ""))
