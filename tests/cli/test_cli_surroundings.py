"""Other places than a private space, other Regions, homes that can't be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.demo.company.jobs import TRAINING, Launch, launch

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"


def test_a_shared_space_is_the_spaces(studio, ask, tmp_path):
    company.files.write_metadata(studio.world, tmp_path / "files", space="team-nlp")
    told = ask("whoami").json
    assert (told["environment"], told["space"], told["user_profile"]) == (
        "studio-shared-space",
        "team-nlp",
        None,
    )
    names = {one["arn"] for one in ask("scan", "--since", "60d").json["resources"]}
    space = f"{HEAD}:space/d-nw7x4k2m9qpa/team-nlp"
    assert names
    for arn in names:
        assert studio.world.store.get(arn).tags["sagemaker:space-arn"] == space
    assert ask("spend").json["whose"] == "space"


def test_a_notebook_instance_says_why_nothing_is_mine(studio, ask, tmp_path):
    fields = {"ResourceArn": f"{HEAD}:notebook-instance/nb", "ResourceName": "nb"}
    (tmp_path / "files" / "resource-metadata.json").write_text(json.dumps(fields))
    assert ask("whoami").json["environment"] == "notebook-instance"
    told = ask("scan")
    assert (told.code, told.problem["code"]) == (2, "scope-unknown")
    assert "notebook instance" in told.problem["message"]
    assert ask("scan", "--scope", "all").code == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '"x"', "\ufeff{}", '{"DomainId": 7}', '{"ResourceArn": "x"}', "\0"]
)
def test_a_broken_metadata_file_is_unknown_with_a_reason(studio, ask, tmp_path, content):
    (tmp_path / "files" / "resource-metadata.json").write_text(content)
    told = ask("whoami")
    assert (told.code, told.json["environment"]) == (3, "unknown")
    assert told.json["reason"]
    assert told.json["missing"] == []
    scanned = ask("scan")
    assert (scanned.code, scanned.problem["code"]) == (2, "scope-unknown")


def test_names_of_profiles_are_not_case_sensitive(studio, ask, tmp_path):
    """Metadata may spell the profile as people typed it; the tags are in small letters."""
    fields = {
        "AppType": "KernelGateway",
        "DomainId": "d-nw7x4k2m9qpa",
        "UserProfileName": "Ana",
        "ResourceArn": f"{HEAD}:app/d-nw7x4k2m9qpa/Ana/KernelGateway/one",
        "ResourceName": "one",
    }
    mine = {one["arn"] for one in ask("scan").json["resources"]}
    (tmp_path / "files" / "resource-metadata.json").write_text(json.dumps(fields))
    assert {one["arn"] for one in ask("scan").json["resources"]} == mine


def test_the_region_of_the_metadata_does_where_none_is_configured(studio, ask, monkeypatch):
    expected = ask("scan").json["resources"]
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    told = ask("scan")
    assert (told.code, told.json["resources"]) == (1, expected)
    assert ask("whoami").json["region"] == "us-east-1"
    assert ask("spend").json["state"] == "ok"
    assert ask("fix", "--from-scan", "--yes").code == 0


def test_another_region_has_other_jobs(studio, ask, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    told = ask("scan", "--scope", "all")
    assert told.json["resources"] == []
    arn = f"{HEAD}:training-job/train-xgb-0412"
    refused = ask("fix", "--arn", arn, "--set", "project=churn", "--yes")
    assert (refused.code, refused.problem["code"]) == (2, "arn-refused")
    assert "us-east-1" in refused.problem["message"]


def test_a_home_that_cannot_be_written(studio, ask, monkeypatch):
    monkeypatch.setenv("COST_TAGS_HOME", "/dev/null/nowhere")
    assert ask("whoami").code == 0
    assert ask("scan").code == 1
    spend = ask("spend")
    assert (spend.code, spend.json["problem"]["code"]) == (3, "meter-unwritable")
    fixed = ask("fix", "--from-scan", "--yes")
    assert fixed.code == 3
    assert {r["outcome"] for r in fixed.json["results"]} == {"failed"}
    assert "sagemaker:AddTags" not in studio.control.counts()


def test_a_fresh_job_is_right_at_once_and_a_fix_shows_although_the_index_trails(
    studio, ask, monkeypatch
):
    studio.control.lag(seconds=60)
    arn = f"{HEAD}:training-job/train-xgb-0412"
    assert ask("fix", "--from-scan", "--yes").code == 0
    found = {one["arn"]: one for one in ask("scan").json["resources"]}
    assert found[arn]["state"] == "compliant"
    tags = {"sagemaker:user-profile-arn": f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana"}
    created = studio.world.now() - timedelta(minutes=1)
    job = launch(studio.world, Launch("fresh", TRAINING, "ml.m5.large", created, 1.0, tags))[0]
    job.recorded = float("inf")  # no index has it yet
    found = {one["name"]: one for one in ask("scan").json["resources"]}
    assert found["fresh"]["missing"] == ["cost-center", "project", "environment"]
    studio.control.lag(seconds=0)


def test_jupyter_finds_the_command(studio):
    jupyter = Path(sys.executable).with_name("jupyter")
    environ = {**os.environ, "PATH": f"{jupyter.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [str(jupyter), "cost-tags", "whoami", "--format", "json"],
        check=False,
        capture_output=True,
        text=True,
        env=environ,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["user_profile"] == "ana"
