"""The kinds of SageMaker resources, one row each; operations are generic over the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_IN_USE = "ResourceInUse"
_INVALID = "ValidationException"
_NOT_FOUND = "ResourceNotFound"
_UNIQUE = (
    "{noun} names must be unique within an AWS account and region, and a {noun_lower} with this"
    " name already exists ({arn})"
)


@dataclass(frozen=True)
class Kind:
    """What distinguishes one kind from the others."""

    noun: str  # in operation names: TrainingJob
    type: str  # in ARNs: training-job
    status: str = ""  # member with the status; empty for kinds without one
    born: str = ""  # status right after create
    done: str = ""  # status it reaches by itself
    runs: bool = False  # a job: runs for `World.job_duration` and can be stopped
    start: str = ""  # members with the instants of a job
    end: str = ""
    stop: str = "Stop{noun}"
    path: tuple[str, ...] = ()  # members that make the ARN; the name alone by default
    name: str = ""
    arn: str = ""
    list_key: str = ""  # member of the List answer
    after: str = "CreationTimeAfter"
    before: str = "CreationTimeBefore"
    sort_by: str = "CreationTime"  # the List operation's default
    descending: bool = False  # the List operation's default order
    missing: tuple[str, str] = (_INVALID, "Could not find {noun} {arn}.")
    taken: tuple[str, str] = (_IN_USE, _UNIQUE)
    renamed: dict[str, str] = field(default_factory=dict)  # create member -> describe member
    defaults: dict[str, Any] = field(default_factory=dict)  # describe members nobody sent

    def __post_init__(self) -> None:
        """Fill in the names that follow from the noun."""
        fill = {
            "name": f"{self.noun}Name",
            "arn": f"{self.noun}Arn",
            "list_key": f"{self.noun}s",
        }
        for member, value in fill.items():
            if not getattr(self, member):
                object.__setattr__(self, member, value)
        if not self.path:
            object.__setattr__(self, "path", (self.name,))

    def error(self, which: tuple[str, str], arn: str, name: str) -> tuple[str, str]:
        """Return code and message of `missing` or `taken` for one resource."""
        code, template = which
        noun = "".join(f" {c.lower()}" if c.isupper() else c for c in self.noun).strip()
        return code, template.format(noun=noun.capitalize(), noun_lower=noun, arn=arn, name=name)


_ALREADY = 'Cannot create already existing {noun_lower} "{arn}".'
_JOB_UNIQUE = (
    "Job name must be unique within an AWS account and region, and a job with this name already"
    " exists ({arn})"
)
_JOB_TAKEN = (_IN_USE, _JOB_UNIQUE)
_PIPELINE_TAKEN = (
    "Pipeline names must be unique within an AWS account and region. Pipeline with name ({name})"
    " already exists."
)
_NO_JOB = (_INVALID, "Could not find requested job with name: {name}")
_STUDIO: dict[str, Any] = {
    "status": "Status",
    "born": "InService",
    "done": "InService",
    "missing": (_NOT_FOUND, "{noun} [{name}] does not exist."),
    "taken": (_IN_USE, "{noun} already exists ({arn})"),
}

KINDS = (
    Kind(
        "TrainingJob", "training-job", "TrainingJobStatus", "InProgress", "Completed",
        runs=True, start="TrainingStartTime", end="TrainingEndTime",
        list_key="TrainingJobSummaries",
        missing=(_INVALID, "Requested resource not found."),
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
        missing=(_NOT_FOUND, "Amazon SageMaker can't find a tuning job with the name {name}."),
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
        missing=(_INVALID, 'Could not find endpoint "{arn}".'), taken=(_INVALID, _ALREADY),
        defaults={"EndpointConfigName": "config"},
    ),
    Kind(
        "EndpointConfig", "endpoint-config", descending=True,
        missing=(_INVALID, 'Could not find endpoint configuration "{arn}".'),
        taken=(_INVALID, _ALREADY),
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
        missing=(_INVALID, 'Could not find model "{arn}".'), taken=(_INVALID, _ALREADY),
    ),
    Kind(
        "Pipeline", "pipeline", "PipelineStatus", "Active", "Active",
        list_key="PipelineSummaries", after="CreatedAfter", before="CreatedBefore",
        descending=True,
        missing=(_NOT_FOUND, "Pipeline '{arn}' does not exist."),
        taken=(_INVALID, _PIPELINE_TAKEN),
    ),
    Kind(
        "NotebookInstance", "notebook-instance", "NotebookInstanceStatus", "Pending", "InService",
        sort_by="Name", missing=(_INVALID, "RecordNotFound"), taken=(_INVALID, _ALREADY),
        renamed={
            "SecurityGroupIds": "SecurityGroups",
            "LifecycleConfigName": "NotebookInstanceLifecycleConfigName",
        },
    ),
    Kind(
        "Domain", "domain", **_STUDIO, path=("DomainId",), name="DomainId",
        defaults={"TagPropagation": "DISABLED", "AuthMode": "IAM"},
    ),
    Kind("UserProfile", "user-profile", **_STUDIO, path=("DomainId", "UserProfileName")),
    Kind("Space", "space", **_STUDIO, path=("DomainId", "SpaceName")),
    Kind(
        "App", "app", **_STUDIO, path=("DomainId", "UserProfileName", "AppType", "AppName"),
    ),
)  # fmt: skip

BY_NOUN = {kind.noun: kind for kind in KINDS}
BY_TYPE = {kind.type: kind for kind in KINDS}
