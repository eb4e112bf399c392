"""What stands between a question and its number: the cap, the disk, AWS, a bad request."""

from datetime import timedelta

import pytest
from spend_account import Bill, empty_world
from spend_answers import NOW

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.spend import Owner
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


def nothing(told):
    """Tell whether a view has no number at all."""
    amounts = (told.month_to_date, told.previous_month, told.untagged, told.currency)
    return amounts == (None,) * 4 and not (told.groups or told.days or told.excluded)


def test_cap_in_the_middle_of_the_pages_leaves_no_part(bill):
    bill.add_many(22, 25, "0.01")
    told = bill.month(cap=1)
    assert (told.state, told.problem.code, told.requests) == ("unavailable", "limit-reached", 1)
    assert nothing(told)


def test_changed_data_starts_the_pages_over_once(bill):
    bill.add_many(22, 25, "0.01")
    changed = {"op": "ce:GetCostAndUsage", "code": "RequestChangedException", "skip": 1}
    bill.control.add_faults([{**changed, "times": 1}])
    told = bill.month()
    assert (told.state, told.month_to_date, told.requests) == ("ok", "5.50", 4)
    bill.control.add_faults([changed])
    assert bill.month().state == "unavailable"


def test_cap_reached_sends_nothing(bill):
    bill.add("11-02", "7", CHURN)
    bill.month(cap=1)
    bill.control.reset()
    told = bill.month(cap=1)
    assert (told.state, told.problem.code) == ("unavailable", "limit-reached")
    assert (told.requests, told.request_cost, bill.sent()) == (0, "0.00", [])
    assert nothing(told)


def test_spend_turned_off_sends_nothing(bill):
    told = bill.month(cap=0)
    assert (told.state, told.problem.code, bill.sent()) == ("unavailable", "spend-off", [])


def test_unwritable_meter_sends_nothing(bill, tmp_path):
    bill.meter = Meter(tmp_path / "no" / "folder" / "cache.sqlite")
    told = bill.month()
    assert (told.problem.code, bill.sent()) == ("meter-unwritable", [])


@pytest.mark.slow
def test_thirty_days_and_many_restarts_keep_to_the_cap(bill):
    bill.add("11-02", "7", {})
    for day in range(30):
        now = NOW + timedelta(days=day)
        for _ in range(7):
            bill.meter = Meter(bill.meter._database._path)
            bill.month("service", required=(), cap=4, now=now)
        assert bill.today(now) == 4
    assert len(bill.sent()) == 120


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ({"code": "AccessDeniedException"}, "no-permission", "access-denied"),
        (
            {
                "code": "AccessDeniedException",
                "message": "User not enabled for cost explorer access",
            },
            "not-enabled",
            "not-enabled",
        ),
        ({"code": "DataUnavailableException"}, "not-enabled", "not-enabled"),
        ({"code": "LimitExceededException"}, "unavailable", "throttled"),
        ({"code": "ExpiredTokenException"}, "unavailable", "credentials-expired"),
        ({"code": "BillExpirationException"}, "unavailable", "aws-refused"),
        ({"code": "SomethingNewException"}, "unavailable", "aws-refused"),
        ({"status": 503, "code": "ServiceUnavailable"}, "unavailable", None),
        ({"body": "html"}, "unavailable", None),
        ({"body": "empty"}, "unavailable", None),
        ({"body": "garbage"}, "unavailable", None),
        ({"body": "truncated"}, "unavailable", None),
        ({"reset": True}, "unavailable", "unreachable"),
    ],
)
def test_trouble_is_a_state_with_a_problem_and_never_a_number(bill, fault, state, code):
    bill.add("11-02", "7", CHURN)
    bill.control.add_faults([{"op": "ce:*", **fault}])
    told = bill.month()
    assert told.state == state
    assert code in (None, told.problem.code)
    assert told.problem.message
    assert told.problem.action
    assert nothing(told)
    assert (told.requests, bill.today()) == (1, 1)  # one attempt: Cost Explorer bills retries
    bill.control.clear_faults()
    assert bill.month().month_to_date == "7.00"


def test_denied_role_is_told_the_action(bill):
    bill.control.deny(["ce:GetCostAndUsage"])
    told = bill.month()
    assert (told.state, told.problem.iam_action) == ("no-permission", "ce:GetCostAndUsage")


def test_unsent_request_is_not_counted(bill, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    told = bill.month()
    assert (told.state, told.problem.code) == ("unavailable", "no-credentials")
    assert (told.requests, bill.today(), bill.sent()) == (0, 0, [])


def test_nobody_is_never_the_whole_account(bill):
    bill.add("11-02", "7", CHURN, mine=False)
    for owner in (None, Owner("user-profile", "ana", ())):
        told = bill.month(owner=owner)
        assert (told.state, told.problem.code, bill.sent()) == ("unavailable", "no-owner", [])
        assert nothing(told)


@pytest.mark.parametrize(
    ("by", "month"), [("nonsense", None), ("day", "2027-01"), ("day", "11-2026")]
)
def test_bad_request_costs_nothing(bill, by, month):
    with pytest.raises(BadRequest):
        bill.month(by, month=month)
    assert (bill.sent(), bill.today()) == ([], 0)


def test_unknown_metric_is_refused_before_it_costs(bill):
    told = bill.month(metric="UsageQuantity")
    assert (told.problem.code, bill.sent()) == ("bad-metric", [])
