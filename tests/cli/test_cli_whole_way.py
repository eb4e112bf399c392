"""The admin guide from the wheel to the bill, step by step, in the company's account."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from jupyter_cost_tags.guard.guard import Guard
from jupyter_cost_tags.guard.hook import Hook

DOMAIN = "d-nw7x4k2m9qpa"
HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ANA = {
    "sagemaker:domain-arn": f"{HEAD}:domain/{DOMAIN}",
    "sagemaker:user-profile-arn": f"{HEAD}:user-profile/{DOMAIN}/ana",
    "sagemaker:space-arn": f"{HEAD}:space/{DOMAIN}/ana-lab",
}
REQUIRED = {"cost-center", "environment", "project"}


def job(name, tags=None):
    request = {
        "TrainingJobName": name,
        "AlgorithmSpecification": {"TrainingImage": "xgboost:1", "TrainingInputMode": "File"},
        "RoleArn": "arn:aws:iam::111122223333:role/DataScientist",
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            "VolumeSizeInGB": 10,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    listed = [{"Key": key, "Value": value} for key, value in (tags or {}).items()]
    return {**request, **({"Tags": listed} if listed else {})}


@pytest.fixture
def sagemaker():
    return boto3.client("sagemaker", region_name="us-east-1")


def tags_of(studio, name):
    return studio.world.store.get(f"{HEAD}:training-job/{name}").tags


@pytest.fixture
def scps(studio, ask, tmp_path):
    """The organisation attaches what `policy scp` wrote."""

    def attach():
        assert ask("policy", "scp", "--out", str(tmp_path / "scps")).code == 0
        files = sorted((tmp_path / "scps").glob("*.json"))
        studio.control.scps([json.loads(file.read_text()) for file in files])

    return attach


def test_every_new_job_is_tagged_once_tags_propagate(studio, ask, sagemaker):
    if ask("domain", "propagation", "--enable", "--yes").code == 3:  # boto3 from before it
        return
    assert ask("domain", "audit").code in {0, 1}
    studio.control.studio(ANA)
    sagemaker.create_training_job(**job("whole-way-1"))
    assert tags_of(studio, "whole-way-1").keys() >= REQUIRED
    rungs = {one["code"]: one["state"] for one in ask("doctor").json["checks"]}
    assert (rungs["tag-propagation"], rungs["profile-tags"]) == ("pass", "pass")


def test_the_bill_knows_the_keys(studio, ask):
    assert ask("activate", "--yes").code in {0, 1}
    spend = ask("spend", "--by", "tag:project")
    assert (spend.code, spend.json["state"]) == (0, "ok")
    assert any(group["key"] for group in spend.json["groups"])


def test_a_violation_is_denied_and_everything_else_goes_on(studio, ask, scps, sagemaker):
    foreseen = ask("policy", "simulate").json["history"]
    assert foreseen["lost"] > 0
    scps()
    with pytest.raises(ClientError, match="explicit deny in a service control policy"):
        sagemaker.create_training_job(**job("bare"))
    assert studio.world.store.get(f"{HEAD}:training-job/bare") is None
    good = {"cost-center": "CC-4711", "environment": "dev", "project": "churn"}
    sagemaker.create_training_job(**job("good", good))
    with pytest.raises(ClientError, match="explicit deny"):
        sagemaker.create_training_job(**job("wrong", {**good, "environment": "qa"}))
    with pytest.raises(ClientError, match="sagemaker:DeleteTags"):
        sagemaker.delete_tags(ResourceArn=f"{HEAD}:training-job/good", TagKeys=["environment"])
    with pytest.raises(ClientError, match="sagemaker:AddTags"):
        sagemaker.add_tags(
            ResourceArn=f"{HEAD}:training-job/good",
            Tags=[{"Key": "sagemaker:user-profile-arn", "Value": f"{HEAD}:user-profile/x/ben"}],
        )
    sagemaker.create_app(
        DomainId=DOMAIN, SpaceName="ana-lab", AppType="CodeEditor", AppName="default"
    )


def is_denied(client, name, tags):
    try:
        client.create_training_job(**job(name, tags))
    except ClientError as error:
        return error.response["Error"]["Code"] == "AccessDeniedException"
    return False


def test_what_was_foreseen_is_what_is_denied(studio, ask, scps, sagemaker):
    """The simulator and the policy that it tried say the same of launches."""
    past = ask("policy", "simulate").json["history"]
    lost = {one["arn"] for one in past["lost_launches"]}
    jobs = [one for one in studio.world.store.all() if one.kind == "training-job"]
    some = [one for one in jobs if one.arn in lost][:8]
    scps()
    for number, one in enumerate(some):
        own = {key: value for key, value in one.tags.items() if not key.startswith("aws:")}
        assert is_denied(sagemaker, f"again-{number}", own), own
    assert some


def test_the_notebook_says_it_readably(studio, ask, scps, sagemaker, monkeypatch, capsys):
    told = ask("guard", "sync")
    monkeypatch.setenv("COST_TAGS_GUARD_DIR", told.json["file"].rpartition("/")[0])
    monkeypatch.setenv("COST_TAGS_GUARD_ANY_ENDPOINT", "1")
    scps()
    Hook(Guard())._attach_client(sagemaker)
    capsys.readouterr()
    with pytest.raises(ClientError, match="sagemaker:CreateTrainingJob"):
        sagemaker.create_training_job(**job("bare"))
    said = "".join(capsys.readouterr())
    assert "Not launched, AWS refused: bare" in said
    assert "cost-center" in said
