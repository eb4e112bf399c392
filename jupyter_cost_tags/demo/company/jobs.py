"""Turn a launch into the resources that SageMaker would keep of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jupyter_cost_tags.demo.embedded_aws.world import Resource, TagVersion

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import World

_WAIT = timedelta(minutes=3)  # until a job has its instances
_REGISTRY = "683313688378.dkr.ecr.us-east-1.amazonaws.com"
_IMAGE = f"{_REGISTRY}/sagemaker-xgboost:1.7-1"
_PROCESSING_IMAGE = f"{_REGISTRY}/sagemaker-scikit-learn:1.2-1-cpu-py3"
_BUCKET = "s3://northwind-ml"

TRAINING, PROCESSING = "training-job", "processing-job"
TRANSFORM, TUNING = "transform-job", "hyper-parameter-tuning-job"

_NOUNS = {
    TRAINING: "TrainingJob",
    PROCESSING: "ProcessingJob",
    TRANSFORM: "TransformJob",
    TUNING: "HyperParameterTuningJob",
}
_TIMES = {
    TRAINING: ("TrainingStartTime", "TrainingEndTime"),
    PROCESSING: ("ProcessingStartTime", "ProcessingEndTime"),
    TRANSFORM: ("TransformStartTime", "TransformEndTime"),
    TUNING: ("", "HyperParameterTuningEndTime"),
}
_REASONS = {
    TRAINING: "AlgorithmError: ExecuteUserScriptError: ExitCode 1",
    PROCESSING: "AlgorithmError: See job logs for more information",
    TRANSFORM: "ClientError: See job logs for more information",
    TUNING: "All training jobs failed. See a training job's failure reason.",
}


@dataclass(frozen=True)
class Launch:
    """A job as somebody launched it, and how long it takes."""

    name: str
    kind: str
    instance_type: str
    created: datetime
    hours: float  # on its instances
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "Completed"  # in the end
    count: int = 1  # instances
    children: int = 0  # training jobs of a tuning job
    parent: str = ""  # ARN of the tuning job


def role(world: World) -> str:
    """Return the ARN of the role that people's spaces run under."""
    return f"arn:{world.partition}:iam::{world.account}:role/DataScientist"


def launch(world: World, job: Launch) -> list[Resource]:
    """Put a job, and a tuning job's training jobs, into the world."""
    resources = [_resource(world, job)]
    resources += [_resource(world, child) for child in _children(world, job)]
    for resource in resources:
        world.store.add(resource)
    return resources


def _children(world: World, job: Launch) -> list[Launch]:
    """Split a tuning job's hours among its training jobs, which run two at a time."""
    if not job.children:
        return []
    hours = job.hours / ((job.children + 1) // 2)
    arn = world.arn(TUNING, job.name)
    started = [
        job.created + timedelta(minutes=2, hours=hours * (place // 2) * 1.02)
        for place in range(job.children)
    ]
    child = replace(job, kind=TRAINING, hours=hours, children=0, parent=arn, status="Completed")
    suffixes = [f"{place + 1:03d}-{_digest(job.name, place)}" for place in range(job.children)]
    return [
        replace(child, name=f"{job.name}-{suffix}", created=created)
        for suffix, created in zip(suffixes, started, strict=True)
        if created <= world.now()
    ]


def _digest(name: str, place: int) -> str:
    return f"{abs(sum(ord(c) * 31**i for i, c in enumerate(name))) * (place + 7) % 2**32:08x}"


def _resource(world: World, job: Launch) -> Resource:
    noun = _NOUNS[job.kind]
    arn = world.arn(job.kind, job.name)
    start_member, end_member = _TIMES[job.kind]
    started = job.created + _WAIT
    ends = started + timedelta(hours=job.hours)
    is_over = ends <= world.now()
    status = job.status if is_over else "InProgress"
    detail: dict[str, Any] = {
        f"{noun}Name": job.name,
        f"{noun}Arn": arn,
        f"{noun}Status": status,
        "CreationTime": job.created,
        "LastModifiedTime": ends if is_over else min(started, world.now()),
        **_MEMBERS[job.kind](world, job, status),
    }
    if start_member and started <= world.now():
        detail[start_member] = started
    if is_over:
        detail[end_member] = ends
    if status == "Failed":
        detail["FailureReason"] = _REASONS[job.kind]
    history = [TagVersion(job.created, dict(job.tags))] if job.tags else []
    resource = Resource(arn, job.kind, job.name, job.created, detail, history)
    if not is_over:
        resource.settles, resource.outcome = ends, job.status
    return resource


def _training(world: World, job: Launch, status: str) -> dict[str, Any]:
    seconds = int(job.hours * 3600)
    over = {"TrainingTimeInSeconds": seconds, "BillableTimeInSeconds": seconds * job.count}
    return {
        "SecondaryStatus": "Training" if status == "InProgress" else status,
        "RoleArn": role(world),
        "AlgorithmSpecification": {"TrainingImage": _IMAGE, "TrainingInputMode": "File"},
        "HyperParameters": {"max_depth": "6", "num_round": "200"},
        "InputDataConfig": [_channel("train")],
        "OutputDataConfig": {"S3OutputPath": f"{_BUCKET}/models"},
        "ModelArtifacts": {"S3ModelArtifacts": f"{_BUCKET}/models/{job.name}/model.tar.gz"},
        "ResourceConfig": {**_instances(job), "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        **({"TuningJobArn": job.parent} if job.parent else {}),
        **(over if status != "InProgress" else {}),
    }


def _processing(world: World, job: Launch, _status: str) -> dict[str, Any]:
    return {
        "RoleArn": role(world),
        "ProcessingResources": {"ClusterConfig": {**_instances(job), "VolumeSizeInGB": 30}},
        "AppSpecification": {
            "ImageUri": _PROCESSING_IMAGE,
            "ContainerEntrypoint": ["python3", "/opt/ml/processing/code/features.py"],
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    }


def _transform(_world: World, job: Launch, _status: str) -> dict[str, Any]:
    return {
        "ModelName": "churn-v2",
        "TransformInput": {
            "DataSource": {
                "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"{_BUCKET}/to-score"}
            }
        },
        "TransformOutput": {"S3OutputPath": f"{_BUCKET}/scores"},
        "TransformResources": _instances(job),
    }


def _tuning(world: World, job: Launch, status: str) -> dict[str, Any]:
    is_over = status != "InProgress"
    done = job.children if is_over else 0
    return {
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {
                "Type": "Maximize",
                "MetricName": "validation:auc",
            },
            "ResourceLimits": {
                "MaxNumberOfTrainingJobs": job.children,
                "MaxParallelTrainingJobs": 2,
            },
        },
        "TrainingJobDefinition": {
            "StaticHyperParameters": {"objective": "binary:logistic"},
            "AlgorithmSpecification": {"TrainingImage": _IMAGE, "TrainingInputMode": "File"},
            "RoleArn": role(world),
            "OutputDataConfig": {"S3OutputPath": f"{_BUCKET}/models"},
            "ResourceConfig": {**_instances(job), "VolumeSizeInGB": 30},
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        },
        "TrainingJobStatusCounters": {
            "Completed": done,
            "InProgress": job.children - done,
            "RetryableError": 0,
            "NonRetryableError": 0,
            "Stopped": 0,
        },
        "ObjectiveStatusCounters": {"Succeeded": done, "Pending": 0, "Failed": 0},
    }


def _instances(job: Launch) -> dict[str, Any]:
    return {"InstanceType": job.instance_type, "InstanceCount": job.count}


def _channel(name: str) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": f"{_BUCKET}/{name}"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}}


_MEMBERS: dict[str, Callable[[World, Launch, str], dict[str, Any]]] = {
    TRAINING: _training,
    PROCESSING: _processing,
    TRANSFORM: _transform,
    TUNING: _tuning,
}
