"""From resources to usage: what runs from when to when, on what, at which price per hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from jupyter_cost_tags.demo.embedded_aws.rates import (
    HOURS_PER_MONTH,
    REGIONS,
    SPACE_STORAGE,
    hourly_rate,
    usage_type,
)

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import Resource, World

DAY = timedelta(days=1)
_HOUR = Decimal(3600)
_STOPPED = frozenset({"Deleted", "Deleting", "Failed", "Stopped", "Completed", "OutOfService"})


@dataclass(frozen=True)
class Usage:
    """Something metered by the hour; `end` is `None` while it goes on."""

    usage_type: str
    operation: str
    unit: str
    hourly: Decimal  # USD per hour of all units together
    units: Decimal  # instance hours, or GB-months, that one hour counts
    start: datetime
    end: datetime | None
    instance_type: str = ""


class Slice(NamedTuple):
    """The part of a usage that falls on one UTC day under one set of tags."""

    day: datetime
    hours: Decimal
    tags: dict[str, str]


class _Job(NamedTuple):
    """Where a kind of job keeps its times and its instances in the Describe response."""

    component: str
    start: str
    end: str
    status: str
    resources: tuple[str, ...]


_JOBS = {
    "training-job": _Job(
        "Training", "TrainingStartTime", "TrainingEndTime", "TrainingJobStatus", ("ResourceConfig",)
    ),
    "processing-job": _Job(
        "Processing",
        "ProcessingStartTime",
        "ProcessingEndTime",
        "ProcessingJobStatus",
        ("ProcessingResources", "ClusterConfig"),
    ),
    "transform-job": _Job(
        "BatchTransform",
        "TransformStartTime",
        "TransformEndTime",
        "TransformJobStatus",
        ("TransformResources",),
    ),
}

_APPS = {
    "JupyterLab": "Studio-JupyterLab",
    "CodeEditor": "Studio-CodeEditor",
    "KernelGateway": "Studio-Notebook",
}


def usages(world: World, resource: Resource) -> list[Usage]:
    """Return what a resource is billed for; nothing for what is free by itself."""
    if resource.kind in _JOBS:
        return _job(world, resource, _JOBS[resource.kind])
    meter = _METERS.get(resource.kind)
    return meter(world, resource) if meter else []


def slices(
    usage: Usage, resource: Resource | None, first: datetime, until: datetime
) -> Iterator[Slice]:
    """Cut a usage into days from `first` to before `until`, and where its tags changed."""
    begin = max(usage.start, first)
    end = min(usage.end, until) if usage.end else until
    while begin < end:
        day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        stop = min(day + DAY, end)
        yield from _tagged(day, begin, stop, resource)
        begin = stop


def _tagged(
    day: datetime, begin: datetime, stop: datetime, resource: Resource | None
) -> Iterator[Slice]:
    """Cut a part of a day where the tags changed: what accrued before keeps what it had."""
    history = resource.tag_history if resource else []
    changes = [version.since for version in history if begin < version.since < stop]
    for left, right in zip([begin, *changes], [*changes, stop], strict=True):
        hours = Decimal(int((right - left).total_seconds())) / _HOUR
        yield Slice(day, hours, resource.tags_at(left) if resource else {})


def _rented(
    world: World, component: str, config: dict[str, Any], start: datetime, end: datetime | None
) -> Usage:
    """Meter `InstanceCount` instances of a type from `start` to `end`."""
    instance_type = str(config.get("InstanceType") or "ml.m5.large")
    count = Decimal(int(config.get("InstanceCount") or config.get("InitialInstanceCount") or 1))
    return Usage(
        usage_type(world.region, component, instance_type),
        "RunInstance",
        "Hrs",
        hourly_rate(instance_type, world.region) * count,
        count,
        start,
        end,
        instance_type,
    )


def _job(world: World, resource: Resource, fields: _Job) -> list[Usage]:
    detail = resource.detail
    start, end = detail.get(fields.start), detail.get(fields.end) or resource.settles
    is_over = detail.get(fields.status) in _STOPPED
    if start is None and is_over:
        return []  # it never got its instances
    if is_over and end is None:
        end = detail.get("LastModifiedTime") or start
    config: dict[str, Any] = detail
    for name in fields.resources:
        config = config.get(name) or {}
    groups = config.get("InstanceGroups") or [config]
    return [
        _rented(world, fields.component, group, start or resource.created, end) for group in groups
    ]


def _end(resource: Resource, *status_members: str) -> datetime | None:
    """Return when a standing resource stopped to cost; `None` while it stands."""
    stopped = any(resource.detail.get(name) in _STOPPED for name in status_members)
    end = resource.detail.get("LastModifiedTime") if stopped else None
    return end or (resource.created if stopped else None)


def _app(world: World, resource: Resource) -> list[Usage]:
    component = _APPS.get(str(resource.detail.get("AppType")))
    if component is None:
        return []
    config = resource.detail.get("ResourceSpec") or {"InstanceType": "ml.t3.medium"}
    return [_rented(world, component, config, resource.created, _end(resource, "Status"))]


def _notebook(world: World, resource: Resource) -> list[Usage]:
    end = _end(resource, "NotebookInstanceStatus")
    return [_rented(world, "Notebook", resource.detail, resource.created, end)]


def _endpoint(world: World, resource: Resource) -> list[Usage]:
    """Meter an endpoint: its instance types stand in its configuration only."""
    name = str(resource.detail.get("EndpointConfigName"))
    config = world.store.get(world.arn("endpoint-config", name))
    end = _end(resource, "EndpointStatus")
    variants = config.detail.get("ProductionVariants", []) if config else []
    return [
        _rented(world, "Hosting", variant, resource.created, end)
        for variant in variants
        if "InstanceType" in variant
    ]


def _space(world: World, resource: Resource) -> list[Usage]:
    """Meter the disk behind a space, which costs whether an app runs or not."""
    settings = resource.detail.get("SpaceSettings") or {}
    ebs = (settings.get("SpaceStorageSettings") or {}).get("EbsStorageSettings") or {}
    size = Decimal(int(ebs.get("EbsVolumeSizeInGb") or 0))
    if not size:
        return []
    prefix = REGIONS[world.region].prefix if world.region in REGIONS else world.region
    share = size / HOURS_PER_MONTH
    return [
        Usage(
            f"{prefix}-Studio:VolumeUsage.gp3",
            "CreateVolume-Gp3",
            "GB-Mo",
            SPACE_STORAGE * share,
            share,
            resource.created,
            _end(resource, "Status"),
        )
    ]


_METERS: dict[str, Callable[[World, Resource], list[Usage]]] = {
    "app": _app,
    "notebook-instance": _notebook,
    "endpoint": _endpoint,
    "space": _space,
}
