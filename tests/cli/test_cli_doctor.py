"""`doctor`: every rung, alone and together, in the company's account and without any."""

from __future__ import annotations

import json

import boto3
import pytest

from jupyter_cost_tags.rollout.checks import TITLES

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
DOMAIN = "d-nw7x4k2m9qpa"


@pytest.fixture
def doctor(ask):
    """Ask the doctor; a told rung by its code."""

    def asked(*words):
        told = ask("doctor", *words)
        return told, {one["code"]: one for one in told.json["checks"]}

    return asked


def test_every_rung_has_its_shape_and_stands_once(studio, doctor):
    told, by_code = doctor()
    assert [one["code"] for one in told.json["checks"]] != []
    assert set(by_code) == set(TITLES)
    assert len(told.json["checks"]) == len(by_code)
    for one in told.json["checks"]:
        assert {"code", "state", "title", "evidence", "fix"} <= set(one)
        assert one["state"] in {"pass", "fail", "warn", "unknown"}
        assert one["evidence"]
        assert (one["fix"] == "") is (one["state"] == "pass")


def test_the_company_seen_from_anas_space(studio, doctor):
    _, by_code = doctor()
    for code in ("policy", "identity", "endpoints", "profile-tags", "cost-explorer"):
        assert (code, by_code[code]["state"]) == (code, "pass")
    assert "ana" in by_code["identity"]["evidence"]


def test_propagation_that_is_off_fails_with_the_command(studio, doctor):
    told, by_code = doctor()
    found = by_code["tag-propagation"]
    if "TagPropagation" in by_code["sdk"]["evidence"]:  # boto3 from before it can't tell
        assert found["state"] == "unknown"
        return
    assert (told.code, found["state"]) == (1, "fail")
    assert f"--domain-id {DOMAIN} --tag-propagation ENABLED" in found["fix"]


def test_a_missing_tag_fails(studio, doctor):
    for arn in (f"{HEAD}:user-profile/{DOMAIN}/ana", f"{HEAD}:space/{DOMAIN}/ana-lab"):
        studio.control.tags(arn, remove=["project"])
    told, by_code = doctor()
    assert (told.code, by_code["profile-tags"]["state"]) == (1, "fail")
    assert "missing project" in by_code["profile-tags"]["evidence"]


@pytest.mark.parametrize(
    ("denied", "code", "action"),
    [
        ("sagemaker:ListTags", "profile-tags", "sagemaker:ListTags"),
        ("sagemaker:ListTags", "identity", "sagemaker:ListTags"),
        ("sagemaker:DescribeDomain", "tag-propagation", "sagemaker:DescribeDomain"),
        ("tag:GetTagKeys", "keys-seen", "tag:GetTagKeys"),
        ("organizations:DescribeEffectivePolicy", "tag-policy", None),
        ("ce:ListCostAllocationTagBackfillHistory", "backfill", None),
    ],
)
def test_what_may_not_be_read_is_unknown_and_named(studio, doctor, denied, code, action):
    studio.control.deny([denied])
    _, by_code = doctor()
    assert by_code[code]["state"] == "unknown"
    if action:
        assert by_code[code]["iam_action"] == action


def test_cost_explorer_that_is_denied_fails_and_names_the_action(studio, doctor):
    studio.control.deny(["ce:GetTags"])
    told, by_code = doctor()
    assert (told.code, by_code["cost-explorer"]["state"]) == (1, "fail")
    assert by_code["cost-explorer"]["iam_action"] == "ce:GetTags"


def test_cost_explorer_that_is_not_enabled_fails(studio, doctor):
    studio.world.cost_explorer_enabled = False
    assert doctor()[1]["cost-explorer"]["state"] == "fail"


def test_a_key_that_is_off_fails_with_the_command(studio, doctor):
    studio.control.activation("project", "Inactive")
    told, by_code = doctor()
    if by_code["keys-activated"]["state"] == "fail":
        assert "jupyter cost-tags activate" in by_code["keys-activated"]["fix"]
        assert told.code == 1
    assert by_code["keys-activated"]["state"] == "fail"


def test_only_the_payer_knows_and_the_text_to_send_is_ready(studio, doctor):
    studio.world.is_payer = False
    studio.control.activation("project", None)
    _, by_code = doctor()
    assert by_code["keys-activated"]["state"] == "unknown"
    assert "Please activate these cost allocation tags" in by_code["keys-activated"]["fix"]


def test_no_spend_asks_cost_explorer_nothing(studio, doctor):
    told, by_code = doctor("--no-spend")
    assert (told.json["requests"], by_code["cost-explorer"]["state"]) == (0, "unknown")
    assert not [call for call in studio.control.counts() if call.startswith("ce:")]


def test_a_snapshot_is_looked_at_and_others_files_are_tried(studio, run, doctor, tmp_path):
    place = str(tmp_path / "snapshot")
    lost = doctor("--no-spend", "--snapshot", place)[1]["snapshot-privacy"]
    assert (lost["state"], "no snapshot" in lost["evidence"]) == ("fail", True)
    assert run("snapshot", "--to", place, "--key", "project").code == 0
    found = doctor("--no-spend", "--snapshot", place)[1]["snapshot-privacy"]
    assert (found["state"], "everybody's costs (all.json)" in found["evidence"]) == ("warn", True)
    assert "ben's costs" in found["evidence"]
    assert "ana's" not in found["evidence"]
    assert "--policies" in found["fix"]


def test_a_snapshot_in_s3_that_is_private(studio, run, doctor):
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="northwind-spend")
    place = "s3://northwind-spend/daily"
    assert run("snapshot", "--to", place, "--key", "project").code == 0
    # The index is read; then all.json and others' files are refused.
    studio.control.add_faults(
        [{"op": "s3:GetObject", "skip": 1, "code": "AccessDenied", "status": 403}]
    )
    found = doctor("--no-spend", "--snapshot", place)[1]["snapshot-privacy"]
    assert (found["state"], found["fix"]) == ("pass", ""), found
    assert "can't read everybody's costs" in found["evidence"]


def test_the_snapshot_of_the_servers_configuration_is_found(studio, doctor, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(config))
    named = {"CostTags": {"snapshot": str(tmp_path / "nothing")}}
    (config / "jupyter_server_config.json").write_text(json.dumps(named))
    found = doctor("--no-spend")[1]["snapshot-privacy"]
    assert (found["state"], str(tmp_path / "nothing") in found["evidence"]) == ("fail", True)


def test_without_a_region_every_rung_still_stands(doctor):
    told, by_code = doctor()
    assert told.code == 1
    assert by_code["identity"]["state"] == "fail"
    assert by_code["tag-propagation"]["state"] == "unknown"
    assert by_code["versions"]["state"] in {"pass", "fail"}
    assert set(by_code) == set(TITLES)


def test_aws_that_is_gone_is_3(studio, doctor, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    told, by_code = doctor()
    assert told.code == 3
    assert by_code["endpoints"]["state"] == "fail"
    assert "com.amazonaws.us-east-1.sagemaker.api" in by_code["endpoints"]["fix"]


def test_a_profile_that_doubles_a_list_is_found(studio, doctor, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text("c.InteractiveShellApp.extensions.append('a')\n")
    assert doctor()[1]["kernel-profile"]["state"] == "pass"
    (profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.extensions += ['b']\n")
    found = doctor()[1]["kernel-profile"]
    assert found["state"] == "warn"
    assert "IPKernelApp" in found["evidence"]


def test_a_guard_that_is_off_is_said(studio, doctor, monkeypatch):
    monkeypatch.setenv("COST_TAGS_GUARD", "off")
    found = doctor()[1]["guard"]
    assert (found["state"], "COST_TAGS_GUARD=off" in found["evidence"]) == ("warn", True)


def test_nothing_is_written_to_aws(studio, doctor):
    doctor()
    writes = ("Add", "Create", "Delete", "Update", "Start", "Tag")
    called = {name.partition(":")[2] for name in studio.control.counts()}
    assert not [name for name in called if name.startswith(writes)]


def test_for_people_marks_and_fixes(studio, run):
    told = run("doctor")
    assert "✓ pass" in told.out
    assert "TagPropagation" in told.out
    assert "Cost Explorer:" in told.err
