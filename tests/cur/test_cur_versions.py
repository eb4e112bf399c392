"""An export that keeps every version of a month: one of them counts, and it is whole."""

import json
from datetime import date

import pytest

from jupyter_cost_tags.cur.engine import ENGINES
from jupyter_cost_tags.cur.local import Report, files
from jupyter_cost_tags.cur.query import Ask, sql
from jupyter_cost_tags.cur.versions import Versions, month_of, newest

MONTH = "cur/r/20261101-20261201"
OLD, NEW = f"{MONTH}/20261120T000000Z/r-1.csv.gz", f"{MONTH}/20261125T000000Z/r-1.csv.gz"
CUR2 = "cur2/data/BILLING_PERIOD=2026-11"
FIRST, SECOND = f"{CUR2}/2026-11-20T01:02:03.000Z-ab/p.parquet", f"{CUR2}/2026-11-21T0-c/p.parquet"


@pytest.mark.parametrize(
    ("paths", "manifests", "kept"),
    [
        ([OLD, NEW], {}, [NEW]),
        ([FIRST, SECOND], {}, [SECOND]),
        ([OLD, NEW], {f"{MONTH}/r-Manifest.json": {"reportKeys": [OLD]}}, [OLD]),
        ([OLD, NEW], {f"{MONTH}/20261120T000000Z/r-Manifest.json": {"reportKeys": [OLD]}}, [NEW]),
        (
            [FIRST, SECOND],
            {
                "cur2/metadata/BILLING_PERIOD=2026-11/cur2-Manifest.json": {
                    "dataFiles": [f"s3://bucket/{FIRST}"]
                }
            },
            [FIRST],
        ),
        (
            [f"{MONTH}/r-1.csv.gz", f"{MONTH}/r-2.csv.gz"],  # a part that an overwrite left behind
            {f"{MONTH}/r-Manifest.json": {"reportKeys": [f"{MONTH}/r-1.csv.gz"]}},
            [f"{MONTH}/r-1.csv.gz"],
        ),
        ([OLD, "cur/r/20261001-20261101/u-u-i-d/r-1.csv.gz"], {}, None),
        ([f"{CUR2}/a.parquet", f"{CUR2}/b.parquet"], {}, None),
        (["a.csv", "b/c.csv"], {"x-Manifest.json": None}, None),
    ],
)
def test_the_newest_version_counts(paths, manifests, kept):
    assert newest(paths, manifests) == (paths if kept is None else kept)


def test_what_is_not_known_to_be_whole_is_no_report():
    with pytest.raises(Versions, match="2 versions of 2026-11"):
        newest([f"{MONTH}/aaaa/r-1.csv.gz", f"{MONTH}/bbbb/r-1.csv.gz"], {})
    told = {f"{MONTH}/r-Manifest.json": {"reportKeys": [NEW, NEW.replace("-1.csv", "-2.csv")]}}
    with pytest.raises(Versions, match="1 files that the manifest of 2026-11 names"):
        newest([OLD, NEW], told)


def test_months_of_folders():
    assert month_of(f"/{OLD}") == month_of(CUR2 + "/a") == month_of("x/year=2026/month=11/a")
    assert month_of("x/a.csv") is None


HEAD = (
    "lineItem/UsageStartDate,lineItem/LineItemType,lineItem/ProductCode,lineItem/ResourceId,"
    "lineItem/CurrencyCode,lineItem/UnblendedCost"
)


def test_two_versions_on_disk_are_counted_once_and_offsets_are_utc(tmp_path):
    for key in (OLD, NEW):
        part = tmp_path / key.removesuffix(".gz")
        part.parent.mkdir(parents=True)
        rows = [
            f"2026-11-0{day},Usage,AmazonSageMaker,r,USD,{amount}"
            for day, amount in (
                ("2T00:00:00Z", "1.25"),
                ("1T00:30:00+02:00", "7"),  # still October in UTC
            )
        ]
        part.write_text("\ufeff" + "\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    keys = [NEW.removesuffix(".gz")]
    (tmp_path / MONTH / "r-Manifest.json").write_text(json.dumps({"reportKeys": keys}))
    report = Report(files(tmp_path))
    ask = Ask("month", date(2026, 11, 1), date(2026, 12, 1), ("2026-11",))
    told = report.run(sql(ask, report.schema, ENGINES["duckdb"], report.table))
    report.close()
    assert [(row[0], str(row[-1])) for row in told] == [("Usage", "1.2500000000")]
