"""What a tuning job or a pipeline launched stands beside its parent only where that helps."""

from __future__ import annotations

from datetime import datetime, timezone

import boto3
import pytest

from jupyter_cost_tags.inventory import kind_named

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
GOOD = {"cost-center": "CC-4711", "project": "churn", "environment": "dev"}
PROFILE = f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana"
IMAGE = {"TrainingImage": "train:1", "TrainingInputMode": "File"}


def tuned(name, tags):
    """Launch a tuning job, whose two training jobs begin at once; return their names."""
    sagemaker = boto3.client("sagemaker")
    limits = {"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 2}
    machine = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9}
    sagemaker.create_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=name,
        HyperParameterTuningJobConfig={"Strategy": "Bayesian", "ResourceLimits": limits},
        TrainingJobDefinition={
            "AlgorithmSpecification": IMAGE,
            "RoleArn": "arn:aws:iam::111122223333:role/DataScientist",
            "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
            "ResourceConfig": machine,
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        },
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )
    listed = sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=name
    )
    return {one["TrainingJobName"] for one in listed["TrainingJobSummaries"]}


def names(made):
    return {one.name: one.state for one in made.resources}


@pytest.mark.parametrize("denied", [[], ["sagemaker:Search"], ["tag:GetResources"]])
@pytest.mark.parametrize("lag", [0, 60])
def test_the_training_jobs_of_a_tuning_job_are_fixed_there(company_aws, look, denied, lag):
    company_aws.control.lag(seconds=lag)
    children = tuned("tune-fresh", {"sagemaker:user-profile-arn": PROFILE})
    company_aws.control.deny(denied)
    told = names(look())
    company_aws.control.lag(seconds=0)
    assert len(children) == 2
    assert told["tune-fresh"] == "non-compliant"
    assert not children & set(told)


def test_running_children_of_a_parent_that_was_fixed_are_listed(company_aws, look):
    """AddTags of a tuning job reaches only training jobs that it launches afterwards."""
    children = tuned("tune-fresh", {"sagemaker:user-profile-arn": PROFILE})
    boto3.client("sagemaker").add_tags(
        ResourceArn=f"{HEAD}:hyper-parameter-tuning-job/tune-fresh",
        Tags=[{"Key": key, "Value": value} for key, value in GOOD.items()],
    )
    told = names(look())
    assert told["tune-fresh"] == "compliant"
    assert {told[child] for child in children} == {"non-compliant"}


def test_children_are_listed_where_their_parent_is_not(company_aws, look):
    children = tuned("tune-fresh", GOOD | {"sagemaker:user-profile-arn": PROFILE})
    assert not children & set(names(look()))
    assert children <= set(names(look(kinds=(kind_named("training-job"),))))


def test_steps_are_fixed_at_their_pipeline(company_aws, look):
    """chen's pipeline has no project; its many steps are not listed beside it."""
    told = names(look("all"))
    assert told["routing-batch"] == "non-compliant"
    assert told["eta-retrain"] == "compliant"
    listed = [name for name in told if name.startswith("pipelines-")]
    assert len(listed) == 1  # dara's newest: its step gives no environment, the next won't either
    assert listed[0].endswith("-prepare")
    assert told[listed[0]] == "non-compliant"
    steps = names(look("all", kinds=(kind_named("training-job"),)))
    assert any(name.startswith("pipelines-") for name in steps)


def test_what_serves_is_found_at_any_age(company_aws, look):
    told = look("all", since=datetime(2026, 11, 23, tzinfo=timezone.utc))
    old = {one.name for one in told.resources if one.kind in {"endpoint", "notebook-instance"}}
    assert {"ranking-live", "pricing-test", "nb-7"} <= old


def test_opening_the_panel_stays_cheap(company_aws, look):
    """A page of each kind, the tags of all together, and Search where a page is not all."""
    told = look("mine")
    assert sum(told.aws_calls.values()) <= 9
    assert told.aws_calls["sagemaker:ListPipelines"] == 1
