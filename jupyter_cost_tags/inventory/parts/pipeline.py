"""A pipeline, its newest execution, and what that one's steps launched.

AWS: an execution takes the pipeline's tags when it starts (StartPipelineExecution takes none of
its own); what a step launches has the tags that its arguments in the definition give. Whether the
pipeline's tags reach a step's job as well is not documented: it is read from the newest jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...aws import Aws
from ...guard.pipelines import defined_steps
from ...models import PartRole
from ...problems import AwsTrouble, CostTagsError
from ..executions import newest
from ..found import Found
from ..kinds import kind_named, kind_of_arn
from .member import Group, Member

MOST_JOBS = 60  # ListTags calls for one pipeline
_PAGE = 100
_OVER = frozenset({"Succeeded", "Failed", "Stopped"})  # botocore: StepStatus
_ROLES: dict[str, PartRole] = {
    "model": "model",
    "endpoint": "endpoint",
    "endpoint-config": "endpoint-config",
    "inference-component": "inference-component",
}


def pipeline_group(aws: Aws, arn: str, name: str) -> Group:
    """Return a pipeline, its newest execution and that one's jobs, tags not read yet.

    Three requests. What can't be read is left out and said. Raises the `CostTagsError` of a
    pipeline that is gone (`not-found`), and of credentials.
    """
    group = Group()
    try:
        told = aws.call(
            "sagemaker", "DescribePipeline", expects=("PipelineArn",), PipelineName=name
        )
    except AwsTrouble as error:
        if error.code == "not-found":
            raise
        group.members.append(Member("pipeline", arn, name))
        group.lacks("The steps of this pipeline aren't known", error)
    else:
        _add_pipeline(group, told, arn, name)
    kind = kind_named("pipeline-execution")
    try:
        execution = newest(aws, kind, name) if kind else None
    except AwsTrouble as error:
        group.lacks("What this pipeline ran isn't known", error)
        return group
    if execution is None:
        group.notes.append("It has not run yet. An execution takes these tags when it starts.")
    else:
        _add_execution(aws, group, execution)
    return group


def _add_pipeline(group: Group, told: Mapping[str, Any], arn: str, name: str) -> None:
    group.members.append(
        Member(
            "pipeline",
            arn,
            str(told.get("PipelineName") or name),
            str(told.get("PipelineStatus", "")),
            told.get("CreationTime"),
        )
    )
    steps = defined_steps(told.get("PipelineDefinition"))
    if steps is None:
        group.notes.append("The pipeline's definition could not be read, so neither its steps.")
    group.steps = steps or []


def _add_execution(aws: Aws, group: Group, execution: Found) -> None:
    ended = frozenset({"Succeeded", "Failed", "Stopped", "CompletedWithFailures"})
    group.members.append(
        Member(
            "execution",
            execution.arn,
            execution.name,
            execution.status,
            execution.created,
            has_ended=execution.status in ended,
        )
    )
    steps: list[Mapping[str, Any]] = []
    try:
        pages = aws.pages(
            "sagemaker",
            "ListPipelineExecutionSteps",
            expects=("PipelineExecutionSteps",),
            PipelineExecutionArn=execution.arn,
            SortOrder="Ascending",
            MaxResults=_PAGE,
        )
        for page in pages:
            steps += page["PipelineExecutionSteps"]
    except AwsTrouble as error:
        _note_steps(group, error)
    launched = [member for step in steps for member in _launched(step)]
    group.members += launched[:MOST_JOBS]
    group.jobs = {member.used_by[0]: member.arn for member in launched[:MOST_JOBS]}
    if len(launched) > MOST_JOBS:
        group.notes.append(
            f"Of {len(launched)} jobs of the newest execution {MOST_JOBS} are shown."
        )


def _note_steps(group: Group, error: CostTagsError) -> None:
    group.lacks("What the newest execution launched isn't known", error)


def _launched(step: Mapping[str, Any]) -> list[Member]:
    """Return what a step launched in this execution; a cached result is an earlier one's."""
    if step.get("CacheHitResult"):
        return []
    name, status = str(step.get("StepName")), str(step.get("StepStatus", ""))
    arns = [
        str(told[member])
        for told in (step.get("Metadata") or {}).values()
        if isinstance(told, Mapping)
        for member in ("Arn", "CheckJobArn")
        if told.get(member)
    ]
    return [
        Member(
            role=_ROLES.get(row.kind, "job"),
            arn=arn,
            name=arn.rpartition("/")[2],
            status=status,
            created=step.get("StartTime"),
            used_by=(name,),
            has_ended=status in _OVER and row.kind.endswith("-job"),
        )
        for arn in arns
        if (row := kind_of_arn(arn))
    ]
