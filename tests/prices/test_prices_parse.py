"""Price list entries, in the shapes that the public has seen: understood exactly, or left out."""

from __future__ import annotations

import copy
import json

import pytest

from jupyter_cost_tags.prices.parse import Wanted, parse

TRAINING = Wanted("us-east-1", "USD", "Training", "Train:")


def entry(price="0.1150000000", currency="USD", **attributes):
    """Return an entry as newer products have it; a None takes an attribute away."""
    given = {
        "servicecode": "AmazonSageMaker",
        "location": "US East (N. Virginia)",
        "locationType": "AWS Region",
        "regionCode": "us-east-1",
        "component": "Training",
        "platoinstancetype": "Training",
        "instanceName": "ml.m5.large",
        "instanceType": "ml.m5.large-Training",
        "usagetype": "USE1-Train:ml.m5.large",
        "operation": "RunInstance",
        **attributes,
    }
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "description": "$0.115 per Training ml.m5.large hour in US East (N. Virginia)",
        "rateCode": "SKU.JRTCKXETXF.6YS6EN2CT7",
        "pricePerUnit": {currency: price},
    }
    term = {
        "offerTermCode": "JRTCKXETXF",
        "effectiveDate": "2026-11-01T00:00:00Z",
        "priceDimensions": {"SKU.JRTCKXETXF.6YS6EN2CT7": dimension},
        "termAttributes": {},
    }
    return {
        "product": {
            "productFamily": "ML Instance",
            "sku": "SKU",
            "attributes": {k: v for k, v in given.items() if v is not None},
        },
        "serviceCode": "AmazonSageMaker",
        "terms": {"OnDemand": {"SKU.JRTCKXETXF": term}},
    }


def parsed(*entries, wanted=TRAINING):
    return parse([json.dumps(one) for one in entries], wanted)


def changed(path, value):
    """Return an entry with one member replaced; a None takes it away."""
    made = copy.deepcopy(entry())
    *parents, last = path.split("/")
    member = made
    for name in parents:
        member = next(iter(member.values())) if name == "*" else member[name]
    if value is None:
        del member[last]
    else:
        member[last] = value
    return made


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"instanceType": "ml.m5.large"},
        {"instanceType": "NA"},
        {"instanceName": None},
        {"instanceName": None, "instanceType": "ml.m5.large-Training"},
        {"component": None},
        {"platoinstancetype": None},
        {"usagetype": "Train:ml.m5.large"},
        {"usagetype": None},
        {"computeType": "Standard Instances", "vCpu": "2", "somethingNew": "x"},
    ],
)
def test_old_and_new_entries_are_understood(attributes):
    assert parsed(entry(**attributes)) == {"ml.m5.large": "0.115"}


@pytest.mark.parametrize(
    ("price", "spelled"),
    [
        ("0.1150000000", "0.115"),
        ("63.2960000000", "63.296"),
        ("10", "10"),
        ("0.000000000001", "0.000000000001"),
    ],
)
def test_prices_keep_every_digit(price, spelled):
    assert parsed(entry(price)) == {"ml.m5.large": spelled}


@pytest.mark.parametrize("price", ["0.0000000000", "-1", "NaN", "Infinity", "", "free", "1e99", 1])
def test_what_is_no_positive_price_is_no_rate(price):
    assert parsed(entry(price)) == ({"ml.m5.large": "1"} if price == 1 else {})


def test_the_china_partition_has_another_currency():
    chinese = entry("1.2", "CNY", regionCode="cn-north-1", usagetype="CNN1-Train:ml.m5.large")
    assert parsed(chinese, wanted=Wanted("cn-north-1", "CNY", "Training", "Train:")) == {
        "ml.m5.large": "1.2"
    }
    assert parsed(chinese) == {}
    assert parsed(entry("1.2", "CNY")) == {}


@pytest.mark.parametrize(
    "attributes",
    [
        {"regionCode": "us-east-2"},
        {"regionCode": None},
        {"component": "SpotTraining"},
        {"component": "Hosting", "platoinstancetype": "AsyncInf"},
        {"platoinstancetype": "Free-Training"},
        {"component": None, "platoinstancetype": None},
        {"instanceName": "ml.m5.xlarge"},  # the usage type says another
        {"instanceName": None, "instanceType": "NA", "usagetype": "USE1-Train:other"},
        {"instanceName": 7},
    ],
)
def test_what_is_about_something_else_is_left_out(attributes):
    assert parsed(entry(**attributes)) == {}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("product/productFamily", "ML Storage"),
        ("product/productFamily", None),
        ("product/attributes", []),
        ("terms/OnDemand", {}),
        ("terms/OnDemand", None),
        ("terms", None),
        ("terms/OnDemand/*/priceDimensions", {}),
        ("terms/OnDemand/*/priceDimensions/*/unit", "Second"),
        ("terms/OnDemand/*/priceDimensions/*/unit", None),
        ("terms/OnDemand/*/priceDimensions/*/beginRange", "100"),
        ("terms/OnDemand/*/priceDimensions/*/endRange", "100"),
        ("terms/OnDemand/*/priceDimensions/*/pricePerUnit", {"EUR": "1"}),
        ("terms/OnDemand/*/priceDimensions/*/pricePerUnit", "1"),
        ("terms/OnDemand/*/priceDimensions/*/pricePerUnit", None),
    ],
)
def test_an_entry_that_is_not_understood_is_left_out(path, value):
    assert parsed(changed(path, value)) == {}
    assert parsed(changed(path, value), entry()) == {"ml.m5.large": "0.115"}


def test_a_price_without_ranges_is_whole():
    price = changed("terms/OnDemand/*/priceDimensions/*/unit", "Hours")
    for term in price["terms"]["OnDemand"].values():
        for dimension in term["priceDimensions"].values():
            del dimension["beginRange"], dimension["endRange"]
    assert parsed(price) == {"ml.m5.large": "0.115"}


@pytest.mark.parametrize("odd", ["", "{", "null", "[]", "7", '"text"', '{"product": null}'])
def test_what_is_no_entry_is_left_out(odd):
    assert parse([odd, json.dumps(entry()), None, 7], TRAINING) == {"ml.m5.large": "0.115"}


def test_tiers_and_several_terms_are_no_rate():
    tiers = entry()
    dimensions = next(iter(tiers["terms"]["OnDemand"].values()))["priceDimensions"]
    dimensions["second"] = next(iter(dimensions.values()))
    assert parsed(tiers) == {}
    terms = entry()
    terms["terms"]["OnDemand"]["later"] = next(iter(terms["terms"]["OnDemand"].values()))
    assert parsed(terms) == {}


def test_two_prices_of_one_type_are_no_rate():
    other = {"usagetype": None}
    assert parsed(entry("0.1", **other), entry("0.2", **other)) == {}
    assert parsed(entry("0.1"), entry("0.2")) == {}
    assert parsed(entry("0.1"), entry("0.10")) == {"ml.m5.large": "0.1"}


def test_the_plain_instance_hour_stands_among_variants():
    variants = [
        entry("0.3", usagetype="USE1-Train:ml.m5.large-Reserved"),
        entry("0.4", usagetype="USE1-WarmPool:ml.m5.large"),
    ]
    assert parsed(*variants, entry("0.115")) == {"ml.m5.large": "0.115"}
    assert parsed(*variants) == {}


def test_a_components_name_may_be_spelled_with_a_space():
    wanted = Wanted("us-east-1", "USD", "BatchTransform", "Tsform:")
    usage = "USE1-Tsform:ml.m5.large"
    told = entry(component="Batch Transform", platoinstancetype="BatchTransform", usagetype=usage)
    assert parsed(told, wanted=wanted) == {"ml.m5.large": "0.115"}
