"""Members that a good answer has.

botocore returns `{}` for a 200 whose body is cut short, empty or HTML; a missing member here
therefore means "no answer", never "nothing there".
"""

from __future__ import annotations

from typing import Any

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
    "ce:GetAnomalies": ("Anomalies",),
    "ce:GetAnomalyMonitors": ("AnomalyMonitors",),
    "ce:ListCostAllocationTags": ("CostAllocationTags",),
    "budgets:DescribeBudget": ("Budget",),
    "budgets:DescribeBudgets": ("Budgets",),
    "budgets:DescribeBudgetActionsForBudget": ("Actions",),
    "budgets:DescribeNotificationsForBudget": ("Notifications",),
    "budgets:DescribeSubscribersForNotification": ("Subscribers",),
}

# Services that may leave a list out when it is empty: the answer is then a whole `{}`.
LEAVES_OUT = frozenset({"budgets"})


def is_whole(answer: dict[str, Any]) -> bool:
    """Tell whether an answer without a member was read to its end: `{}`, or others are there."""
    others = [name for name in answer if name != "ResponseMetadata"]
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    as_json = str(headers.get("content-type", "")).startswith("application/x-amz-json")
    return as_json and (bool(others) or headers.get("content-length") == "2")
