"""GetCostAndUsage: what AWS promises and what it refuses.

Sources: the ce model of botocore 1.44.5 ("model"); threads of github.com by repository and
number, where AWS's own words are quoted.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from small_bill import MONTH, NOW, by_key, job, small_world, total

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

TAG = [{"Type": "TAG", "Key": "project"}]
USAGE = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}}
CHURN = {"Tags": {"Key": "project", "Values": ["churn"]}}


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(small_world()) as server:
        server.control.snapshot()
        yield server


@pytest.fixture
def ce(account, clients_of):
    account.control.restore(0)
    return clients_of(account)("ce")


@pytest.fixture(scope="module")
def clients_of():
    from aws_clients import Clients

    return lambda server: Clients(server.url)


def ask(ce, **params):
    wanted = {"TimePeriod": MONTH, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
    return ce.get_cost_and_usage(**{**wanted, **params})


@pytest.mark.parametrize(
    ("start", "end"), [("2026-11-01", "2026-11-01"), ("2026-11-05", "2026-11-01")]
)
def test_start_must_be_before_end(ce, refused, start, end):
    """The end is exclusive; aws-sdk-js 2732 and many more quote the words (aws.md trap 6)."""
    period = {"Start": start, "End": end}
    assert refused(lambda **p: ask(ce, **p), TimePeriod=period) == (
        "ValidationException",
        "Start date (and hour) should be before end date (and hour)",
    )


def test_end_is_at_most_the_first_of_next_month(ce, refused):
    """`end date past the beginning of next month` (aws/aws-sdk-js 2732)."""
    _, message = refused(
        lambda **p: ask(ce, **p), TimePeriod={"Start": "2026-11-01", "End": "2026-12-02"}
    )
    assert message == "end date past the beginning of next month"


def test_history_is_14_months(ce, refused):
    """Older data needs an opt-in (redhat-performance/cloud-governance 1011)."""
    _, message = refused(
        lambda **p: ask(ce, **p), TimePeriod={"Start": "2025-01-01", "End": "2026-11-02"}
    )
    assert "beyond 14 months" in message


def test_month_is_the_sum_of_its_days(ce):
    """DAILY and MONTHLY are two cuts of the same costs (model, Granularity)."""
    daily = ask(ce, Granularity="DAILY")
    assert [r["TimePeriod"]["Start"] for r in daily["ResultsByTime"]][:2] == [
        "2026-11-01",
        "2026-11-02",
    ]
    assert total(daily) == total(ask(ce)) == Decimal("5.06")  # 20 h at $0.23, and 10 % tax


def test_monthly_periods_end_at_month_borders(ce):
    """The first and the last month may be partial (model, GetCostAndUsage)."""
    answer = ask(ce, TimePeriod={"Start": "2026-10-05", "End": "2026-11-11"})
    assert [tuple(r["TimePeriod"].values()) for r in answer["ResultsByTime"]] == [
        ("2026-10-05", "2026-11-01"),
        ("2026-11-01", "2026-11-11"),
    ]


def test_only_the_open_month_is_estimated(ce):
    """`Estimated` is true while AWS may still change the amounts (model, ResultByTime)."""
    answer = ask(ce, TimePeriod={"Start": "2026-10-01", "End": "2026-12-01"})
    assert [r["Estimated"] for r in answer["ResultsByTime"]] == [False, True]


def test_untagged_costs_have_the_key_with_nothing_behind(ce):
    """A tag group's key is `key$value`, `key$` for untagged costs (model, GroupBy)."""
    answer = ask(ce, GroupBy=TAG, Filter=USAGE)
    assert by_key(answer) == {"project$": "2.3", "project$churn": "2.3"}
    assert answer["GroupDefinitions"] == TAG


def test_grouped_answers_have_an_empty_total(ce):
    """With GroupBy the sums stand in Groups and Total is `{}` (aws.md trap 7)."""
    assert ask(ce, GroupBy=TAG)["ResultsByTime"][0]["Total"] == {}


def test_amounts_are_texts_in_the_ledger_s_currency(ce):
    """Amount is a string and Unit the currency (model, MetricValue)."""
    assert ask(ce, Filter=CHURN)["ResultsByTime"][0]["Total"] == {
        "UnblendedCost": {"Amount": "2.3", "Unit": "USD"}
    }


def test_two_groups_at_most(ce, refused):
    """`GroupBy`: "up to two different groups" (model)."""
    code, _ = refused(lambda **p: ask(ce, **p), GroupBy=TAG * 3)
    assert code == "ValidationException"


def test_two_groups_are_keyed_in_order(ce):
    """Keys stand in the order of GroupBy (model, Group)."""
    by = [{"Type": "DIMENSION", "Key": "SERVICE"}, *TAG]
    keys = [g["Keys"] for g in ask(ce, GroupBy=by)["ResultsByTime"][0]["Groups"]]
    assert keys == [
        ["Amazon SageMaker", "project$"],
        ["Amazon SageMaker", "project$churn"],
        ["Tax", "project$"],
    ]


def test_metric_names_are_checked_and_come_back_in_camel_case(ce, refused):
    """Both `UNBLENDED_COST` and `UnblendedCost` are taken (withcoral/coral 1062)."""
    answer = ask(ce, Metrics=["UNBLENDED_COST", "UsageQuantity"], Filter=CHURN)
    assert answer["ResultsByTime"][0]["Total"] == {
        "UnblendedCost": {"Amount": "2.3", "Unit": "USD"},
        "UsageQuantity": {"Amount": "10", "Unit": "Hrs"},
    }
    assert refused(lambda **p: ask(ce, **p), Metrics=["Cost"])[0] == "ValidationException"


@pytest.mark.parametrize("operator", ["And", "Or"])
def test_and_and_or_need_two_operands(ce, refused, operator):
    """`And expression must have at least 2 operands` (aws-samples/aws-cost-explorer-report 27)."""
    _, message = refused(lambda **p: ask(ce, **p), Filter={operator: [CHURN]})
    assert message == f"{operator} expression must have at least 2 operands"


def test_an_expression_has_one_root(ce, refused):
    """More than one operator is an error, worded as here (model, Expression)."""
    _, message = refused(lambda **p: ask(ce, **p), Filter={**CHURN, **USAGE})
    assert message == (
        "Expression has more than one roots. Only one root operator is allowed for each"
        " expression: And, Or, Not, Dimensions, Tags, CostCategories"
    )


def test_absent_selects_what_lacks_the_key(ce):
    """With a Key and no Values, ABSENT filters resources without the key (model, TagValues)."""
    absent = {"Tags": {"Key": "project", "MatchOptions": ["ABSENT"]}}
    assert total(ask(ce, Filter={"And": [absent, USAGE]})) == Decimal("2.3")
    assert total(ask(ce, Filter={"And": [{"Not": absent}, USAGE]})) == Decimal("2.3")


def test_match_options_of_other_operations_are_refused(ce, refused):
    """Tags take EQUALS, ABSENT and CASE_SENSITIVE here (model, GetCostAndUsageRequest.Filter)."""
    wanted = {"Tags": {"Key": "project", "Values": ["ch"], "MatchOptions": ["STARTS_WITH"]}}
    assert refused(lambda **p: ask(ce, **p), Filter=wanted)[0] == "ValidationException"


def test_resource_id_is_no_dimension_here(ce, refused):
    """`Dimension RESOURCE_ID is not allowed.` (aws/aws-sdk 696)."""
    wanted = {"Dimensions": {"Key": "RESOURCE_ID", "Values": ["x"]}}
    assert (
        refused(lambda **p: ask(ce, **p), Filter=wanted)[1]
        == "Dimension RESOURCE_ID is not allowed."
    )


def test_an_unknown_tag_costs_nothing_and_is_no_error(ce):
    """A tag that doesn't exist returns $0, not an error (aws.md §4)."""
    assert total(ask(ce, Filter={"Tags": {"Key": "nobody", "Values": ["x"]}})) == 0


def test_an_inactive_key_does_not_exist_in_the_bill(account, ce):
    """Only activated keys are in Cost Explorer (aws.md trap 4)."""
    account.control.activation("project", "Inactive")
    assert by_key(ask(ce, GroupBy=TAG, Filter=USAGE)) == {"project$": "4.6"}
    assert total(ask(ce, Filter=CHURN)) == 0


def test_activation_is_not_retroactive(account, ce):
    """Costs before the activation stay untagged without a backfill (aws.md §4)."""
    account.control.activation("project", "Active", "2026-11-15T00:00:00Z")
    assert by_key(ask(ce, GroupBy=TAG, Filter=USAGE)) == {"project$": "4.6"}


def test_tagging_an_ended_job_does_not_reprice_it(account, ce):
    """The bill keeps the tags of the time of use (aws.md trap 3)."""
    arn = account.world.arn("training-job", "untagged")
    account.control.tags(arn, set={"project": "ranking"})
    assert by_key(ask(ce, GroupBy=TAG, Filter=USAGE)) == {"project$": "2.3", "project$churn": "2.3"}


def test_a_running_job_s_tags_count_from_the_tagging_on(account, ce):
    """Usage metered after the tagging carries the tag (aws.md trap 3)."""
    running = job(account.world, "running", NOW, 48)
    account.control.clock("2026-11-24T12:00:00Z")
    account.control.tags(running.arn, set={"project": "late"})
    account.control.clock("2026-11-28T12:00:00Z")
    found = by_key(ask(ce, GroupBy=TAG, Filter=USAGE))
    assert found["project$late"] == "5.52"  # 24 of the 48 hours


def test_today_is_not_in_the_bill_yet(account, ce):
    """Billing data trail usage by about a day (aws.md §4)."""
    job(account.world, "today", NOW.replace(hour=1), 5)
    before = total(ask(ce, Filter=USAGE))
    account.control.clock("2026-11-24T12:00:00Z")
    assert (before, total(ask(ce, Filter=USAGE))) == (Decimal("4.6"), Decimal("5.75"))


def test_tax_is_a_service_of_its_own_on_the_first_of_the_month(ce):
    """Tax is a record type, without resource and tags (model, RECORD_TYPE)."""
    tax = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Tax"]}}
    first = ask(ce, TimePeriod={"Start": "2026-11-01", "End": "2026-11-02"}, Filter=tax)
    assert total(first) == total(ask(ce, Filter=tax)) == Decimal("0.46")
    assert by_key(ask(ce, Filter=tax, GroupBy=TAG)) == {"project$": "0.46"}


def test_large_answers_come_in_pages(account, ce, refused):
    """`NextPageToken` goes on where the last page ended, for the same request only (model)."""
    for number in range(620):
        job(account.world, f"many-{number}", NOW.replace(day=12), 1, {"project": f"p{number:03d}"})
    account.world.ledger._rewind(None)
    account.world.billed_until = None
    first = ask(ce, GroupBy=TAG, Filter=USAGE)
    second = ask(ce, GroupBy=TAG, Filter=USAGE, NextPageToken=first["NextPageToken"])
    keys = [g["Keys"][0] for a in (first, second) for r in a["ResultsByTime"] for g in r["Groups"]]
    assert (len(keys), len(set(keys)), "NextPageToken" in second) == (622, 622, False)
    assert total(first) + total(second) == total(ask(ce, Filter=USAGE))
    code, _ = refused(lambda **p: ask(ce, **p), GroupBy=TAG, NextPageToken=first["NextPageToken"])
    assert code == "RequestChangedException"
    code, _ = refused(lambda **p: ask(ce, **p), GroupBy=TAG, NextPageToken="x")
    assert code == "InvalidNextTokenException"


def test_resources_are_told_for_14_days(ce, refused):
    """`GetCostAndUsageWithResources` goes back 14 days and wants RESOURCE_ID (aws-sdk-net 1773)."""
    wanted = {
        "TimePeriod": {"Start": "2026-11-10", "End": "2026-11-24"},
        "Granularity": "DAILY",
        "Filter": USAGE,
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "RESOURCE_ID"}],
    }
    answer = ce.get_cost_and_usage_with_resources(**wanted)
    keys = {g["Keys"][0].rpartition("/")[2] for r in answer["ResultsByTime"] for g in r["Groups"]}
    assert keys == {"tagged", "untagged"}
    early = {**wanted, "TimePeriod": {"Start": "2026-11-01", "End": "2026-11-24"}}
    _, message = refused(ce.get_cost_and_usage_with_resources, **early)
    assert message.startswith("start date is too old")


def test_cost_explorer_may_be_off_or_not_ready(account, ce, refused):
    """IAM can't mend either; both are HTTP 400 (aws.md §4, access failures)."""
    account.world.cost_explorer_enabled = False
    assert refused(lambda **p: ask(ce, **p)) == (
        "AccessDeniedException",
        "User not enabled for cost explorer access",
    )
    account.world.cost_explorer_enabled = True
    account.world.is_cost_data_ready = False
    assert refused(lambda **p: ask(ce, **p))[0] == "DataUnavailableException"
