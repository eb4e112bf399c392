"""List prices per component and instance type, asked of the Pricing API; free of charge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Any, NamedTuple

from ..aws import Aws
from ..models import spell_instant
from ..problems import AwsTrouble, Misconfigured, NotAvailable, Refused
from .parse import SERVICE, Wanted, parse

_FAMILY = "ML Instance"
_PAGE = 100  # GetProducts, MaxResults
# Partitions whose credentials no endpoint of the Price List API takes.
_WITHOUT_PRICE_LIST = ("us-gov-", "us-iso", "eu-iso")
_UNKNOWN_FIELD = frozenset({"InvalidParameterException"})


class Component(NamedTuple):
    """What instances are rented for: our name, the price list's, and the usage type's part."""

    name: str
    listed: str
    infix: str


# Names as public users of the price list report them; usage types as bills have them.
COMPONENTS = (
    Component("Training", "Training", "Train:"),
    Component("Processing", "Processing", "Processing:"),
    Component("Transform", "BatchTransform", "Tsform:"),
    Component("Hosting", "Hosting", "Host:"),
    Component("Notebook", "Notebook", "Notebk:"),
)
# Studio's apps, for what runs now; launches have no use for them.
STUDIO = (
    Component("Studio-JupyterLab", "Studio-JupyterLab", "Studio:JupyterLab-"),
    Component("Studio-CodeEditor", "Studio-CodeEditor", "Studio:CodeEditor-"),
    Component("Studio-Notebook", "Studio-Notebook", "Studio:KernelGateway-"),
)
# The list has the same word in either attribute, older and newer products differ.
_FIELDS = ("component", "platoinstancetype")


@dataclass(frozen=True)
class Rates:
    """Prices per instance and hour, as the price list had them at `as_of`."""

    as_of: datetime
    currency: str
    region: str
    components: Mapping[str, Mapping[str, str]]

    def document(self) -> dict[str, Any]:
        """Return the member `rates` of guard.json."""
        return {
            "as_of": spell_instant(self.as_of),
            "currency": self.currency,
            "region": self.region,
            "components": {name: dict(listed) for name, listed in self.components.items()},
        }

    @classmethod
    def of(
        cls, document: Mapping[str, Any], components: Sequence[Component] = COMPONENTS
    ) -> Rates | None:
        """Return what a document holds; None for one that another version wrote."""
        try:
            return cls(
                as_of=datetime.fromisoformat(document["as_of"].replace("Z", "+00:00")),
                currency=document["currency"],
                region=document["region"],
                components={
                    component.name: dict(document["components"][component.name])
                    for component in components
                },
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            return None


def studio_rates(aws: Aws, *, region: str, now: datetime) -> Rates:
    """Return the same of Studio's apps; components that the list lacks have no prices."""
    currency = "CNY" if region.startswith("cn-") else "USD"
    asked = aws.metered()
    found = {one.name: _listed(asked, one, region, currency) for one in STUDIO}
    return Rates(now.astimezone(timezone.utc), currency, region, MappingProxyType(found))


def rates(aws: Aws, *, region: str | None, now: datetime) -> Rates:
    """Return the on-demand list prices of a Region: a query per component, in pages.

    What the list doesn't say unmistakably has no rate. Raises a `CostTagsError` when one of the
    components can't be read: `pricing:GetProducts` is the IAM action.
    """
    if not region:
        raise Misconfigured(
            "No AWS Region is configured.", code="no-region", action="Set AWS_REGION."
        )
    if region.startswith(_WITHOUT_PRICE_LIST):
        raise NotAvailable(
            f"The Price List API can't be asked from {region}.",
            code="no-price-list",
            action="Look the price up on AWS's pricing pages.",
        )
    currency = "CNY" if region.startswith("cn-") else "USD"
    asked = aws.metered()
    found = {
        component.name: MappingProxyType(_listed(asked, component, region, currency))
        for component in COMPONENTS
    }
    if not any(found.values()):
        raise AwsTrouble(
            f"The price list has no SageMaker instance for {region} that can be understood.",
            code="no-price-list",
            action="Check the Region, or look the price up on AWS's pricing pages.",
        )
    return Rates(now.astimezone(timezone.utc), currency, region, MappingProxyType(found))


def _listed(aws: Aws, component: Component, region: str, currency: str) -> dict[str, str]:
    """Return a component's prices, by the first attribute that the list knows it by."""
    wanted = Wanted(region, currency, component.listed, component.infix)
    for field in _FIELDS:
        try:
            found = parse(_entries(aws, region, field, component.listed), wanted)
        except Refused as error:
            if error.aws_code not in _UNKNOWN_FIELD or field == _FIELDS[-1]:
                raise
            continue
        if found:
            return found
    return {}


def _entries(aws: Aws, region: str, field: str, value: str) -> Iterator[Any]:
    conditions = {"regionCode": region, "productFamily": _FAMILY, field: value}
    filters = [
        {"Type": "TERM_MATCH", "Field": name, "Value": text} for name, text in conditions.items()
    ]
    query: dict[str, Any] = {"ServiceCode": SERVICE, "Filters": filters, "MaxResults": _PAGE}
    for page in aws.pages("pricing", "GetProducts", region=region, **query):
        yield from page["PriceList"]
