"""The month's end: today counts once, the interval holds, and too little history is said."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spend_account import Bill, empty_world
from spend_answers import NOW

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.spend.ask import Beside
from jupyter_cost_tags.spend.forecast import TOO_SHORT, own
from jupyter_cost_tags.spend.period import days, period

PERIOD = period(None, NOW)
START, TODAY = date(2026, 10, 1), date(2026, 11, 23)
money = st.decimals("0", "9999.99", places=2)


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(empty_world()) as server:
        server.control.snapshot()
        yield server


@pytest.fixture
def bill(account, monkeypatch, tmp_path):
    found = Bill(account, monkeypatch, tmp_path)
    yield found
    found.world.forecasts_by_tag = False


def every_day(bill, amount="2", first=date(2026, 10, 1), last=date(2026, 11, 22)):
    for day in days(first, last):
        bill.add(day.isoformat(), amount, {"project": "churn"})


def test_same_every_day_is_the_month_without_a_doubt():
    told = own(dict.fromkeys(days(START, date(2026, 11, 22)), Decimal(2)), PERIOD, TODAY)
    assert (told.total, told.low, told.high) == (60, 60, 60)
    assert told.source == "own-days"


def test_what_today_has_already_is_not_added_to_a_whole_today():
    by_day = dict.fromkeys(days(START, date(2026, 11, 22)), Decimal(2)) | {TODAY: Decimal("1.5")}
    assert own(by_day, PERIOD, TODAY).total == 60


def test_days_that_the_bill_has_not_reached_are_expected_as_well():
    by_day = dict.fromkeys(days(START, date(2026, 11, 20)), Decimal(2))
    assert own(by_day, PERIOD, date(2026, 11, 20)).total == 60


def test_weekends_are_like_weekends():
    by_day = {
        day: Decimal(0 if day.weekday() > 4 else 10) for day in days(START, date(2026, 11, 22))
    }
    workdays = sum(day.weekday() <= 4 for day in days(date(2026, 11, 1), date(2026, 11, 30)))
    assert own(by_day, PERIOD, date(2026, 11, 22)).total == 10 * workdays


def test_thirteen_days_are_too_little_history():
    by_day = dict.fromkeys(days(date(2026, 11, 10), date(2026, 11, 22)), Decimal(2))
    told = own(by_day, PERIOD, date(2026, 11, 22))
    assert (told.total, told.reason) == (None, TOO_SHORT)


@given(st.dictionaries(st.integers(0, 53), money, min_size=1), st.integers(0, 22))
def test_the_interval_holds_the_total_and_never_ends_below_what_is_billed(amounts, through):
    by_day = {START + timedelta(days=number): amount for number, amount in amounts.items()}
    last = date(2026, 11, 1) + timedelta(days=through)
    told = own({day: a for day, a in by_day.items() if day <= last}, PERIOD, last)
    if told.total is None:
        assert told.reason
        return
    billed = sum(a for day, a in by_day.items() if date(2026, 11, 1) <= day <= last)
    assert billed <= told.low <= told.total <= told.high


def test_cost_explorers_forecast_counts_today_once(bill):
    every_day(bill)
    bill.world.forecasts_by_tag = True
    bill.world.billing_lag = timedelta(0)
    bill.add("11-23", "1.25", {"project": "churn"})
    bill.world.billing_lag = timedelta(hours=-24)
    told = bill.month(beside=Beside())
    assert (told.month_to_date, told.forecast.source) == ("45.25", "cost-explorer")
    to_come = bill.control.calls()[-1]
    assert to_come["operation"] == "GetCostForecast"
    assert to_come["params"]["TimePeriod"] == {"Start": "2026-11-23", "End": "2026-12-01"}
    assert Decimal(told.forecast.total) == pytest.approx(Decimal("60.00"), abs=Decimal("0.5"))
    assert told.forecast.low <= told.forecast.total <= told.forecast.high
    assert told.requests == 2


def test_a_refused_filter_is_told_once_and_the_days_before_serve(bill):
    every_day(bill)
    refusals = []
    told = bill.month(beside=Beside(forecast_refused=lambda: refusals.append(1)))
    assert (told.state, told.problem, refusals) == ("ok", None, [1])
    assert (told.forecast.total, told.forecast.source) == ("60.00", "own-days")
    again = bill.month(beside=Beside(may_forecast=False))
    assert (again.forecast, again.requests) == (told.forecast, 1)


def test_too_little_history_of_cost_explorer_is_said(bill):
    every_day(bill, first=date(2026, 11, 15))
    bill.world.forecasts_by_tag = True
    told = bill.month(beside=Beside())
    assert (told.month_to_date, told.forecast) == ("16.00", None)
    assert "too little history" in told.forecast_reason


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "LimitExceededException"},
        {"body": "truncated"},
        {"code": "InternalServerError", "status": 500},
    ],
    ids=["throttled", "truncated", "failing"],
)
def test_trouble_with_the_forecast_leaves_the_month(bill, fault):
    every_day(bill)
    bill.control.add_faults([{"op": "ce:GetCostForecast", **fault}])
    told = bill.month(beside=Beside())
    assert (told.state, told.month_to_date, told.forecast.source) == ("ok", "44.00", "own-days")


def test_forecast_is_left_out_where_it_would_be_the_third_request(bill):
    every_day(bill)
    for key in ("a", "b"):
        bill.control.activation(key, "Active", "2025-01-01T00:00:00Z")
    bill.add("11-02", "1", {"project": "churn", "a": "1", "b": "2"})
    told = bill.month(required=("project", "a", "b"), beside=Beside())
    assert (told.requests, told.forecast.source) == (2, "own-days")
    assert "GetCostForecast" not in bill.sent()


def test_closed_month_has_no_forecast(bill):
    every_day(bill)
    told = bill.month(month="2026-10", beside=Beside())
    assert (told.forecast, told.forecast_reason, told.requests) == (None, None, 1)


def test_last_day_of_the_month_is_still_to_come(bill):
    every_day(bill, last=date(2026, 11, 29))
    told = bill.month(now=datetime(2026, 11, 30, 12, tzinfo=timezone.utc))
    assert told.forecast.total == "60.00"


def test_drivers_are_the_largest_changes_up_to_the_same_day(bill):
    bill.add("10-05", "30", {"project": "churn"})
    bill.add("10-28", "500", {"project": "churn"})
    bill.add("10-06", "8", {"project": "gone"})
    bill.add("10-06", "1", {"project": "same"})
    bill.add("11-05", "12", {"project": "churn"})
    bill.add("11-06", "50", {})
    bill.add("11-06", "1", {"project": "same"})
    told = bill.month()
    assert [(c.key, c.previous, c.amount, c.change) for c in told.changes] == [
        (None, "0.00", "50.00", "50.00"),
        ("churn", "30.00", "12.00", "-18.00"),
        ("gone", "8.00", "0.00", "-8.00"),
    ]
    total = sum(Decimal(change.change) for change in told.changes)
    assert total == Decimal(told.month_to_date) - Decimal(told.previous_month)
