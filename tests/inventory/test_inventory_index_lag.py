"""Search and the tagging API trail writes; what is said is right all the same."""

from __future__ import annotations

import boto3
import pytest

ROLE = "arn:aws:iam::111122223333:role/DataScientist"
PROFILE = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-nw7x4k2m9qpa/ana"
BEN = PROFILE.replace("/ana", "/ben")
GOOD = {"cost-center": "CC-4711", "project": "churn", "environment": "dev"}


def training(name, tags):
    machine = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9}
    return boto3.client("sagemaker").create_training_job(
        TrainingJobName=name,
        RoleArn=ROLE,
        AlgorithmSpecification={"TrainingImage": "train:1", "TrainingInputMode": "File"},
        OutputDataConfig={"S3OutputPath": "s3://bucket/out"},
        ResourceConfig=machine,
        StoppingCondition={"MaxRuntimeInSeconds": 3600},
        Tags=tags,
    )


def processing(name, tags):
    machine = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 9}
    return boto3.client("sagemaker").create_processing_job(
        ProcessingJobName=name,
        RoleArn=ROLE,
        AppSpecification={"ImageUri": "process:1"},
        ProcessingResources={"ClusterConfig": machine},
        Tags=tags,
    )


@pytest.fixture
def lagging(company_aws):
    company_aws.control.lag(seconds=60)
    yield company_aws
    company_aws.control.lag(seconds=0)


def tags(**more):
    return [{"Key": key, "Value": value} for key, value in more.items()]


@pytest.mark.parametrize("create", [training, processing])
@pytest.mark.parametrize("scope", ["mine", "all"])
def test_a_fresh_job_is_found_and_judged_rightly(lagging, look, create, scope):
    for name, given in (("fresh-good", GOOD), ("fresh-bad", {"project": "churn"})):
        create(name, tags(**given, **{"sagemaker:user-profile-arn": PROFILE}))
    create("fresh-ben", tags(**{"sagemaker:user-profile-arn": BEN}))
    made = {one.name: one for one in look(scope).resources}
    assert made["fresh-good"].state == "compliant"
    assert made["fresh-bad"].state == "non-compliant"
    assert made["fresh-bad"].missing == ["cost-center", "environment"]
    assert ("fresh-ben" in made) is (scope == "all")


@pytest.mark.parametrize("create", [training, processing])
def test_a_fresh_job_that_fails_is_found_where_only_those_are_wanted(lagging, look, create):
    create("fresh-good", tags(**GOOD, **{"sagemaker:user-profile-arn": PROFILE}))
    create("fresh-bad", tags(**{"sagemaker:user-profile-arn": PROFILE}))
    for scope in ("mine", "all"):
        made = {one.name: one.state for one in look(scope, only_wrong=True).resources}
        assert made["fresh-bad"] == "non-compliant"
        assert "fresh-good" not in made


def test_a_fresh_job_whose_tags_cannot_be_read_is_unknown(lagging, look):
    training("fresh", tags(**GOOD))
    lagging.control.deny(["sagemaker:ListTags"])
    made = {one.name: one for one in look("all").resources}
    assert (made["fresh"].state, made["fresh"].missing) == ("unknown", [])
    assert "fresh" not in {one.name for one in look("mine").resources}


def test_what_we_wrote_is_read_again_while_the_index_trails(lagging, look):
    arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job/train-xgb-0412"
    boto3.client("sagemaker").add_tags(ResourceArn=arn, Tags=tags(project="churn"))
    assert {one.arn: one.state for one in look().resources}[arn] == "non-compliant"  # the index
    made = look(just_written={arn: {"project": "churn"}})
    assert {one.arn: one.state for one in made.resources}[arn] == "compliant"
    assert look(just_written={arn: None}).aws_calls["sagemaker:ListTags"] == 1


def test_what_we_wrote_is_not_read_again_once_the_index_has_it(company_aws, look):
    arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job/train-xgb-0412"
    boto3.client("sagemaker").add_tags(ResourceArn=arn, Tags=tags(project="churn"))
    made = look(just_written={arn: {"project": "churn"}})
    assert "sagemaker:ListTags" not in made.aws_calls
    assert {one.arn: one.state for one in made.resources}[arn] == "compliant"
