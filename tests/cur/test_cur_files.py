"""Reports in files: what is not right is said, and never becomes a number."""
# ruff: noqa: S608  (our own paths)

import csv
import os
import shutil

import pytest

from jupyter_cost_tags.cur.local import Report, Unreadable, files
from jupyter_cost_tags.demo.embedded_aws import exports
from jupyter_cost_tags.problems import BadRequest, CostTagsError, Misconfigured
from jupyter_cost_tags.service import curs, doors
from jupyter_cost_tags.service.context import Context


@pytest.fixture
def context(company_aws, monkeypatch, tmp_path):
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T12:00:00Z")
    return Context(os.environ)


@pytest.fixture
def folder(company_aws, tmp_path):
    return exports.write(company_aws.world, tmp_path / "cur2", "cur2")


def run(context, path, query="by-tag", **more):
    asked = curs.Asked(query, more.pop("month", None), more.pop("key", "project"))
    return curs.run(context, asked, doors.Source(str(path), **more))


def database():
    import duckdb

    return duckdb.connect(":memory:")


def test_every_query(context, folder):
    for query in ("month", "by-tag", "by-job", "untagged", "trend"):
        told = run(context, folder, query)
        assert (told.source, told.dialect, told.notes) == ("cur-file", "cur2", [])
        assert told.rows
        assert set(told.totals) == {"USD"}
    used = run(context, folder, "by-tag").totals
    trend = run(context, folder, "trend")
    assert [row[0] for row in trend.rows] == sorted(row[0] for row in trend.rows)
    november = [row[-1] for row in trend.rows if row[0] == "2026-11"]
    assert sum(map(float, november)) == pytest.approx(float(used["USD"]), abs=0.03)


def test_one_file_serves_as_well(context, folder):
    part = next(path for path in folder.rglob("*.parquet") if "2026-11" in str(path))
    assert run(context, part, key="project").files == 1


def test_missing_tag_column(context, company_aws, tmp_path):
    made = exports.write(company_aws.world, tmp_path / "cur1", "cur1")
    with pytest.raises(Misconfigured) as told:
        run(context, made, key="team")
    assert told.value.code == "not-activated"


def test_key_that_no_cost_carries_is_said(context, folder):
    told = run(context, folder, key="team")
    assert [row[0] for row in told.rows] == [None]
    assert "not activated" in told.notes[0]


def test_columns_that_come_and_go_over_the_months(context, company_aws, tmp_path):
    """A key activated in November has no column in October's file."""
    made = exports.write(company_aws.world, tmp_path / "cur1", "cur1")
    whole = run(context, made, key="environment")
    october = made / "year=2026" / "month=10"
    for path in october.glob("*.parquet"):
        database().execute(
            f"COPY (SELECT * EXCLUDE (resource_tags_user_environment) FROM '{path}')"
            f" TO '{path}.new' (FORMAT parquet)"
        )
        shutil.move(f"{path}.new", path)
    assert run(context, made, key="environment").rows == whole.rows
    before = run(context, made, key="environment", month="2026-10")
    assert [row[0] for row in before.rows] == [None]


def test_renamed_column_is_missing_and_not_zero(context, folder):
    part = next(path for path in folder.rglob("*.parquet") if "2026-11" in str(path))
    renamed = part.with_name("renamed.parquet")
    database().execute(
        f"COPY (SELECT * RENAME (line_item_unblended_cost AS cost) FROM '{part}')"
        f" TO '{renamed}' (FORMAT parquet)"
    )
    with pytest.raises(CostTagsError, match="not those of"):
        run(context, renamed)


def test_zero_rows_are_no_data_yet(context, folder, tmp_path):
    part = next(folder.rglob("*.parquet"))
    empty = tmp_path / "empty.parquet"
    database().execute(f"COPY (SELECT * FROM '{part}' LIMIT 0) TO '{empty}' (FORMAT parquet)")
    told = run(context, empty)
    assert (told.rows, told.totals) == ([], {})
    assert "no row" in told.notes[0]
    month = curs.report(context, doors.Source(str(empty)), curs.Asked("days"), "tag:project")
    assert (month.state, month.month_to_date, month.source) == ("no-data-yet", None, "cur-file")


@pytest.mark.parametrize("spoilt", [b"", b"PAR1", b"no parquet at all" * 40])
def test_unreadable_file_is_named(context, folder, spoilt):
    part = next(folder.rglob("*.parquet"))
    part.write_bytes(spoilt)
    with pytest.raises(Unreadable, match=part.name):
        run(context, folder)


def test_cost_that_is_no_number(context, company_aws, tmp_path):
    made = exports.write(company_aws.world, tmp_path / "csv", "cur1", "csv")
    part = next(path for path in made.rglob("*.csv") if "2026/month=11" in str(path))
    with part.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["lineItem/UnblendedCost"] = "n/a"
    with part.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(Unreadable):
        run(context, made, "month")


def test_folders_that_are_no_report(context, tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(Misconfigured, match="no Parquet or CSV"):
        files(tmp_path / "a")
    (tmp_path / "a" / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Misconfigured, match="not those of"):
        Report(files(tmp_path / "a"))
    (tmp_path / "a" / "y.parquet").write_bytes(b"")
    with pytest.raises(BadRequest, match="Parquet and CSV"):
        files(tmp_path / "a")


def test_values_that_look_like_numbers_stay_text(context, company_aws, tmp_path):
    company_aws.world.ledger.add(
        [
            {
                "bill_billing_period_start_date": "2026-11-01 00:00:00",
                "line_item_usage_start_date": "2026-11-02 00:00:00",
                "line_item_usage_end_date": "2026-11-03 00:00:00",
                "line_item_unblended_cost": "1",
                "line_item_net_unblended_cost": "1",
                "tags": {"project": "007"},
            }
        ]
    )
    for dialect in exports.DIALECTS:
        made = exports.write(company_aws.world, tmp_path / dialect, dialect, "csv")
        assert "007" in {row[0] for row in run(context, made).rows}
    company_aws.world.ledger.clear_added()


def test_a_report_in_s3_is_fetched_once_and_only_its_month(context, company_aws, folder):
    import boto3

    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="northwind-cur")
    for path in folder.rglob("*.parquet"):
        key = f"exports/{path.relative_to(folder)}".replace("billing_period", "BILLING_PERIOD")
        s3.put_object(Bucket="northwind-cur", Key=key, Body=path.read_bytes())
    url = "s3://northwind-cur/exports/"
    company_aws.control.reset()
    told = run(context, url)
    assert told.rows == run(context, folder).rows
    parts = [path for path in folder.rglob("*.parquet") if "2026-11" in str(path)]
    assert company_aws.control.counts()["s3:GetObject"] == len(parts)
    run(context, url)
    assert company_aws.control.counts()["s3:GetObject"] == len(parts)
    with pytest.raises(CostTagsError, match="the limit is 10"):
        run(context, url, max_scan=10)
    with pytest.raises(Misconfigured, match="no Parquet or CSV"):
        run(context, "s3://northwind-cur/nothing/")


def part_of(folder, name, sql):
    """Write one file of a legacy report's least columns."""
    folder.mkdir(exist_ok=True)
    select = (
        "SELECT TIMESTAMP '2026-11-02' AS line_item_usage_start_date, 'Usage' AS"
        " line_item_line_item_type, 'AmazonSageMaker' AS line_item_product_code, 'r' AS"
        f" line_item_resource_id, 1.005::DOUBLE AS line_item_unblended_cost, {sql}"
    )
    database().execute(f"COPY ({select}) TO '{folder / name}' (FORMAT parquet)")
    return folder


USD = "'USD' AS line_item_currency_code"


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ([f"{USD}, 'a' AS {{tag}}", f"{USD}, '' AS {{tag}}"], {("a", "USD"), (None, "USD")}),
        ([f"{USD}, 'a' AS {{tag}}", f"{USD}, NULL::VARCHAR AS {{tag}}"],
         {("a", "USD"), (None, "USD")}),
        ([f"{USD}, 'a' AS {{tag}}", "'EUR' AS line_item_currency_code, 'a' AS {tag}"],
         {("a", "USD"), ("a", "EUR")}),
        ([f"{USD}, 'a' AS {{tag}}", "NULL::VARCHAR AS line_item_currency_code, 'a' AS {tag}"],
         {("a", "USD"), ("a", "None")}),
        ([f"{USD}, 'a' AS {{tag}}", "'a' AS {tag}"], {("a", "USD"), ("a", "None")}),
        ([f"{USD}, 'a' AS {{tag}}", f"{USD}, 'a' AS {{tag}}"], {("a", "USD")}),
    ],
    ids=["empty", "null", "two currencies", "no currency", "a file without", "one"],
)  # fmt: skip
def test_what_footers_prove_changes_no_row(context, tmp_path, parts, rows):
    folder = tmp_path / "cur1"
    for number, sql in enumerate(parts):
        part_of(folder, f"{number}.parquet", sql.format(tag="resource_tags_user_project"))
    told = run(context, folder)
    assert {(row[0], str(row[1])) for row in told.rows} == rows
    assert sum(float(row[2]) for row in told.rows) == pytest.approx(2.01, abs=0.011)
    assert ("'USD' AS currency" in _sql(folder)) == (rows in ({("a", "USD")}, USD_ONLY))


USD_ONLY = {("a", "USD"), (None, "USD")}


def _sql(folder):
    from datetime import date

    from jupyter_cost_tags.cur.engine import ENGINES
    from jupyter_cost_tags.cur.query import Ask, sql

    report = Report(files(folder))
    ask = Ask("by-tag", date(2026, 11, 1), date(2026, 11, 24), ("2026-11",), "project")
    made = sql(ask, report.schema, ENGINES["duckdb"], report.table)
    report.close()
    return made


def test_halves_are_rounded_up_whatever_floats_say(context, tmp_path):
    folder = tmp_path / "cur1"
    for number in range(3):
        part_of(folder, f"{number}.parquet", f"{USD}, 'a' AS resource_tags_user_project")
    assert run(context, folder).totals == {"USD": "3.02"}  # 3 x 1.005 = 3.015
