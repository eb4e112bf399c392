"""Whole AWS requests, and short ways to read what came of them."""

from __future__ import annotations

from typing import Any

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/DataScientist"
HEAD = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:"


def training(name: str, tags: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Return a whole CreateTrainingJob request."""
    return {
        "TrainingJobName": name,
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": "train:1", "TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        **({"Tags": listed(tags)} if tags is not None else {}),
        **more,
    }


def processing(name: str, **more: Any) -> dict[str, Any]:
    """Return a whole CreateProcessingJob request."""
    cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 9}
    return {
        "ProcessingJobName": name,
        "RoleArn": ROLE,
        "AppSpecification": {"ImageUri": "process:1"},
        "ProcessingResources": {"ClusterConfig": cluster},
        **more,
    }


def transform(name: str, model: str, **more: Any) -> dict[str, Any]:
    """Return a whole CreateTransformJob request."""
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}
    return {
        "TransformJobName": name,
        "ModelName": model,
        "TransformInput": {"DataSource": source},
        "TransformOutput": {"S3OutputPath": "s3://bucket/out"},
        "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        **more,
    }


def tuning(name: str, parallel: int = 2, **more: Any) -> dict[str, Any]:
    """Return a whole CreateHyperParameterTuningJob request."""
    definition = training("unused")
    del definition["TrainingJobName"]
    definition["AlgorithmSpecification"] = {"TrainingImage": "train:1", "TrainingInputMode": "File"}
    limits = {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": parallel}
    return {
        "HyperParameterTuningJobName": name,
        "HyperParameterTuningJobConfig": {"Strategy": "Bayesian", "ResourceLimits": limits},
        "TrainingJobDefinition": definition,
        **more,
    }


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    """Write tags as AWS's requests do."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def read(sagemaker: Any, arn: str) -> dict[str, str]:
    """Return a resource's tags as ListTags tells them."""
    pages = sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def studio(sagemaker: Any, **domain: Any) -> str:
    """Create a domain with a profile and its private space; return the domain's id."""
    made = sagemaker.create_domain(
        DomainName="team",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ROLE},
        SubnetIds=["subnet-1"],
        VpcId="vpc-1",
        **domain,
    )
    domain_id = made["DomainArn"].rpartition("/")[2]
    sagemaker.create_user_profile(DomainId=domain_id, UserProfileName="alice")
    sagemaker.create_space(
        DomainId=domain_id,
        SpaceName="alice-lab",
        OwnershipSettings={"OwnerUserProfileName": "alice"},
        SpaceSharingSettings={"SharingType": "Private"},
        SpaceSettings={"AppType": "JupyterLab"},
    )
    return domain_id
