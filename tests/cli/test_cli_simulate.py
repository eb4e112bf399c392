"""`policy simulate`: the past, the truth table, and what is not known."""

from __future__ import annotations

import json

import pytest

POLICY = """\
version: 1
tags:
  - {key: cost-center, required: true, values: [CC-4711, CC-4802]}
  - {key: environment, required: true, values: [dev, staging, prod]}
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text(POLICY)
    return str(path)


def simulate(ask, file, *words):
    return ask("policy", "simulate", "--policy", file, *words)


def test_offline_the_truth_table_agrees(ask, file):
    told = simulate(ask, file, "--offline")
    assert told.code == 0
    table = told.json["truth_table"]
    assert table["calls"] == table["agree"] == len(table["rows"]) > 50
    assert told.json["history"] is None


def test_the_companys_last_30_days(studio, ask, file):
    told = simulate(ask, file)
    past = told.json["history"]
    assert told.code == 1
    assert past["lost"] == len(past["lost_launches"]) > 0
    assert past["launches"] > past["lost"]
    assert past["complete"]
    assert past["summary"] == (
        f"With this policy the last 30 days would have lost {past['lost']:,} of "
        f"{past['launches']:,} launches."
    )
    assert {"user": "ana"}.items() <= next(u for u in past["users"] if u["user"] == "ana").items()
    assert {key["key"] for key in past["keys"]} <= {"cost-center", "environment"}


def test_a_scan_in_a_file_loses_what_aws_would(studio, run, ask, file, tmp_path):
    scan = tmp_path / "scan.json"
    scan.write_text(run("scan", "--scope", "all", "--format", "json").out)
    told = simulate(ask, file, "--history", str(scan)).json["history"]
    live = simulate(ask, file).json["history"]
    names = {one["arn"] for one in told["lost_launches"]}
    assert names
    assert names <= {one["arn"] for one in live["lost_launches"]}
    assert "the last 30 days" in told["summary"]
    assert "ana" in {one["user"] for one in told["users"]}


def test_a_past_that_can_not_be_read_is_not_an_empty_one(studio, ask, file):
    studio.control.deny(["sagemaker:Search", "sagemaker:ListTrainingJobs"])
    told = simulate(ask, file)
    assert told.code == 3
    assert told.json["history"]["complete"] is False
    assert told.json["history"]["problems"]


def test_a_missing_region_is_told_beside_the_truth_table(ask, file):
    told = simulate(ask, file)
    assert told.code == 2
    assert told.json["problem"]["code"] == "no-region"
    assert told.json["truth_table"]["differ"] == 0


def test_an_admins_own_document_is_held_against_the_policy(ask, file, tmp_path):
    path = tmp_path / "deny.json"
    path.write_text(json.dumps({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}))
    told = simulate(ask, file, "--offline", "--document", str(path))
    assert told.code == 1
    assert told.json["truth_table"]["differ"] > 0


@pytest.mark.parametrize("text", ["", "[]", '{"Version": "2012-10-17"}'])
def test_what_is_no_document_is_refused(ask, file, tmp_path, text):
    path = tmp_path / "not.json"
    path.write_text(text)
    assert simulate(ask, file, "--offline", "--document", str(path)).code == 2


def test_for_people_the_sentence_comes_last(studio, run, file):
    told = run("policy", "simulate", "--policy", file)
    assert "Truth table:" in told.err
    assert "With this policy the last 30 days would have lost" in told.err
    assert "ana" in told.out


def test_awss_own_simulator_that_is_not_there_is_unknown(studio, ask, file):
    told = simulate(ask, file, "--offline", "--compare")
    assert told.code == 3
    assert told.json["aws_simulator"]["state"] == "unknown"
