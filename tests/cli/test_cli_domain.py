"""`domain`: the company's profiles and spaces, as an admin sees and changes them."""

from __future__ import annotations

import boto3
import pytest

DOMAIN = "d-nw7x4k2m9qpa"
HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ANA = f"{HEAD}:user-profile/{DOMAIN}/ana"
SPACE = f"{HEAD}:space/{DOMAIN}/ana-lab"


@pytest.fixture
def company(studio, monkeypatch, tmp_path):
    """The company, from a terminal outside Studio."""
    monkeypatch.setenv("RESOURCE_METADATA_FILE", str(tmp_path / "none.json"))
    return studio


def entries(told):
    return {(one["kind"], one["name"]): one for one in told.json["entries"]}


def tags(arn):
    listed = boto3.client("sagemaker", region_name="us-east-1").list_tags(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def knows_propagation():
    model = boto3.client("sagemaker", region_name="us-east-1").meta.service_model
    return "TagPropagation" in model.operation_model("UpdateDomain").input_shape.members


def test_audit_holds_every_profile_and_space_against_the_policy(company, ask):
    told = ask("domain", "audit", "--domain", DOMAIN)
    found = entries(told)
    assert told.json["complete"]
    assert ("user-profile", "ana") in found
    assert found["space", "ana-lab"]["owner"] == "ana"
    assert all(not key.startswith("sagemaker:") for one in found.values() for key in one["tags"])
    failing = [one for one in found.values() if one["state"] == "non-compliant"]
    assert told.code == (1 if failing else 0)


def test_a_key_counts_wherever_it_comes_from(company, ask):
    company.control.tags(ANA, remove=["project"])
    company.control.tags(SPACE, set={"project": "churn"})
    found = entries(ask("domain", "audit"))
    assert found["user-profile", "ana"]["missing"] == ["project"]
    assert found["space", "ana-lab"]["state"] == "compliant"
    assert found["space", "ana-lab"]["effective"]["project"] == "churn"


def test_tags_that_can_not_be_read_are_unknown(company, ask):
    company.control.deny(["sagemaker:ListTags", "tag:GetResources"])
    told = ask("domain", "audit")
    assert told.code == 3
    assert {one["state"] for one in told.json["entries"]} <= {"unknown"}


def test_a_layer_that_can_not_be_listed_leaves_its_keys_unknown(company, ask):
    company.control.tags(SPACE, remove=["project"])
    company.control.tags(ANA, remove=["project"])
    company.control.deny(["sagemaker:ListUserProfiles"])
    told = ask("domain", "audit")
    assert told.code == 3
    assert entries(told)["space", "ana-lab"]["state"] == "unknown"


def test_the_domains_own_tags_count_where_domains_may_not_be_listed(company, ask):
    company.control.tags(ANA, remove=["project"])
    company.control.tags(f"{HEAD}:domain/{DOMAIN}", set={"project": "churn"})
    company.control.deny(["sagemaker:ListDomains"])
    assert entries(ask("domain", "audit", "--domain", DOMAIN))["user-profile", "ana"]["state"] == (
        "compliant"
    )


def test_a_domain_that_is_not_there(company, ask):
    assert ask("domain", "audit", "--domain", "d-nosuchdomain").code == 3


def test_profiles_are_tagged_with_preview_and_undo(company, ask):
    before = tags(ANA)
    words = ("domain", "tag", "--profile", "ANA", "--set", "project=fraud")
    plan = ask(*words, "--dry-run")
    assert plan.code == 0
    (change,) = plan.json["changes"]
    assert {**change["add"], **change["overwrite"]} == {"project": "fraud"}
    assert tags(ANA) == before
    assert ask(*words).problem["code"] == "confirmation-needed"
    told = ask(*words, "--yes")
    assert told.code == 0
    assert [one["outcome"] for one in told.json["results"]] == ["applied"]
    assert tags(ANA)["project"] == "fraud"
    undone = ask("undo", told.json["run_id"], "--yes")
    assert undone.code == 0
    assert tags(ANA) == before


def test_only_what_lacks_a_key_is_tagged_and_nothing_overwritten(company, ask):
    company.control.tags(ANA, remove=["project"])
    plan = ask("domain", "tag", "--missing", "--set", "project=churn", "--dry-run").json
    assert "ana" in {change["name"] for change in plan["changes"]}
    assert all(not change["overwrite"] for change in plan["changes"])
    assert all(change["add"] == {"project": "churn"} for change in plan["changes"])


def test_tags_per_person_from_a_file(company, ask, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("name,project,environment\nana,fraud,\n")
    plan = ask("domain", "tag", "--from", str(file), "--dry-run").json
    (change,) = plan["changes"]
    assert {**change["add"], **change["overwrite"]} == {"project": "fraud"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1:"), ("who,project\nana,x\n", ":1:"), ("name,project\nana,churn\nana,x\n", ":3:"),
        ("name,project\nnobody,churn\n", "no nobody"), ("name,project\nana,churn,x\n", ":2:"),
        ("name,sagemaker:x\nana,churn\n", "can't be set"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_used_names_its_line(company, ask, tmp_path, text, said):
    file = tmp_path / "people.csv"
    file.write_text(text)
    told = ask("domain", "tag", "--from", str(file), "--yes")
    assert told.code == 2
    assert said in told.problem["message"]
    assert "sagemaker:AddTags" not in company.control.counts()


@pytest.mark.parametrize(
    "words",
    [
        (), ("--profile", "ana"), ("--set", "project=churn"),
        ("--profile", "nobody", "--set", "project=churn"),
        ("--profile", "ana", "--missing", "--set", "project=churn"),
        ("--profile", "ana", "--set", "team=x"), ("--profile", "ana", "--set", "project=NOT OK"),
    ],
)  # fmt: skip
def test_what_may_not_be_is_a_usage_error(company, ask, words):
    assert ask("domain", "tag", *words, "--yes").code == 2


def test_propagation_is_turned_on_after_a_dry_run(company, ask):
    told = ask("domain", "propagation", "--enable", "--dry-run")
    if not knows_propagation():  # boto3 from before it
        assert (told.code, told.problem["code"]) == (3, "not-available")
        return
    assert (told.code, told.json["was"], told.json["outcome"]) == (0, "DISABLED", "planned")
    assert ask("domain", "propagation").json["now"] == "DISABLED"
    assert ask("domain", "propagation", "--enable").problem["code"] == "confirmation-needed"
    assert ask("domain", "propagation", "--enable", "--yes").json["outcome"] == "changed"
    assert ask("domain", "propagation").json["now"] == "ENABLED"
    assert ask("domain", "propagation", "--enable", "--yes").json["outcome"] == "unchanged"
    assert ask("domain", "propagation", "--disable", "--yes").json["now"] == "DISABLED"


def test_what_somebody_leaves_behind(company, ask):
    told = ask("domain", "handover", "--profile", "ana")
    assert told.code == 1
    kinds = {one["kind"] for one in told.json["accruing"]}
    assert "space" in kinds
    assert "training-job" in kinds
    assert told.json["tags"]


def test_a_handover_tags_what_goes_on_costing(company, ask):
    told = ask("domain", "handover", "--profile", "ana", "--set", "project=fraud", "--dry-run")
    assert told.code == 0
    assert any(change["kind"] == "space" for change in told.json["changes"])
    assert "sagemaker:AddTags" not in company.control.counts()


def test_for_people(company, run):
    told = run("domain", "audit")
    assert "ana" in told.out
    assert "TagPropagation" in told.err
