"""GetTags, GetDimensionValues, GetCostForecast, and the operations of cost allocation tags.

Sources: the ce model of botocore 1.44.5 ("model"); threads of github.com by repository and number.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from aws_clients import Clients
from small_bill import MONTH, small_world

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

AHEAD = {"Start": "2026-11-23", "End": "2026-12-01"}
LINKED = "Linked account doesn't have access to cost allocation tags."


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(small_world()) as server:
        server.control.snapshot()
        yield server


@pytest.fixture
def ce(account):
    account.control.restore(0)
    return Clients(account.url)("ce")


@pytest.fixture
def company(company_aws):
    return Clients(company_aws.url)("ce")


def test_get_tags_lists_active_keys_and_their_values(account, ce):
    """Keys are returned only when activated, values only with costs in the period (model)."""
    assert ce.get_tags(TimePeriod=MONTH)["Tags"] == ["environment", "project"]
    account.control.activation("environment", "Inactive")
    answer = ce.get_tags(TimePeriod=MONTH)
    assert (answer["Tags"], answer["ReturnSize"], answer["TotalSize"]) == (["project"], 1, 1)
    assert ce.get_tags(TimePeriod=MONTH, TagKey="project")["Tags"] == ["churn"]
    assert ce.get_tags(TimePeriod=MONTH, TagKey="environment")["Tags"] == []


def test_get_tags_searches(ce):
    """`SearchString` narrows the values; not with SortBy (model, GetTagsRequest)."""
    assert ce.get_tags(TimePeriod=MONTH, TagKey="project", SearchString="chu")["Tags"] == ["churn"]
    assert ce.get_tags(TimePeriod=MONTH, TagKey="project", SearchString="x")["Tags"] == []


def test_search_and_sort_exclude_each_other(ce, refused):
    """ "When you use SortBy, NextPageToken and SearchString aren't supported" (model)."""
    sort = [{"Key": "UnblendedCost"}]
    code, _ = refused(ce.get_tags, TimePeriod=MONTH, SortBy=sort, SearchString="x")
    assert code == "ValidationException"


def test_the_service_is_called_amazon_sagemaker(ce):
    """`GetDimensionValues` tells the exact SERVICE string (aws.md §4)."""
    answer = ce.get_dimension_values(
        TimePeriod=MONTH, Dimension="SERVICE", SearchString="sagemaker"
    )
    assert [v["Value"] for v in answer["DimensionValues"]] == ["Amazon SageMaker"]


def test_forecast_has_a_mean_within_its_interval(company):
    """Total is the sum of the means; bounds enclose each (model, ForecastResult)."""
    answer = company.get_cost_forecast(
        TimePeriod=AHEAD, Metric="UNBLENDED_COST", Granularity="DAILY", PredictionIntervalLevel=90
    )
    results = answer["ForecastResultsByTime"]
    assert len(results) == 8
    for result in results:
        low, high = (result[f"PredictionInterval{b}Bound"] for b in ("Lower", "Upper"))
        assert Decimal(low) <= Decimal(result["MeanValue"]) <= Decimal(high)
    means = sum(Decimal(r["MeanValue"]) for r in results)
    assert answer["Total"] == {"Amount": str(means.normalize()), "Unit": "USD"}


def test_forecast_takes_dimensions_only(company, refused):
    """The documented filters of forecasts are dimensions (model, GetCostForecastRequest.Filter)."""
    wanted = {"TimePeriod": AHEAD, "Metric": "UNBLENDED_COST", "Granularity": "MONTHLY"}
    service = {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon SageMaker"]}}
    assert Decimal(company.get_cost_forecast(**wanted, Filter=service)["Total"]["Amount"]) > 0
    tag = {"Tags": {"Key": "project", "Values": ["churn"]}}
    assert refused(company.get_cost_forecast, **wanted, Filter=tag)[0] == "ValidationException"


def test_forecast_wants_history(ce, refused):
    """`Insufficient amount of historical data.` (zoph-io/instance-watcher 38)."""
    wanted = {"TimePeriod": AHEAD, "Metric": "UNBLENDED_COST", "Granularity": "MONTHLY"}
    assert refused(ce.get_cost_forecast, **wanted) == (
        "DataUnavailableException",
        "Insufficient amount of historical data.",
    )


def test_only_the_payer_sees_and_sets_activation(account, ce, refused):
    """A member account is told so in these words (terraform-provider-aws 37636, runs-on 458)."""
    account.world.is_payer = False
    assert refused(ce.list_cost_allocation_tags) == (
        "AccessDeniedException",
        f"Failed to list Cost Allocation Tags: {LINKED}",
    )
    status = [{"TagKey": "project", "Status": "Active"}]
    assert refused(ce.update_cost_allocation_tags_status, CostAllocationTagsStatus=status) == (
        "AccessDeniedException",
        f"Failed to update Cost Allocation Tag: {LINKED}",
    )


def test_used_keys_are_listed_as_inactive_until_somebody_activates_them(account, ce):
    """AWS lists the keys that resources carry (aws.md §4, tag timing)."""
    arn = account.world.arn("training-job", "tagged")
    account.control.tags(arn, set={"team": "a"})
    listed = ce.list_cost_allocation_tags(Status="Inactive")["CostAllocationTags"]
    assert [(t["TagKey"], t["Type"], t["Status"]) for t in listed] == [
        ("team", "UserDefined", "Inactive")
    ]


def test_activation_reports_unknown_keys_one_by_one(account, ce):
    """Errors stand beside the keys that were taken (model, UpdateCostAllocationTagsStatus)."""
    account.control.activation("project", "Inactive")
    status = [{"TagKey": key, "Status": "Active"} for key in ("project", "nowhere")]
    errors = ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=status)["Errors"]
    assert [(e["TagKey"], e["Code"]) for e in errors] == [("nowhere", "TagKeysNotFoundException")]
    listed = ce.list_cost_allocation_tags(TagKeys=["project"])["CostAllocationTags"]
    assert [t["Status"] for t in listed] == ["Active"]


def test_twenty_keys_at_a_time(ce, refused):
    """The list has 1-20 members (model, CostAllocationTagStatusList)."""
    status = [{"TagKey": f"k{n}", "Status": "Active"} for n in range(21)]
    code, _ = refused(ce.update_cost_allocation_tags_status, CostAllocationTagsStatus=status)
    assert code == "ValidationException"


def test_backfill_applies_activation_to_the_past_once_a_day(account, ce, refused):
    """Backfill starts on the first of a month, once in 24 hours (model, aws.md §4)."""
    account.control.activation("project", "Active")
    assert ce.get_tags(TimePeriod=MONTH, TagKey="project")["Tags"] == []
    code, _ = refused(ce.start_cost_allocation_tag_backfill, BackfillFrom="2026-11-05T00:00:00Z")
    assert code == "ValidationException"
    begun = ce.start_cost_allocation_tag_backfill(BackfillFrom="2026-10-01T00:00:00Z")
    assert begun["BackfillRequest"]["BackfillStatus"] == "PROCESSING"
    code, _ = refused(ce.start_cost_allocation_tag_backfill, BackfillFrom="2026-10-01T00:00:00Z")
    assert code == "BackfillLimitExceededException"
    account.control.clock("2026-11-23T15:00:00Z")
    (done,) = ce.list_cost_allocation_tag_backfill_history()["BackfillRequests"]
    assert done["BackfillStatus"] == "SUCCEEDED"
    assert ce.get_tags(TimePeriod=MONTH, TagKey="project")["Tags"] == ["churn"]
