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
    "sagemaker:ListSpaces": ("Spaces",),
    "sagemaker:ListTags": ("Tags",),
    "sagemaker:ListTrainingJobs": ("TrainingJobSummaries",),
    "sagemaker:Search": ("Results",),
    "resourcegroupstaggingapi:GetResources": ("ResourceTagMappingList",),
    "resourcegroupstaggingapi:ListRequiredTags": ("RequiredTags",),
    "resourcegroupstaggingapi:TagResources": ("FailedResourcesMap",),
    "resourcegroupstaggingapi:UntagResources": ("FailedResourcesMap",),
    "organizations:DescribeEffectivePolicy": ("EffectivePolicy",),
    "pricing:GetProducts": ("PriceList",),
    "ce:GetCostAndUsage": ("ResultsByTime",),
    "ce:GetCostAndUsageWithResources": ("ResultsByTime",),
    "ce:GetCostForecast": ("Total", "ForecastResultsByTime"),
    "ce:GetTags": ("Tags",),
    "ce:ListCostAllocationTags": ("CostAllocationTags",),
}
