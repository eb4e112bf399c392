"""The statements: one month's partition, the tag's column as it is spelled, NULL and ''."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.cur.engine import ENGINES
from jupyter_cost_tags.cur.query import QUERIES, Ask, sql
from jupyter_cost_tags.cur.schema import PARTITIONS, assumed, schema_of, tag_keys
from jupyter_cost_tags.problems import BadRequest, Misconfigured

CUR1 = [
    ("line_item_usage_start_date", "timestamp"),
    ("line_item_line_item_type", "varchar"),
    ("line_item_product_code", "varchar"),
    ("line_item_resource_id", "varchar"),
    ("line_item_usage_type", "varchar"),
    ("line_item_currency_code", "varchar"),
    ("line_item_unblended_cost", "double"),
]
FIRST, END = date(2026, 11, 1), date(2026, 11, 24)


def ask(query="by-tag", key="cost-center", months=("2026-11",), **more):
    return Ask(query, FIRST, END, months, key, **more)


def made(dialect="cur1", engine="athena", **more):
    asked = ask(**more)
    schema = assumed(dialect, ["cost-center"], partitions=PARTITIONS[dialect])
    return sql(asked, schema, ENGINES[engine], '"billing"."cur"')


def test_article_query_by_value_is_right_now():
    told = made()
    assert "NULLIF(\"resource_tags_user_cost_center\", '') AS tag" in told
    assert "\"year\" IN ('2026')" in told
    assert "\"month\" IN ('11')" in told
    assert "NOT IN ('Credit', 'Refund', 'Tax')" in told
    assert "resource_tags_user_cost-center" not in told


def test_article_query_of_what_is_untagged_is_right_now():
    told = made(query="untagged")
    assert "\"line_item_product_code\" IN ('AmazonSageMaker')" in told
    assert "NULLIF(\"resource_tags_user_cost_center\", '') IS NULL" in told


def test_january_has_both_spellings_of_its_partition():
    told = made(months=("2027-01",))
    assert "\"month\" IN ('01', '1')" in told


@pytest.mark.parametrize("dialect", ["cur2", "focus"])
def test_data_exports_are_pruned_by_billing_period(dialect):
    told = made(dialect, months=("2026-10", "2026-11"))
    assert "\"billing_period\" IN ('2026-10', '2026-11')" in told


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("dialect", PARTITIONS)
def test_every_query_is_there_for_every_dialect_and_engine(query, engine, dialect):
    told = made(dialect, engine, query=query)
    assert told.count("SELECT") == 1
    assert "SELECT *" not in told


def test_a_maps_missing_key_is_no_error_in_trino():
    assert "element_at(\"resource_tags\", 'user_cost_center')" in made("cur2")
    assert "map_extract(\"resource_tags\", 'user_cost_center')[1]" in made("cur2", "duckdb")


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("cost-center", "cost_center"),
        ("CostCenter", "cost_center"),
        ("ManagedByAmazonSageMakerResource", "managed_by_amazon_sage_maker_resource"),
        ("TEAM", "t_e_a_m"),
        ("a--b:c", "a_b_c"),
        ("-a-", "a"),
    ],
)
def test_keys_are_spelled_as_athena_spells_columns(key, first):
    assert tag_keys(key)[0] == first


@pytest.mark.parametrize("column", ["resource_tags_user_t_e_a_m", "resource_tags_user_team"])
def test_capitals_in_a_row_are_found_by_either_spelling(column):
    schema = schema_of([*CUR1, (column, "varchar")])
    assert schema.tag_column("TEAM").name == column


def test_csv_headers_are_found_as_they_are():
    headers = [
        "lineItem/UsageStartDate", "lineItem/LineItemType", "lineItem/ProductCode",
        "lineItem/ResourceId", "lineItem/UsageType", "lineItem/CurrencyCode",
        "lineItem/UnblendedCost", "resourceTags/user:cost-center", "resourceTags/user:cost_center",
    ]  # fmt: skip
    schema = schema_of([(name, "VARCHAR") for name in headers])
    assert schema.dialect.name == "cur1"
    told = sql(ask(), schema, ENGINES["duckdb"], "t")
    assert '"resourceTags/user:cost-center"' in told
    assert '(CAST("lineItem/UsageStartDate" AS TIMESTAMPTZ) AT TIME ZONE' in told
    assert "SUM(CAST(NULLIF(\"lineItem/UnblendedCost\", '') AS DECIMAL(38, 10)))" in told


def test_missing_tag_column_is_said_with_those_that_are_there():
    schema = schema_of([*CUR1, ("resource_tags_user_project", "varchar")])
    with pytest.raises(Misconfigured) as told:
        sql(ask(), schema, ENGINES["athena"], "t")
    assert told.value.code == "not-activated"
    assert "resource_tags_user_project" in told.value.action


NEEDED = [name for name, _ in CUR1 if name != "line_item_usage_type"]


@pytest.mark.parametrize("gone", NEEDED)
def test_missing_column_is_said_and_never_guessed(gone):
    columns = [(name, kind) for name, kind in CUR1 if name != gone]
    with pytest.raises(Misconfigured):
        sql(ask("untagged"), _with_tag(columns), ENGINES["athena"], "t")


def test_usage_type_can_be_done_without():
    columns = [(name, kind) for name, kind in CUR1 if name != "line_item_usage_type"]
    told = sql(ask("untagged"), _with_tag(columns), ENGINES["athena"], "t")
    assert "NULL AS usage_type" in told


def _with_tag(columns):
    return schema_of([*columns, ("resource_tags_user_cost_center", "varchar")])


@pytest.mark.parametrize("columns", [[], [("a", "varchar")], CUR1[:3]])
def test_columns_of_no_report_are_refused(columns):
    with pytest.raises(Misconfigured, match="not those of a cost report"):
        schema_of(columns)


def test_another_dialect_than_named_is_refused():
    with pytest.raises(Misconfigured, match="FOCUS"):
        schema_of(CUR1, "focus")


def test_metric_that_an_export_lacks_is_refused():
    with pytest.raises(Misconfigured, match="AmortizedCost"):
        made("cur2", metric="AmortizedCost")
    assert "effectivecost" in made("focus", metric="AmortizedCost")


def test_queries_by_tag_need_a_key():
    with pytest.raises(BadRequest, match="tag key"):
        made(key=None)


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_never_leave_their_quotes(key, value):
    asked = ask("month", key=None, owner=((key, (value,)),))
    schema = assumed("cur2", [], partitions=("billing_period",))
    told = sql(asked, schema, ENGINES["athena"], "t")
    outside = "".join(told.split("'")[::2])
    assert told.count("'") % 2 == 0
    plain = value.replace("'", "")
    assert plain in told.replace("'", "")
    assert len(plain) < 4 or plain not in outside
