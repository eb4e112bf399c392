"""GetProducts, DescribeEffectivePolicy, DescribeOrganization.

Sources: the pricing and organizations models of botocore 1.44.5 ("model").
"""

from __future__ import annotations

import json

import pytest
from aws_clients import Clients


@pytest.fixture
def company(company_aws):
    return Clients(company_aws.url)


def term(**wanted):
    return [{"Type": "TERM_MATCH", "Field": k, "Value": v} for k, v in wanted.items()]


def test_products_are_json_texts_with_an_on_demand_price(company):
    """`PriceList` has one JSON text per product (model, PriceListJsonItems)."""
    wanted = term(regionCode="us-east-1", usagetype="USE1-Train:ml.m5.large")
    answer = company("pricing").get_products(ServiceCode="AmazonSageMaker", Filters=wanted)
    (product,) = [json.loads(item) for item in answer["PriceList"]]
    (on_demand,) = product["terms"]["OnDemand"].values()
    (price,) = on_demand["priceDimensions"].values()
    assert (price["unit"], price["pricePerUnit"]) == ("Hrs", {"USD": "0.1150000000"})
    assert product["product"]["attributes"]["instanceName"] == "ml.m5.large"


def test_an_instance_has_a_price_per_component(company):
    """Training, processing, hosting … are products of their own (aws.md §5)."""
    wanted = term(regionCode="us-east-1", instanceName="ml.g5.xlarge")
    answer = company("pricing").get_products(ServiceCode="AmazonSageMaker", Filters=wanted)
    found = {json.loads(i)["product"]["attributes"]["component"] for i in answer["PriceList"]}
    assert {"Training", "Processing", "Hosting", "Notebook", "Studio-JupyterLab"} <= found


def test_pages_cover_every_product_once(company):
    """MaxResults is at most 100 and NextToken goes on (model, GetProductsRequest)."""
    pages = (
        company("pricing")
        .get_paginator("get_products")
        .paginate(ServiceCode="AmazonSageMaker", Filters=term(regionCode="us-east-1"))
    )
    skus = [json.loads(i)["product"]["sku"] for page in pages for i in page["PriceList"]]
    assert len(skus) == len(set(skus)) > 250


def test_unknown_services_and_regions_without_endpoint_are_refused(company, refused):
    """The price list answers in three Regions (aws.md trap 9)."""
    code, _ = refused(company("pricing").get_products, ServiceCode="Nothing")
    assert code == "NotFoundException"
    elsewhere = company("pricing", "eu-west-1")
    code, message = refused(elsewhere.get_products, ServiceCode="AmazonSageMaker")
    assert "no endpoint in eu-west-1" in message


def test_the_effective_tag_policy_is_json_text(company):
    """Map keys are lower case, `tag_key` has the real case, operators are resolved (aws.md §5)."""
    answer = company("organizations").describe_effective_policy(PolicyType="TAG_POLICY")
    rules = json.loads(answer["EffectivePolicy"]["PolicyContent"])["tags"]
    assert rules["environment"]["tag_value"] == ["dev", "staging", "prod"]
    assert {rule["tag_key"] for rule in rules.values()} == {"cost-center", "environment", "project"}


def test_no_policy_and_no_organisation_are_errors_of_their_own(company_aws, company, refused):
    """Both are declared errors (model, DescribeEffectivePolicy)."""
    describe = company("organizations").describe_effective_policy
    company_aws.world.tag_policy = None
    assert refused(describe, PolicyType="TAG_POLICY")[0] == "EffectivePolicyNotFoundException"
    company_aws.world.is_in_organization = False
    assert refused(describe, PolicyType="TAG_POLICY")[0] == "AWSOrganizationsNotInUseException"


def test_the_organisation_names_the_payer(company_aws, company):
    """`MasterAccountId` is the management account (model, Organization)."""
    company_aws.world.is_payer = False
    found = company("organizations").describe_organization()["Organization"]
    assert found["MasterAccountId"] == "999988887777"
