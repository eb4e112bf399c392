"""`budgets create|alert|action`: exact requests, nothing twice, conflicts told, nothing half."""

import json

import boto3
import pytest

ACCOUNT = "111122223333"
CREATE = ("budgets", "create", "--tag", "project=fraud", "--limit", "500")
MAIL = ("--email", "lead@example.com")
YES = "--yes"


def writes(server):
    return [
        call["operation"]
        for call in server.control.calls()
        if call["operation"].startswith(("Create", "Set", "Put", "Update"))
    ]


def budget(server, name):
    return server.world.budgets[name]


def kinds(entry):
    return [
        (one["notification"]["NotificationType"], one["notification"]["Threshold"])
        for one in entry["notifications"]
    ]


def test_a_dry_run_shows_exactly_the_requests(laptop, ask):
    told = ask(*CREATE, *MAIL, "--dry-run")
    assert (told.code, told.json["outcome"], told.json["budget"]) == (0, "planned", "project-fraud")
    (request,) = told.json["requests"]
    assert (request["service"], request["operation"], request["sent"]) == (
        "budgets",
        "CreateBudget",
        False,
    )
    assert request["parameters"]["Budget"] == {
        "BudgetName": "project-fraud",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": "500", "Unit": "USD"},
        "CostFilters": {"TagKeyValue": ["user:project$fraud"]},
        "CostTypes": {"IncludeCredit": False, "IncludeRefund": False},
    }
    alerts = request["parameters"]["NotificationsWithSubscribers"]
    assert [one["Notification"]["Threshold"] for one in alerts] == [80, 100, 100]
    assert writes(laptop) == []


def test_create_then_again_then_with_more_and_then_another(laptop, ask):
    made = ask(*CREATE, *MAIL, YES)
    assert (made.code, made.json["outcome"]) == (0, "applied")
    assert made.json["requests"][0]["sent"]
    entry = budget(laptop, "project-fraud")
    assert kinds(entry) == [("ACTUAL", 80.0), ("ACTUAL", 100.0), ("FORECASTED", 100.0)]
    again = ask(*CREATE, *MAIL)  # nothing to send: no --yes needed
    assert (again.code, again.json["outcome"], again.json["requests"]) == (0, "unchanged", [])
    more = ask(*CREATE, *MAIL, "--at", "50,80", YES)
    assert [one["operation"] for one in more.json["requests"]] == ["CreateNotification"]
    other = ask("budgets", "create", "--tag", "project=fraud", "--limit", "600", YES)
    assert (other.code, other.json["outcome"]) == (1, "conflict")
    assert other.json["differences"] == ["Its limit is 500 USD, not 600 USD."]
    assert writes(laptop) == ["CreateBudget", "CreateNotification"]


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        (("--tag", "project=churn", "--limit", "250", "--period", "quarterly"), "Its period is"),
        (("--tag", "project=ranking", "--limit", "250"), "Its filter is another one."),
        (("--tag", "project=churn", "--limit", "250", "--currency", "eur"), "Its limit is"),
    ],
)
def test_what_somebody_made_stays(laptop, ask, words, difference):
    told = ask("budgets", "create", "--name", "project-churn", *words, YES)
    assert (told.code, told.json["outcome"]) == (1, "conflict")
    assert told.json["differences"][0].startswith(difference)
    assert writes(laptop) == []


def test_a_lost_answer_and_another_run_are_no_duplicate(laptop, ask):
    fault = {"op": "budgets:CreateBudget", "times": 1, "apply_then_drop": True}
    laptop.control.add_faults([fault])
    lost = ask(*CREATE, *MAIL, YES)
    assert (lost.code, lost.problem["code"]) == (3, "unreachable")
    again = ask(*CREATE, *MAIL, YES)
    assert (again.code, again.json["outcome"]) == (0, "unchanged")
    assert writes(laptop) == ["CreateBudget"]


def test_two_keys_must_both_hold(laptop, ask):
    words = (
        "budgets",
        "create",
        "--tag",
        "project=a",
        "--tag",
        "environment=dev",
        "--limit",
        "9.5",
    )
    if not boto3_has_expressions():
        assert ask(*words, "--dry-run").problem["code"] == "not-available"
        return
    made = ask(*words, YES)
    sent = made.json["requests"][0]["parameters"]["Budget"]
    assert sent["FilterExpression"]["And"][:2] == [
        {"Tags": {"Key": "project", "Values": ["a"]}},
        {"Tags": {"Key": "environment", "Values": ["dev"]}},
    ]
    assert "CostFilters" not in sent
    assert ask(*words).json["outcome"] == "unchanged"


def boto3_has_expressions():
    model = boto3.client("budgets", region_name="us-east-1").meta.service_model
    return "FilterExpression" in model.shape_for("Budget").members


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--limit", "500"),
        ("create", "--tag", "project=x"),
        ("create", "--tag", "project=x", "--limit", "0"),
        ("create", "--tag", "project=x", "--limit", "NaN"),
        ("create", "--tag", "project", "--limit", "5"),
        ("create", "--tag", "pro$ject=x", "--limit", "5"),
        ("create", "--tag", "project=x", "--limit", "5", "--name", "a:b"),
        ("create", "--tag", "project=x", "--limit", "5", "--period", "weekly"),
        ("create", "--tag", "project=x", "--limit", "5", "--at", "80"),
        ("create", "--tag", "project=x", "--limit", "5", "--email", "nobody"),
        ("create", "--tag", "project=x", "--limit", "5", "--sns", "arn:aws:sqs:us-east-1:1:x"),
        ("alert", "project-churn", "--at", "80"),
        ("alert", "project-churn", "--email", "a@b.co"),
        ("alert", "project-churn", "--at", "0", "--email", "a@b.co"),
        ("alert", "project-churn", "--at", "1,2,3,4,5,6,7,8,9,10,11", "--email", "a@b.co"),
        ("alert", "no-such", "--at", "80", "--email", "a@b.co"),
        ("action", "project-churn", "--at", "90,100", "--role", "R", "--email", "a@b.co"),
        ("action", "project-churn", "--at", "100", "--email", "a@b.co"),
        ("action", "project-churn", "--at", "100", "--role", "R"),
    ],
)
def test_a_wrong_command_sends_nothing(laptop, ask, words):
    told = ask("budgets", *words, YES)
    assert told.code == 2
    assert told.problem["action"]
    assert writes(laptop) == []


def test_without_a_yes_nothing_is_sent(laptop, ask):
    told = ask(*CREATE)
    assert (told.code, told.problem["code"]) == (2, "not-confirmed")
    assert writes(laptop) == []


def test_alerts_add_what_is_missing(laptop, ask):
    words = ("budgets", "alert", "project-churn", "--at", "50,75", "--forecast", "100", *MAIL, YES)
    made = ask(*words)
    assert [one["operation"] for one in made.json["requests"]] == [
        "CreateSubscriber",  # at 50 finance hears already
        "CreateNotification",
        "CreateSubscriber",
    ]
    assert ask(*words).json["outcome"] == "unchanged"


def test_hearers_that_can_not_be_read_are_left_as_they_are(laptop, ask):
    laptop.control.add_faults(
        [{"op": "budgets:DescribeSubscribersForNotification", "code": "UnknownOperationException"}]
    )
    told = ask("budgets", "alert", "project-churn", "--at", "50", *MAIL, YES)
    assert (told.code, told.json["outcome"]) == (0, "unchanged")
    assert "Who hears of the alert at actual 50 % isn't known" in told.json["notes"][0]


def test_no_more_than_ten_alerts(laptop, ask):
    told = ask("budgets", "alert", "project-churn", "--at", "1,2,3,4,5,6,7", *MAIL, YES)
    assert (told.code, told.problem["code"]) == (2, "too-many-alerts")
    assert writes(laptop) == []


@pytest.fixture
def topic(laptop):
    made = boto3.client("sns", region_name="eu-west-1").create_topic(Name="budget-alerts")
    return made["TopicArn"]


def test_the_topics_policy_lets_budgets_of_this_account_publish(laptop, topic, ask):
    sns = boto3.client("sns", region_name="eu-west-1")
    before = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    words = ("budgets", "alert", "project-churn", "--at", "90", "--sns", topic)
    printed = ask(*words, "--dry-run").json
    statement = printed["documents"]["topic_policy_statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"},
    }
    made = ask(*words, "--topic-policy", "apply", YES)
    assert [one["operation"] for one in made.json["requests"]] == [
        "SetTopicAttributes",
        "CreateNotification",
    ]
    assert made.json["requests"][0]["region"] == "eu-west-1"
    after = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    assert after["Statement"] == [*before["Statement"], statement]
    assert ask(*words, "--topic-policy", "apply").json["outcome"] == "unchanged"


def test_a_second_topic_is_a_conflict(laptop, topic, ask):
    words = ("budgets", "alert", "project-churn", "--at", "90", "--sns")
    assert ask(*words, topic, YES).code == 0
    told = ask(*words, f"arn:aws:sns:us-east-1:{ACCOUNT}:another", YES)
    assert (told.code, told.json["outcome"]) == (1, "conflict")


ACTION = ("budgets", "action", "project-churn", "--at", "100", "--role", "DataScientist", *MAIL)


def test_an_action_with_its_policies(laptop, ask):
    planned = ask(*ACTION, "--dry-run").json
    assert [one["operation"] for one in planned["requests"]] == [
        "CreatePolicy",
        "CreateBudgetAction",
    ]
    assert set(planned["documents"]) == {
        "deny_policy",
        "execution_role_trust_policy",
        "execution_role_policy",
    }
    assert writes(laptop) == []
    missing = ask(*ACTION, YES)
    assert (missing.code, missing.problem["code"]) == (2, "no-execution-role")
    trust = json.dumps(planned["documents"]["execution_role_trust_policy"])
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_role(RoleName="cost-tags-budget-actions", AssumeRolePolicyDocument=trust)
    made = ask(*ACTION, YES)
    assert (made.code, made.json["outcome"]) == (0, "applied")
    (action,) = budget(laptop, "project-churn")["actions"]
    assert action["ApprovalModel"] == "MANUAL"
    assert action["Definition"]["IamActionDefinition"] == {
        "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/cost-tags-stop-spend",
        "Roles": ["DataScientist"],
    }
    assert ask(*ACTION).json["outcome"] == "unchanged"
    other = ask(*ACTION, "--approval", "automatic")
    assert (other.code, other.json["outcome"]) == (1, "conflict")
    assert "its approval" in other.json["differences"][0]


def test_a_part_that_was_sent_is_told(laptop, ask):
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_role(RoleName="cost-tags-budget-actions", AssumeRolePolicyDocument="{}")
    laptop.control.deny(["budgets:CreateBudgetAction"])
    told = ask(*ACTION, YES)
    assert (told.code, told.json["outcome"]) == (3, "partial")
    assert [one["sent"] for one in told.json["requests"]] == [True, False]
    assert told.json["problem"]["iam_action"] == "budgets:CreateBudgetAction"
    laptop.control.deny([])
    again = ask(*ACTION, YES)
    assert [one["operation"] for one in again.json["requests"]] == ["CreateBudgetAction"]


def test_denied(laptop, ask):
    laptop.control.deny(["budgets:ModifyBudget"])
    told = ask(*CREATE, YES)
    assert (told.code, told.problem["iam_action"]) == (3, "budgets:ModifyBudget")
