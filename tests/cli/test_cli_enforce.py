"""`policy iam|scp|tag-policy|sdk-config|custodian` as people and scripts run them."""

from __future__ import annotations

import json

import pytest
import yaml

POLICY = """\
version: 1
tags:
  - {key: cost-center, required: true, values: [CC-4711, CC-4802]}
  - {key: project, required: true, pattern: "[a-z][a-z0-9-]{2,40}"}
bundles:
  churn: {cost-center: CC-4711, project: churn}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text(POLICY)
    return str(path)


def test_a_document_on_stdout_is_ready_to_attach(run, file):
    told = run("policy", "iam", "--variant", "allow", "--policy", file)
    assert told.code == 0
    assert json.loads(told.out)["Version"] == "2012-10-17"
    assert "cost-tags-allow:" in told.err
    assert "IAM has no classes" in told.err


@pytest.mark.parametrize("command", ["iam", "scp", "tag-policy"])
def test_json_has_documents_sizes_and_notes(ask, file, command):
    told = ask("policy", command, "--policy", file)
    assert told.code == 0
    for one in told.json["documents"]:
        assert one["fits"]
        assert 0 < one["size"] <= one["limit"]
    assert {"code", "message", "key"} == set(told.json["notes"][0])


def test_files_are_written_as_short_as_they_were_counted(run, file, tmp_path):
    told = run("policy", "scp", "--policy", file, "--out", str(tmp_path / "out"), "-f", "csv")
    assert told.code == 0
    rows = [line.split(",") for line in told.out.splitlines()[1:]]
    for name, size, limit, _ in rows:
        text = (tmp_path / "out" / f"{name}.json").read_text()
        assert len(text) == int(size) <= int(limit)


def test_the_sdks_file(run, ask, file):
    told = run("policy", "sdk-config", "--policy", file, "--bundle", "churn")
    assert told.code == 0
    tags = yaml.safe_load(told.out)["SageMaker"]["ProcessingJob"]["Tags"]
    assert {"Key": "project", "Value": "churn"} in tags
    assert ask("policy", "sdk-config", "--policy", file).json["content"] == {"SchemaVersion": "1.0"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sdk-config", "--bundle", "chrun"), "no bundle 'chrun'"),
        (("sdk-config", "--set", "project"), "KEY=VALUE"),
        (("sdk-config", "--set", "cost-center=CC-1"), "not one of"),
        (("sdk-config", "--set", "other=x"), "no such key"),
        (("iam", "--role", "king"), "no role 'king'"),
        (("scp", "--partition", "moon"), "no partition 'moon'"),
    ],
)
def test_what_can_not_be_generated_is_a_usage_error(ask, file, words, said):
    told = ask("policy", *words, "--policy", file)
    assert told.code == 2
    assert said in told.problem["message"]


def test_without_a_policy_there_is_nothing_to_generate(ask):
    told = ask("policy", "iam")
    assert (told.code, told.problem["code"]) == (2, "policy-invalid")


def test_a_role_needs_no_policy(ask):
    told = ask("policy", "iam", "--role", "payer")
    assert told.code == 0
    assert "ce:UpdateCostAllocationTagsStatus" in json.dumps(told.json)


def test_custodian_prints_yaml(run, file):
    told = run("policy", "custodian", "--policy", file)
    assert yaml.safe_load(told.out)["policies"][0]["name"] == "cost-tags-training-job"


def test_a_folder_that_can_not_be_written_is_said(ask, file, tmp_path):
    (tmp_path / "taken").write_text("")
    told = ask("policy", "scp", "--policy", file, "--out", str(tmp_path / "taken"))
    assert told.code == 2
    assert '"problem"' in told.out
