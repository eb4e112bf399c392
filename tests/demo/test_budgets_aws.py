"""The embedded AWS's Budgets and anomalies: as strict as AWS, and the bill's figures."""

from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError

ACCOUNT = "111122223333"
CHURN = {"Tags": {"Key": "project", "Values": ["churn"]}}
MAIL = {"SubscriptionType": "EMAIL", "Address": "a@example.com"}
AT_80 = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}


@pytest.fixture
def budgets(company_aws):
    return boto3.client("budgets", region_name="us-east-1")


def usd(amount):
    return {"Amount": amount, "Unit": "USD"}


def given(**changes):
    made = {
        "BudgetName": "new",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": usd("100"),
        "CostFilters": {"TagKeyValue": ["user:project$churn"]},
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


def create(budgets, notifications=(), **changes):
    return budgets.create_budget(
        AccountId=ACCOUNT,
        Budget=given(**changes),
        NotificationsWithSubscribers=[
            {"Notification": one, "Subscribers": [MAIL]} for one in notifications
        ],
    )


def refused(call, *arguments, **more):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **more)
    return caught.value.response["Error"]["Code"]


def test_a_budget_has_spent_what_cost_explorer_tells(budgets):
    ce = boto3.client("ce", region_name="us-east-1")
    for name, wanted in (("project-churn", CHURN), ("logistics-ml", None)):
        told = budgets.describe_budget(AccountId=ACCOUNT, BudgetName=name)["Budget"]
        where = wanted or {"Tags": {"Key": "cost-center", "Values": ["CC-4802"]}}
        apart = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}
        answer = ce.get_cost_and_usage(
            TimePeriod={"Start": "2026-11-01", "End": "2026-11-24"},
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
            Filter={"And": [where, {"Not": apart}]},
        )
        billed = Decimal(answer["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"])
        spent = Decimal(told["CalculatedSpend"]["ActualSpend"]["Amount"])
        assert spent == billed.quantize(Decimal("0.001"))


def test_pages_of_the_size_that_is_asked_for(budgets):
    names, token = [], {}
    for _ in range(10):
        page = budgets.describe_budgets(AccountId=ACCOUNT, MaxResults=3, **token)
        names.append([one["BudgetName"] for one in page["Budgets"]])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert [len(page) for page in names] == [3, 3, 1]
    assert len({name for page in names for name in page}) == 7
    wrong = refused(budgets.describe_budgets, AccountId=ACCOUNT, NextToken="x")
    assert wrong == "InvalidNextTokenException"


@pytest.mark.parametrize(
    "changes",
    [
        {"BudgetName": "a:b"},
        {"BudgetLimit": usd("0")},
        {"BudgetLimit": {"Amount": "100", "Unit": "EUR"}},
        {"BudgetLimit": None},
        {"CostFilters": {"TagKeyValue": ["project=churn"]}},
        {"CostFilters": {"Colour": ["red"]}},
    ],
)
def test_what_aws_refuses_to_create(budgets, changes):
    assert refused(create, budgets, **changes) == "InvalidParameterException"
    assert refused(budgets.describe_budget, AccountId=ACCOUNT, BudgetName="new") == (
        "NotFoundException"
    )


def test_names_notifications_and_hearers_are_there_once(budgets):
    create(budgets, [AT_80])
    assert refused(create, budgets) == "DuplicateRecordException"
    where = {"AccountId": ACCOUNT, "BudgetName": "new"}
    again = {**where, "Notification": AT_80, "Subscribers": [MAIL]}
    assert refused(budgets.create_notification, **again) == "DuplicateRecordException"
    same = {**where, "Notification": AT_80, "Subscriber": MAIL}
    assert refused(budgets.create_subscriber, **same) == "DuplicateRecordException"
    for number in range(9):
        one = {**AT_80, "Threshold": float(number + 1)}
        budgets.create_notification(**{**again, "Notification": one})
    eleventh = {**again, "Notification": {**AT_80, "Threshold": 99.0}}
    assert refused(budgets.create_notification, **eleventh) == "CreationLimitExceededException"


def test_alerts_and_actions_follow_the_spend(budgets, company_aws):
    where = {"AccountId": ACCOUNT, "BudgetName": "retail-ml"}
    told = budgets.describe_notifications_for_budget(**where)["Notifications"]
    states = {(one["NotificationType"], one["Threshold"]): one["NotificationState"] for one in told}
    assert states == {
        ("ACTUAL", 80.0): "ALARM",
        ("ACTUAL", 100.0): "OK",
        ("FORECASTED", 100.0): "ALARM",
    }
    (action,) = budgets.describe_budget_actions_for_budget(**where)["Actions"]
    assert action["Status"] == "STANDBY"
    entry = company_aws.world.budgets["retail-ml"]["budget"]
    company_aws.world.budgets["retail-ml"]["budget"] = {**entry, "BudgetLimit": usd("1000")}
    (action,) = budgets.describe_budget_actions_for_budget(**where)["Actions"]
    assert action["Status"] == "PENDING"  # it waits for an approval
    history = budgets.describe_budget_action_histories(**where, ActionId=action["ActionId"])
    assert [one["Status"] for one in history["ActionHistories"]] == ["PENDING", "STANDBY"]


def test_another_account_and_a_denial(budgets, company_aws):
    assert refused(budgets.describe_budgets, AccountId="999988887777") == "AccessDeniedException"
    company_aws.control.deny(["budgets:ViewBudget"])
    with pytest.raises(ClientError, match="not authorized to perform: budgets:ViewBudget"):
        budgets.describe_budgets(AccountId=ACCOUNT)


def test_history_goes_back_by_periods(budgets):
    told = budgets.describe_budget_performance_history(
        AccountId=ACCOUNT, BudgetName="project-churn"
    )["BudgetPerformanceHistory"]
    periods = told["BudgetedAndActualAmountsList"]
    assert f"{periods[0]['TimePeriod']['Start']:%Y-%m-%d}" == "2026-11-01"
    assert f"{periods[1]['TimePeriod']['Start']:%Y-%m-%d}" == "2026-10-01"


def test_anomalies_go_back_ninety_days(company_aws):
    ce = boto3.client("ce", region_name="us-east-1")
    old = {"StartDate": "2026-08-01", "EndDate": "2026-11-23"}
    assert refused(ce.get_anomalies, DateInterval=old) == "ValidationException"
    found = ce.get_anomalies(DateInterval={"StartDate": "2026-09-01"}, MaxResults=2)
    assert (len(found["Anomalies"]), "NextPageToken" in found) == (2, True)
    unknown = refused(ce.get_anomaly_monitors, MonitorArnList=["arn:aws:ce::1:anomalymonitor/x"])
    assert unknown == "UnknownMonitorException"
