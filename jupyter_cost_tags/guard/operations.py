"""Operations of SageMaker that spend, or create what will: rows that guard, scan and lint share.

Names are those of botocore's sagemaker model (2017-07-24), kinds the resource types of ARNs (IAM
service authorization reference). An operation that takes tags and is in no row is judged by its
name: a new `Create…Job` spends.
"""

from __future__ import annotations

from typing import NamedTuple

SPENDS = 1  # accrues cost from now on: warned about, filled, blocked
CARRIES = 2  # gives its tags to what spends later: filled, warned about in its batch
METADATA = 3  # costs nothing: left alone


class Create(NamedTuple):
    """One `Create…` that takes tags."""

    operation: str
    tier: int
    kind: str
    name: str  # the input member with the name
    arn: str  # the output member with the ARN
    component: str = ""  # what the price list rents its instances for


class Start(NamedTuple):
    """One call that starts spend and takes no tags: the tags of what it names decide."""

    operation: str
    kind: str
    name: str  # the input member that names the resource
    arn: str = ""  # the output member with its ARN, where there is one


def _create(tier: int, noun: str, kind: str, component: str = "", **other: str) -> Create:
    name, arn = other.get("name", f"{noun}Name"), other.get("arn", f"{noun}Arn")
    return Create(f"Create{noun}", tier, kind, name, arn, component)


CREATES: tuple[Create, ...] = (
    _create(SPENDS, "TrainingJob", "training-job", "Training"),
    _create(SPENDS, "ProcessingJob", "processing-job", "Processing"),
    _create(SPENDS, "TransformJob", "transform-job", "Transform"),
    _create(SPENDS, "HyperParameterTuningJob", "hyper-parameter-tuning-job", "Training"),
    _create(SPENDS, "AutoMLJob", "automl-job"),
    _create(SPENDS, "AutoMLJobV2", "automl-job", name="AutoMLJobName", arn="AutoMLJobArn"),
    _create(SPENDS, "LabelingJob", "labeling-job"),
    _create(SPENDS, "CompilationJob", "compilation-job"),
    _create(SPENDS, "EdgePackagingJob", "edge-packaging-job", arn=""),
    _create(
        SPENDS, "InferenceRecommendationsJob", "inference-recommendations-job",
        name="JobName", arn="JobArn",
    ),
    _create(SPENDS, "OptimizationJob", "optimization-job"),
    _create(SPENDS, "AIBenchmarkJob", "ai-benchmark-job"),
    _create(SPENDS, "AIRecommendationJob", "ai-recommendation-job"),
    _create(SPENDS, "Job", "job"),
    _create(SPENDS, "TrainingSession", "training-session"),
    _create(SPENDS, "TrainingPlan", "training-plan"),
    _create(SPENDS, "Endpoint", "endpoint"),
    _create(SPENDS, "InferenceComponent", "inference-component"),
    _create(SPENDS, "InferenceExperiment", "inference-experiment", name="Name"),
    _create(SPENDS, "InferenceRouter", "inference-router"),
    _create(SPENDS, "MonitoringSchedule", "monitoring-schedule"),
    _create(SPENDS, "NotebookInstance", "notebook-instance", "Notebook"),
    _create(SPENDS, "App", "app"),
    _create(SPENDS, "Space", "space"),
    _create(SPENDS, "Cluster", "cluster"),
    _create(
        SPENDS, "MlflowTrackingServer", "mlflow-tracking-server",
        name="TrackingServerName", arn="TrackingServerArn",
    ),
    _create(SPENDS, "MlflowApp", "mlflow-app", name="Name", arn="Arn"),
    _create(SPENDS, "PartnerApp", "partner-app", name="Name", arn="Arn"),
    _create(SPENDS, "FeatureGroup", "feature-group"),
    _create(CARRIES, "EndpointConfig", "endpoint-config", "Hosting"),
    _create(CARRIES, "Model", "model"),
    _create(CARRIES, "Pipeline", "pipeline"),
    _create(
        CARRIES, "DataQualityJobDefinition", "data-quality-job-definition",
        name="JobDefinitionName", arn="JobDefinitionArn",
    ),
    _create(
        CARRIES, "ModelBiasJobDefinition", "model-bias-job-definition",
        name="JobDefinitionName", arn="JobDefinitionArn",
    ),
    _create(
        CARRIES, "ModelExplainabilityJobDefinition", "model-explainability-job-definition",
        name="JobDefinitionName", arn="JobDefinitionArn",
    ),
    _create(
        CARRIES, "ModelQualityJobDefinition", "model-quality-job-definition",
        name="JobDefinitionName", arn="JobDefinitionArn",
    ),
    _create(CARRIES, "Domain", "domain"),
    _create(CARRIES, "UserProfile", "user-profile"),
    _create(CARRIES, "ComputeQuota", "compute-quota", name="Name"),
    _create(CARRIES, "ClusterSchedulerConfig", "cluster-scheduler-config", name="Name"),
    _create(
        CARRIES, "ClusterExtension", "extension", name="ExtensionName", arn="ExtensionArn"
    ),
    _create(CARRIES, "Workteam", "workteam"),
    _create(CARRIES, "Workforce", "workforce"),
    _create(CARRIES, "FlowDefinition", "flow-definition"),
    _create(CARRIES, "ModelPackage", "model-package"),
    _create(CARRIES, "ModelPackageGroup", "model-package-group"),
    _create(CARRIES, "Algorithm", "algorithm"),
    _create(CARRIES, "Project", "project"),
    _create(CARRIES, "EdgeDeploymentPlan", "edge-deployment"),
    *(
        _create(METADATA, noun, kind)
        for noun, kind in (
            ("AIWorkloadConfig", "ai-workload-config"), ("Action", "action"),
            ("AppImageConfig", "app-image-config"), ("Artifact", "artifact"),
            ("CodeRepository", "code-repository"), ("Context", "context"),
            ("Experiment", "experiment"), ("Hub", "hub"), ("HumanTaskUi", "human-task-ui"),
            ("Image", "image"), ("ModelCard", "model-card"),
            ("NotebookInstanceLifecycleConfig", "notebook-instance-lifecycle-config"),
            ("StudioLifecycleConfig", "studio-lifecycle-config"), ("Trial", "experiment-trial"),
            ("TrialComponent", "experiment-trial-component"),
        )
    ),
    _create(METADATA, "DeviceFleet", "device-fleet", arn=""),
    _create(
        METADATA, "HubContentReference", "hub-content",
        name="HubContentName", arn="HubContentArn",
    ),
)  # fmt: skip

STARTS: tuple[Start, ...] = (
    Start("StartPipelineExecution", "pipeline", "PipelineName", "PipelineExecutionArn"),
    Start("RetryPipelineExecution", "pipeline", "PipelineExecutionArn", "PipelineExecutionArn"),
    Start("UpdatePipeline", "pipeline", "PipelineName", "PipelineArn"),
    Start("UpdateEndpoint", "endpoint", "EndpointName", "EndpointArn"),
    Start("UpdateEndpointWeightsAndCapacities", "endpoint", "EndpointName", "EndpointArn"),
    Start(
        "UpdateInferenceComponent", "inference-component", "InferenceComponentName",
        "InferenceComponentArn",
    ),
    Start("StartInferenceExperiment", "inference-experiment", "Name", "InferenceExperimentArn"),
    Start("StartNotebookInstance", "notebook-instance", "NotebookInstanceName"),
    Start("StartMonitoringSchedule", "monitoring-schedule", "MonitoringScheduleName"),
    Start(
        "UpdateMonitoringSchedule", "monitoring-schedule", "MonitoringScheduleName",
        "MonitoringScheduleArn",
    ),
    Start(
        "StartMlflowTrackingServer", "mlflow-tracking-server", "TrackingServerName",
        "TrackingServerArn",
    ),
    Start("UpdateCluster", "cluster", "ClusterName", "ClusterArn"),
    Start("UpdateSpace", "space", "SpaceName", "SpaceArn"),
    Start("UpdateTrainingJob", "training-job", "TrainingJobName", "TrainingJobArn"),
)  # fmt: skip

_CREATES = {row.operation: row for row in CREATES}
_STARTS = {row.operation: row for row in STARTS}
_BY_KIND = {row.kind: row for row in reversed(CREATES)}


def create_of(operation: str) -> Create | None:
    """Return the row of a create operation; a `Create…Job` without one is taken to spend."""
    known = _CREATES.get(operation)
    if known is not None or not (operation.startswith("Create") and operation.endswith("Job")):
        return known
    noun = operation[len("Create") :]
    kind = "".join(f"-{c.lower()}" if c.isupper() else c for c in noun).lstrip("-")
    return Create(operation, SPENDS, kind, f"{noun}Name", f"{noun}Arn")


def start_of(operation: str) -> Start | None:
    """Return the row of a call that starts spend without taking tags."""
    return _STARTS.get(operation)


def create_of_kind(kind: str) -> Create | None:
    """Return the first row that creates this kind of resource."""
    return _BY_KIND.get(kind)


def creates_of_kind(kind: str) -> tuple[Create, ...]:
    """Return every row that creates this kind of resource."""
    return tuple(row for row in CREATES if row.kind == kind)
