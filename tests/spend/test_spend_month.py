"""The month as asked over HTTP: its numbers, its price, and what trouble does to it."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from spend_account import MINE, Bill, empty_world
from spend_answers import ANA, NOW, SPACE

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.spend import Owner, month_to_date
from jupyter_cost_tags.state import Meter

CHURN = {"project": "churn"}


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(empty_world()) as server:
        server.control.snapshot()
        yield server


@pytest.fixture
def bill(account, monkeypatch, tmp_path):
    return Bill(account, monkeypatch, tmp_path)


def groups(told):
    return [(group.key, group.amount) for group in told.groups]


def nothing(told):
    """Tell whether a view has no number at all."""
    amounts = (told.month_to_date, told.previous_month, told.untagged, told.currency)
    return amounts == (None,) * 4 and not (told.groups or told.days or told.excluded)


def test_ordinary_month_is_one_request(bill):
    bill.add("10-05", "30", CHURN)
    bill.add("10-22", "4", CHURN)
    bill.add("10-23", "99", CHURN)
    bill.add("11-02", "10.004", CHURN)
    bill.add("11-20", "5.003", {})
    bill.add("11-20", "1.5", {}, mine=False)
    bill.add("11-02", "-2", CHURN, kind="Credit")
    bill.add("11-02", "-1", CHURN, kind="Refund")
    bill.add("11-02", "0.5", CHURN, kind="Tax")
    told = bill.month()
    assert (told.state, told.problem, told.currency) == ("ok", None, "USD")
    assert told.month_to_date == "15.01"
    assert told.previous_month == "34.00"
    assert told.untagged == "5.00"
    assert told.untagged_keys == ["project"]
    assert groups(told) == [("churn", "10.00"), (None, "5.00")]
    assert told.excluded == {"Credit": "-2.00", "Refund": "-1.00", "Tax": "0.50"}
    assert (told.through, told.estimated, told.month) == ("2026-11-20", True, "2026-11")
    assert [day.amount for day in told.days if day.amount != "0.00"] == ["10.00", "5.00"]
    assert (told.whose, told.whose_name, told.by) == ("user-profile", "ana", "tag:project")
    assert (told.requests, told.request_cost) == (1, "0.01")
    assert bill.sent() == ["GetCostAndUsage"]
    assert bill.today() == 1


def test_private_space_counts_as_mine_once(bill):
    bill.add("11-02", "1", {"sagemaker:space-arn": SPACE}, mine=False)
    bill.add("11-03", "2", {"sagemaker:space-arn": SPACE})
    bill.add("11-03", "40", {"sagemaker:space-arn": SPACE + "-of-ben"}, mine=False)
    assert bill.month("service").month_to_date == "3.00"


def test_policy_key_may_name_the_owner(bill):
    bill.add("11-02", "7", {"project": "churn"}, mine=False)
    bill.add("11-02", "1", {"project": "other"}, mine=False)
    told = bill.month("day", owner=Owner.of_tag("project", "churn"), required=())
    assert (told.month_to_date, told.whose_name) == ("7.00", "project=churn")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("service", [("Amazon SageMaker", "7.00"), ("AmazonCloudWatch", "1.00")]),
        ("usage-type", [("USE1-Train:ml.m5.xlarge", "7.00"), ("NoUsageType", "1.00")]),
        ("instance-type", [("ml.m5.xlarge", "7.00"), ("NoInstanceType", "1.00")]),
        ("day", [("2026-11-01", "0.00"), ("2026-11-02", "7.00"), ("2026-11-03", "1.00")]),
    ],
)
def test_breakdowns(bill, by, expected):
    bill.add(
        "11-02",
        "7",
        line_item_usage_type="USE1-Train:ml.m5.xlarge",
        product_instance_type="ml.m5.xlarge",
    )
    bill.add("11-03", "1", service="AmazonCloudWatch")
    told = bill.month(by, required=())
    assert groups(told) == expected
    assert (told.untagged, told.untagged_keys, told.requests) == (None, [], 1)


def test_closed_month_is_whole(bill):
    bill.add("09-30", "4", CHURN)
    bill.add("10-01", "1", CHURN)
    bill.add("10-31", "2", CHURN)
    bill.add("11-01", "99", CHURN)
    told = bill.month(month="2026-10")
    assert (told.month, told.month_to_date, told.previous_month) == ("2026-10", "3.00", "4.00")
    assert (told.through, told.estimated) == ("2026-10-31", False)


def test_month_just_closed_is_still_estimated(bill):
    bill.add("11-30", "2", CHURN)
    now = datetime(2026, 12, 2, 12, tzinfo=timezone.utc)
    told = bill.month(month="2026-11", now=now)
    assert (told.month_to_date, told.estimated) == ("2.00", True)


def test_oldest_month_has_no_month_before(bill):
    bill.add("2025-10-05", "2", CHURN)
    told = bill.month(month="2025-10")
    assert (told.month_to_date, told.previous_month) == ("2.00", None)


@pytest.mark.parametrize(
    ("day", "hour"), [(1, 0), (1, 23), (2, 12)], ids=["first second", "first day", "second day"]
)
def test_young_month_without_data_is_not_zero(bill, day, hour):
    bill.add("10-05", "2", CHURN)
    told = bill.month(now=datetime(2026, 11, day, hour, tzinfo=timezone.utc))
    assert (told.state, told.problem, told.through) == ("no-data-yet", None, None)
    assert told.month == "2026-11"
    assert nothing(told)


def test_second_day_shows_the_first(bill):
    bill.add("10-01", "3", CHURN)
    bill.add("10-02", "3", CHURN)
    bill.add("11-01", "2", CHURN)
    bill.world.billing_lag = timedelta(0)
    told = bill.month(now=datetime(2026, 11, 2, 12, tzinfo=timezone.utc))
    assert (told.state, told.month_to_date, told.previous_month) == ("ok", "2.00", "3.00")


def test_currency_is_what_aws_names(bill):
    bill.world.ledger.currency = "CNY"
    bill.add("11-02", "7", CHURN)
    told = bill.month()
    assert (told.currency, told.month_to_date, told.request_cost) == ("CNY", "7.00", "0.01")


def test_pages_are_all_read_and_each_is_paid(bill):
    values = 25
    bill.add_many(22, values, "0.01")
    told = bill.month()
    assert told.month_to_date == f"{Decimal('0.01') * 22 * values}"
    assert len(told.groups) == values
    assert (told.requests, told.request_cost, bill.today()) == (2, "0.02", 2)


def test_every_cost_request_has_my_filter(bill):
    bill.add("11-02", "7", {"project": "churn", "a": "1", "b": "2"})
    bill.control.activation("a", "Active", "2025-01-01T00:00:00Z")
    bill.control.activation("b", "Active", "2025-01-01T00:00:00Z")
    bill.month(required=("project", "a", "b"))
    asked = [call for call in bill.control.calls() if call["operation"] == "GetCostAndUsage"]
    filters = [call["params"]["Filter"] for call in asked]
    assert filters[0] == ANA.filter()
    assert ANA.filter() in filters[1]["And"]


def test_callers_count_stays_apart(bill):
    bill.add("11-02", "7", CHURN)
    aws = Aws()
    told = month_to_date(
        aws, bill.meter, owner=ANA, by="day", month=None, required_keys=(), now=NOW, cap=4
    )
    assert (told.requests, aws.calls()) == (2, {})


def test_company_month(company_aws, tmp_path):
    profiles = [arn for arn in _arns(company_aws, ":user-profile/") if arn.endswith("/ana")]
    spaces = [arn for arn in _arns(company_aws, ":space/") if arn.endswith("/ana-lab")]
    tags = (("sagemaker:user-profile-arn", tuple(profiles)), ("sagemaker:space-arn", tuple(spaces)))
    told = month_to_date(
        Aws(),
        Meter(tmp_path / "cache.sqlite"),
        owner=Owner("user-profile", "ana", tags),
        by="tag:project",
        month=None,
        required_keys=("cost-center", "environment", "project"),
        now=NOW,
        cap=4,
    )
    assert (told.state, told.through, told.requests) == ("ok", "2026-11-22", 2)
    expected = _sum_of_ledger(company_aws, {**dict.fromkeys([*profiles, *spaces])})
    assert told.month_to_date == f"{expected:.2f}"
    assert 0 < Decimal(told.untagged) < expected


def _arns(server, part):
    return [resource.arn for resource in server.world.store.all() if part in resource.arn]


def _sum_of_ledger(server, owners):
    """Sum the ledger another way: row by row, without Cost Explorer."""
    items = server.world.ledger.items(server.world)
    rows = server.world.ledger.query(
        "SELECT line_item_unblended_cost, line_item_line_item_type, tags"  # noqa: S608
        f" FROM ({items}) WHERE line_item_usage_start_date >= '2026-11-01'"
    )
    return sum(
        cost
        for cost, kind, tags in rows
        if kind == "Usage"
        and any(tags.get(key) in owners for key in (*MINE, "sagemaker:space-arn"))
    )


@pytest.mark.parametrize(("name", "state"), [("primary", "ok"), ("gone", "unavailable")])
def test_billing_view_is_asked_by_its_name(bill, name, state):
    bill.add("11-02", "7", CHURN)
    view = f"arn:aws:billing::{bill.world.account}:billingview/{name}"
    told = bill.month(billing_view=view)
    if not bill.aws.accepts("ce", "GetCostAndUsage", "BillingViewArn"):
        state = "unavailable"  # the oldest SDK: nothing was sent, nothing is counted
        assert bill.today() == 0
    assert (told.state, told.month_to_date) == (state, "7.00" if state == "ok" else None)


def test_metric_is_the_policys(bill):
    bill.add("11-02", "7", CHURN, line_item_net_unblended_cost="5.5")
    assert bill.month(metric="NetUnblendedCost").month_to_date == "5.50"
    assert bill.month(metric="UnblendedCost").month_to_date == "7.00"


@pytest.mark.parametrize("kind", ["Credit", "Refund", "Tax"])
def test_what_is_no_use_stands_apart(bill, kind):
    bill.add("11-02", "7", CHURN)
    bill.add("11-03", "-2.5", CHURN, kind=kind)
    told = bill.month()
    assert (told.month_to_date, told.excluded) == ("7.00", {kind: "-2.50"})
