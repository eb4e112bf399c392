"""`scan`: the forms that it prints, whose resources it is about, and what it keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import boto3
import pytest
from launch_lines import HEAD, launch, spell

from jupyter_cost_tags.inventory.sarif import sarif
from jupyter_cost_tags.models import Scan
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.scans import make_scan

RUNNING = f"{HEAD}:training-job/train-xgb-0412"


def launched(*lines):
    """Write what guards tell of launches where this identity's commands look."""
    context = Context(os.environ)
    folder = context.state(context.identity()).folder / "launches"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / f"{os.getpid()}-aaaa.jsonl").write_bytes(b"".join(map(spell, lines)))


# -- SARIF --------------------------------------------------------------------------------------


def test_sarif_names_each_fault_of_each_resource(studio, run, ask):
    told = run("scan", "--format", "sarif", "--state", "non-compliant")
    assert told.code == 1
    (made,) = told.json["runs"]
    assert made["properties"] == {"demo": True, "clock_fixed": "2026-11-23T12:00:00Z"}
    assert made["invocations"][0]["executionSuccessful"] is True
    wrong = ask("scan", "--state", "non-compliant").json["resources"]
    faults = [(one["arn"], key) for one in wrong for key in one["missing"]]
    faults += [(one["arn"], bad["key"]) for one in wrong for bad in one["invalid"]]
    assert len(made["results"]) == len(faults) >= 2
    rules = made["tool"]["driver"]["rules"]
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == place["logicalLocations"][0]["fullyQualifiedName"]
    first = next(one for one in made["results"] if "train-xgb-0412" in one["message"]["text"])
    assert "lacks project. A fix counts from now." in first["message"]["text"]
    prints = {one["partialFingerprints"]["costTags/v1"] for one in made["results"]}
    assert len(prints) == len(faults)


def test_sarif_tells_what_could_not_be_read(studio, run):
    studio.control.deny(["sagemaker:Search", "tag:GetResources", "sagemaker:ListTags"])
    told = run("scan", "--format", "sarif", "--scope", "all", "--kind", "transform-job")
    assert told.code == 3
    (made,) = told.json["runs"]
    assert made["invocations"][0]["executionSuccessful"] is False
    assert {(one["ruleId"], one["level"]) for one in made["results"]} == {("tags-unread", "note")}


def test_sarif_tells_which_kinds_are_missing(studio, run):
    studio.control.deny(["sagemaker:ListTransformJobs"])
    (made,) = run("scan", "--format", "sarif").json["runs"]
    (notice,) = made["invocations"][0]["toolExecutionNotifications"]
    assert "sagemaker:ListTransformJobs" in notice["message"]["text"]


def test_sarif_takes_any_name(studio, ask):
    """A name of AWS is plain, but what a file holds must be a URI whatever comes."""
    told = ask("scan").json
    told["resources"][0] |= {"arn": "arn:aws:x:y z/<ü>", "state": "unknown", "reason": "<b>"}
    plain = {name: told[name] for name in Scan.model_fields if name in told}
    made = sarif(Scan.model_validate(plain), "1")["runs"][0]["results"][0]
    place = made["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "arn:aws:x:y%20z/%3C%C3%BC%3E"
    json.dumps(made)


# -- whose --------------------------------------------------------------------------------------


def test_one_notebook_s_launches(studio, ask):
    launched(
        launch("train-xgb-0412", notebook="work/a.ipynb"),
        launch("no-such-job", notebook="work/a.ipynb"),
        launch("other", notebook="work/b.ipynb"),
        launch("refused", notebook="work/a.ipynb", outcome="refused"),
    )
    for path in ("work/a.ipynb", "a.ipynb", "/home/sagemaker-user/work/a.ipynb"):
        told = ask("scan", "--scope", "notebook", "--notebook", path)
        assert told.code == 1, path
        assert [one["arn"] for one in told.json["resources"]] == [RUNNING]
        assert (told.json["scope"], told.json["complete"]) == ("notebook", True)
    none = ask("scan", "--scope", "notebook", "--notebook", "c.ipynb")
    assert (none.code, none.json["resources"], none.json["aws_calls"]) == (0, [], {})


@pytest.mark.parametrize(
    "words", [("--scope", "notebook"), ("--notebook", "a.ipynb"), ("--scope", "notbook")]
)
def test_a_scope_and_its_notebook_belong_together(studio, ask, words):
    assert ask("scan", *words).code == 2


def test_outside_studio_mine_is_what_was_launched_from_here(laptop, ask):
    told = ask("scan")
    assert (told.code, told.problem["code"]) == (2, "scope-unknown")
    assert "no launch from here is known" in told.problem["message"]
    launched(launch("train-xgb-0412"), launch("gone"))
    told = ask("scan")
    assert told.code == 1
    assert [one["arn"] for one in told.json["resources"]] == [RUNNING]
    assert told.json["scope"] == "mine"


# -- what is kept -------------------------------------------------------------------------------


@pytest.fixture
def big(studio):
    """Ana's scan of everybody's takes more than a dozen calls."""
    sagemaker = boto3.client("sagemaker")
    studio.control.clock("2026-11-20T12:00:00Z")
    machine = {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 9}
    for number in range(101):
        sagemaker.create_processing_job(
            ProcessingJobName=f"many-{number}",
            RoleArn="arn:aws:iam::111122223333:role/DataScientist",
            AppSpecification={"ImageUri": "process:1"},
            ProcessingResources={"ClusterConfig": machine},
        )
    studio.control.clock("2026-11-23T12:00:00Z")
    return studio


def test_a_big_scan_is_kept_and_fresh_reads_all_again(big, ask):
    words = ("scan", "--scope", "all", "--state", "non-compliant")
    first = ask(*words)
    assert sum(first.json["aws_calls"].values()) > 12
    assert first.json["read_since"] is None
    fixed = f"{HEAD}:processing-job/many-7"
    big.control.tags(
        fixed, set={"cost-center": "CC-4711", "project": "churn", "environment": "dev"}
    )
    again = ask(*words)
    assert sum(again.json["aws_calls"].values()) <= 4
    assert again.json["read_since"] == "2026-11-23T12:00:00Z"
    assert again.json["resources"] == first.json["resources"]
    assert "--fresh reads all again" in again.err
    fresh = ask(*words, "--fresh")
    arns = {one["arn"] for one in first.json["resources"]}
    assert {one["arn"] for one in fresh.json["resources"]} == arns - {fixed}


def test_another_process_finds_what_was_kept(big):
    """Nothing in the name of what is kept may depend on the order of a set."""
    code = (
        "import os; from datetime import timedelta;"
        "from jupyter_cost_tags.service.context import Context;"
        "from jupyter_cost_tags.service.scans import make_scan;"
        "made = make_scan(Context(os.environ), scope='all', span=timedelta(30), only_wrong=True);"
        "print(sum(made.aws_calls.values()))"
    )
    calls = [
        int(
            subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
        )
        for seed in ("1", "2")
    ]
    assert calls[0] > 12
    assert calls[1] <= 4


def test_what_fails_alone_is_what_fails_of_all(big, ask):
    every = ask("scan", "--scope", "all").json["resources"]
    alone = ask("scan", "--scope", "all", "--state", "non-compliant").json["resources"]
    assert alone == [one for one in every if one["state"] == "non-compliant"]


# -- progress -----------------------------------------------------------------------------------


def test_what_was_found_is_heard_while_it_goes_on(big):
    told = []
    made = make_scan(
        context := Context(os.environ),
        scope="all",
        span=context.now() - context.now().replace(day=1),
        hear=lambda progress: told.append(progress.found),
    )
    assert len(set(told)) >= 2
    assert 0 < min(one for one in told if one) < len(made.resources)
