"""`parts`: the table, JSON, CSV, the exit codes, and aligning from a terminal."""

from __future__ import annotations

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
CHURN = f"{HEAD}:endpoint/churn-v2"


def test_parts_of_an_endpoint_side_by_side(studio, run, ask):
    told = run("parts", CHURN)
    assert told.code == 1
    config = next(line for line in told.out.splitlines() if line.startswith("configuration"))
    assert "! staging" in config
    assert "instances under these tags" in told.err
    assert "--align --dry-run" in told.err
    json = ask("parts", CHURN)
    assert [part["role"] for part in json.json["parts"]] == ["endpoint", "endpoint-config", "model"]
    assert json.json["aws_calls"]["sagemaker:ListTags"] == 3
    assert "(shadow" in run("parts", f"{HEAD}:endpoint/ranking-live").out


def test_parts_as_rows_for_a_spreadsheet(studio, run):
    told = run("parts", CHURN, "--format", "csv").out.splitlines()
    assert told[0].endswith("cost-center,project,environment,note")
    assert len(told) == 4


def test_steps_that_override_are_shown(studio, run):
    told = run("parts", f"{HEAD}:pipeline/ranking-nightly")
    assert "environment=dev, not prod" in told.out


def test_a_notebook_instance_does_not_cover_its_jobs(studio, run):
    assert "don't get its tags" in run("parts", f"{HEAD}:notebook-instance/nb-7").err


def test_aligning_shows_asks_and_applies(studio, ask):
    dry = ask("parts", CHURN, "--align", "--dry-run")
    assert dry.code == 0
    assert sum(bool(c["add"] or c["overwrite"]) for c in dry.json["changes"]) == 2
    asked = ask("parts", CHURN, "--align")
    assert (asked.code, asked.problem["code"]) == (2, "confirmation-needed")
    done = ask("parts", CHURN, "--align", "--yes")
    assert done.code == 0
    assert ask("parts", CHURN).code == 0  # they agree now


def test_another_member_may_be_the_model(studio, ask):
    like = f"{HEAD}:endpoint-config/churn-v2"
    told = ask("parts", CHURN, "--align", "--like", like, "--dry-run")
    assert told.json["changes"][0]["overwrite"] == {"environment": "staging"}


def test_what_can_not_be_read_is_3(studio, ask):
    studio.control.deny(["sagemaker:DescribeEndpointConfig"])
    told = ask("parts", CHURN)
    assert told.code == 3
    assert told.json["problems"][0]["iam_action"] == "sagemaker:DescribeEndpointConfig"


def test_bad_input_is_2(studio, ask):
    other = CHURN.replace("111122223333", "999988887777")
    for words in (
        ["parts", "churn-v2"],
        ["parts", other],
        ["parts", CHURN.replace("us-east-1", "eu-west-1")],
        ["parts", f"{HEAD}:model/churn-v2"],
        ["parts", CHURN, "--like", CHURN],
        ["parts", CHURN, "--align", "--like", other],
    ):
        assert ask(*words).code == 2, words


def test_a_scan_of_a_kind_leads_to_a_fix_of_it(studio, run, ask):
    told = run("scan", "--scope", "all", "--kind", "endpoint-config", "--kind", "model")
    line = next(line for line in told.err.splitlines() if line.startswith("Next:"))
    words = line.removeprefix("Next: jupyter cost-tags ").split()
    assert words[-5:] == ["--kind", "endpoint-config", "--kind", "model", "--dry-run"]
    kinds = {change["kind"] for change in ask(*words).json["changes"]}
    assert kinds == {"endpoint-config", "model"}
