"""The kinds of SageMaker resources, one row each; operations are generic over the rows."""

from __future__ import annotations

from typing import Any

from .kind import IN_USE, INVALID, NOT_FOUND, Kind
from .more_kinds import MORE

_ALREADY = 'Cannot create already existing {noun_lower} "{arn}".'
_JOB_UNIQUE = (
    "Job name must be unique within an AWS account and region, and a job with this name already"
    " exists ({arn})"
)
_JOB_TAKEN = (IN_USE, _JOB_UNIQUE)
_PIPELINE_TAKEN = (
    "Pipeline names must be unique within an AWS account and region. Pipeline with name ({name})"
    " already exists."
)
_NO_JOB = (INVALID, "Could not find requested job with name: {name}")
_STUDIO: dict[str, Any] = {
    "status": "Status",
    "born": "InService",
    "done": "InService",
    "missing": (NOT_FOUND, "{noun} [{name}] does not exist."),
    "taken": (IN_USE, "{noun} already exists ({arn})"),
}

KINDS = (
    Kind(
        "TrainingJob", "training-job", "TrainingJobStatus", "InProgress", "Completed",
        runs=True, start="TrainingStartTime", end="TrainingEndTime", secondary="SecondaryStatus",
        list_key="TrainingJobSummaries",
        missing=(INVALID, "Requested resource not found."),
        defaults={
            "SecondaryStatus": "Starting",
            "ModelArtifacts": {"S3ModelArtifacts": "s3://unknown/output/model.tar.gz"},
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        },
    ),
    Kind(
        "ProcessingJob", "processing-job", "ProcessingJobStatus", "InProgress", "Completed",
        runs=True, start="ProcessingStartTime", end="ProcessingEndTime",
        list_key="ProcessingJobSummaries", missing=_NO_JOB, taken=_JOB_TAKEN,
        defaults={
            "ProcessingResources": {
                "ClusterConfig": {
                    "InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30,
                }
            },
            "AppSpecification": {"ImageUri": "processing:latest"},
        },
    ),
    Kind(
        "TransformJob", "transform-job", "TransformJobStatus", "InProgress", "Completed",
        runs=True, start="TransformStartTime", end="TransformEndTime",
        list_key="TransformJobSummaries", missing=_NO_JOB, taken=_JOB_TAKEN, descending=True,
        defaults={
            "ModelName": "model",
            "TransformInput": {
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://unknown/input"}
                }
            },
            "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        },
    ),
    Kind(
        "HyperParameterTuningJob", "hyper-parameter-tuning-job", "HyperParameterTuningJobStatus",
        "InProgress", "Completed", runs=True, end="HyperParameterTuningEndTime",
        list_key="HyperParameterTuningJobSummaries", sort_by="Name",
        missing=(NOT_FOUND, "Amazon SageMaker can't find a tuning job with the name {name}."),
        defaults={
            "HyperParameterTuningJobConfig": {
                "Strategy": "Bayesian", "ResourceLimits": {"MaxParallelTrainingJobs": 1},
            },
            "TrainingJobStatusCounters": {
                "Completed": 0, "InProgress": 0, "RetryableError": 0, "NonRetryableError": 0,
                "Stopped": 0,
            },
            "ObjectiveStatusCounters": {"Succeeded": 0, "Pending": 0, "Failed": 0},
        },
    ),
    Kind(
        "Endpoint", "endpoint", "EndpointStatus", "Creating", "InService", descending=True,
        missing=(INVALID, 'Could not find endpoint "{arn}".'), taken=(INVALID, _ALREADY),
        defaults={"EndpointConfigName": "config"},
    ),
    Kind(
        "EndpointConfig", "endpoint-config", descending=True,
        missing=(INVALID, 'Could not find endpoint configuration "{arn}".'),
        taken=(INVALID, _ALREADY),
        defaults={
            "ProductionVariants": [
                {
                    "VariantName": "AllTraffic", "ModelName": "model",
                    "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
                }
            ]
        },
    ),
    Kind(
        "Model", "model", descending=True,
        missing=(INVALID, 'Could not find model "{arn}".'), taken=(INVALID, _ALREADY),
    ),
    Kind(
        "Pipeline", "pipeline", "PipelineStatus", "Active", "Active",
        list_key="PipelineSummaries", after="CreatedAfter", before="CreatedBefore",
        descending=True,
        missing=(NOT_FOUND, "Pipeline '{arn}' does not exist."),
        taken=(INVALID, _PIPELINE_TAKEN),
    ),
    Kind(
        "NotebookInstance", "notebook-instance", "NotebookInstanceStatus", "Pending", "InService",
        sort_by="Name", missing=(INVALID, "RecordNotFound"), taken=(INVALID, _ALREADY),
        renamed={
            "SecurityGroupIds": "SecurityGroups",
            "LifecycleConfigName": "NotebookInstanceLifecycleConfigName",
        },
    ),
    Kind(
        "Domain", "domain", **_STUDIO, path=("DomainId",), name="DomainId",
        issued=("DomainId", "d-"),
        defaults={"TagPropagation": "DISABLED", "AuthMode": "IAM"},
    ),
    Kind("UserProfile", "user-profile", **_STUDIO, path=("DomainId", "UserProfileName")),
    Kind("Space", "space", **_STUDIO, path=("DomainId", "SpaceName")),
    Kind(
        "App", "app", **_STUDIO, path=("DomainId", "UserProfileName", "AppType", "AppName"),
    ),
)  # fmt: skip

ALL = (*KINDS, *MORE)
BY_NOUN = {kind.noun: kind for kind in ALL}
BY_TYPE = {kind.type: kind for kind in reversed(ALL)}  # the first of a type describes it
