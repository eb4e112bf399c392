"""Days: UTC, the end exclusive, a month to date, closed, and on its first day."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.spend.period import period


def at(spelled):
    return datetime.fromisoformat(spelled).replace(tzinfo=timezone.utc)


NOW = at("2026-11-23T12:00:00")


def days(asked):
    return (str(asked.start), str(asked.month), str(asked.end))


@pytest.mark.parametrize(
    ("month", "now", "expected"),
    [
        (None, "2026-11-23T12:00", ("2026-10-01", "2026-11-01", "2026-11-24")),
        ("2026-11", "2026-11-23T12:00", ("2026-10-01", "2026-11-01", "2026-11-24")),
        (None, "2026-11-01T00:00", ("2026-10-01", "2026-11-01", "2026-11-02")),
        (None, "2026-11-30T23:59", ("2026-10-01", "2026-11-01", "2026-12-01")),
        (None, "2027-01-05T00:00", ("2026-12-01", "2027-01-01", "2027-01-06")),
        ("2026-12", "2027-01-01T00:00", ("2026-11-01", "2026-12-01", "2027-01-01")),
        ("2026-10", "2026-11-23T12:00", ("2026-09-01", "2026-10-01", "2026-11-01")),
        ("2025-10", "2026-11-23T12:00", ("2025-10-01", "2025-10-01", "2025-11-01")),
    ],
)
def test_days_asked_for(month, now, expected):
    assert days(period(month, at(now))) == expected


def test_today_is_utc():
    west = timezone(timedelta(hours=-8))
    late = datetime(2026, 10, 31, 17, tzinfo=west)  # 01:00 UTC on 1 November
    assert period(None, late).name == "2026-11"


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "26-11", "2026/11", "", "2026-11 ", "\uff12026-11", "0000-01"]
)
def test_misspelled_month_is_refused(month):
    with pytest.raises(BadRequest, match="YYYY-MM"):
        period(month, NOW)


def test_month_to_come_is_refused():
    with pytest.raises(BadRequest, match="yet to come"):
        period("2026-12", NOW)


def test_month_that_is_no_longer_kept_is_refused():
    with pytest.raises(BadRequest, match="2025-10"):
        period("2025-09", NOW)


@pytest.mark.parametrize(
    ("month", "now", "through", "previous_end"),
    [
        (None, "2026-11-23T12:00", "2026-11-22", "2026-10-23"),  # both up to the 22nd
        (None, "2026-11-23T12:00", "2026-11-23", "2026-10-24"),  # today has costs already
        (None, "2026-11-23T12:00", "2026-11-10", "2026-10-23"),  # idle since the 10th
        (None, "2026-11-23T12:00", None, "2026-10-23"),
        (None, "2026-11-01T12:00", None, None),  # nothing to compare on the first day
        (None, "2026-11-01T12:00", "2026-11-01", "2026-10-02"),
        (None, "2026-03-31T12:00", "2026-03-30", "2026-03-01"),  # February is shorter
        ("2026-10", "2026-11-23T12:00", "2026-10-31", "2026-10-01"),  # closed: all of September
        ("2026-10", "2026-11-23T12:00", "2026-10-03", "2026-10-01"),
        ("2025-10", "2026-11-23T12:00", "2025-10-31", None),  # no longer kept
    ],
)
def test_month_before_is_compared_up_to_the_same_day(month, now, through, previous_end):
    last = date.fromisoformat(through) if through else None
    end = period(month, at(now)).previous_end(last)
    assert (str(end) if end else None) == previous_end


@pytest.mark.parametrize(
    ("month", "day", "is_settling"),
    [(None, 1, True), (None, 2, True), (None, 3, False), ("2026-10", 1, False)],
)
def test_young_month_is_settling(month, day, is_settling):
    now = datetime(2026, 11, day, 23, tzinfo=timezone.utc)
    assert period(month, now).is_settling is is_settling


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(timezone.utc)))  # noqa: DTZ001
def test_period_is_one_that_cost_explorer_takes(now):
    asked = period(None, now)
    assert asked.start < asked.month < asked.end
    assert asked.end - asked.today == timedelta(days=1)
    assert asked.end <= (asked.month + timedelta(days=31)).replace(day=1) or asked.end.day == 1
    assert asked.start.day == asked.month.day == 1
    assert 28 <= (asked.month - asked.start).days <= 31
