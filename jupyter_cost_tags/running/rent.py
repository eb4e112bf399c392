"""What a resource rents, since when and until when, read from its Describe answer. Pure.

Members are those of botocore's sagemaker model (2017-07-24).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ..prices.rates import Rates

_HOUR = Decimal(3600)
_ZERO = Decimal(0)
# An app's type, as the price list knows it. A JupyterLab costs what a notebook instance of its
# type does (SageMaker pricing, Studio), so that serves where the list is silent.
_APPS = {
    "JupyterLab": "Studio-JupyterLab",
    "CodeEditor": "Studio-CodeEditor",
    "KernelGateway": "Studio-Notebook",
}
_LIKE_NOTEBOOKS = "Notebook"
_FREE_TYPE = "system"  # of a Studio Classic's own server


class Rented(NamedTuple):
    """Instances of one type."""

    number: int
    instance_type: str


@dataclass(frozen=True)
class Rent:
    """Instances from `since` to `until`; None is: not told, and: still."""

    components: tuple[str, ...]  # of the price list, the first that has the type counts
    rented: tuple[Rented, ...]
    since: datetime | None
    until: datetime | None = None
    billable: int | None = None  # seconds that are billed, where AWS tells (spot costs less)
    why: str | None = None  # why there is no price per hour

    def hourly(self, rates: Rates | None) -> Decimal | None:
        """Return the list price of one hour of all of it; None where that isn't known."""
        if self.why or rates is None:
            return None
        total = _ZERO
        for one in self.rented:
            rate = self._rate(rates, one.instance_type)
            if rate is None:
                return None
            total += one.number * rate
        return total

    def accrued(
        self, hourly: Decimal, now: datetime, since: datetime | None = None
    ) -> Decimal | None:
        """Return what accrued at that price from `since` (its own start) until now."""
        if self.since is None:
            return None
        end = min(self.until or now, now)
        begin = max(self.since, since or self.since)
        seconds = Decimal(int(max((end - begin).total_seconds(), 0)))
        whole = Decimal(int((end - self.since).total_seconds()))
        if self.billable is not None and self.until is not None and whole > 0:
            seconds = seconds * self.billable / whole
        return hourly * seconds / _HOUR

    def spelled(self) -> str | None:
        """Return `2 × ml.m5.xlarge`, for people."""
        return " + ".join(f"{one.number} × {one.instance_type}" for one in self.rented) or None

    def _rate(self, rates: Rates, instance_type: str) -> Decimal | None:
        for component in self.components:
            found = rates.components.get(component, {}).get(instance_type)
            if found:
                return Decimal(found)
        return None


@dataclass(frozen=True)
class Read:
    """A Describe answer, and the answer about what it names (an endpoint's configuration)."""

    detail: Mapping[str, Any]
    config: Mapping[str, Any] = field(default_factory=dict)


def rent_of(kind: str, read: Read) -> Rent:
    """Return what a resource of a kind rents; what can't be understood has a `why`."""
    reader = _READERS.get(kind)
    if reader is None:
        return Rent((), (), None, why="no price per hour for this kind")
    rent = reader(read)
    return rent if rent.rented or rent.why else _unpriced(rent, "AWS names no instance type")


def _unpriced(rent: Rent, why: str) -> Rent:
    return Rent(rent.components, rent.rented, rent.since, rent.until, rent.billable, why)


def _training(read: Read) -> Rent:
    detail = read.detail
    resources = detail.get("ResourceConfig") or {}
    groups = resources.get("InstanceGroups") or [resources]
    why = "runs on a training plan, paid already" if resources.get("TrainingPlanArn") else None
    return Rent(
        ("Training",),
        _rented(groups),
        detail.get("TrainingStartTime"),
        detail.get("TrainingEndTime"),
        detail.get("BillableTimeInSeconds"),
        why,
    )


def _processing(read: Read) -> Rent:
    cluster = (read.detail.get("ProcessingResources") or {}).get("ClusterConfig") or {}
    start, end = read.detail.get("ProcessingStartTime"), read.detail.get("ProcessingEndTime")
    return Rent(("Processing",), _rented([cluster]), start, end)


def _transform(read: Read) -> Rent:
    start, end = read.detail.get("TransformStartTime"), read.detail.get("TransformEndTime")
    resources = read.detail.get("TransformResources") or {}
    return Rent(("Transform",), _rented([resources]), start, end)


def _endpoint(read: Read) -> Rent:
    """Read an endpoint: types stand in its configuration, today's counts in itself."""
    counts = {
        variant.get("VariantName"): variant.get("CurrentInstanceCount")
        for name in ("ProductionVariants", "ShadowProductionVariants")
        for variant in read.detail.get(name) or []
    }
    variants = [
        variant
        for name in ("ProductionVariants", "ShadowProductionVariants")
        for variant in read.config.get(name) or []
    ]
    rented = tuple(
        Rented(int(count), str(variant["InstanceType"]))
        for variant in variants
        if variant.get("InstanceType")
        and (count := _first(counts.get(variant.get("VariantName")), variant))
    )
    serverless = any(variant.get("ServerlessConfig") for variant in variants)
    why = "serverless: priced by use" if serverless else None
    return Rent(("Hosting",), rented, read.detail.get("CreationTime"), why=why)


def _first(counted: Any, variant: Mapping[str, Any]) -> int:
    return int(variant.get("InitialInstanceCount") or 0) if counted is None else int(counted)


def _notebook(read: Read) -> Rent:
    """Read a notebook instance: its last change is its last start, or later."""
    since = read.detail.get("LastModifiedTime") or read.detail.get("CreationTime")
    instance_type = read.detail.get("InstanceType")
    rented = (Rented(1, str(instance_type)),) if instance_type else ()
    return Rent(("Notebook",), rented, since)


def _app(read: Read) -> Rent:
    app_type = str(read.detail.get("AppType"))
    since = read.detail.get("CreationTime")
    instance_type = (read.detail.get("ResourceSpec") or {}).get("InstanceType")
    component = _APPS.get(app_type)
    if component is None:
        return Rent((), (), since, why=f"no price per hour for {app_type} apps")
    rented = (Rented(1, str(instance_type)),) if instance_type else ()
    return Rent((component, _LIKE_NOTEBOOKS), rented, since)


def is_free(read: Read) -> bool:
    """Tell whether an app costs nothing: Studio Classic's own server."""
    spec = read.detail.get("ResourceSpec") or {}
    return read.detail.get("AppType") == "JupyterServer" and (
        spec.get("InstanceType") in {None, _FREE_TYPE}
    )


def _rented(configs: Sequence[Mapping[str, Any]]) -> tuple[Rented, ...]:
    return tuple(
        Rented(int(config.get("InstanceCount") or 1), str(config["InstanceType"]))
        for config in configs
        if config.get("InstanceType")
    )


_READERS: dict[str, Callable[[Read], Rent]] = {
    "training-job": _training,
    "processing-job": _processing,
    "transform-job": _transform,
    "endpoint": _endpoint,
    "notebook-instance": _notebook,
    "app": _app,
}
