"""`lifecycle-config`: printed, created once, attached with consent."""

from __future__ import annotations

import base64

import boto3
import pytest

DOMAIN = "d-nw7x4k2m9qpa"
POLICY = "version: 1\ntags:\n  - {key: a, required: true}\n"


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text(POLICY)
    return str(path)


def lifecycle(ask, *words):
    return ask("lifecycle-config", "--target", "studio", *words)


def knows_built_in():
    shape = boto3.client("sagemaker", region_name="us-east-1").meta.service_model.shape_for(
        "JupyterLabAppSettings"
    )
    return "BuiltInLifecycleConfigArn" in shape.members


def test_the_script_is_printed_and_aws_is_not_asked(run, ask, policy):
    told = run("lifecycle-config", "--target", "studio", "--policy", policy)
    assert told.code == 0
    assert told.out.startswith("#!/bin/bash\n")
    assert "update-domain" in told.err
    plain = lifecycle(ask).json
    assert (plain["outcome"], plain["arn"]) == ("printed", None)
    assert plain["bytes"] == len(plain["script"].encode()) <= plain["most_bytes"] == 12288


@pytest.mark.parametrize("target", ["studio", "notebook-instance"])
def test_it_is_created_once(studio, ask, target):
    told = ask("lifecycle-config", "--target", target, "--apply")
    assert (told.code, told.json["outcome"]) == (0, "created")
    assert told.json["arn"].endswith(f"/{told.json['name']}")
    again = ask("lifecycle-config", "--target", target, "--apply")
    assert (again.code, again.json["outcome"]) == (0, "unchanged")
    assert again.json["arn"] == told.json["arn"]
    client = boto3.client("sagemaker", region_name="us-east-1")
    if target == "studio":
        found = client.describe_studio_lifecycle_config(StudioLifecycleConfigName=told.json["name"])
        content, app = found["StudioLifecycleConfigContent"], found["StudioLifecycleConfigAppType"]
        assert app == "JupyterLab"
    else:
        found = client.describe_notebook_instance_lifecycle_config(
            NotebookInstanceLifecycleConfigName=told.json["name"]
        )
        content = found["OnStart"][0]["Content"]
    assert base64.b64decode(content).decode() == told.json["script"]


def test_a_domain_is_changed_with_consent_only(studio, ask):
    told = lifecycle(ask, "--apply", "--domain", DOMAIN)
    assert (told.code, told.problem["code"]) == (2, "confirmation-needed")
    assert "sagemaker:UpdateDomain" not in studio.control.counts()


def test_it_is_attached_for_private_and_shared_spaces_and_nothing_else_changes(studio, ask):
    client = boto3.client("sagemaker", region_name="us-east-1")
    before = client.describe_domain(DomainId=DOMAIN)
    told = lifecycle(ask, "--apply", "--domain", DOMAIN, "--yes")
    if not knows_built_in():  # boto3 from before it
        assert (told.code, told.problem["code"]) == (3, "not-available")
        return
    assert (told.code, told.json["attached"]) == (0, "attached")
    after = client.describe_domain(DomainId=DOMAIN)
    for member in ("DefaultUserSettings", "DefaultSpaceSettings"):
        settings = after[member].pop("JupyterLabAppSettings")
        assert settings["BuiltInLifecycleConfigArn"] == told.json["arn"]
    changed = {"DefaultUserSettings", "DefaultSpaceSettings", "LastModifiedTime"}
    assert {k: v for k, v in after.items() if k not in changed | {"ResponseMetadata"}} == {
        k: v for k, v in before.items() if k not in changed | {"ResponseMetadata"}
    }
    assert lifecycle(ask, "--apply", "--domain", DOMAIN, "--yes").json["attached"] == "unchanged"


def test_another_built_in_configuration_stays(studio, ask):
    if not knows_built_in():
        return
    other = "arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/theirs"
    boto3.client("sagemaker", region_name="us-east-1").update_domain(
        DomainId=DOMAIN,
        DefaultUserSettings={"JupyterLabAppSettings": {"BuiltInLifecycleConfigArn": other}},
    )
    told = lifecycle(ask, "--apply", "--domain", DOMAIN, "--yes")
    assert (told.code, told.problem["code"]) == (2, "conflict")


def test_a_denied_create_names_the_action(studio, ask):
    studio.control.deny(["sagemaker:CreateStudioLifecycleConfig"])
    told = lifecycle(ask, "--apply")
    assert told.code == 3
    assert told.problem["iam_action"] == "sagemaker:CreateStudioLifecycleConfig"


def test_an_invalid_policy_never_gets_into_a_script(ask, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("version: 1\nmod: warn\n")
    assert lifecycle(ask, "--policy", str(path)).code == 2


def test_the_lines_of_an_image(run, ask, policy):
    told = run("lifecycle-config", "--target", "studio", "--source", "image", "--policy", policy)
    assert told.code == 0
    assert "COPY cost-tags.yaml /etc/jupyter/cost-tags.yaml" in told.out


def test_it_is_written_to_a_file(run, tmp_path):
    path = tmp_path / "on-start.sh"
    assert run("lifecycle-config", "--target", "studio", "--out", str(path)).code == 0
    assert path.read_text().startswith("#!/bin/bash\n")
