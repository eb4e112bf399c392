"""SageMaker kinds as rows: a new kind is a new row.

Names are those of botocore's sagemaker model (2017-07-24); ARN types those of the IAM service
authorization reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from .kind import NOTEBOOK_JOB_TAG, Kind
from .studio_kinds import NEVER_UP, STUDIO

_ENDED = frozenset({"Completed", "Failed", "Stopped"})
_ENDED_LOUD = frozenset({"COMPLETED", "FAILED", "STOPPED"})

_ROWS: tuple[Kind, ...] = (
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
        notebook_noun="notebook job",
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
        ended=NEVER_UP,
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
        carries="next-run",
        lasts=True,
        search_resource="Pipeline",
        scanned="mine",
        notebook_noun="notebook job schedule",
    ),
    Kind(
        kind="notebook-instance",
        noun="notebook instance",
        list_operation="ListNotebookInstances",
        list_member="NotebookInstances",
        prefix="NotebookInstance",
        ended=NEVER_UP,  # a stopped one still has its volume
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
        ended=NEVER_UP,
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
        carries="next-deployment",
    ),
    Kind(
        kind="endpoint-config",
        noun="endpoint configuration",
        list_operation="ListEndpointConfigs",
        list_member="EndpointConfigs",
        prefix="EndpointConfig",
        status_member=None,
        accrues=False,
        carries="next-deployment",
    ),
    Kind(
        kind="model-package-group",
        noun="model package group",
        list_operation="ListModelPackageGroups",
        list_member="ModelPackageGroupSummaryList",
        prefix="ModelPackageGroup",
        accrues=False,
        carries="nothing",
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
        carries="nothing",
        lasts=True,
        arn_segments=2,  # private-crowd and the name
    ),
    *STUDIO,
)

_TRAINING = _ROWS[0]
KINDS: tuple[Kind, ...] = (
    *_ROWS,
    replace(
        _TRAINING, alias="notebook-job", noun="notebook job", scanned="asked", mark=NOTEBOOK_JOB_TAG
    ),
)

_BY_NAME = {row.called: row for row in KINDS}
_BY_KIND = {row.kind: row for row in reversed(KINDS)}


def kind_of_arn(arn: str) -> Kind | None:
    """Return the row of a SageMaker ARN's resource type, if there is one."""
    path = arn.split(":", 5)[-1].split("/")
    if path[0] == "pipeline" and path[2:3] == ["execution"]:
        return _BY_KIND["pipeline-execution"]
    return _BY_KIND.get(path[0])


def kind_named(name: str) -> Kind | None:
    """Return the row with this name, if there is one."""
    return _BY_NAME.get(name)


def settled(rows: Sequence[Kind], home: str) -> tuple[Kind, ...]:
    """Return the rows for one scan: each ARN type once, able to spell ARNs below `home`."""
    whole = {row.kind for row in rows if row.mark is None}
    kept = [row for row in rows if row.mark is None or row.kind not in whole]
    return tuple(row.at_home(home) for row in dict.fromkeys(kept))


def usual_kinds(scope: Literal["mine", "all"]) -> tuple[Kind, ...]:
    """Return the kinds of a scan that names none: what accrues most, for few calls.

    Notebook instances carry no mark that tells whose they are.
    """
    wanted = ("mine",) if scope == "mine" else ("mine", "all")
    return tuple(row for row in KINDS if row.scanned in wanted)
