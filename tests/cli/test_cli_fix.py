"""fix --record, --resume, runs and corrections on the command line."""

import csv
import io
import json
import os

import pytest

from jupyter_cost_tags.service import fixes, plans
from jupyter_cost_tags.service.context import Context

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ENDED = f"{HEAD}:processing-job/proc-0408"


def test_a_preview_can_be_recorded_and_writes_no_tag(studio, run, ask, tmp_path):
    path = tmp_path / "late.csv"
    told = run("fix", "--from-scan", "--dry-run", "--record", str(path))
    assert told.code == 0
    assert "history only" in told.out
    assert "(from space)" in told.out
    assert "1 ended: history only" in told.err
    (row,) = csv.DictReader(io.StringIO(path.read_text()))
    assert (row["arn"], row["estimated_cost"], row["currency"]) == (ENDED, "4.1277", "USD")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "sagemaker:AddTags" not in studio.control.counts()
    assert ask("corrections").json["records"] == []
    assert ask("runs").json["runs"] == []


def test_a_run_is_recorded_listed_and_taken_back(studio, ask, tmp_path):
    path = tmp_path / "late.json"
    fixed = ask("fix", "--from-scan", "--yes", "--record", str(path))
    assert (fixed.code, fixed.json["recorded"], fixed.json["state"]) == (0, 1, "done")
    (record,) = json.loads(path.read_text())["records"]
    assert (record["arn"], record["run_id"]) == (ENDED, fixed.json["run_id"])
    (listed,) = ask("runs").json["runs"]
    assert (listed["run_id"], listed["progress"]["total"]) == (fixed.json["run_id"], 2)
    assert ask("runs", listed["run_id"]).json["results"] == fixed.json["results"]
    assert ask("undo", listed["run_id"], "--yes").code == 0
    assert ask("corrections").json["records"] == []


def test_a_wrong_record_is_removed(studio, run, ask):
    ask("fix", "--arn", ENDED, "--yes")
    (record,) = ask("corrections").json["records"]
    rows = list(csv.DictReader(io.StringIO(run("corrections", "--format", "csv").out)))
    assert [row["arn"] for row in rows] == [ENDED]
    assert ask("corrections", "--remove", record["record_id"]).json["records"] == []
    assert ask("corrections", "--remove", record["record_id"]).code == 2


def test_what_was_denied_is_resumed_once_it_is_allowed(studio, ask):
    studio.control.deny(["sagemaker:AddTags", "tag:TagResources"])
    denied = ask("fix", "--from-scan", "--yes")
    assert denied.code == 3
    studio.control.deny([])
    run_id = denied.json["run_id"]
    refused = ask("fix", "--resume", run_id)
    assert (refused.code, refused.problem["code"]) == (2, "confirmation-needed")
    again = ask("fix", "--resume", run_id, "--yes")
    assert (again.code, again.json["run_id"]) == (0, run_id)
    assert again.json["progress"]["by_outcome"] == {"applied": 2}
    done = ask("fix", "--resume", run_id, "--yes")
    assert (done.code, done.problem["code"]) == (2, "nothing-to-resume")


@pytest.mark.parametrize(
    "words",
    [
        ["--from-scan", "--resume", "x"],
        ["--resume", "x", "--set", "project=churn"],
        ["--resume", "x", "--dry-run"],
        ["--resume", "never"],
        ["--from-scan", "--record", "late.xlsx", "--yes"],
        ["--from-scan", "--record", "/nowhere/late.csv", "--yes"],
        ["--record", "late.csv"],
    ],
)
def test_a_wrong_command_writes_nothing(studio, ask, words):
    told = ask("fix", *words)
    assert told.code == 2
    assert told.problem["action"]
    assert "sagemaker:AddTags" not in studio.control.counts()


def test_a_run_whose_process_died_is_shown_and_goes_on(studio, run, ask):
    context = Context(os.environ)
    plan = plans.plan_named(context, [ENDED], {"environment": "dev"})
    begun = fixes.begin_plan(context, plan)
    begun.abandon()  # as the end of its process does
    listed = run("runs")
    assert listed.code == 1
    assert ("interrupted" in listed.out, "--resume" in listed.err) == (True, True)
    assert "interrupted" in run("fix", "--arn", ENDED, "--dry-run").err
    shown = ask("runs", begun.run_id)
    assert (shown.code, shown.json["state"]) == (3, "interrupted")
    assert [one["name"] for one in shown.json["waiting"]] == ["proc-0408"]
    again = ask("fix", "--resume", begun.run_id, "--yes")
    assert (again.code, again.json["results"][0]["outcome"]) == (0, "applied")
    assert run("runs").code == 0
