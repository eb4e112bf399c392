"""SageMaker kinds as rows: a new kind is a new row.

Names are those of botocore's sagemaker model (2017-07-24); ARN types those of the IAM service
authorization reference.
"""

from __future__ import annotations

from dataclasses import dataclass

_ENDED = frozenset({"Completed", "Failed", "Stopped"})


@dataclass(frozen=True)
class Kind:
    """What it takes to list, search, read and judge one kind of resource."""

    kind: str  # the ARN's resource type, also the tagging API's `sagemaker:` type
    noun: str  # for people, singular
    list_operation: str
    list_member: str
    prefix: str  # of the summary's members: <prefix>Arn, <prefix>Name, <prefix>Status
    ended: frozenset[str]
    search_resource: str | None = None  # the name in sagemaker:Search, if it can find this kind
    create_operation: str = ""

    @property
    def tagging_type(self) -> str:
        """Return the type as tag:GetResources names it."""
        return f"sagemaker:{self.kind}"

    @property
    def iam_actions(self) -> tuple[str, ...]:
        """Return what a role needs to find and fix this kind."""
        reading = ("sagemaker:Search",) if self.search_resource else ()
        return (
            *reading,
            f"sagemaker:{self.list_operation}",
            "sagemaker:ListTags",
            "sagemaker:AddTags",
        )


KINDS: tuple[Kind, ...] = (
    Kind(
        kind="training-job",
        noun="training job",
        list_operation="ListTrainingJobs",
        list_member="TrainingJobSummaries",
        prefix="TrainingJob",
        ended=_ENDED,
        search_resource="TrainingJob",
        create_operation="CreateTrainingJob",
    ),
    Kind(
        kind="processing-job",
        noun="processing job",
        list_operation="ListProcessingJobs",
        list_member="ProcessingJobSummaries",
        prefix="ProcessingJob",
        ended=_ENDED,
        create_operation="CreateProcessingJob",
    ),
    Kind(
        kind="transform-job",
        noun="transform job",
        list_operation="ListTransformJobs",
        list_member="TransformJobSummaries",
        prefix="TransformJob",
        ended=_ENDED,
        create_operation="CreateTransformJob",
    ),
    Kind(
        kind="hyper-parameter-tuning-job",
        noun="tuning job",
        list_operation="ListHyperParameterTuningJobs",
        list_member="HyperParameterTuningJobSummaries",
        prefix="HyperParameterTuningJob",
        ended=_ENDED | {"DeleteFailed"},
        search_resource="HyperParameterTuningJob",
        create_operation="CreateHyperParameterTuningJob",
    ),
)

_BY_KIND = {row.kind: row for row in KINDS}


def kind_of_arn(arn: str) -> Kind | None:
    """Return the row of a SageMaker ARN's resource type, if there is one."""
    tail = arn.split(":", 5)[-1]
    return _BY_KIND.get(tail.split("/", 1)[0])


def kind_named(kind: str) -> Kind | None:
    """Return the row with this name, if there is one."""
    return _BY_KIND.get(kind)
