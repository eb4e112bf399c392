"""The admin guide from the wheel to the bill, step by step, in the company's account."""

from __future__ import annotations

import base64
import json
from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError

from jupyter_cost_tags import __version__
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


def test_the_wheel_is_installed_at_each_start_of_the_domain(studio, ask, sagemaker, tmp_path):
    """tests/rollout/test_lifecycle_real.py runs that script with a real wheel and JupyterLab."""
    settings = sagemaker.meta.service_model.shape_for("JupyterLabAppSettings").members
    if "BuiltInLifecycleConfigArn" not in settings:  # boto3 from before it
        return
    policy = tmp_path / "cost-tags.yaml"
    policy.write_text("version: 1\nmode: warn\ntags:\n  - {key: project, required: true}\n")
    source = f"s3://wheels/jupyter_cost_tags-{__version__}-py3-none-any.whl"
    told = ask(
        "lifecycle-config", "--target", "studio", "--source", source, "--policy", str(policy),
        "--apply", "--domain", DOMAIN, "--yes",
    )  # fmt: skip
    assert (told.code, told.json["attached"]) == (0, "attached")
    domain = sagemaker.describe_domain(DomainId=DOMAIN)
    for member in ("DefaultUserSettings", "DefaultSpaceSettings"):
        arn = domain[member]["JupyterLabAppSettings"]["BuiltInLifecycleConfigArn"]
        name = arn.rpartition("/")[2]
        found = sagemaker.describe_studio_lifecycle_config(StudioLifecycleConfigName=name)
        text = base64.b64decode(found["StudioLifecycleConfigContent"]).decode()
        assert source in text


def churn(spend):
    return {group["key"]: Decimal(group["amount"]) for group in spend.json["groups"]}["churn"]


def test_a_new_jobs_costs_are_attributed(studio, ask, sagemaker, monkeypatch):
    if ask("domain", "propagation", "--enable", "--yes").code == 3:  # boto3 from before it
        return
    before = churn(ask("spend", "--by", "tag:project"))
    studio.control.studio(ANA)
    sagemaker.create_training_job(**job("whole-way-2"))  # it says nothing of tags
    assert tags_of(studio, "whole-way-2")["project"] == "churn"
    later = "2026-11-25T12:00:00Z"
    studio.control.clock(later)
    monkeypatch.setenv("COST_TAGS_NOW", later)
    after = churn(ask("spend", "--by", "tag:project", "--refresh"))
    jobs = ask("spend", "--by", "job").json["groups"]
    (mine,) = [one for one in jobs if (one["key"] or "").endswith("whole-way-2")]
    assert after - before >= Decimal(mine["amount"]) > 0


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
