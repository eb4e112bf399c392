"""Calls that start or change what costs, and take no tags."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...world import AwsError
from .creating import update
from .kinds import BY_NOUN
from .needs import derived
from .resources import found

if TYPE_CHECKING:
    from ...world import Call, Operation, Resource
    from .kind import Kind

_TAKES = timedelta(minutes=3)  # until it is up again
_UPDATED = ("Cluster", "InferenceComponent", "MonitoringSchedule", "TrainingJob")


def _on_its_way(call: Call, kind: Kind, resource: Resource, status: str, then: str) -> None:
    resource.detail.update({kind.status: status, "LastModifiedTime": call.now})
    resource.outcome, resource.settles = then, call.now + _TAKES


def start(noun: str, status: str, then: str) -> Operation:
    """Return an operation that brings something up again."""
    kind = BY_NOUN[noun]

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        resource = found(call, kind, params)
        with call.world.store.lock:
            _on_its_way(call, kind, resource, status, then)
        return {kind.arn: resource.arn}

    return operation


def stop_notebook(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Stop a notebook instance that is in service; AWS refuses it in any other status."""
    kind = BY_NOUN["NotebookInstance"]
    resource = found(call, kind, params)
    with call.world.store.lock:
        status = resource.detail.get(kind.status, kind.done)
        if status not in {"InService", "Failed"}:
            raise AwsError(
                "ValidationException",
                f"Status ({status}) not in ([InService, Failed]). Unable to transition to"
                f" (Stopping) for Notebook Instance ({resource.arn}).",
            )
        _on_its_way(call, kind, resource, "Stopping", "Stopped")
    return {}


def update_endpoint(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Put another configuration behind an endpoint, whose own tags stay."""
    kind = BY_NOUN["Endpoint"]
    found(call, BY_NOUN["EndpointConfig"], params)
    resource = found(call, kind, params)
    with call.world.store.lock:
        resource.detail["EndpointConfigName"] = params["EndpointConfigName"]
        resource.detail.update(derived(call, kind, params))
        _on_its_way(call, kind, resource, "Updating", kind.done)
    return {kind.arn: resource.arn}


def update_weights(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Change how many instances an endpoint's variants have."""
    kind = BY_NOUN["Endpoint"]
    resource = found(call, kind, params)
    wanted = {one["VariantName"]: one for one in params["DesiredWeightsAndCapacities"]}
    with call.world.store.lock:
        for variant in resource.detail.get("ProductionVariants", []):
            told = wanted.get(variant["VariantName"], {})
            if "DesiredInstanceCount" in told:
                variant["DesiredInstanceCount"] = told["DesiredInstanceCount"]
            if "DesiredWeight" in told:
                variant["DesiredWeight"] = told["DesiredWeight"]
        _on_its_way(call, kind, resource, "Updating", kind.done)
    return {kind.arn: resource.arn}


OPERATIONS: dict[str, Operation] = {
    "UpdateEndpoint": update_endpoint,
    "UpdateEndpointWeightsAndCapacities": update_weights,
    "StopNotebookInstance": stop_notebook,
    "StartInferenceExperiment": start("InferenceExperiment", "Starting", "Running"),
    "StartNotebookInstance": start("NotebookInstance", "Pending", "InService"),
    "StartMonitoringSchedule": start("MonitoringSchedule", "Pending", "Scheduled"),
    "StartMlflowTrackingServer": start("MlflowTrackingServer", "Starting", "Started"),
    **{f"Update{noun}": update(BY_NOUN[noun]) for noun in _UPDATED},
}
