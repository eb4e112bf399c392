"""`policy pull`: what is written, what is never overwritten, and every way not to get it."""

import pytest
from botocore.session import get_session

from jupyter_cost_tags.policy.read import parse_policy, read_policy

ASK, LIST = "organizations:DescribeEffectivePolicy", "tag:ListRequiredTags"
POLICY = {
    "tags": {
        "costcenter": {
            "tag_key": "CostCenter",
            "tag_value": ["CC-1", "300*"],
            "enforced_for": ["sagemaker:training-job"],
            "report_required_tag_for": ["sagemaker:training-job", "ec2:instance"],
        },
        "env": {"report_required_tag_for": ["sagemaker:ALL_SUPPORTED"]},
        "sagemaker:x": {"tag_key": "sagemaker:x"},
    }
}
# An SDK from before ListRequiredTags asks for the tag policy only, which says the same.
TAGGING = get_session().get_service_model("resourcegroupstaggingapi")
LISTS = "ListRequiredTags" in TAGGING.operation_names
REQUIRED = {"sagemaker:training-job": ["CostCenter"], "ec2:instance": ["Owner"]}
OWN = """\
version: 1
mode: block
tags:
  - key: CostCenter
    values: {CC-1: Retail, 300-7: Lab, CC-9: Old}
  - key: ENV
bundles:
  churn: {CostCenter: CC-1}
"""


@pytest.fixture
def org(aws, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    aws.world.tag_policy, aws.world.required_tags = POLICY, REQUIRED
    return aws


@pytest.fixture
def target(tmp_path):
    return tmp_path / "cost-tags.yaml"


def test_it_is_printed_as_a_valid_file_with_its_origins(org, run):
    told = run("policy", "pull")
    assert told.code == 0
    policy = parse_policy(told.out, "stdout")
    assert policy.required_for("endpoint") == ("env",)
    assert policy.required_for("training-job") == ("CostCenter", "env")
    assert policy.allowed("CostCenter", "300-x") is None
    assert policy.allowed("CostCenter", "CC-2") is not None
    assert "# AWS refuses other values on training-job." in told.out
    assert "sagemaker:x" in told.err


def test_pulled_checked_and_pulled_again_is_the_same(org, run, target):
    assert run("policy", "pull", "-o", str(target)).code == 0
    written = target.read_text()
    assert run("policy", "check", str(target)).code == 0
    again = run("policy", "pull", "-o", str(target), "--format", "json")
    assert (again.code, again.json["outcome"]) == (0, "unchanged")
    merged = run("policy", "pull", "--merge", str(target), "--format", "json").json
    assert parse_policy(merged["yaml"], "merged") == read_policy(target)
    assert target.read_text() == written


def test_a_file_that_is_there_stays_without_force(org, ask, target):
    target.write_text("version: 1\n")
    told = ask("policy", "pull", "-o", str(target))
    assert (told.code, told.problem["code"]) == (2, "file-exists")
    assert "+  - key: CostCenter" in told.problem["action"]
    assert target.read_text() == "version: 1\n"
    target.chmod(0o640)
    forced = ask("policy", "pull", "-o", str(target), "--force")
    assert (forced.code, forced.json["outcome"]) == (0, "written")
    assert "-version: 1" not in forced.json["diff"]
    assert target.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in target.parent.glob("*.y*")] == ["cost-tags.yaml"]


def test_what_cannot_be_written_is_said(org, ask, target):
    target.mkdir()
    told = ask("policy", "pull", "-o", str(target))
    assert (told.code, told.problem["code"]) == (2, "file-exists")
    told = ask("policy", "pull", "-o", str(target / "no" / "folder.yaml"))
    assert (told.code, told.problem["code"]) == (2, "file-unwritable")


def test_a_file_is_merged_and_keeps_what_is_its_own(org, run, ask, target):
    target.write_text(OWN)
    told = run("policy", "pull", "--merge", str(target))
    assert told.code == 1  # ENV and env
    assert "The file says ENV, the organisation env" in told.err
    assert "-    values: {CC-1: Retail, 300-7: Lab, CC-9: Old}" in told.err
    merged = parse_policy(told.out, "merged")
    assert (merged.mode, merged.bundles) == ("block", {"churn": {"CostCenter": "CC-1"}})
    assert merged.rule("CostCenter").values == {"CC-1": "Retail", "300-7": "Lab"}
    assert merged.rule("CostCenter").kinds == {"training-job"}
    assert target.read_text() == OWN  # the difference is shown, nothing is written
    ask("policy", "pull", "--merge", str(target), "-o", str(target), "--force")
    assert read_policy(target) == merged


def test_a_bad_file_is_not_merged(org, ask, target):
    target.write_text("version: 1\nmdoe: warn\n")
    told = ask("policy", "pull", "--merge", str(target))
    assert (told.code, told.problem["code"]) == (2, "policy-invalid")
    assert ASK not in org.control.counts()


def test_no_tag_policy_and_no_organisation_are_findings(org, ask):
    org.world.tag_policy = None
    assert (ask("policy", "pull").code, ask("policy", "pull").problem["code"]) == (
        1, "no-tag-policy"
    )  # fmt: skip
    org.world.is_in_organization = False
    assert (ask("policy", "pull").code, ask("policy", "pull").problem["code"]) == (
        1, "not-in-organisation"
    )  # fmt: skip


def test_denied_and_partial_are_3(org, ask):
    org.control.deny([LIST])
    told = ask("policy", "pull")
    why = told.json["organisation"]["problem"]
    if LISTS:
        assert (told.code, why["iam_action"]) == (3, LIST)
    else:
        assert (told.code, why) == (0, None)
    org.control.deny([ASK])
    told = ask("policy", "pull")
    assert (told.code, told.problem["code"], told.problem["iam_action"]) == (
        3, "access-denied", ASK
    )  # fmt: skip


def test_another_account_needs_the_management_account(org, ask):
    org.world.is_payer = False
    told = ask("policy", "pull", "--account", "222233334444")
    assert (told.code, told.problem["code"]) == (3, "access-denied")
    assert "delegated administrator" in told.problem["action"]
    org.world.is_payer = True
    assert ask("policy", "pull", "--account", "222233334444").code == 3
    assert ask("policy", "pull", "--account", "12").code == 2


@pytest.mark.parametrize("words", [("--force",), ("--merge", "/no/such.yaml")])
def test_wrong_commands(org, ask, words):
    assert ask("policy", "pull", *words).code == 2


def test_show_says_where_the_policy_is_from_and_why_there_is_none(org, run, ask):
    told = ask("policy", "show")
    assert (told.code, told.json["sources"]) == (0, ["the organisation's tag policy"])
    assert told.json["keys"][0]["required_for"] == ["training-job"]
    assert told.json["keys"][0]["wildcards"] == ["CC-1", "300*"]
    assert "required for training-job" in run("policy", "show").out
    org.control.deny([ASK, LIST])
    denied = run("policy", "show")
    assert denied.code == 0
    assert "your role may not read the organisation's" in denied.err
    assert f"Missing IAM action: {ASK}" in denied.err


def test_show_without_aws_shows_that_there_is_none(run, ask):
    told = ask("policy", "show")
    assert (told.code, told.json["state"]) == (0, "none")
    assert told.json["organisation"]["state"] == "unavailable"


def test_check_without_a_file_checks_those_in_force(run, ask, target, monkeypatch):
    assert ask("policy", "check").problem["code"] == "bad-request"
    monkeypatch.setenv("COST_TAGS_POLICY", str(target))
    target.write_text("version: 1\ntags: [{key: k}]\n")
    told = run("policy", "check")
    assert (told.code, told.err) == (0, f"{target}: valid, 1 keys, 0 bundles.\n")
    target.write_text("version: 1\ntags: [{kee: k}]\n")
    told = ask("policy", "check")
    assert (told.code, told.problem["code"]) == (2, "policy-invalid")
    assert 'unknown field "kee"; did you mean "key"?' in told.problem["message"]
