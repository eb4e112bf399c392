"""`report statement --schedule`: printed for cron and EventBridge; AWS's own is made with --yes."""

import json
import shlex

import botocore.session
import pytest
from botocore.validate import ParamValidator

ROLE = "arn:aws:iam::111122223333:role/cost-tags"
DASHBOARD = "arn:aws:bcm-dashboards::111122223333:dashboard/0f3a-77"
STATEMENT = ("report", "statement", "--by", "tag:project")
OWN = ("--schedule", "aws", "--dashboard", DASHBOARD, "--role", ROLE)


def validated(service, operation, request):
    model = botocore.session.get_session().get_service_model(service)
    report = ParamValidator().validate(request, model.operation_model(operation).input_shape)
    assert not report.has_errors(), report.generate_report()


def test_cron_runs_what_runs_here(studio, run, ask, monkeypatch, tmp_path):
    told = run(*STATEMENT, "--schedule", "cron", "--format", "html")
    zone, line = told.out.splitlines()
    assert (told.code, zone) == (0, "CRON_TZ=UTC")
    assert line.startswith("0 6 6 * * jupyter cost-tags report statement --month last ")
    assert r"statement-$(date -u +\%Y-\%m).html" in line
    assert studio.control.calls() == []
    words = shlex.split(line.split("cost-tags ", 1)[1])[:-1]
    out = tmp_path / "statement.html"
    assert run(*words, str(out)).code == 0
    assert "2026-10 by project" in out.read_text(encoding="utf-8")


def test_last_is_the_month_before_and_to_the_cent(studio, ask):
    last = ask(*STATEMENT, "--month", "last").json
    assert {**last, "requests": 0} == {**ask(*STATEMENT, "--month", "2026-10").json, "requests": 0}
    assert last["month"] == "2026-10"


def test_eventbridge_takes_it(studio, run):
    out = ("--out", "s3://northwind-reports/statements", "--role", ROLE)
    told = run(*STATEMENT, "--schedule", "eventbridge", "--format", "csv", *out)
    request = json.loads(told.out)
    validated("scheduler", "CreateSchedule", request)
    started = json.loads(request["Target"]["Input"])
    commands = json.loads(started["BuildspecOverride"])["phases"]["build"]["commands"]
    assert "--month last --by tag:project --format csv" in commands[0]
    assert commands[1].startswith("aws s3 cp statement.csv s3://northwind-reports/statements/")
    assert studio.control.calls() == []


def test_csv_goes_to_a_file_too(studio, run, tmp_path):
    out = tmp_path / "statement.csv"
    assert run(*STATEMENT, "--format", "csv", "--out", str(out)).code == 0
    assert (
        out.read_text(encoding="utf-8").splitlines()[0].startswith('"tag:project","name","Usage"')
    )


def is_known():
    """Tell whether this boto3 has AWS's scheduled reports; the oldest supported one has not."""
    return "bcm-dashboards" in botocore.session.get_session().get_available_services()


def test_awss_own_report_is_shown_first_and_made_once(studio, ask):
    if not is_known():
        told = ask(*STATEMENT, *OWN, "--yes")
        assert (told.code, studio.control.calls()) == (3, [])
        assert "--schedule cron" in told.problem["action"]
        return
    shown = ask(*STATEMENT, *OWN)
    validated("bcm-dashboards", "CreateScheduledReport", shown.json["request"])
    assert (shown.code, shown.json["created"], studio.control.calls()) == (0, False, [])
    made = ask(*STATEMENT, *OWN, "--yes")
    assert (made.code, made.json["created"]) == (0, True)
    assert made.json["arn"].startswith("arn:aws:bcm-dashboards::111122223333:scheduled-report/")
    assert studio.control.counts()["bcm-dashboards:CreateScheduledReport"] == 1
    again = ask(*STATEMENT, *OWN, "--yes")
    assert (again.code, list(again.json)) == (3, ["problem"])


def test_denied_names_the_action(studio, ask):
    studio.control.deny(["bcm-dashboards:CreateScheduledReport"])
    told = ask(*STATEMENT, *OWN, "--yes")
    action = "bcm-dashboards:CreateScheduledReport" if is_known() else None
    assert (told.code, told.problem["iam_action"]) == (3, action)


@pytest.mark.parametrize(
    "more",
    [
        ("--schedule", "aws"),
        ("--schedule", "aws", "--dashboard", DASHBOARD),
        ("--schedule", "aws", "--dashboard", "mine", "--role", ROLE),
        ("--schedule", "eventbridge", "--role", ROLE),
        ("--schedule", "eventbridge", "--out", "s3://b/p"),
        ("--schedule", "weekly"),
    ],
)
def test_what_is_missing_is_said(studio, ask, more):
    told = ask(*STATEMENT, *more)
    assert (told.code, list(told.json)) == (2, ["problem"])
    assert studio.control.calls() == []
