"""`running` and `stop`: prices, three verdicts, what is lost, and never without a word."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from jupyter_cost_tags.running.stop import STOPS
from jupyter_cost_tags.service.runnings import iam_actions

SAGEMAKER = "arn:aws:sagemaker:us-east-1:111122223333"
OWN_APP = f"{SAGEMAKER}:app/d-nw7x4k2m9qpa/ana-lab/JupyterLab/default"
JOB = f"{SAGEMAKER}:training-job/train-xgb-0412"
THEIRS = f"{SAGEMAKER}:endpoint/triage-beta"
NOTEBOOK = f"{SAGEMAKER}:notebook-instance/nb-7"
MISSING = f"{SAGEMAKER}:training-job/no-such-job"


def named(told):
    return {one["name"]: one for one in told["resources"]}


def stops(server):
    writes = {stop.operation for stop in STOPS.values()}
    return [call["operation"] for call in server.control.calls() if call["operation"] in writes]


def test_running(studio, ask):
    told = ask("running")
    assert told.code == 0
    up = told.json
    assert (up["scope"], up["complete"], up["currency"], up["unpriced"]) == ("mine", True, "USD", 0)
    mine = named(up)
    assert set(mine) == {"ana-lab/JupyterLab/default", "train-xgb-0412", "churn-v2"}
    app, job = mine["ana-lab/JupyterLab/default"], mine["train-xgb-0412"]
    endpoint = mine["churn-v2"]
    assert (app["hourly"], app["activity"], app["is_here"]) == ("1.408", "idle", True)
    assert app["idle_since"] == "2026-11-23T10:16:00Z"
    assert (job["hourly"], job["activity"], job["is_here"]) == ("0.922", "active", False)
    assert (endpoint["hourly"], endpoint["activity"]) == ("0.115", "unknown")
    assert up["hourly"] == "2.445"
    hours = Decimal(312) / 60
    assert app["accrued"] == str((Decimal("1.408") * hours).quantize(Decimal("0.01")))
    assert [one["hourly"] for one in up["resources"]] == ["1.408", "0.922", "0.115"]
    assert not any(name.startswith("ce:") for name in studio.control.counts())


def test_everybodys(studio, ask):
    up = named(ask("running", "--scope", "all").json)
    assert {"nb-7", "triage-beta", "team-nlp/JupyterLab/default"} <= set(up)
    assert up["nb-7"]["activity"] == "unknown"


def test_since_the_last_bill_and_the_day_before_reckoned_the_same_way(studio, ask):
    assert ask("running").json["since_last_bill"] is None  # no bill was read yet
    spend = ask("spend").json
    up = ask("running").json
    assert spend["since_last_bill"] == up["since_last_bill"]
    assert up["since_last_bill"]["since"] == "2026-11-23T00:00:00Z"
    least = sum(Decimal(one["accrued"]) for one in up["resources"][:2])
    assert Decimal(up["since_last_bill"]["estimate"]) >= least
    compared = up["reconciled"]
    assert compared["day"] == "2026-11-22"
    billed = [day["amount"] for day in spend["days"] if day["day"] == "2026-11-22"]
    assert [compared["billed"]] == billed
    error = Decimal(compared["estimate"]) - Decimal(compared["billed"])
    assert compared["error"] == str(error)
    said = ask("running").err
    assert f"{abs(error)} too" in said or "the same" in said


def test_what_is_not_readable_is_said_and_no_total_is_made_of_the_rest(studio, ask):
    studio.control.deny(["sagemaker:ListEndpoints"])
    told = ask("running")
    up = told.json
    assert (told.code, up["complete"], up["hourly"]) == (3, False, None)
    assert up["problems"][0]["iam_action"] == "sagemaker:ListEndpoints"
    assert set(named(up)) == {"ana-lab/JupyterLab/default", "train-xgb-0412"}
    assert up["hourly_known"] == "2.33"
    assert "at least" in told.err


def test_no_price_list_is_no_price_and_never_zero(studio, ask):
    studio.control.deny(["pricing:GetProducts"])
    told = ask("running")
    up = told.json
    assert (told.code, up["hourly"], up["unpriced"], up["currency"]) == (3, None, 3, None)
    assert {one["hourly"] for one in up["resources"]} == {None}
    assert {one["reason"] for one in up["resources"]} == {"no price list"}


def test_outside_studio_nothing_marks_what_is_mine(laptop, ask):
    assert ask("running").problem["code"] == "scope-unknown"
    assert ask("running", "--scope", "all").json["scope"] == "all"


@pytest.mark.parametrize("output", ["table", "csv"])
def test_people_read_it(studio, run, output):
    told = run("running", "--format", output)
    assert "train-xgb-0412" in told.out
    assert "idle" in told.out
    assert "unknown" in told.out


def test_stop_asks_first_and_says_what_is_lost(studio, ask):
    told = ask("stop", JOB)
    assert (told.code, told.problem["code"]) == (2, "not-confirmed")
    assert "two minutes" in told.problem["message"]
    assert stops(studio) == []


def test_dry_run_stops_nothing(studio, ask):
    told = ask("stop", OWN_APP, "--dry-run")
    assert (told.code, told.json["operation"], told.json["is_here"]) == (0, "DeleteApp", True)
    assert "This runs in it" in told.json["lost"]
    assert stops(studio) == []


def test_stop_is_journaled_before_it_is_sent(studio, ask, tmp_path):
    told = ask("stop", JOB, "--yes")
    assert (told.code, told.json["outcome"]) == (0, "stopping")
    assert stops(studio) == ["StopTrainingJob"]
    lines = [
        json.loads(line.partition(" ")[2])
        for path in Path(tmp_path).rglob("journal/*.jsonl")
        for line in path.read_text().splitlines()
    ]
    assert [(one["type"], one.get("outcome")) for one in lines] == [
        ("stop", None),
        ("stop", "stopping"),
    ]
    assert {one["arn"] for one in lines} == {JOB}
    again = ask("stop", JOB, "--yes")
    assert (again.code, again.json["outcome"]) == (0, "ended")
    assert stops(studio) == ["StopTrainingJob"]


@pytest.mark.parametrize(
    ("arn", "operation"),
    [(OWN_APP, "DeleteApp"), (THEIRS, "DeleteEndpoint"), (NOTEBOOK, "StopNotebookInstance")],
)
def test_right_operation_of_each_kind(studio, ask, arn, operation):
    told = ask("stop", arn, "--yes")
    assert (told.code, told.json["operation"]) == (0, operation)
    assert stops(studio) == [operation]
    assert ("This runs in it" in told.err) == (arn == OWN_APP)
    assert ("somebody else's" in told.err) == (arn in {THEIRS, NOTEBOOK})


def test_gone_is_1(studio, ask):
    told = ask("stop", MISSING, "--yes")
    assert (told.code, told.json["outcome"]) == (1, "gone")


def test_denied_is_3_with_the_action(studio, ask):
    studio.control.deny(["sagemaker:StopTrainingJob"])
    told = ask("stop", JOB, "--yes")
    assert (told.code, told.json["outcome"]) == (3, "denied")
    assert "sagemaker:StopTrainingJob" in told.json["reason"]


@pytest.mark.parametrize(
    "resent", [[], [{"code": "ValidationException", "message": "is Stopping"}]]
)
def test_lost_answer_is_looked_after(studio, ask, resent):
    operation = {"op": "sagemaker:StopTrainingJob"}
    lost = {"apply_then_drop": True, **({"times": 1} if resent else {})}
    studio.control.add_faults([{**operation, **one} for one in [lost, *resent]])
    assert ask("stop", JOB, "--yes").json["outcome"] == "stopping"


@pytest.mark.parametrize(
    "arn",
    [
        "train-xgb-0412",
        f"{SAGEMAKER}:model/churn",
        f"{SAGEMAKER}:training-job/a/b",
        JOB.replace("111122223333", "999988887777"),
        JOB.replace("us-east-1", "eu-west-1"),
        "arn:aws:s3:::bucket",
    ],
)
def test_wrong_arns_are_refused_before_anything_is_asked(studio, ask, arn):
    told = ask("stop", arn, "--yes")
    assert told.code == 2
    assert stops(studio) == []
    assert not any("Describe" + "Training" in name for name in studio.control.counts())


def observed(**metrics):
    """Put a day of churn-v2's metrics into CloudWatch, one value an hour."""
    import boto3

    noon = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
    named = [
        {"Name": "EndpointName", "Value": "churn-v2"},
        {"Name": "VariantName", "Value": "AllTraffic"},
    ]
    spaces = {"Invocations": "AWS/SageMaker", "CPUUtilization": "/aws/sagemaker/Endpoints"}
    for name, values in metrics.items():
        boto3.client("cloudwatch", region_name="us-east-1").put_metric_data(
            Namespace=spaces[name],
            MetricData=[
                {"MetricName": name, "Dimensions": named, "Value": value,
                 "Timestamp": noon - timedelta(hours=hours, minutes=10)}
                for hours, value in enumerate(values)
            ],
        )  # fmt: skip


def test_idle_endpoint_by_one_request_to_cloudwatch(studio, ask):
    observed(Invocations=[0, 0, 0, 5], CPUUtilization=[2.0] * 20)
    studio.control.reset()
    told = ask("running").json
    endpoint = named(told)["churn-v2"]
    assert (endpoint["activity"], endpoint["idle_since"]) == ("idle", "2026-11-23T08:55:00Z")
    assert studio.control.counts()["cloudwatch:GetMetricData"] == 1
    assert told["metrics_read"] == 2


def test_metrics_that_may_not_be_read_are_unknown_and_no_trouble(studio, ask):
    observed(Invocations=[0, 0], CPUUtilization=[2.0] * 20)
    studio.control.deny(["cloudwatch:GetMetricData"])
    told = ask("running")
    endpoint = named(told.json)["churn-v2"]
    assert (told.code, told.json["complete"]) == (0, True)
    assert (endpoint["activity"], endpoint["idle_since"]) == ("unknown", None)
    assert "cloudwatch:GetMetricData" in endpoint["activity_reason"]


def test_cloudwatch_out_of_reach_is_not_waited_for_each_time(studio, ask):
    studio.control.add_faults(
        [{"op": "cloudwatch:GetMetricData", "code": "UnknownOperationException", "status": 404}]
    )
    assert named(ask("running").json)["churn-v2"]["activity"] == "unknown"
    asked = studio.control.counts()["cloudwatch:GetMetricData"]
    told = ask("running").json
    assert studio.control.counts()["cloudwatch:GetMetricData"] == asked
    assert (told["metrics_read"], named(told)["churn-v2"]["activity"]) == (0, "unknown")


def test_snooze_and_wake(studio, ask, run):
    told = ask("running", "--snooze", JOB, "--for", "3d", "--reason", "nightly  run")
    assert (told.code, told.json["snoozed"]["until"]) == (0, "2026-11-26T12:00:00Z")
    kept = named(ask("running").json)["train-xgb-0412"]["snoozed"]
    assert kept == told.json["snoozed"]
    assert kept["reason"] == "nightly run"
    assert "snoozed until 26 Nov 12:00 UTC: nightly run" in " ".join(run("running").out.split())
    assert ask("running", "--wake", JOB).json["snoozed"] is None
    assert stops(studio) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--snooze", JOB], "no-reason"),
        (["--snooze", JOB, "--reason", "x", "--for", "31d"], "bad-span"),
        (["--snooze", JOB, "--reason", "x", "--for", "soon"], "bad-request"),
        (["--snooze", JOB, "--wake", JOB, "--reason", "x"], "bad-request"),
        (["--snooze", MISSING, "--reason", "x"], "not-found"),
        (["--snooze", "churn", "--reason", "x"], "bad-request"),
        (["--reason", "x"], "bad-request"),
    ],
)
def test_what_is_no_snooze_is_said(studio, ask, more, code):
    assert ask("running", *more).problem["code"] == code


def test_permissions_page_names_each_stop():
    page = Path("docs/admins/permissions.md").read_text(encoding="utf-8")
    assert [action for action in iam_actions() if action not in page] == []
