"""The smallest request of any SageMaker operation that AWS's own model takes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import botocore.session

ROLE = "arn:aws:iam::111122223333:role/DataScientist"
_TEXTS = (
    "abc",
    "s3://bucket/key",
    ROLE,
    "arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/abc",
    "arn:aws:lambda:us-east-1:123456789012:function:abc",
    "arn:aws:sagemaker:us-east-1:111122223333:cluster/abcdefghij12",
    "https://example.com/key",
    "ml.m5.large",
    "1",
    "1.0",
    "1.0.0",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "tpo-abcdefgh12345678",
    "111122223333.dkr.ecr.us-east-1.amazonaws.com/abc:1",
    "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/abc",
    "arn:aws:sagemaker:us-east-1:111122223333:endpoint/abc",
    "arn:aws:sagemaker:us-east-1:111122223333:pipeline/abc/execution/abc",
    "arn:aws:sagemaker:us-east-1:111122223333:human-task-ui/abc",
    "d-abc",
)
# What the model alone does not say: what must exist, and what goes together.
_MORE: dict[str, dict[str, Any]] = {
    "CreateTrainingJob": {
        "AlgorithmSpecification": {"TrainingImage": "train:1", "TrainingInputMode": "File"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    },
    "CreateEndpointConfig": {
        "ProductionVariants": [
            {
                "VariantName": "v",
                "ModelName": "abc",
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
            }
        ]
    },
    "CreatePipeline": {"PipelineDefinition": '{"Version": "2020-12-01", "Steps": []}'},
    "CreateModelPackage": {"ModelPackageName": "abc"},
    "CreateApp": {"UserProfileName": "abc"},
}
# What has to be there before: an operation and what its answer gives to the request.
_ENDPOINT = ("CreateModel", "CreateEndpointConfig", "CreateEndpoint")
_BEFORE: dict[str, tuple[str, ...]] = {
    "CreateTransformJob": ("CreateModel",),
    "CreateEndpointConfig": ("CreateModel",),
    "CreateEndpoint": ("CreateModel", "CreateEndpointConfig"),
    "CreateInferenceComponent": _ENDPOINT,
    "CreateUserProfile": ("CreateDomain",),
    "CreateSpace": ("CreateDomain",),
    "CreateApp": ("CreateDomain", "CreateUserProfile"),
    "StartPipelineExecution": ("CreatePipeline",),
    "RetryPipelineExecution": ("CreatePipeline", "StartPipelineExecution"),
    "UpdatePipeline": ("CreatePipeline",),
    "UpdateEndpoint": _ENDPOINT,
    "UpdateEndpointWeightsAndCapacities": _ENDPOINT,
    "UpdateInferenceComponent": (*_ENDPOINT, "CreateInferenceComponent"),
    "StartInferenceExperiment": ("CreateInferenceExperiment",),
    "StartNotebookInstance": ("CreateNotebookInstance",),
    "StartMonitoringSchedule": ("CreateMonitoringSchedule",),
    "UpdateMonitoringSchedule": ("CreateMonitoringSchedule",),
    "StartMlflowTrackingServer": ("CreateMlflowTrackingServer",),
    "UpdateCluster": ("CreateCluster",),
    "UpdateSpace": ("CreateDomain", "CreateSpace"),
    "UpdateTrainingJob": ("CreateTrainingJob",),
}


def known(operation: str) -> bool:
    """Tell whether the installed botocore has the operation."""
    return operation in _model().operation_names


def minimal(operation: str, **members: Any) -> dict[str, Any]:
    """Return a request with the required members only; `members` replace or add some."""
    shape = _model().operation_model(operation).input_shape
    return {**_value(shape), **_MORE.get(operation, {}), **members}


def prepared(client: Any, operation: str) -> dict[str, Any]:
    """Create what the operation needs to exist; return a whole request for it."""
    named: dict[str, Any] = {}
    for needed in _BEFORE.get(operation, ()):
        answer = call(client, needed, **_taken(needed, named))
        if "DomainArn" in answer:
            named["DomainId"] = answer["DomainArn"].rpartition("/")[2]
        if "PipelineExecutionArn" in answer:
            named["PipelineExecutionArn"] = answer["PipelineExecutionArn"]
    return _taken(operation, named)


def members(operation: str) -> set[str]:
    """Return what a request may have."""
    return set(_model().operation_model(operation).input_shape.members)


def _taken(operation: str, named: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest request with those of the named members that it may have."""
    known = members(operation)
    return minimal(operation, **{name: value for name, value in named.items() if name in known})


def call(client: Any, operation: str, **request: Any) -> dict[str, Any]:
    """Call an operation by AWS's name for it."""
    method = {name: python for python, name in client.meta.method_to_api_mapping.items()}[operation]
    answer: dict[str, Any] = getattr(client, method)(**request)
    return answer


@cache
def _model() -> Any:
    return botocore.session.Session().get_service_model("sagemaker")


def _value(shape: Any) -> Any:
    kind = shape.type_name
    if kind == "structure":
        needed = list(shape.required_members)
        if getattr(shape, "is_tagged_union", False):
            needed = needed or [next(iter(shape.members))]
        return {name: _value(shape.members[name]) for name in needed}
    if kind == "list":
        return [_value(shape.member)] * max(1, shape.metadata.get("min", 1))
    if kind == "map":
        return {_value(shape.key): _value(shape.value)} if shape.metadata.get("min", 0) else {}
    if kind == "string":
        return _text(shape)
    if kind == "boolean":
        return True
    return shape.metadata.get("min", 1)


def _text(shape: Any) -> str:
    if shape.enum:
        return str(shape.enum[0])
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 10_000)
    pattern = shape.metadata.get("pattern", ".*").replace(r"\p{L}", "a-zA-Z").replace(r"\p{Z}", " ")
    pattern = pattern.replace(r"\p{N}", "0-9")
    for text in _TEXTS:
        if low <= len(text) <= high and re.fullmatch(pattern, text):
            return text
    raise LookupError(f"no text for {shape.name}: {shape.metadata}")
