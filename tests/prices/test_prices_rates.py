"""The Pricing API of the embedded AWS: all pages, the right endpoint, and every way to fail."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from botocore.stub import Stubber

from jupyter_cost_tags.aws import Aws, AwsSettings
from jupyter_cost_tags.aws.connections import Connections
from jupyter_cost_tags.demo.embedded_aws.rates import hourly_rate
from jupyter_cost_tags.prices import Rates, rates
from jupyter_cost_tags.problems import CostTagsError

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
COMPONENTS = {"Training", "Processing", "Transform", "Hosting", "Notebook"}


NAMES = {
    "Training": "Train", "Processing": "Processing", "BatchTransform": "Tsform",
    "Hosting": "Host", "Notebook": "Notebk",
}  # fmt: skip


def chinese(component, usage, instance_type):
    """Return an entry of the China partition's price list."""
    attributes = {"regionCode": "cn-north-1", "component": component, "usagetype": usage}
    dimension = {"unit": "Hrs", "beginRange": "0", "endRange": "Inf"}
    dimension["pricePerUnit"] = {"CNY": "2.5000000000"}
    return {
        "product": {
            "productFamily": "ML Instance",
            "attributes": {**attributes, "instanceName": instance_type},
        },
        "terms": {"OnDemand": {"a": {"priceDimensions": {"b": dimension}}}},
    }


@pytest.fixture
def asker(aws):
    return Aws(sleep=lambda seconds: None)


def refused(asker, region="us-east-1"):
    with pytest.raises(CostTagsError) as caught:
        rates(asker, region=region, now=NOW)
    return caught.value


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_every_component_has_the_list_prices_of_its_region(aws, asker, region):
    found = rates(asker, region=region, now=NOW)
    assert (found.region, found.currency, found.as_of) == (region, "USD", NOW)
    assert set(found.components) == COMPONENTS
    for listed in found.components.values():
        assert Decimal(listed["ml.m5.xlarge"]) == hourly_rate("ml.m5.xlarge", region)
    assert "ml.t2.medium" in found.components["Notebook"]
    assert "ml.t2.medium" not in found.components["Training"]  # never the price of another use


def test_a_query_per_component_goes_to_the_price_lists_own_region(aws, asker):
    rates(asker, region="eu-west-1", now=NOW)  # its endpoint would refuse: there is none
    calls = aws.control.calls()
    assert {call["operation"] for call in calls} == {"GetProducts"}
    filters = [
        {each["Field"]: each["Value"] for each in call["params"]["Filters"]} for call in calls
    ]
    assert all(one["regionCode"] == "eu-west-1" for one in filters)
    assert all(one["productFamily"] == "ML Instance" for one in filters)
    assert len(filters) == len({one["component"] for one in filters}) == 5


def test_pages_go_on_to_the_end_and_prices_are_in_the_partitions_currency(aws):
    connections = Connections(AwsSettings())
    asker = Aws(connections=connections)
    with Stubber(connections.client("pricing", "cn-north-1")) as stubbed:
        for component, infix in NAMES.items():
            for page, token in ((1, {"NextToken": component}), (2, {})):
                usage = f"CNN1-{infix}:ml.m5.{page}xlarge"
                text = json.dumps(chinese(component, usage, f"ml.m5.{page}xlarge"))
                stubbed.add_response("get_products", {"PriceList": [text], **token})
        found = rates(asker, region="cn-north-1", now=NOW)
        stubbed.assert_no_pending_responses()
    assert found.currency == "CNY"
    assert found.components["Transform"] == {"ml.m5.1xlarge": "2.5", "ml.m5.2xlarge": "2.5"}


def test_a_document_is_that_of_guard_json_and_can_be_read_back(asker):
    found = rates(asker, region="us-east-1", now=NOW)
    document = found.document()
    assert document["as_of"] == "2026-11-23T12:00:00Z"
    assert document["components"]["Training"]["ml.m5.xlarge"] == "0.23"
    assert Rates.of(document) == found
    for broken in ({}, {**document, "as_of": "now"}, {**document, "components": {"Training": {}}}):
        assert Rates.of(broken) is None


def test_without_the_right_there_are_no_rates(aws, asker):
    aws.control.deny(["pricing:GetProducts"])
    problem = refused(asker).problem()
    assert (problem.code, problem.iam_action) == ("access-denied", "pricing:GetProducts")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"reset": True}, "unreachable"),
        ({"body": "html"}, "bad-response"),
        ({"body": "empty"}, "bad-response"),
        ({"code": "ThrottlingException"}, "throttled"),
        ({"code": "InternalErrorException", "status": 500}, "aws-failing"),
        ({"code": "ExpiredTokenException"}, "credentials-expired"),
    ],
)
def test_a_part_of_the_list_is_not_the_list(aws, asker, fault, code):
    aws.control.add_faults([{"op": "pricing:GetProducts", "skip": 3, **fault}])
    assert refused(asker).code == code


def test_a_field_that_the_list_does_not_know_is_asked_for_by_its_other_name(aws, asker):
    unknown = {"op": "pricing:GetProducts", "code": "InvalidParameterException"}
    aws.control.add_faults([{**unknown, "times": 1}])
    found = rates(asker, region="us-east-1", now=NOW)
    assert found.components["Training"]["ml.m5.xlarge"] == "0.23"
    aws.control.add_faults([unknown])
    assert refused(asker).code == "aws-refused"


def test_a_region_that_the_list_lacks_has_no_rates_rather_than_free_ones(asker):
    assert refused(asker, "eu-north-9").code == "no-price-list"


@pytest.mark.parametrize("region", ["us-gov-west-1", "us-iso-east-1"])
def test_partitions_without_a_price_list_are_not_asked(aws, asker, region):
    assert refused(asker, region).code == "no-price-list"
    assert aws.control.counts() == {}


def test_no_region_is_a_configuration_error(asker):
    assert refused(asker, None).code == "no-region"
