"""Answers: whatever is missing or garbled is a bad answer, never a number."""

import copy
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spend_answers import group, page, question, result

from jupyter_cost_tags.problems import BadResponse
from jupyter_cost_tags.spend.ask import refuse_foreign
from jupyter_cost_tags.spend.figures import cents, figures
from jupyter_cost_tags.spend.owner import Owner
from jupyter_cost_tags.spend.parse import parse
from jupyter_cost_tags.spend.request import daily

ASKED = question()
GOOD = page(
    ASKED,
    {
        "2026-10-05": [group(["project$churn", "Usage"], "10")],
        "2026-10-31": [group(["project$churn", "Usage"], "100")],
        "2026-11-02": [
            group(["project$churn", "Usage"], "1.0049"),
            group(["project$", "Usage"], "2.5"),
            group(["project$churn", "Credit"], "-0.5"),
        ],
        "2026-11-22": [
            group(["project$a$b", "Usage"], "3"),
            group(["project$churn", "Tax"], "0.2"),
            group(["project$churn", "Refund"], "-0.005"),
        ],
    },
)


def parsed(*pages, asked=ASKED):
    return parse(pages, daily(asked))


def damaged(path, value):
    """Return the good page with one member changed; `...` removes it."""
    copied = copy.deepcopy(GOOD)
    holder = copied
    for step in path[:-1]:
        holder = holder[step]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copied


def test_amounts_are_read_as_they_are():
    lines = {(str(line.day), line.keys): line.amount for line in parsed(GOOD).lines}
    assert lines["2026-11-02", ("churn", "Usage")] == Decimal("1.0049")
    assert lines["2026-11-02", (None, "Usage")] == Decimal("2.5")
    assert lines["2026-11-22", ("a$b", "Usage")] == Decimal(3)
    assert parsed(GOOD).currency == "USD"


def test_month_of_a_recorded_answer():
    month = figures(parsed(GOOD), ASKED.period)
    assert month.month_to_date == Decimal("6.5049")
    assert month.previous_month == Decimal(10)  # not the 31st: November is at the 22nd
    assert month.groups == {"churn": Decimal("1.0049"), None: Decimal("2.5"), "a$b": Decimal(3)}
    assert month.excluded == {
        "Credit": Decimal("-0.5"),
        "Tax": Decimal("0.2"),
        "Refund": Decimal("-0.005"),
    }
    assert month.through == date(2026, 11, 22)
    assert month.estimated is True
    assert list(month.days) == [date(2026, 11, day) for day in range(1, 23)]
    assert month.days[date(2026, 11, 2)] == Decimal("3.5049")
    assert month.days[date(2026, 11, 3)] == 0


def test_days_may_be_the_groups():
    asked = question("day")
    answer = parsed(page(asked, {"2026-11-02": [group(["Usage"], "1")]}), asked=asked)
    month = figures(answer, asked.period, by="day")
    assert month.groups == {"2026-11-01": 0, "2026-11-02": 1}


def test_month_before_alone_leaves_the_month_without_a_day():
    month = figures(
        parsed(page(ASKED, {"2026-10-05": [group(["project$", "Usage"], "10")]})), ASKED.period
    )
    assert (month.through, month.days, month.groups) == (None, {}, {})
    assert month.previous_month == 10


def test_closed_month_is_estimated_only_if_aws_says_so():
    asked = question(month="2026-10")
    answer = page(asked, {"2026-10-05": [group(["project$", "Usage"], "10")]})
    for told in answer["ResultsByTime"]:
        told["Estimated"] = told["TimePeriod"]["Start"] < "2026-10-01"
    assert figures(parsed(answer, asked=asked), asked.period).estimated is False
    for told in answer["ResultsByTime"]:
        del told["Estimated"]
    assert figures(parsed(answer, asked=asked), asked.period).estimated is None


# The 33rd result is 2 November, whose groups are not empty.
DAY = ("ResultsByTime", 32)
METRIC = (*DAY, "Groups", 0, "Metrics", "UnblendedCost")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ResultsByTime",), ...),
        (("ResultsByTime",), []),
        (("ResultsByTime",), None),
        ((*DAY,), ...),  # a gap
        (("ResultsByTime", 0), ...),
        ((*DAY, "TimePeriod"), ...),
        ((*DAY, "TimePeriod", "Start"), ...),
        ((*DAY, "TimePeriod", "Start"), "yesterday"),
        ((*DAY, "TimePeriod", "Start"), "2026-09-02"),  # not asked for
        ((*DAY, "TimePeriod", "End"), "2027-01-01"),
        ((*DAY, "Groups"), ...),
        ((*DAY, "Groups"), None),
        ((*DAY, "Groups", 0), "text"),
        ((*DAY, "Groups", 0, "Keys"), ...),
        ((*DAY, "Groups", 0, "Keys"), ["project$churn"]),
        ((*DAY, "Groups", 0, "Keys"), ["project$churn", "Usage", "more"]),
        ((*DAY, "Groups", 0, "Keys", 0), "churn"),
        ((*DAY, "Groups", 0, "Keys", 0), "team$churn"),
        ((*DAY, "Groups", 0, "Keys", 0), None),
        ((*DAY, "Groups", 0, "Keys", 0), "project$"),  # the untagged group twice
        ((*DAY, "Groups", 0, "Metrics"), ...),
        ((*DAY, "Groups", 0, "Metrics"), {"BlendedCost": {"Amount": "1", "Unit": "USD"}}),
        (METRIC, ...),
        ((*METRIC, "Amount"), ...),
        ((*METRIC, "Unit"), ...),
        ((*METRIC, "Unit"), ""),
        ((*METRIC, "Amount"), ""),
        ((*METRIC, "Amount"), 1.5),
        ((*METRIC, "Amount"), "NaN"),
        ((*METRIC, "Amount"), "Infinity"),
        ((*METRIC, "Amount"), "1_000"),
        ((*METRIC, "Amount"), "\uff11"),
        ((*METRIC, "Amount"), "1,5"),
        ((*METRIC, "Amount"), "1e99"),
        (("ResultsByTime", 0, "Total"), ...),  # a day without groups
        (("ResultsByTime", 0, "Total"), {"UnblendedCost": {"Amount": "3", "Unit": "USD"}}),
    ],
)
def test_anything_missing_is_a_bad_answer(path, value):
    parsed(GOOD)
    with pytest.raises(BadResponse):
        parsed(damaged(path, value))


@pytest.mark.parametrize(("value", "refused"), [("nlp", False), ("vision", True), ("", False)])
def test_costs_of_others_are_not_passed_on(value, refused):
    asked = question("tag:team", owner=Owner.of_tag("team", "nlp"))
    answer = parsed(
        page(asked, {"2026-11-02": [group([f"team${value}", "Usage"], "1")]}), asked=asked
    )
    with pytest.raises(BadResponse, match="others") if refused else nullcontext():
        refuse_foreign(asked, answer)


def test_no_page_at_all_is_a_bad_answer():
    with pytest.raises(BadResponse):
        parsed()


def test_page_told_twice_is_a_bad_answer():
    with pytest.raises(BadResponse, match="twice"):
        parsed(GOOD, GOOD)


def test_currencies_are_not_mixed():
    with pytest.raises(BadResponse) as caught:
        parsed(damaged((*METRIC, "Unit"), "EUR"))
    assert caught.value.code == "mixed-currencies"


@pytest.mark.parametrize("unit", ["CNY", "EUR"])
def test_currency_is_what_aws_names(unit):
    asked = question("day")
    answer = page(asked, {"2026-11-02": [group(["Usage"], "1", unit)]})
    assert parsed(answer, asked=asked).currency == unit


def test_zero_total_tells_the_currency_of_nothing():
    asked = question("day")
    answer = page(asked, {})
    for told in answer["ResultsByTime"]:
        told["Total"] = {"UnblendedCost": {"Amount": "0", "Unit": "CNY"}}
    assert parsed(answer, asked=asked).currency == "CNY"
    assert parsed(page(asked, {}), asked=asked).currency is None


@pytest.mark.parametrize(
    ("amount", "spelled"),
    [
        ("0.005", "0.01"),
        ("0.0049999999", "0.00"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("1e-10", "0.00"),
        ("212.395", "212.40"),
        ("1e6", "1000000.00"),
    ],
)
def test_cents_round_half_away_from_zero(amount, spelled):
    assert cents(Decimal(amount)) == spelled


AMOUNTS = st.decimals(-1000, 1000, places=10, allow_nan=False).map(lambda value: f"{value:f}")
KEYS = st.tuples(
    st.sampled_from(["project$", "project$churn", "project$a$b", "project$é"]),
    st.sampled_from(["Usage", "Credit", "Refund", "Tax", "SavingsPlanCoveredUsage"]),
)
DAYS = st.integers(0, 53)
LEDGERS = st.dictionaries(st.tuples(DAYS, KEYS), AMOUNTS, max_size=40)


def told(ledger, unit="USD"):
    """Return the page of a ledger: (place of the day, keys) to amount."""
    whole = page(ASKED, {})
    for (place, keys), amount in ledger.items():
        whole["ResultsByTime"][place]["Groups"].append(group(keys, amount, unit))
    return whole


@settings(deadline=None)
@given(LEDGERS)
def test_groups_and_days_sum_to_the_total(ledger):
    month = figures(parsed(told(ledger)), ASKED.period)
    expected = sum(
        (
            Decimal(amount)
            for (place, keys), amount in ledger.items()
            if place >= 31 and keys[1] in ("Usage", "SavingsPlanCoveredUsage")
        ),
        Decimal(0),
    )
    assert month.month_to_date == expected
    assert sum(month.groups.values()) == expected
    assert sum(month.days.values()) == expected
    everything = sum(Decimal(amount) for (place, _), amount in ledger.items() if place >= 31)
    assert month.month_to_date + sum(month.excluded.values()) == everything


@settings(deadline=None)
@given(LEDGERS, st.lists(st.integers(0, 200), max_size=6), st.sampled_from(["USD", "CNY"]))
def test_pages_may_be_split_anywhere(ledger, cuts, unit):
    whole = told(ledger, unit)
    assert figures(parsed(*split(whole, cuts)), ASKED.period) == figures(
        parsed(whole), ASKED.period
    )


def split(whole, cuts):
    """Cut a page after so many groups, also within a day, as Cost Explorer does."""
    pieces = []
    for told_day in whole["ResultsByTime"]:
        groups = [[single] for single in told_day["Groups"]] or [[]]
        pieces += [{**told_day, "Groups": single} for single in groups]
    places = [0, *sorted({cut % len(pieces) for cut in cuts} - {0}), len(pieces)]
    return [{"ResultsByTime": pieces[first:last]} for first, last in pairwise(places)]


def test_unsplit_page_is_one_result_a_day():
    assert len(GOOD["ResultsByTime"]) == 54
    assert GOOD["ResultsByTime"][32] == result("2026-11-02", *GOOD["ResultsByTime"][32]["Groups"])
