"""Entries of the price list, strictly: what is not understood is left out. Pure.

An entry is JSON text. Attributes differ by age: `instanceName` is `ml.m5.large`, `instanceType`
is that or `ml.m5.large-Training`, `usagetype` is `USE1-Train:ml.m5.large`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

SERVICE = "AmazonSageMaker"
_FAMILY = "ML Instance"
_TYPE = re.compile(r"ml\.[a-z0-9-]+\.[a-z0-9]+", re.ASCII)
_PREFIX = re.compile(r"([A-Z]{2,}[A-Z0-9]*-)?", re.ASCII)  # of a Region, in usage types
_HOURS = frozenset({"hrs", "hours"})
_WHOLE = {"beginRange": "0", "endRange": "Inf"}  # a price without ranges has one, too
_MOST_DIGITS = 12
_MOST = Decimal(10) ** 9


class Wanted(NamedTuple):
    """What a query asked for; an entry about anything else is left out."""

    region: str
    currency: str
    component: str
    infix: str


class Offer(NamedTuple):
    """One price of one type; plain: the usage type says it is the instance's hour, no variant."""

    instance_type: str
    hourly: Decimal
    is_plain: bool


def parse(entries: Iterable[Any], wanted: Wanted) -> dict[str, str]:
    """Return the price per hour of each instance type.

    Several prices of one type are no rate, unless just one is plainly the instance's hour.
    """
    offers: dict[str, list[Offer]] = {}
    for entry in entries:
        offer = _offer(entry, wanted)
        if offer:
            offers.setdefault(offer.instance_type, []).append(offer)
    found = {name: _unmistakable(offers[name]) for name in sorted(offers)}
    return {name: f"{rate.normalize():f}" for name, rate in found.items() if rate is not None}


def _unmistakable(offers: list[Offer]) -> Decimal | None:
    plain = {offer.hourly for offer in offers if offer.is_plain}
    prices = plain or {offer.hourly for offer in offers}
    return prices.pop() if len(prices) == 1 else None


def _offer(entry: Any, wanted: Wanted) -> Offer | None:
    try:
        item = json.loads(entry) if isinstance(entry, str) else entry
        product, on_demand = item["product"], item["terms"]["OnDemand"]
        attributes = product["attributes"]
        if product["productFamily"] != _FAMILY or not _is_asked(attributes, wanted):
            return None
        instance_type = _instance_type(attributes)
        hourly = _hourly(on_demand, wanted.currency)
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation):
        return None
    if instance_type is None or hourly is None:
        return None
    return Offer(instance_type, hourly, _is_plain(attributes, wanted, instance_type))


def _is_asked(attributes: Mapping[str, str], wanted: Wanted) -> bool:
    """Tell whether Region and component are those of the query, wherever they are said."""
    said = [attributes[name] for name in ("component", "platoinstancetype") if name in attributes]
    named = {_folded(text) for text in said}
    return attributes["regionCode"] == wanted.region and named == {_folded(wanted.component)}


def _folded(text: str) -> str:
    """Return a component's name without case and punctuation: `Batch Transform` is one."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _instance_type(attributes: Mapping[str, str]) -> str | None:
    """Return the type; None where attributes disagree or give none."""
    said = {
        match[0]
        for name in ("instanceName", "platoinstancename", "instanceType", "usagetype")
        for match in [_TYPE.search(attributes.get(name, ""))]
        if match
    }
    return said.pop() if len(said) == 1 else None


def _is_plain(attributes: Mapping[str, str], wanted: Wanted, instance_type: str) -> bool:
    usage = attributes.get("usagetype", "")
    rest = usage[len(_prefix(usage)) :]
    return rest == f"{wanted.infix}{instance_type}"


def _prefix(usage: str) -> str:
    match = _PREFIX.match(usage)
    return match[0] if match else ""


def _hourly(on_demand: Mapping[str, Any], currency: str) -> Decimal | None:
    """Return the one price per hour of an on-demand term; None for tiers, other units and 0."""
    (term,) = on_demand.values()
    (dimension,) = term["priceDimensions"].values()
    if dimension["unit"].casefold() not in _HOURS:
        return None
    if any(dimension.get(name, value) != value for name, value in _WHOLE.items()):
        return None
    price = Decimal(dimension["pricePerUnit"][currency])
    if not price.is_finite() or not 0 < price < _MOST:
        return None
    exponent = price.normalize().as_tuple().exponent
    return price if isinstance(exponent, int) and -exponent <= _MOST_DIGITS else None
