"""The price list: SageMaker's products as AWS's bulk list words them, one JSON text each."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..paging import page, sort_key
from ..rates import COMPONENTS, INSTANCES, REGIONS, hourly_rate, is_offered, usage_type
from ..world import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..rates import Component, Instance
    from ..world import Call, Operation

# The Regions with an endpoint of the Price List API.
_ENDPOINTS = frozenset({"us-east-1", "eu-central-1", "ap-south-1"})
_SERVICE = "AmazonSageMaker"
_PAGE = 100
_TERM, _RATE = "JRTCKXETXF", "6YS6EN2CT7"  # AWS's codes for on-demand and per hour
_PUBLISHED = "2026-11-06T00:00:00Z"

# Families whose products say `ml.m5.large-Training` in `instanceType`; newer ones don't.
_OLD_FAMILIES = frozenset({"t2", "t3", "m4", "m5", "c5", "r5", "g4dn", "p3", "inf1"})

_MATCHES: dict[str, Callable[[str, str], bool]] = {
    "TERM_MATCH": lambda found, wanted: found == wanted,
    "EQUALS": lambda found, wanted: found == wanted,
    "CONTAINS": lambda found, wanted: wanted in found,
    "ANY_OF": lambda found, wanted: found in wanted.split(","),
    "NONE_OF": lambda found, wanted: found not in wanted.split(","),
}


def get_products(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return the products that all filters match."""
    if call.region not in _ENDPOINTS:
        message = f"The Price List API has no endpoint in {call.region}"
        raise AwsError("UnrecognizedClientException", message)
    if params["ServiceCode"] != _SERVICE:
        message = f"The service code '{params['ServiceCode']}' was not found"
        raise AwsError("NotFoundException", message)
    filters = params.get("Filters", [])
    found = _found(tuple((one["Field"], one["Type"], one["Value"]) for one in filters))
    shown, token = page(
        found,
        lambda product: sort_key(product["sku"], ""),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=[call.operation, filters],
        invalid="InvalidNextTokenException",
    )
    texts = [_item(product) for product in shown]
    return {"FormatVersion": "aws_v1", "PriceList": texts} | ({"NextToken": token} if token else {})


@lru_cache(maxsize=256)
def _found(filters: tuple[tuple[str, str, str], ...]) -> list[dict[str, str]]:
    """Return the products that all filters match: the list never changes, and is long."""
    found = _products()
    for field, kind, value in filters:
        found = [product for product in found if _matches(product.get(field), kind, value)]
    return found


def _matches(found: str | None, kind: str, wanted: str) -> bool:
    return kind == "NONE_OF" if found is None else _MATCHES[kind](found, wanted)


@lru_cache(maxsize=1)
def _products() -> list[dict[str, str]]:
    """Return the attributes of every product, the fields that filters may name."""
    return [
        _product(region, component, instance)
        for region in REGIONS
        for component in COMPONENTS
        for instance in INSTANCES
        if is_offered(component, instance)
    ]


def _product(region: str, component: Component, instance: Instance) -> dict[str, str]:
    usage = usage_type(region, component.name, instance.name)
    is_old = instance.name.split(".")[1] in _OLD_FAMILIES
    return {
        "sku": hashlib.sha256(usage.encode()).hexdigest()[:16].upper(),
        "servicecode": _SERVICE,
        "servicename": "Amazon SageMaker",
        "productFamily": "ML Instance",
        "component": component.name,
        "computeType": "GPU Instances" if instance.gpu else "Standard Instances",
        "instanceName": instance.name,
        "instanceType": f"{instance.name}-{component.name}" if is_old else instance.name,
        "platoinstancename": instance.name,
        "platoinstancetype": component.name,
        "vCpu": str(instance.vcpu),
        "memory": f"{instance.memory} GiB",
        "physicalGpu": str(instance.gpu) if instance.gpu else "N/A",
        "location": REGIONS[region].location,
        "locationType": "AWS Region",
        "regionCode": region,
        "usagetype": usage,
        "operation": "RunInstance",
    }


def _item(product: dict[str, str]) -> str:
    """Write one product with its on-demand term."""
    sku = product["sku"]
    rate = hourly_rate(product["instanceName"], product["regionCode"])
    what = f"{product['component']} {product['instanceName']}"
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "description": f"${rate:f} per {what} hour in {product['location']}",
        "appliesTo": [],
        "rateCode": f"{sku}.{_TERM}.{_RATE}",
        "pricePerUnit": {"USD": f"{rate:.10f}"},
    }
    term = {
        "priceDimensions": {dimension["rateCode"]: dimension},
        "sku": sku,
        "effectiveDate": "2026-11-01T00:00:00Z",
        "offerTermCode": _TERM,
        "termAttributes": {},
    }
    attributes = {k: v for k, v in product.items() if k not in ("sku", "productFamily")}
    return json.dumps(
        {
            "product": {
                "productFamily": product["productFamily"],
                "attributes": attributes,
                "sku": sku,
            },
            "serviceCode": _SERVICE,
            "terms": {"OnDemand": {f"{sku}.{_TERM}": term}},
            "version": "20261106000000",
            "publicationDate": _PUBLISHED,
        }
    )


OPERATIONS: dict[str, Operation] = {"GetProducts": get_products}
