"""SageMaker kinds as rows: a new kind is a new row.

Names are those of botocore's sagemaker model (2017-07-24); ARN types those of the IAM service
authorization reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..guard.operations import create_of_kind

_ENDED = frozenset({"Completed", "Failed", "Stopped"})
_ENDED_LOUD = frozenset({"COMPLETED", "FAILED", "STOPPED"})
_NEVER_UP = frozenset({"Failed", "Deleting"})

# In which scans a kind is without being asked for: one of mine, one of everybody's, or none.
ScannedIn = Literal["mine", "all", "asked"]


@dataclass(frozen=True)
class Kind:
    """What it takes to list, search, read and judge one kind of resource."""

    kind: str  # the ARN's resource type, also the tagging API's `sagemaker:` type
    noun: str  # for people, singular
    list_operation: str
    list_member: str
    prefix: str  # of the members of summaries and records: <prefix>Arn, <prefix>Name
    status_member: str | None = ""  # <prefix>Status by default; None where there is no status
    has_status_always: bool = True  # else a summary may leave it out
    created_member: str = "CreationTime"
    after_member: str | None = "CreationTimeAfter"  # of the List request; None: it can't filter
    sort_by: str = "CreationTime"  # of the List request
    ended: frozenset[str] = frozenset()  # statuses in which nothing accrues any more
    accrues: bool = True  # False: it costs nothing, whatever its status
    lasts: bool = False  # stays until it is deleted, so its age doesn't matter
    search_resource: str | None = None  # the name in sagemaker:Search, if it can find this kind
    is_many: bool = False  # an account may make hundreds a month
    parents: tuple[str, ...] = ()  # members of a Search record that name what launched it
    scanned: ScannedIn = "asked"
    arn_segments: int = 1  # of names after the type

    @property
    def tagging_type(self) -> str:
        """Return the type as tag:GetResources names it."""
        return f"sagemaker:{self.kind}"

    @property
    def status(self) -> str | None:
        """Return the member with the status, if the kind has one."""
        return f"{self.prefix}Status" if self.status_member == "" else self.status_member

    @property
    def create_operation(self) -> str:
        """Return what creates it; the guard's rows know."""
        row = create_of_kind(self.kind)
        return row.operation if row else ""

    @property
    def iam_actions(self) -> tuple[str, ...]:
        """Return what a role needs to find and fix this kind."""
        reading = ("sagemaker:Search",) if self.search_resource else ()
        return (
            *reading,
            f"sagemaker:{self.list_operation}",
            "tag:GetResources",
            "sagemaker:ListTags",
            "sagemaker:AddTags",
        )

    def billing_effect(self, status: str) -> Literal["from-now", "none"]:
        """Return whether a tag that is written now still changes the bill."""
        return "from-now" if self.accrues and status not in self.ended else "none"


KINDS: tuple[Kind, ...] = (
    Kind(
        kind="training-job",
        noun="training job",
        list_operation="ListTrainingJobs",
        list_member="TrainingJobSummaries",
        prefix="TrainingJob",
        ended=_ENDED,
        search_resource="TrainingJob",
        is_many=True,
        parents=("TuningJobArn", "AutoMLJobArn", "LabelingJobArn"),
        scanned="mine",
    ),
    Kind(
        kind="processing-job",
        noun="processing job",
        list_operation="ListProcessingJobs",
        list_member="ProcessingJobSummaries",
        prefix="ProcessingJob",
        ended=_ENDED,
        is_many=True,
        scanned="mine",
    ),
    Kind(
        kind="transform-job",
        noun="transform job",
        list_operation="ListTransformJobs",
        list_member="TransformJobSummaries",
        prefix="TransformJob",
        ended=_ENDED,
        is_many=True,
        scanned="mine",
    ),
    Kind(
        kind="hyper-parameter-tuning-job",
        noun="tuning job",
        list_operation="ListHyperParameterTuningJobs",
        list_member="HyperParameterTuningJobSummaries",
        prefix="HyperParameterTuningJob",
        ended=_ENDED | {"DeleteFailed"},
        search_resource="HyperParameterTuningJob",
        is_many=True,
        scanned="mine",
    ),
    Kind(
        kind="endpoint",
        noun="endpoint",
        list_operation="ListEndpoints",
        list_member="Endpoints",
        prefix="Endpoint",
        ended=_NEVER_UP,
        lasts=True,
        search_resource="Endpoint",
        scanned="mine",
    ),
    Kind(
        kind="pipeline",
        noun="pipeline",
        list_operation="ListPipelines",
        list_member="PipelineSummaries",
        prefix="Pipeline",
        has_status_always=False,
        after_member="CreatedAfter",
        ended=frozenset({"Deleting"}),  # executions take its tags as they are when they start
        lasts=True,
        search_resource="Pipeline",
        scanned="mine",
    ),
    Kind(
        kind="notebook-instance",
        noun="notebook instance",
        list_operation="ListNotebookInstances",
        list_member="NotebookInstances",
        prefix="NotebookInstance",
        ended=_NEVER_UP,  # a stopped one still has its volume
        lasts=True,
        scanned="all",
    ),
    Kind(
        kind="automl-job",
        noun="AutoML job",
        list_operation="ListAutoMLJobs",
        list_member="AutoMLJobSummaries",
        prefix="AutoMLJob",
        ended=_ENDED,
    ),
    Kind(
        kind="labeling-job",
        noun="labeling job",
        list_operation="ListLabelingJobs",
        list_member="LabelingJobSummaryList",
        prefix="LabelingJob",
        ended=_ENDED,
    ),
    Kind(
        kind="compilation-job",
        noun="compilation job",
        list_operation="ListCompilationJobs",
        list_member="CompilationJobSummaries",
        prefix="CompilationJob",
        ended=_ENDED_LOUD,
    ),
    Kind(
        kind="inference-recommendations-job",
        noun="inference recommendations job",
        list_operation="ListInferenceRecommendationsJobs",
        list_member="InferenceRecommendationsJobs",
        prefix="Job",
        status_member="Status",
        ended=_ENDED_LOUD | {"DELETING", "DELETED"},
    ),
    Kind(
        kind="monitoring-schedule",
        noun="monitoring schedule",
        list_operation="ListMonitoringSchedules",
        list_member="MonitoringScheduleSummaries",
        prefix="MonitoringSchedule",
        ended=frozenset({"Failed", "Stopped"}),
        lasts=True,
    ),
    Kind(
        kind="inference-component",
        noun="inference component",
        list_operation="ListInferenceComponents",
        list_member="InferenceComponents",
        prefix="InferenceComponent",
        has_status_always=False,
        ended=_NEVER_UP,
        lasts=True,
    ),
    Kind(
        kind="feature-group",
        noun="feature group",
        list_operation="ListFeatureGroups",
        list_member="FeatureGroupSummaries",
        prefix="FeatureGroup",
        has_status_always=False,
        ended=frozenset({"CreateFailed", "Deleting"}),
        lasts=True,
        search_resource="FeatureGroup",
    ),
    Kind(
        kind="model",
        noun="model",
        list_operation="ListModels",
        list_member="Models",
        prefix="Model",
        status_member=None,
        accrues=False,
    ),
    Kind(
        kind="endpoint-config",
        noun="endpoint configuration",
        list_operation="ListEndpointConfigs",
        list_member="EndpointConfigs",
        prefix="EndpointConfig",
        status_member=None,
        accrues=False,
    ),
    Kind(
        kind="model-package-group",
        noun="model package group",
        list_operation="ListModelPackageGroups",
        list_member="ModelPackageGroupSummaryList",
        prefix="ModelPackageGroup",
        accrues=False,
        lasts=True,
        search_resource="ModelPackageGroup",
    ),
    Kind(
        kind="workteam",
        noun="work team",
        list_operation="ListWorkteams",
        list_member="Workteams",
        prefix="Workteam",
        status_member=None,
        created_member="CreateDate",
        after_member=None,
        sort_by="CreateDate",
        accrues=False,
        lasts=True,
        arn_segments=2,  # private-crowd and the name
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


def usual_kinds(scope: Literal["mine", "all"]) -> tuple[Kind, ...]:
    """Return the kinds of a scan that names none: what accrues most, for few calls.

    Notebook instances carry no mark that tells whose they are.
    """
    wanted = ("mine",) if scope == "mine" else ("mine", "all")
    return tuple(row for row in KINDS if row.scanned in wanted)
