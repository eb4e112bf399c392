"""Pipelines: their executions, and the jobs that the steps of a definition launch.

A step's job gets the tags of its `Arguments` and two of SageMaker's own; the pipeline's tags
stay on the pipeline and on its executions (dg/pipelines, API reference).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...models import operation_model
from ...paging import page, sort_key
from ...shapes import checked
from ...world import AwsError, Resource
from .creating import born, update
from .inherited import tags_for
from .kinds import BY_NOUN, BY_TYPE
from .listing import the_pipeline
from .resources import described, of_region

if TYPE_CHECKING:
    from ...world import Call

_PIPELINE = BY_NOUN["Pipeline"]
_STEPS = {"Training": "TrainingJob", "Processing": "ProcessingJob"}
_JOBS = ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job")
_OF_EXECUTION = "sagemaker:pipeline-execution-arn"
_OF_STEP = "sagemaker:pipeline-step-name"
_STEP_STATUS = {"InProgress": "Executing", "Completed": "Succeeded"}
_PAGE = 10
_UNKNOWN = object()  # what only a finished step would tell


def start(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Start an execution; its first steps launch their jobs at once."""
    pipeline = the_pipeline(call, params["PipelineName"])
    run = secrets.token_hex(6)
    arn = f"{pipeline.arn}/execution/{run}"
    detail = {
        "PipelineArn": pipeline.arn,
        "PipelineExecutionArn": arn,
        "PipelineExecutionStatus": "Executing",
        "CreationTime": call.now,
        "LastModifiedTime": call.now,
        **{k: v for k, v in params.items() if k.startswith("PipelineExecutionD")},
    }
    execution = Resource(
        arn, "pipeline-execution", run, call.now, detail, recorded=time.monotonic()
    )
    execution.set_tags({**pipeline.tags, **tags_for(call, {})}, call.now, execution.recorded)
    with call.world.store.lock:
        call.world.store.add(execution)
        pipeline.detail["LastRunTime"] = call.now
        _launch_steps(call, pipeline, execution, params.get("PipelineParameters", []))
    return {"PipelineExecutionArn": arn}


def retry(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Let a failed or stopped execution go on."""
    execution = _execution(call, params)
    execution.detail.update(PipelineExecutionStatus="Executing", LastModifiedTime=call.now)
    return {"PipelineExecutionArn": execution.arn}


def stop(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Stop an execution."""
    execution = _execution(call, params)
    execution.detail.update(PipelineExecutionStatus="Stopped", LastModifiedTime=call.now)
    return {"PipelineExecutionArn": execution.arn}


def describe(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Describe an execution."""
    return {"CreatedBy": {}, "LastModifiedBy": {}, **_execution(call, params).detail}


def list_steps(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the steps of an execution that were started, newest first unless asked otherwise."""
    execution = _execution(call, params)
    jobs = [
        job
        for job in of_region(call, *_JOBS)
        if job.tags.get(_OF_EXECUTION, "").lower() == execution.arn.lower()
    ]
    shown, token = page(
        jobs,
        lambda job: sort_key(job.created, job.arn),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=["steps", execution.arn, params.get("SortOrder")],
        descending=params.get("SortOrder", "Descending") == "Descending",
    )
    return {"PipelineExecutionSteps": [_step(job) for job in shown], "NextToken": token}


def _step(job: Resource) -> dict[str, Any]:
    kind = BY_TYPE[job.kind]
    status = str(described(job)[kind.status])
    member = {"HyperParameterTuningJob": "TuningJob"}.get(kind.noun, kind.noun)
    step = {
        "StepName": job.tags.get(_OF_STEP, job.name),
        "StartTime": job.created,
        "EndTime": job.detail.get(kind.end),
        "StepStatus": _STEP_STATUS.get(status, status),
        "Metadata": {member: {"Arn": job.arn}},
    }
    return {name: value for name, value in step.items() if value is not None}


def _execution(call: Call, params: dict[str, Any]) -> Resource:
    arn = params["PipelineExecutionArn"]
    found = call.world.store.get(arn)
    if found is None or found.kind != "pipeline-execution":
        raise AwsError("ResourceNotFound", f"Pipeline execution '{arn}' does not exist.")
    return found


def _launch_steps(
    call: Call, pipeline: Resource, execution: Resource, given: list[dict[str, Any]]
) -> None:
    """Launch the jobs of the steps that wait for no other; the others never get their turn."""
    definition = _definition(pipeline)
    values = {p.get("Name"): p.get("DefaultValue", _UNKNOWN) for p in definition["Parameters"]}
    values.update({p["Name"]: p["Value"] for p in given})
    for step in definition["Steps"]:
        kind = BY_NOUN.get(_STEPS.get(step.get("Type"), ""))
        arguments = _resolved(step.get("Arguments"), values)
        if kind is None or step.get("DependsOn") or not isinstance(arguments, dict):
            continue
        name = f"pipelines-{execution.name}-{step['Name']}-{secrets.token_hex(5)}"[:63]
        own = [
            {"Key": key, "Value": value}
            for key, value in (
                (_OF_EXECUTION, execution.arn),
                (_OF_STEP, step["Name"]),
            )
        ]
        wanted = {**arguments, kind.name: name, "Tags": [*arguments.get("Tags", []), *own]}
        model = operation_model("sagemaker", f"Create{kind.noun}")
        request, problems = checked(model.input_shape if model else None, wanted)
        if not problems:
            born(call, kind, request)


def _definition(pipeline: Resource) -> dict[str, Any]:
    """Return what of a definition counts here; one in S3, or that is no JSON, has no steps."""
    try:
        read = json.loads(pipeline.detail.get("PipelineDefinition", "{}"))
    except ValueError:
        read = {}
    known = read if isinstance(read, dict) else {}
    return {"Parameters": known.get("Parameters") or [], "Steps": known.get("Steps") or []}


def _resolved(value: Any, values: dict[Any, Any]) -> Any:
    """Put parameters in place; `_UNKNOWN` for what holds anything else that must be looked up."""
    if isinstance(value, dict):
        if set(value) == {"Get"}:
            return values.get(str(value["Get"]).removeprefix("Parameters."), _UNKNOWN)
        if set(value) == {"Std:Join"}:
            return _joined(value["Std:Join"], values)
        found = {key: _resolved(one, values) for key, one in value.items()}
        return _UNKNOWN if _UNKNOWN in found.values() else found
    if isinstance(value, list):
        items = [_resolved(one, values) for one in value]
        return _UNKNOWN if _UNKNOWN in items else items
    return value


def _joined(join: dict[str, Any], values: dict[Any, Any]) -> Any:
    parts = [_resolved(one, values) for one in join.get("Values", [])]
    return _UNKNOWN if _UNKNOWN in parts else str(join.get("On", "")).join(map(str, parts))


OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "StartPipelineExecution": start,
    "RetryPipelineExecution": retry,
    "StopPipelineExecution": stop,
    "DescribePipelineExecution": describe,
    "ListPipelineExecutionSteps": list_steps,
    "UpdatePipeline": update(_PIPELINE),
}
