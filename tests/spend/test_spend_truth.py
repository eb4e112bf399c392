"""One ledger, many doors: they agree to the cent, and trouble never turns into a number."""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spend_account import LONG_AGO, Bill, empty_world
from spend_answers import ANA, NOW, PROFILE, SPACE, question

from jupyter_cost_tags.cur import athena
from jupyter_cost_tags.cur.engine import ENGINES
from jupyter_cost_tags.cur.local import Report, files
from jupyter_cost_tags.cur.query import Ask, sql
from jupyter_cost_tags.cur.view import answer, view
from jupyter_cost_tags.demo.embedded_aws import exports
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.service.billed import Wanted, month_of
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.doors import Source

ODD_KEY = "Cost Center/v2.1+é@x"  # all that the tag grammar allows, and capitals
KEYS = ("project", ODD_KEY)
TABLES = {"cur1": "cur_legacy", "cur2": "cur2", "focus": "focus"}
MARKS = ({"sagemaker:user-profile-arn": PROFILE}, {"sagemaker:space-arn": SPACE}, {})
VALUES = st.text("aZ9 é_.:/=+-@", min_size=1, max_size=6)

tags = st.builds(
    lambda mark, own: {**mark, **own},
    st.sampled_from(MARKS),
    st.dictionaries(st.sampled_from(KEYS), VALUES),
)
lines = st.lists(
    st.tuples(
        st.dates(date(2026, 10, 1), date(2026, 11, 22)),
        st.decimals("-50", "5000", places=10),
        st.sampled_from(["Usage", "Usage", "Usage", "Credit", "Refund", "Tax"]),
        tags,
    ),
    min_size=1,
    max_size=25,
)


@pytest.fixture(scope="module")
def account():
    world = empty_world()
    world.activation[ODD_KEY] = {"status": "Active", "since": LONG_AGO}
    with EmbeddedAws(world) as server:
        server.control.snapshot()
        yield server


@pytest.fixture
def bill(account, monkeypatch, tmp_path):
    return Bill(account, monkeypatch, tmp_path)


def figures_of(told):
    """Return all that every door must tell alike."""
    return {
        "state": told.state,
        "month_to_date": told.month_to_date,
        "previous": told.previous_month,
        "currency": told.currency,
        "through": told.through,
        "groups": [(one.key, one.amount) for one in told.groups],
        "days": [(one.day, one.amount) for one in told.days],
        "changes": [(one.key, one.change) for one in told.changes],
        "excluded": told.excluded,
        "forecast": told.forecast and (told.forecast.total, told.forecast.high),
    }


def ask_of(asked):
    months = ("2026-10", "2026-11")
    first, end = asked.period.start, asked.period.end
    return Ask("days", first, end, months, asked.grouping.tag_key, owner=ANA.tags)


def from_files(asked, folder):
    report = Report(files(folder))
    rows = report.run(sql(ask_of(asked), report.schema, ENGINES["duckdb"], report.table))
    report.close()
    told = answer(rows, has_tag=asked.grouping.tag_key is not None)
    return view(asked, told, source="cur-file", now=NOW)


def from_athena(asked, bill, table):
    place = athena.Place("billing", table, "reports")
    schema = athena.schema(bill.aws, place, None)
    statement = sql(ask_of(asked), schema, athena.ENGINE, place.sql)
    found = athena.run(bill.aws, place, statement, sleep=lambda _: None)
    told = answer(found.rows, has_tag=asked.grouping.tag_key is not None)
    return view(asked, told, source="athena", now=NOW)


def from_report(folder, by):
    """Return the month as `spend: {source: cur-file}` has it: through the service."""
    context = Context({**os.environ, "COST_TAGS_NOW": NOW.isoformat()})
    return month_of(context, Source(str(folder)), Wanted(by, None, ANA))


def write_down(bill, written, currency):
    bill.world.ledger.clear_added()
    bill.world.ledger.currency = currency
    for day, amount, kind, carried in written:
        bill.add(
            day.isoformat(), str(amount), carried, kind=kind, mine=False,
            line_item_currency_code=currency,
        )  # fmt: skip


def doors(bill, folder, by, dialects, formats):
    """Return what each door tells of ana's month."""
    asked = question(by, required=())
    told = {"cost-explorer": bill.month(by, required=())}
    for dialect in dialects:
        told[f"athena {dialect}"] = from_athena(asked, bill, TABLES[dialect])
        for kind in formats:
            exports.write(bill.world, folder / f"{dialect}-{kind}", dialect, kind)
            told[f"{kind} {dialect}"] = from_files(asked, folder / f"{dialect}-{kind}")
    return told


def agree(told):
    """Assert that all doors tell the same; no line at all is nothing billed yet, for each."""
    first = figures_of(told["cost-explorer"])
    for door, view_ in told.items():
        if first["state"] == "ok" and first["through"]:
            assert figures_of(view_) == first, door
        else:
            assert view_.month_to_date in {None, "0.00"}, door


_FEW = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=4, **_FEW)
@given(lines, st.sampled_from(KEYS), st.sampled_from(["USD", "CNY"]), st.integers(0, 2))
def test_doors_agree_to_the_cent(bill, tmp_path_factory, written, key, currency, which):
    write_down(bill, written, currency)
    dialect = exports.DIALECTS[which]
    folder = tmp_path_factory.mktemp("exports")
    agree(doors(bill, folder, f"tag:{key}", [dialect], ["parquet", "csv"]))


@pytest.mark.slow
@settings(max_examples=60, **_FEW)
@given(lines, st.sampled_from(KEYS), st.sampled_from(["USD", "EUR", "CNY"]))
def test_every_door_agrees_to_the_cent(bill, tmp_path_factory, written, key, currency):
    write_down(bill, written, currency)
    folder = tmp_path_factory.mktemp("exports")
    agree(doors(bill, folder, f"tag:{key}", exports.DIALECTS, ["parquet", "csv"]))


def test_an_ordinary_ledger_is_the_same_through_every_door(bill, tmp_path):
    amount = Decimal("1.0049999999")
    written = [
        (date(2026, 10, 1) + timedelta(days=n), amount * (n + 1), "Usage",
         {**MARKS[n % 3], ODD_KEY: "Ää +1"} if n % 2 else dict(MARKS[n % 3]))
        for n in range(50)
    ]  # fmt: skip
    written += [(date(2026, 11, 3), Decimal("-7.5"), kind, dict(MARKS[0])) for kind in
                ("Credit", "Refund", "Tax")]  # fmt: skip
    write_down(bill, written, "USD")
    told = doors(bill, tmp_path, f"tag:{ODD_KEY}", exports.DIALECTS, ["parquet", "csv"])
    assert len(told) == 10
    for dialect in exports.DIALECTS:
        told[f"service {dialect}"] = from_report(tmp_path / f"{dialect}-parquet", f"tag:{ODD_KEY}")
    agree(told)
    assert told["cost-explorer"].excluded == {
        "Credit": "-7.50", "Refund": "-7.50", "Tax": "-7.50",
    }  # fmt: skip
    by_day = doors(bill, tmp_path / "day", "day", ["cur2"], ["parquet"])
    agree(by_day)


def test_two_currencies_are_never_one_sum(bill, tmp_path):
    write_down(bill, [(date(2026, 11, 2), Decimal(5), "Usage", dict(MARKS[0]))], "USD")
    bill.add("11-03", "7", line_item_currency_code="EUR")
    exports.write(bill.world, tmp_path / "cur2", "cur2")
    with pytest.raises(Exception, match="more than one currency"):
        from_files(question(required=()), tmp_path / "cur2")
