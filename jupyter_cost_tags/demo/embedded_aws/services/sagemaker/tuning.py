"""The training jobs that a tuning job launches."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from ...world import Resource
from .kinds import BY_NOUN
from .lifecycle import begin
from .resources import (
    described,
    found,
    of_region,
    pick,
)

if TYPE_CHECKING:
    from ...world import Call

_CHILD = BY_NOUN["TrainingJob"]
_TUNER = BY_NOUN["HyperParameterTuningJob"]
_COPIED = (
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
    "VpcConfig",
    "EnableManagedSpotTraining",
)


def spawn(call: Call, tuner: Resource) -> None:
    """Launch a tuning job's training jobs; each gets the tags that the tuning job has now."""
    limits = tuner.detail["HyperParameterTuningJobConfig"]["ResourceLimits"]
    definition = tuner.detail.get("TrainingJobDefinition")
    if definition is None:
        definition = (tuner.detail.get("TrainingJobDefinitions") or [{}])[0]
    count = int(limits.get("MaxParallelTrainingJobs", 1))
    for number in range(1, count + 1):
        call.world.store.add(_child(call, tuner, definition, number))
    counters = {**_TUNER.defaults["TrainingJobStatusCounters"], "InProgress": count}
    tuner.detail["TrainingJobStatusCounters"] = counters


def _child(call: Call, tuner: Resource, definition: dict[str, Any], number: int) -> Resource:
    name = f"{tuner.name}-{number:03d}-{secrets.token_hex(4)}"
    arn = tuner.arn.rpartition(":")[0] + f":{_CHILD.type}/{name.lower()}"
    detail = {
        **_CHILD.defaults,
        **{member: definition[member] for member in _COPIED if member in definition},
        "TrainingJobName": name,
        "TrainingJobArn": arn,
        "TuningJobArn": tuner.arn,
        "HyperParameters": dict(definition.get("StaticHyperParameters", {})),
        "CreationTime": call.now,
        "LastModifiedTime": call.now,
    }
    child = Resource(arn, _CHILD.type, name, call.now, detail, recorded=time.monotonic())
    begin(_CHILD, child, call.world.job_duration)
    child.set_tags(tuner.tags, call.now, child.recorded)
    return child


def list_children(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the training jobs of one tuning job."""
    tuner = found(call, _TUNER, params)
    children = [
        child
        for child in of_region(call, _CHILD.type)
        if child.detail.get("TuningJobArn") == tuner.arn
    ]
    status = params.get("StatusEquals")
    sort_by = params.get("SortBy", "Name")
    jobs, token = page(
        children,
        lambda job: sort_key(
            {"Name": job.name, "CreationTime": job.created}.get(
                sort_by, job.detail.get(_CHILD.status)
            ),
            job.arn,
        ),
        size=params.get("MaxResults", 10),
        token=params.get("NextToken"),
        scope=["children", tuner.arn, sort_by, params.get("SortOrder")],
        descending=params.get("SortOrder") == "Descending",
    )
    summaries = [
        {**pick(described(job), "HyperParameterTrainingJobSummary"), "TunedHyperParameters": {}}
        for job in jobs
        if status in (None, job.detail.get(_CHILD.status))
    ]
    return {"TrainingJobSummaries": summaries, "NextToken": token}


OPERATIONS = {"ListTrainingJobsForHyperParameterTuningJob": list_children}
