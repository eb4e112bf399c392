"""An account with a training job, a policy, and the environment of who fixes it."""

from __future__ import annotations

import pytest

from jupyter_cost_tags.aws import Aws, list_tags
from jupyter_cost_tags.inventory.scan import resource_id
from jupyter_cost_tags.models import ScannedResource
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service import plans

ACCOUNT = "111122223333"
HEAD = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}"
JOB = f"{HEAD}:training-job/train"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/DataScientist"
POLICY = """\
version: 1
tags:
  - key: cost-center
    required: true
    values: [CC-1, CC-2]
  - key: project
    required: true
    pattern: "[a-z]+"
  - key: stage
    default: dev
  - key: team
protected: [team]
"""
MARK = "sagemaker:user-profile-arn"


def made(**request):
    Aws().call(
        "sagemaker",
        "CreateTrainingJob",
        RoleArn=ROLE,
        AlgorithmSpecification={"TrainingImage": "train:1", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://bucket/out"},
        ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        **request,
    )


def tags(arn=JOB):
    return list_tags(Aws(), arn)


def scanned(arn=JOB, **current):
    return ScannedResource(
        id=resource_id(arn),
        arn=arn,
        kind="training-job",
        name=arn.rpartition("/")[2],
        status="InProgress",
        created="2026-11-23T10:00:00Z",
        state="non-compliant",
        tags=current,
        missing=[],
        invalid=[],
        billing_effect="from-now",
        reason=None,
    )


def refused(context, arns, wanted=None):
    with pytest.raises(BadRequest) as caught:
        plans.plan_named(context, arns, wanted if wanted is not None else {"project": "churn"})
    assert caught.value.action
    return caught.value.code


def prepared(server):
    """Make the job and count from nothing."""
    made(TrainingJobName="train")
    server.control.reset()
    return server


def environment(folder):
    """Write the policy and return the environment of somebody outside Studio."""
    (folder / "policy.yaml").write_text(POLICY)
    return {
        "COST_TAGS_HOME": str(folder / "state"),
        "COST_TAGS_POLICY": str(folder / "policy.yaml"),
        "RESOURCE_METADATA_FILE": str(folder / "none"),
        "COST_TAGS_NOW": "2026-11-23T12:00:00Z",
    }
