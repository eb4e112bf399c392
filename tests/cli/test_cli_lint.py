"""`lint` for people, CI and code review tools."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SAID = "sm.create_training_job launches a training job without tags. [untagged-launch]"
SCRIPT = (
    'import boto3\nsm = boto3.client("sagemaker")\nsm.create_training_job(TrainingJobName="t1")\n'
)
BOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Train\n"]},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": SCRIPT.splitlines(keepends=True),
        },
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
POLICY = "version: 1\ntags:\n  - {key: cost-center, required: true}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A repository with a script and a notebook, both of which launch without tags."""
    made = tmp_path / "a repo"
    made.mkdir()
    (made / "train.py").write_text(SCRIPT)
    (made / "train.ipynb").write_text(json.dumps(BOOK, indent=1))
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    return str(path)


def test_people_get_a_line_per_finding(folder, run):
    told = run("lint", ".")
    assert told.code == 1
    assert told.out.splitlines() == [
        f"train.ipynb:cell 2:3: {SAID}",
        f"train.py:3:1: {SAID}",
    ]
    assert "2 launches in 2 files, 2 without the tags they need." in told.err
    assert run("lint", ".", "--format", "table").out == told.out


def test_nothing_found_is_fine(folder, run):
    (folder / "train.py").write_text(
        SCRIPT.replace('"t1"', '"t1", Tags=[{"Key": "a", "Value": "b"}]')
    )
    told = run("lint", "train.py")
    assert (told.code, told.out) == (0, "")
    assert "1 launch in 1 file, 0 without the tags they need." in told.err


def test_json_is_one_object(folder, ask):
    told = ask("lint", "train.ipynb")
    assert told.code == 1
    assert set(told.json) == {
        "findings", "files", "launches", "unknown", "skipped", "required", "sources",
    }  # fmt: skip
    (found,) = told.json["findings"]
    assert (found["path"], found["cell"], found["line"]) == ("train.ipynb", 2, 3)
    line = (folder / "train.ipynb").read_text().splitlines()[found["file_line"] - 1]
    assert "create_training_job" in line


def test_csv_has_a_row_per_finding(folder, run):
    rows = list(csv.DictReader(io.StringIO(run("lint", ".", "--format", "csv").out)))
    assert [(row["path"], row["cell"], row["name"]) for row in rows] == [
        ("train.ipynb", "2", "t1"),
        ("train.py", "", "t1"),
    ]


def test_sarif_is_what_code_review_tools_take(folder, run):
    told = run("lint", str(folder), "--format", "sarif")
    assert told.code == 1
    log = told.json
    assert log["version"] == "2.1.0"
    (made,) = log["runs"]
    driver = made["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == ["untagged-launch", "missing-key", "refused-value"]
    in_book, in_script = made["results"]
    for result in (in_book, in_script):
        assert rules[result["ruleIndex"]] == result["ruleId"] == "untagged-launch"
        assert result["level"] == "warning"
        assert len(result["partialFingerprints"]["costTags/v1"]) == 32
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] in {"train.py", "train.ipynb"}
    region = in_script["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 1, "endLine": 3}
    place = in_book["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert "create_training_job" in (folder / "train.ipynb").read_text().splitlines()[place - 1]
    assert in_book["message"]["text"].startswith("Cell 2, line 3: ")


def test_paths_in_sarif_are_uris(folder, run, tmp_path, monkeypatch):
    def uris():
        results = run("lint", str(folder), "--format", "sarif").json["runs"][0]["results"]
        places = [result["locations"][0]["physicalLocation"] for result in results]
        return [place["artifactLocation"]["uri"] for place in places]

    monkeypatch.chdir(tmp_path)
    assert uris() == ["a%20repo/train.ipynb", "a%20repo/train.py"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert [uri.partition("://")[0] for uri in uris()] == ["file", "file"]


def test_nothing_found_is_a_whole_log_too(folder, run):
    (folder / "empty.py").write_text("")
    told = run("lint", "empty.py", "--format", "sarif")
    assert (told.code, told.json["runs"][0]["results"]) == (0, [])


def test_a_policy_given_is_held_against(folder, ask, policy):
    told = ask("lint", "train.py", "--policy", policy)
    assert told.json["required"] == ["cost-center"]
    assert told.json["findings"][0]["missing"] == ["cost-center"]
    assert ask("lint", "train.py", "--policy", policy, "--propagated", "cost-center").code == 0


def test_the_policy_in_force_is_held_against(folder, ask, policy, monkeypatch):
    monkeypatch.setenv("COST_TAGS_POLICY", policy)
    told = ask("lint", "train.py")
    assert (told.json["required"], told.json["sources"]) == (["cost-center"], [policy])
    assert "Held against" in told.err


def test_a_policy_that_cannot_be_read_is_told(folder, ask, policy, monkeypatch):
    Path(policy).write_text("version: 1\ntgas: []\n")
    told = ask("lint", "train.py", "--policy", policy)
    assert (told.code, told.problem["code"]) == (2, "policy-invalid")
    monkeypatch.setenv("COST_TAGS_POLICY", policy)
    told = ask("lint", "train.py")
    assert told.code == 2
    assert len(told.json["findings"]) == 1  # still told what has no tags at all


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("lint",), "usage"),
        (("lint", "gone.py"), "no-such-path"),
        (("lint", ".", "--nope"), "usage"),
        (("lint", ".", "--policy", "gone.yaml"), "policy-invalid"),
    ],
)
def test_what_is_not_understood_is_exit_2(folder, ask, words, code):
    told = ask(*words)
    assert (told.code, told.problem["code"]) == (2, code)


def test_unreadable_files_are_named_beside_the_result(folder, run):
    (folder / "broken.ipynb").write_text("{")
    told = run("lint", ".")
    assert told.code == 1
    assert "broken.ipynb: it is no JSON; not looked at." in told.err
    assert "broken" not in told.out


def test_aws_is_not_asked(folder, aws, run):
    run("lint", ".")
    assert aws.control.counts() == {}


def test_control_characters_of_a_name_do_not_reach_the_terminal(folder, run):
    (folder / "\x1b[31mred.py").write_text(SCRIPT)
    told = run("lint", ".")
    assert "\x1b" not in told.out
    assert "\\u001b[31mred.py:3:1" in told.out


def test_the_pre_commit_hook_runs_this_command(folder, run):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["id"] == "cost-tags-lint"
    program, *words = hook["entry"].split()
    assert program == "jupyter-cost-tags"
    assert set(hook["types_or"]) == {"python", "jupyter", "shell"}
    assert run(*words, "train.py", "train.ipynb").code == 1
