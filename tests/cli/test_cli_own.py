"""`whoami --set`: own tags from the command line, with what AWS does about them and when."""

import os
from pathlib import Path

import boto3
import pytest

from jupyter_cost_tags.demo.company import write_metadata
from jupyter_cost_tags.launches.choices import ChoiceFile
from jupyter_cost_tags.service.context import Context

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
PROFILE = f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana"
SPACE = f"{HEAD}:space/d-nw7x4k2m9qpa/ana-lab"


def tags_of(arn):
    listed = boto3.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def test_a_plan_says_what_changes_and_when(studio, run):
    before = tags_of(PROFILE)
    told = run("whoami", "--set", "project=ranking", "--dry-run", "--format", "json")
    assert told.code == 0
    assert (told.json["layer"], told.json["shared"]) == ("user-profile", False)
    (change,) = told.json["changes"]
    assert (change["arn"], change["overwrite"]) == (PROFILE, {"project": "ranking"})
    assert "apps that start afterwards" in told.err
    assert "TagPropagation" in told.err  # an old SDK doesn't know it, and that is said
    assert tags_of(PROFILE) == before


def test_set_unset_and_undo(studio, ask):
    before = tags_of(SPACE)
    words = ("--set", "project=ranking", "--unset", "environment", "--on", "space", "--yes")
    told = ask("whoami", *words)
    assert (told.code, told.json["results"][0]["outcome"]) == (0, "applied")
    after = tags_of(SPACE)
    assert after["project"] == "ranking"
    assert "environment" not in after
    assert ask("undo", told.json["run_id"], "--yes").code == 0
    assert tags_of(SPACE) == before


def test_the_next_whoami_has_it(studio, ask):
    assert ask("whoami", "--set", "project=ranking", "--yes").code == 0
    tags = {one["key"]: one["value"] for one in ask("whoami").json["tags"]}
    assert tags["project"] == "ranking"


def test_off_a_terminal_it_needs_yes(studio, ask):
    told = ask("whoami", "--set", "project=ranking")
    assert (told.code, told.problem["code"]) == (2, "confirmation-needed")


def test_without_permission_the_action_is_named(studio, ask):
    studio.control.deny(["sagemaker:AddTags"])
    told = ask("whoami", "--set", "project=ranking", "--yes")
    (result,) = told.json["results"]
    assert (told.code, result["outcome"]) == (3, "denied")
    assert result["iam_action"] == "sagemaker:AddTags"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--set", "team=x"), "key-protected"),
        (("--set", "sagemaker:x=y"), "key-reserved"),
        (("--set", "environment=Prod"), "value-not-allowed"),
        (("--unset", "project", "--on", "space"), "tag-not-there"),
        (("--dry-run",), "bad-request"),
        (("--on", "space"), "bad-request"),
        (("--set", "project"), "bad-request"),
    ],
)
def test_what_is_refused_writes_nothing(studio, ask, words, code):
    told = ask("whoami", *words)
    assert (told.code, told.problem["code"]) == (2, code)
    assert "sagemaker:AddTags" not in studio.control.counts()
    assert "sagemaker:DeleteTags" not in studio.control.counts()


def test_outside_studio_there_is_nothing_of_mine(laptop, ask):
    told = ask("whoami", "--set", "project=ranking", "--dry-run")
    assert (told.code, told.problem["code"]) == (2, "no-own-profile")


def test_a_shared_space_concerns_everybody(studio, run):
    write_metadata(studio.world, Path(os.environ["RESOURCE_METADATA_FILE"]).parent, "team-nlp")
    told = run("whoami", "--set", "project=ranking", "--dry-run", "--format", "json")
    assert (told.json["layer"], told.json["shared"]) == ("space", True)
    assert "everybody" in told.err
    refused = run("whoami", "--set", "project=x1y", "--on", "user-profile", "--format", "json")
    assert refused.problem["code"] == "no-own-profile"


def test_the_chosen_bundle_is_a_layer(studio, ask, run):
    context = Context(os.environ)
    folder = context.state(context.identity()).folder
    ChoiceFile(folder / "choices.json").change(lambda choices: choices.with_bundle("ranking"))
    told = ask("whoami").json
    assert told["bundle"] == "ranking"
    chosen = {one["key"]: one["value"] for one in told["tags"] if one["source"] == "bundle"}
    assert chosen["project"] == "ranking"
    assert {"key": "project", "value": "churn", "source": "user-profile"} in told["overridden"]
    assert "ranking" in run("whoami").out


def test_another_region_than_ones_own_is_not_written_to(studio, ask, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    told = ask("whoami", "--set", "project=ranking", "--yes")
    assert (told.code, told.problem["code"]) == (2, "region-differs")
    assert "sagemaker:AddTags" not in studio.control.counts()
