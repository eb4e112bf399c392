"""What AWS tells of a budget, as the wire has it: missing is never zero, nothing is clamped."""

from datetime import datetime, timezone

import pytest

from jupyter_cost_tags.budgets.filters import EVERYTHING
from jupyter_cost_tags.budgets.mine import Mine
from jupyter_cost_tags.budgets.reactions import action, alert
from jupyter_cost_tags.budgets.read import amount, budget, window

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


def usd(value):
    return {"Amount": value, "Unit": "USD"}


def told(limit="100", actual="42.345", forecast=None, **more):
    spent = {"ActualSpend": usd(actual)} | ({"ForecastedSpend": usd(forecast)} if forecast else {})
    return {
        "BudgetName": "b",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": usd(limit),
        "CalculatedSpend": spent,
        **more,
    }


def read(given):
    return budget(given, EVERYTHING, Mine({}), NOW)


@pytest.mark.parametrize(
    ("given", "health", "left", "percent"),
    [
        (told(), "ok", "57.65", "42.3"),
        (told(actual="100"), "ok", "0.00", "100"),
        (told(actual="100.004"), "over", "0.00", "100"),
        (told(actual="1122"), "over", "-1022.00", "1122"),
        (told(forecast="100.01"), "forecast-over", "57.65", "42.3"),
        (told(forecast="100"), "ok", "57.65", "42.3"),
        (told(actual="0.0"), "ok", "100.00", "0"),
        (told(limit="0.0"), "over", "-42.35", None),
    ],
)
def test_health(given, health, left, percent):
    one = read(given)
    assert (one.health, one.left, one.actual_percent) == (health, left, percent)


def test_what_aws_did_not_tell_is_unknown_and_no_zero():
    without = told()
    del without["CalculatedSpend"]
    one = read(without)
    assert (one.actual, one.forecast, one.left, one.health) == (None, None, None, "unknown")
    one = read({**told(), "BudgetLimit": None})
    assert (one.limit, one.health, one.currency) == (None, "unknown", "USD")
    one = read(told(HealthStatus={"Status": "UNHEALTHY", "StatusReason": "FILTER_INVALID"}))
    assert (one.health, one.health_reason) == ("unknown", "AWS calls the budget's filter invalid.")


def test_amounts_in_two_units_stand_apart():
    given = told()
    given["CalculatedSpend"]["ActualSpend"]["Unit"] = "EUR"
    one = read(given)
    assert (one.limit, one.actual, one.health) == ("100.00", None, "unknown")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "", "1,000", None])
def test_what_is_no_number_is_none(text):
    assert amount({"Amount": text, "Unit": "USD"}) is None


def test_usage_has_a_unit_and_no_currency():
    one = read({**told(), "BudgetType": "USAGE", "BudgetLimit": {"Amount": "10", "Unit": "GB"}})
    assert (one.currency, one.unit, one.limit) == (None, "GB", "10.00")
    assert read({**told(), "BudgetType": "RI_COVERAGE"}).health == "unknown"


def test_a_planned_limit_is_this_months():
    starts = {
        f"{datetime(2026, m, 1, tzinfo=timezone.utc).timestamp():.0f}": m for m in (10, 11, 12)
    }
    given = told(PlannedBudgetLimits={start: usd(f"{m}0") for start, m in starts.items()})
    del given["BudgetLimit"]
    assert read(given).limit == "110.00"


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        ("DAILY", "2026-11-23", "2026-11-23"),
        ("MONTHLY", "2026-11-01", "2026-11-30"),
        ("QUARTERLY", "2026-10-01", "2026-12-31"),
        ("ANNUALLY", "2026-01-01", "2026-12-31"),
        ("CUSTOM", "2026-11-05", "2026-12-14"),
    ],
)
def test_periods_are_utc_days(unit, first, last):
    period = {}
    if unit == "CUSTOM":
        period = {
            "Start": datetime(2026, 11, 5, tzinfo=timezone.utc),
            "End": datetime(2026, 12, 15, tzinfo=timezone.utc),
        }
    assert [day.isoformat() for day in window(unit, period, NOW)] == [first, last]


@pytest.mark.parametrize(("state", "sent"), [("ALARM", True), ("OK", False), (None, None)])
def test_alerts(state, sent):
    given = {"NotificationType": "FORECASTED", "ComparisonOperator": "GREATER_THAN"}
    given |= {"Threshold": 62.5, **({"NotificationState": state} if state else {})}
    one = alert(given, amount(usd("200")))
    assert (one.kind, one.threshold, one.unit, one.amount) == (
        "forecast",
        "62.5",
        "percent",
        "125.00",
    )
    assert (one.comparison, one.sent, one.sent_at) == ("greater-than", sent, None)


def test_an_alert_at_an_amount():
    given = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 160.0}
    one = alert({**given, "ThresholdType": "ABSOLUTE_VALUE"}, None)
    assert (one.threshold, one.unit, one.amount) == ("160", "amount", "160.00")


def acting(status, approval="MANUAL", kind="APPLY_IAM_POLICY", **definition):
    iam = {"PolicyArn": "arn:aws:iam::111122223333:policy/stop/deny", "Roles": ["team/DS-Ana"]}
    return {
        "ActionId": "a",
        "ActionType": kind,
        "NotificationType": "ACTUAL",
        "ActionThreshold": {"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
        "Definition": definition or {"IamActionDefinition": iam},
        "ApprovalModel": approval,
        "Status": status,
    }


@pytest.mark.parametrize(
    ("status", "stage", "words"),
    [
        ("STANDBY", "waiting", "When the spend passes 100 %, an admin is asked whether AWS should"),
        ("PENDING", "approval", "Waits for an admin's approval: AWS would then attach"),
        ("EXECUTION_IN_PROGRESS", "running", "Under way: AWS is to attach"),
        ("EXECUTION_SUCCESS", "done", "AWS has attached the policy deny to DS-Ana: what it denies"),
        ("EXECUTION_FAILURE", "failed", "Failed: AWS could not attach"),
        ("REVERSE_IN_PROGRESS", "running", "Being taken back: AWS had attached"),
        ("REVERSE_SUCCESS", "undone", "Taken back: AWS had attached"),
        ("REVERSE_FAILURE", "failed", "Failed: AWS could not take back that it had attached"),
        ("RESET_IN_PROGRESS", "running", "Under way: AWS is to attach"),
        ("SOMETHING_NEW", "unknown", "AWS may attach"),
    ],
)
def test_actions_in_plain_words(status, stage, words):
    one = action(acting(status), "DS-Ana")
    assert (one.stage, one.status, one.touches_me) == (stage, status, True)
    assert one.effect.startswith(words)


def test_automatic_and_other_kinds_of_actions():
    assert "AWS will attach" in action(acting("STANDBY", "AUTOMATIC"), None).effect
    ssm = {"ActionSubType": "STOP_EC2_INSTANCES", "Region": "us-east-1", "InstanceIds": ["i-1"]}
    one = action(acting("STANDBY", kind="RUN_SSM_DOCUMENTS", SsmActionDefinition=ssm), "DS-Ana")
    assert "not SageMaker" in one.effect
    assert one.touches_me is None
    scp = {"PolicyId": "p-12345678", "TargetIds": ["111122223333"]}
    one = action(acting("PENDING", kind="APPLY_SCP_POLICY", ScpActionDefinition=scp), "DS-Ana")
    assert (one.policy, one.targets) == ("p-12345678", ["111122223333"])
