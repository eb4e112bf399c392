"""Kinds that launches create and the demo's company has none of: made, described, some listed.

Types are those of the IAM service authorization reference, statuses those of botocore's model.
Left out: edge deployment plans, whose ARNs in the model fit no Region with a digit, and cluster
extensions.
"""

from __future__ import annotations

from typing import Any

from .kind import NOT_FOUND, Kind

_MISSING = (NOT_FOUND, "{noun} {name} does not exist.")
_LABELS = ("TotalLabeled", "HumanLabeled", "MachineLabeled", "FailedNonRetryableError", "Unlabeled")


def _kind(
    noun: str, type_: str, status: str = "", born: str = "", done: str = "", **more: Any
) -> Kind:
    """Return a row; it is listed where the member of the List answer is given."""
    listed = "list_key" in more
    return Kind(noun, type_, status, born, done, is_listed=listed, missing=_MISSING, **more)


def _job(noun: str, type_: str, status: str, born: str, done: str, **more: Any) -> Kind:
    stopped = "STOPPED" if done.isupper() else "Stopped"
    return _kind(noun, type_, status, born, done, runs=True, stopped=stopped, **more)


def _definition(noun: str, type_: str) -> Kind:
    """Return the row of what a monitoring schedule runs; it costs nothing by itself."""
    return _kind(f"{noun}JobDefinition", type_, name="JobDefinitionName", arn="JobDefinitionArn")


MORE = (
    _job(
        "AutoMLJob", "automl-job", "AutoMLJobStatus", "InProgress", "Completed", end="EndTime",
        list_key="AutoMLJobSummaries", sort_by="Name",
        secondary="AutoMLJobSecondaryStatus", defaults={"AutoMLJobSecondaryStatus": "Starting"},
    ),
    _job(
        "AutoMLJobV2", "automl-job", "AutoMLJobStatus", "InProgress", "Completed", end="EndTime",
        name="AutoMLJobName", arn="AutoMLJobArn",
        secondary="AutoMLJobSecondaryStatus", defaults={"AutoMLJobSecondaryStatus": "Starting"},
    ),
    _job(
        "LabelingJob", "labeling-job", "LabelingJobStatus", "InProgress", "Completed",
        list_key="LabelingJobSummaryList",
        defaults={"LabelCounters": dict.fromkeys(_LABELS, 0), "JobReferenceCode": "reference"},
    ),
    _job(
        "CompilationJob", "compilation-job", "CompilationJobStatus", "INPROGRESS", "COMPLETED",
        start="CompilationStartTime", end="CompilationEndTime",
        list_key="CompilationJobSummaries",
        defaults={
            "FailureReason": "", "ModelArtifacts": {"S3ModelArtifacts": "s3://unknown/model"},
            "InputConfig": {"S3Uri": "s3://unknown/model", "Framework": "PYTORCH"},
        },
    ),
    _job(
        "EdgePackagingJob", "edge-packaging-job", "EdgePackagingJobStatus",
        "INPROGRESS", "COMPLETED", is_described=False,
    ),
    _job(
        "InferenceRecommendationsJob", "inference-recommendations-job", "Status",
        "IN_PROGRESS", "COMPLETED", name="JobName", arn="JobArn", end="CompletionTime",
        list_key="InferenceRecommendationsJobs", defaults={"JobDescription": ""},
    ),
    _job(
        "OptimizationJob", "optimization-job", "OptimizationJobStatus", "INPROGRESS", "COMPLETED",
        start="OptimizationStartTime", end="OptimizationEndTime",
    ),
    _job(
        "AIBenchmarkJob", "ai-benchmark-job", "AIBenchmarkJobStatus", "InProgress", "Completed",
        start="StartTime", end="EndTime",
    ),
    _job(
        "AIRecommendationJob", "ai-recommendation-job", "AIRecommendationJobStatus",
        "InProgress", "Completed", is_described=False,
    ),
    _job(
        "Job", "job", "JobStatus", "InProgress", "Completed", path=("JobCategory", "JobName"),
        end="EndTime", secondary="SecondaryStatus",
        defaults={"SecondaryStatus": "Starting", "SecondaryStatusTransitions": []},
    ),
    _kind("TrainingSession", "training-session", is_described=False),
    _kind("TrainingPlan", "training-plan", "Status", "Scheduled", "Scheduled"),
    _kind(
        "InferenceComponent", "inference-component", "InferenceComponentStatus",
        "Creating", "InService", list_key="InferenceComponents", descending=True,
        defaults={"VariantName": "AllTraffic"},
    ),
    _kind(
        "InferenceExperiment", "inference-experiment", "Status", "Creating", "Created",
        name="Name",
    ),
    _kind("InferenceRouter", "inference-router", "Status", "Creating", "InService"),
    _kind(
        "MonitoringSchedule", "monitoring-schedule", "MonitoringScheduleStatus",
        "Scheduled", "Scheduled", list_key="MonitoringScheduleSummaries", descending=True,
    ),
    _kind(
        "Cluster", "cluster", "ClusterStatus", "Creating", "InService",
        path=("ClusterId",), issued=("ClusterId", ""),
    ),
    _kind(
        "MlflowTrackingServer", "mlflow-tracking-server", "TrackingServerStatus",
        "Creating", "Created", name="TrackingServerName", arn="TrackingServerArn",
    ),
    _kind(
        "MlflowApp", "mlflow-app", "Status", "Creating", "Created", name="Name", arn="Arn",
        path=("AppId",), issued=("AppId", "app-"),
    ),
    _kind(
        "PartnerApp", "partner-app", "Status", "Creating", "Available", name="Name", arn="Arn",
        path=("AppId",), issued=("AppId", "app-"),
    ),
    _kind(
        "FeatureGroup", "feature-group", "FeatureGroupStatus", "Creating", "Created",
        list_key="FeatureGroupSummaries",
        defaults={"NextToken": ""},
    ),
    _definition("DataQuality", "data-quality-job-definition"),
    _definition("ModelBias", "model-bias-job-definition"),
    _definition("ModelExplainability", "model-explainability-job-definition"),
    _definition("ModelQuality", "model-quality-job-definition"),
    _kind(
        "ComputeQuota", "compute-quota", "Status", "Created", "Created", name="Name",
        path=("ComputeQuotaId",), issued=("ComputeQuotaId", ""),
        defaults={"ComputeQuotaVersion": 1},
    ),
    _kind(
        "ClusterSchedulerConfig", "cluster-scheduler-config", "Status", "Created", "Created",
        name="Name", path=("ClusterSchedulerConfigId",), issued=("ClusterSchedulerConfigId", ""),
        defaults={"ClusterSchedulerConfigVersion": 1},
    ),
    _kind(
        "Workteam", "workteam", is_described=False, list_key="Workteams", sort_by="Name",
    ),
    _kind("Workforce", "workforce", is_described=False),
    _kind(
        "FlowDefinition", "flow-definition", "FlowDefinitionStatus", "Initializing", "Active"
    ),
    _kind(
        "ModelPackage", "model-package", "ModelPackageStatus", "Completed", "Completed",
        defaults={"ModelPackageStatusDetails": {"ValidationStatuses": []}},
    ),
    _kind(
        "ModelPackageGroup", "model-package-group", "ModelPackageGroupStatus",
        "Completed", "Completed", list_key="ModelPackageGroupSummaryList",
    ),
    _kind(
        "Algorithm", "algorithm", "AlgorithmStatus", "Completed", "Completed",
        defaults={"AlgorithmStatusDetails": {}},
    ),
    _kind(
        "Project", "project", "ProjectStatus", "CreateInProgress", "CreateCompleted",
        issued=("ProjectId", "p-"),
    ),
    _kind(
        "StudioLifecycleConfig", "studio-lifecycle-config", list_key="StudioLifecycleConfigs",
    ),
    _kind("NotebookInstanceLifecycleConfig", "notebook-instance-lifecycle-config"),
)  # fmt: skip
