"""Profiles, spaces, apps, executions and notebook jobs: found, and fixed at their parent."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import boto3
import pytest

from jupyter_cost_tags.inventory import kind_named, kind_of_arn
from jupyter_cost_tags.inventory.kind import NOTEBOOK_JOB_TAG

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
DOMAIN = "d-nw7x4k2m9qpa"
ROLE = "arn:aws:iam::111122223333:role/DataScientist"
ANA = f"{HEAD}:user-profile/{DOMAIN}/ana"
GOOD = {"cost-center": "CC-4711", "project": "churn", "environment": "dev"}
TRAINING = {
    "AlgorithmSpecification": {"TrainingImage": "train:1", "TrainingInputMode": "File"},
    "RoleArn": ROLE,
    "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def rows(*names):
    return tuple(map(kind_named, names))


def listed(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def states(made):
    return {(one.kind, one.name): one.state for one in made.resources}


@pytest.fixture
def sagemaker(company_aws):
    return boto3.client("sagemaker")


@pytest.mark.parametrize("denied", [[], ["tag:GetResources"]])
def test_mine_are_my_profile_my_spaces_and_my_apps(company_aws, look, denied):
    """The profile carries no mark of its owner: its ARN is one."""
    company_aws.control.deny(denied)
    made = look("mine", kinds=rows("user-profile", "space", "app"))
    assert [(one.kind, one.name) for one in made.resources] == [
        ("space", "ana-lab"),
        ("user-profile", "ana"),
    ]  # her app stands below its space
    apps = look("mine", kinds=rows("app")).resources
    assert [one.name for one in apps] == ["ana-lab/JupyterLab/default"]
    assert apps[0].arn == f"{HEAD}:app/{DOMAIN}/ana-lab/jupyterlab/default"
    assert apps[0].billing_effect == "from-now"


def test_everybody_s_are_found_with_what_they_lack(look):
    made = look("all", kinds=rows("domain", "user-profile", "space"))
    told = states(made)
    assert told["user-profile", "ana"] == "compliant"
    assert told["user-profile", "luis"] == "non-compliant"
    assert told["domain", "northwind-analytics"] == "non-compliant"
    assert len([kind for kind, _ in told if kind == "space"]) == 14
    assert {one.name for one in made.resources if one.mine} == {"ana", "ana-lab"}
    assert made.complete


def test_an_app_that_lacks_what_its_space_has_is_listed(company_aws, look):
    """Its space's tags reach only apps that start afterwards."""
    space, app = f"{HEAD}:space/{DOMAIN}/ana-lab", f"{HEAD}:app/{DOMAIN}/ana-lab/JupyterLab/default"
    company_aws.control.tags(space, set=GOOD)
    company_aws.control.tags(app, remove=["project"])
    told = states(look("mine", kinds=rows("space", "app")))
    assert told == {
        ("space", "ana-lab"): "compliant",
        ("app", "ana-lab/JupyterLab/default"): "non-compliant",
    }


def test_arns_that_no_list_tells_take_the_fix(company_aws, look, sagemaker):
    for one in look("all", kinds=rows("user-profile", "space", "app")).resources:
        sagemaker.add_tags(ResourceArn=one.arn, Tags=listed({"project": "x"}))
        assert kind_of_arn(one.arn).kind == one.kind


def run(sagemaker, tags):
    sagemaker.create_pipeline(
        PipelineName="p", PipelineDefinition="{}", RoleArn=ROLE, Tags=listed(tags)
    )
    return sagemaker.start_pipeline_execution(PipelineName="p")["PipelineExecutionArn"]


@pytest.mark.parametrize("denied", [[], ["sagemaker:Search"]])
def test_executions_are_found_by_search_or_by_pipeline(company_aws, look, sagemaker, denied):
    arn = run(sagemaker, {"sagemaker:user-profile-arn": ANA})
    company_aws.control.deny(denied)
    made = look("mine", kinds=rows("pipeline-execution"))
    (one,) = made.resources
    assert (one.arn, one.kind, one.state) == (arn, "pipeline-execution", "non-compliant")
    assert one.billing_effect == "none"
    assert made.complete
    assert "resourcegroupstaggingapi:GetResources" not in made.aws_calls


def test_executions_stand_below_their_pipeline(look, sagemaker):
    run(sagemaker, {"sagemaker:user-profile-arn": ANA})
    told = states(look("mine", kinds=rows("pipeline", "pipeline-execution")))
    assert told == {("pipeline", "p"): "non-compliant"}


def test_executions_that_can_not_be_found_are_said(company_aws, look):
    company_aws.control.deny(["sagemaker:Search", "sagemaker:ListPipelineExecutions"])
    made = look("all", kinds=rows("pipeline-execution", "workteam"))
    assert [problem.iam_action for problem in made.problems] == ["sagemaker:ListPipelineExecutions"]


def test_an_execution_whose_tags_are_denied_is_unknown(company_aws, look):
    since = datetime(2026, 11, 20, tzinfo=timezone.utc)
    company_aws.control.deny(["sagemaker:ListTags"])
    made = look("all", kinds=rows("pipeline-execution"), since=since)
    assert {one.state for one in made.resources} == {"unknown"}


@pytest.fixture
def notebook_job(sagemaker):
    """One training job that Studio launched for a notebook, and one that it did not."""
    marks = dict([NOTEBOOK_JOB_TAG], **{"sagemaker:user-profile-arn": ANA})
    sagemaker.create_training_job(TrainingJobName="nb", **TRAINING, Tags=listed(marks))
    own = {"sagemaker:user-profile-arn": ANA}
    sagemaker.create_training_job(TrainingJobName="plain", **TRAINING, Tags=listed(own))


@pytest.mark.parametrize(
    "denied", [[], ["sagemaker:Search"], ["sagemaker:Search", "tag:GetResources"]]
)
def test_notebook_jobs_are_training_jobs_by_another_name(company_aws, look, notebook_job, denied):
    company_aws.control.deny(denied)
    made = look("mine", kinds=rows("notebook-job"))
    assert [(one.kind, one.noun, one.name) for one in made.resources] == [
        ("training-job", "notebook job", "nb")
    ]
    nouns = {one.name: one.noun for one in look("mine").resources}
    assert (nouns["nb"], nouns["plain"]) == ("notebook job", "training job")


def test_asking_for_both_lists_each_once(look, notebook_job):
    made = look("mine", kinds=rows("training-job", "notebook-job"))
    names = [one.name for one in made.resources]
    assert len(names) == len(set(names))
    assert {"nb", "plain"} <= set(names)


def test_a_scheduled_notebook_is_named_so(look, sagemaker):
    marks = dict([NOTEBOOK_JOB_TAG], **{"sagemaker:user-profile-arn": ANA})
    sagemaker.create_pipeline(
        PipelineName="nightly", PipelineDefinition=json.dumps({}), RoleArn=ROLE, Tags=listed(marks)
    )
    (one,) = [r for r in look("mine").resources if r.name == "nightly"]
    assert (one.kind, one.noun) == ("pipeline", "notebook job schedule")
