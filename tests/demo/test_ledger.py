"""The ledger: one set of line items behind every door, whatever the clock does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from small_bill import MONTH, NOW, at, job, small_world, total

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.demo.embedded_aws.report import column_key
from jupyter_cost_tags.demo.embedded_aws.services.cost_explorer import OPERATIONS
from jupyter_cost_tags.demo.embedded_aws.world import Call

_DIMENSIONS = ("SERVICE", "USAGE_TYPE", "RECORD_TYPE", "INSTANCE_TYPE", "OPERATION", "REGION")
_KEYS = ("project", "cost-center", "environment", "team", "sagemaker:user-profile-arn", "none")
_VALUES = ("churn", "ranking", "CC-4711", "dev", "prod", "Usage", "Credit", "Tax", "", "it's")

company_world = company.build(NOW)

leaves = st.one_of(
    st.builds(
        lambda key, values: {"Tags": {"Key": key, "Values": values}},
        st.sampled_from(_KEYS),
        st.lists(st.sampled_from(_VALUES), min_size=1, max_size=3),
    ),
    st.builds(
        lambda key: {"Tags": {"Key": key, "MatchOptions": ["ABSENT"]}}, st.sampled_from(_KEYS)
    ),
    st.builds(
        lambda key, values: {"Dimensions": {"Key": key, "Values": values}},
        st.sampled_from(_DIMENSIONS),
        st.lists(st.sampled_from(_VALUES), min_size=1, max_size=3),
    ),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda e: {"Not": e}, inner),
        st.builds(
            lambda op, es: {op: es},
            st.sampled_from(("And", "Or")),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=5,
)
groups = st.one_of(
    st.builds(lambda key: {"Type": "DIMENSION", "Key": key}, st.sampled_from(_DIMENSIONS)),
    st.builds(lambda key: {"Type": "TAG", "Key": key}, st.sampled_from(_KEYS)),
)


def ask(world: Any, **params: Any) -> dict[str, Any]:
    wanted = {"TimePeriod": MONTH, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
    call = Call(world, "ce", "GetCostAndUsage", "us-east-1", world.principal)
    return OPERATIONS["GetCostAndUsage"](call, {**wanted, **params})


@settings(deadline=None, max_examples=examples(60))
@given(
    by=st.lists(groups, min_size=1, max_size=2), granularity=st.sampled_from(("DAILY", "MONTHLY"))
)
def test_groups_add_up_to_the_total(by, granularity):
    grouped = ask(company_world, GroupBy=by, Granularity=granularity)
    amount = total(grouped)
    while "NextPageToken" in grouped:
        token = grouped["NextPageToken"]
        grouped = ask(company_world, GroupBy=by, Granularity=granularity, NextPageToken=token)
        amount += total(grouped)
    assert amount == total(ask(company_world))


@settings(deadline=None, max_examples=examples(100))
@given(wanted=expressions)
def test_a_filter_and_its_opposite_are_everything(wanted):
    chosen = total(ask(company_world, Filter=wanted))
    others = total(ask(company_world, Filter={"Not": wanted}))
    assert chosen + others == total(ask(company_world))


def test_the_report_has_the_same_total_as_cost_explorer():
    sql = company_world.ledger.report(company_world)
    ((amount,),) = company_world.ledger.query(
        f"SELECT sum(line_item_unblended_cost) FROM ({sql})"  # noqa: S608
        " WHERE bill_billing_period_start_date = '2026-11-01'"
    )
    assert amount == total(ask(company_world))


def test_the_report_names_tags_as_cur_does_and_only_active_ones():
    sql = company_world.ledger.report(company_world)
    found = company_world.ledger.query(
        f"SELECT DISTINCT unnest(map_keys(resource_tags)) FROM ({sql}) ORDER BY 1"  # noqa: S608
    )
    assert [key for (key,) in found] == [
        "user_cost_center",
        "user_environment",
        "user_project",
        "user_sagemaker_domain_arn",
        "user_sagemaker_space_arn",
        "user_sagemaker_user_profile_arn",
    ]


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("ManagedByAmazonSageMakerResource", "user_managed_by_amazon_sage_maker_resource"),
        ("aws:createdBy", "aws_created_by"),
    ],
)
def test_cur_snake_cases_keys(key, column):
    assert column_key(key) == column


def test_costs_stop_where_the_bill_does():
    world = small_world()
    job(world, "long", at(21), 72)
    assert total(ask(world, Filter={"Tags": {"Key": "project", "MatchOptions": ["ABSENT"]}})) == (
        Decimal("2.3") + Decimal("0.23") * 48 + (Decimal("4.6") + Decimal("0.23") * 48) / 10
    ).quantize(Decimal("0.01"))


def test_a_clock_that_goes_back_takes_costs_back():
    world = small_world()
    world.clock.set(NOW - timedelta(days=5))
    earlier = total(ask(world))
    world.clock.set(NOW)
    ask(world)
    world.clock.set(NOW - timedelta(days=5))
    assert total(ask(world)) == earlier


def test_a_restored_world_meters_anew():
    world = small_world()
    before = total(ask(world))
    snapshot = world.snapshot()
    job(world, "after", at(23), 12)
    world.clock.set(at(25, 12))
    assert total(ask(world)) > before
    world.restore(snapshot)
    assert total(ask(world)) == before
    world.clock.set(at(25, 12))
    assert total(ask(world)) == before


def test_added_rows_count_and_can_be_taken_back():
    world = small_world()
    before = total(ask(world))
    row = {
        "bill_billing_period_start_date": "2026-11-01",
        "line_item_usage_start_date": "2026-11-04",
        "line_item_line_item_type": "Refund",
        "line_item_unblended_cost": "-1.50",
    }
    world.ledger.add([row])
    refunds = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Refund"]}}
    assert total(ask(world, Filter=refunds)) == Decimal("-1.5")
    world.ledger.clear_added()
    assert total(ask(world)) == before


def test_another_currency_is_said():
    world = small_world()
    world.ledger.currency = "EUR"
    assert ask(world)["ResultsByTime"][0]["Total"]["UnblendedCost"]["Unit"] == "EUR"
