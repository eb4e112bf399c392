"""Athena: executed, polled, priced, stopped at a limit; a failure is told by what is wrong."""

from importlib import import_module

import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.cur import athena
from jupyter_cost_tags.problems import CostTagsError, Denied, Exhausted, Misconfigured

PLACE = athena.Place("billing", "cur2", "reports")
COUNT = (
    'SELECT "line_item_currency_code" AS currency, count(*) AS n FROM "billing"."cur2" GROUP BY 1'
)


@pytest.fixture(scope="module", autouse=True)
def warm(company_account):
    """Import the transpiler and meter the days before a call is waited for."""
    import_module("sqlglot")
    company_account.world.ledger.items(company_account.world)


@pytest.fixture
def aws_(company_aws):
    return Aws()


def run(aws, sql=COUNT, place=PLACE, **more):
    return athena.run(aws, place, sql, sleep=more.pop("sleep", lambda _: None), **more)


def test_progress_is_told_until_the_end(aws_):
    seen = []
    told = run(aws_, progress=lambda state, scanned: seen.append((state, scanned > 0)))
    assert seen == [("QUEUED", False), ("RUNNING", True), ("SUCCEEDED", True)]
    assert told.columns == ["currency", "n"]
    assert told.rows[0][0] == "USD"
    assert told.scanned > 0


def test_pages_are_all_read_and_the_header_is_no_row(aws_):
    sql = 'SELECT "line_item_resource_id", "line_item_usage_start_date" FROM "billing"."cur2"'
    told = run(aws_, sql)
    assert len(told.rows) > 2000
    assert ["line_item_resource_id", "line_item_usage_start_date"] not in told.rows


def test_only_the_months_partition_and_the_named_columns_are_read(aws_):
    sql = 'SELECT SUM("line_item_unblended_cost") AS amount FROM "billing"."cur2"'
    everything = run(aws_, sql).scanned
    month = run(aws_, f"{sql} WHERE \"billing_period\" IN ('2026-11')").scanned
    assert 0 < month < everything
    wider = sql.replace(" AS amount", ' AS amount, MAX("line_item_usage_type") AS t')
    assert run(aws_, wider).scanned == 2 * everything


def test_limit_stops_the_query(company_aws, aws_):
    with pytest.raises(Exhausted) as told:
        run(aws_, limit=1)
    assert told.value.code == "scan-limit"
    assert company_aws.control.counts()["athena:StopQueryExecution"] == 1
    assert "athena:GetQueryResults" not in company_aws.control.counts()


def test_interrupt_stops_the_query(company_aws, aws_):
    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(aws_, sleep=interrupted)
    assert company_aws.control.counts()["athena:StopQueryExecution"] == 1


def test_too_slow_is_stopped(company_aws, aws_):
    with pytest.raises(CostTagsError, match="took too long"):
        run(aws_, patience=0)
    assert company_aws.control.counts()["athena:StopQueryExecution"] == 1


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ('SELECT "nothing" FROM "billing"."cur2"', "A column of the statement"),
        ('SELECT resource_tags_user_cost-center FROM "billing"."cur_legacy"', "A column"),
        ('SELECT 1 FROM "billing"."nothing"', "The table does not exist"),
        ('SELECT CAST("line_item_usage_type" AS DATE) FROM "billing"."cur2"', "of another type"),
    ],
)
def test_failing_query_says_what_is_wrong(aws_, sql, words):
    with pytest.raises(athena.QueryFailed, match=words):
        run(aws_, sql)


def test_failure_in_the_middle_is_no_part_of_an_answer(company_aws, aws_):
    company_aws.control.add_faults(
        [{"op": "athena:GetQueryResults", "code": "InternalServerException", "status": 500}]
    )
    with pytest.raises(CostTagsError):
        run(aws_)


def test_no_place_for_results_is_said(aws_):
    with pytest.raises(CostTagsError, match="InvalidRequestException"):
        run(aws_, place=athena.Place("billing", "cur2"))
    assert run(aws_, place=athena.Place("billing", "cur2", None, "s3://northwind-ml/out/")).rows


def test_denied_names_the_action(company_aws, aws_):
    company_aws.control.deny(["athena:StartQueryExecution"])
    with pytest.raises(Denied) as told:
        run(aws_)
    assert told.value.iam_action == "athena:StartQueryExecution"


@pytest.mark.parametrize(
    ("table", "dialect"), [("cur_legacy", "cur1"), ("cur2", "cur2"), ("focus", "focus")]
)
def test_catalog_tells_the_dialect(aws_, table, dialect):
    assert athena.schema(aws_, athena.Place("billing", table), None).dialect.name == dialect


def test_wrong_dialect_is_refused_before_anything_is_scanned(company_aws, aws_):
    with pytest.raises(Misconfigured):
        athena.schema(aws_, PLACE, "focus")
    assert "athena:StartQueryExecution" not in company_aws.control.counts()


@pytest.mark.parametrize(
    ("scanned", "usd"), [(0, "0.000048"), (10**6, "0.000048"), (1024**4, "5.000000")]
)
def test_price_has_a_least(scanned, usd):
    assert f"{athena.price(scanned):f}" == usd
