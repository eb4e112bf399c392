"""Members that a good answer has.

botocore returns `{}` for a 200 whose body is cut short, empty or HTML; a missing member here
therefore means "no answer", never "nothing there".
"""

from __future__ import annotations

EXPECTED: dict[str, tuple[str, ...]] = {
    "sts:GetCallerIdentity": ("Account", "Arn"),
    "sagemaker:AddTags": ("Tags",),
    "sagemaker:DescribeDomain": ("DomainArn",),
    "sagemaker:DescribeSpace": ("SpaceArn",),
    "sagemaker:DescribeUserProfile": ("UserProfileArn",),
    "sagemaker:ListAutoMLJobs": ("AutoMLJobSummaries",),
    "sagemaker:ListCompilationJobs": ("CompilationJobSummaries",),
    "sagemaker:ListEndpointConfigs": ("EndpointConfigs",),
    "sagemaker:ListEndpoints": ("Endpoints",),
    "sagemaker:ListFeatureGroups": ("FeatureGroupSummaries",),
    "sagemaker:ListHyperParameterTuningJobs": ("HyperParameterTuningJobSummaries",),
    "sagemaker:ListInferenceComponents": ("InferenceComponents",),
    "sagemaker:ListInferenceRecommendationsJobs": ("InferenceRecommendationsJobs",),
    "sagemaker:ListLabelingJobs": ("LabelingJobSummaryList",),
    "sagemaker:ListModelPackageGroups": ("ModelPackageGroupSummaryList",),
    "sagemaker:ListModels": ("Models",),
    "sagemaker:ListMonitoringSchedules": ("MonitoringScheduleSummaries",),
    "sagemaker:ListNotebookInstances": ("NotebookInstances",),
    "sagemaker:ListPipelines": ("PipelineSummaries",),
    "sagemaker:ListProcessingJobs": ("ProcessingJobSummaries",),
    "sagemaker:ListSpaces": ("Spaces",),
    "sagemaker:ListTags": ("Tags",),
    "sagemaker:ListTrainingJobs": ("TrainingJobSummaries",),
    "sagemaker:ListTransformJobs": ("TransformJobSummaries",),
    "sagemaker:ListWorkteams": ("Workteams",),
    "sagemaker:Search": ("Results",),
    "resourcegroupstaggingapi:GetResources": ("ResourceTagMappingList",),
    "pricing:GetProducts": ("PriceList",),
    "ce:GetCostAndUsage": ("ResultsByTime",),
    "ce:GetTags": ("Tags",),
    "ce:ListCostAllocationTags": ("CostAllocationTags",),
}
