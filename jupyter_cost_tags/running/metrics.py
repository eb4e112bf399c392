"""Whether endpoints and notebook instances are used, from CloudWatch: one batched request.

Namespaces, names and dimensions: "Amazon SageMaker AI metrics in Amazon CloudWatch" (SageMaker
guide). `Invocations` has a value for the minutes in which somebody asked, so that silence is only
believed where the instances' own metric shows that metrics arrive. CloudWatch has a metric of a
notebook instance only where an agent writes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ..aws import Aws
from ..problems import CostTagsError, Denied, NotAvailable, Unreachable
from .activity import IDLE_AFTER, Activity
from .ask import Up

WINDOW = timedelta(hours=24)
_PERIOD = 300  # seconds
_AT_ONCE = 500  # queries of one GetMetricData
_BUSY = 5.0  # percent of a notebook instance's processors
_CALLS = "calls"
_ALIVE = "alive"
_USE = "use"


class Query(NamedTuple):
    """One metric of one resource."""

    arn: str
    what: str  # calls, alive, use
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str


@dataclass(frozen=True)
class Point:
    """A value and the end of the minutes that it is of."""

    until: datetime
    value: float


@dataclass(frozen=True)
class Metrics:
    """What was read: points by resource and kind; None where it could not be read."""

    points: dict[tuple[str, str], list[Point] | None]
    asked: int = 0  # metrics: 0.01 USD a thousand (CloudWatch pricing)
    trouble: str | None = None
    is_out_of_reach: bool = False  # asking again soon would wait for nothing


NO_METRICS = Metrics({}, 0, "AWS's invocation metrics weren't read.")


def queries(found: Iterable[Up]) -> Iterator[Query]:
    """Yield what to ask for; nothing for what CloudWatch doesn't tell by endpoint and variant."""
    for up in found:
        if up.kind == "notebook-instance":
            own = (("NotebookInstanceName", up.name),)
            space = "/aws/sagemaker/NotebookInstances"
            yield Query(up.arn, _USE, space, "CPUUtilization", own, "Maximum")
        elif up.kind == "endpoint":
            for variant in _variants(up):
                named = (("EndpointName", up.name), ("VariantName", variant))
                yield Query(up.arn, _CALLS, "AWS/SageMaker", "Invocations", named, "Sum")
                space = "/aws/sagemaker/Endpoints"
                yield Query(up.arn, _ALIVE, space, "CPUUtilization", named, "Maximum")


def _variants(up: Up) -> list[str]:
    """Return the variants whose requests are counted; none for asynchronous ones and components."""
    listed = up.read.config.get("ProductionVariants") or []
    if up.read.config.get("AsyncInferenceConfig"):
        return []
    if not all(one.get("ModelName") and one.get("InstanceType") for one in listed):
        return []
    return [str(one["VariantName"]) for one in listed if one.get("VariantName")]


def read(aws: Aws, found: Sequence[Up], now: datetime) -> Metrics:
    """Return the last day's metrics of what is up; raises nothing: `trouble` says why not."""
    wanted = list(queries(found))
    points: dict[tuple[str, str], list[Point] | None] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        try:
            told = _asked(aws, part, now)
        except CostTagsError as error:
            gone = isinstance(error, Unreachable | NotAvailable)
            return Metrics({}, len(wanted), _words(error), is_out_of_reach=gone)
        for place, query in enumerate(part):
            cell, own = (query.arn, query.what), told.get(f"m{place}")
            before = points.get(cell, [])
            points[cell] = None if own is None or before is None else [*before, *own]
    return Metrics(points, len(wanted))


def _asked(aws: Aws, part: Sequence[Query], now: datetime) -> dict[str, list[Point]]:
    """Return the points of each query that was answered whole, by its id."""
    pages = aws.pages(
        "cloudwatch",
        "GetMetricData",
        expects=("MetricDataResults",),
        StartTime=now - WINDOW,
        EndTime=now,
        MetricDataQueries=[_query(place, query) for place, query in enumerate(part)],
    )
    found: dict[str, list[Point]] = {}
    broken: set[str] = set()
    for page in pages:
        for result in page["MetricDataResults"]:
            name = str(result.get("Id"))
            if result.get("StatusCode", "Complete") not in {"Complete", "PartialData"}:
                broken.add(name)
            times, values = result.get("Timestamps") or [], result.get("Values") or []
            own = found.setdefault(name, [])
            own += [
                Point(begin + timedelta(seconds=_PERIOD), float(value))
                for begin, value in zip(times, values, strict=False)
            ]
    return {name: own for name, own in found.items() if name not in broken}


def _query(place: int, query: Query) -> dict[str, Any]:
    metric = {
        "Namespace": query.namespace,
        "MetricName": query.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in query.dimensions],
    }
    told = {"Metric": metric, "Period": _PERIOD, "Stat": query.statistic}
    return {"Id": f"m{place}", "MetricStat": told, "ReturnData": True}


def judged(up: Up, metrics: Metrics, now: datetime) -> Activity | None:
    """Return whether it is used; None for kinds that CloudWatch doesn't tell about."""
    if up.kind not in {"endpoint", "notebook-instance"}:
        return None
    if metrics.trouble:
        return Activity("unknown", reason=metrics.trouble)
    if up.kind == "notebook-instance":
        return _by_use(up, metrics, now)
    return _by_calls(up, metrics, now)


def _by_calls(up: Up, metrics: Metrics, now: datetime) -> Activity:
    calls, alive = metrics.points.get((up.arn, _CALLS)), metrics.points.get((up.arn, _ALIVE))
    if calls is None or alive is None:
        return Activity("unknown", reason="CloudWatch doesn't tell of its requests.")
    last = max((one.until for one in calls if one.value > 0), default=None)
    if last is not None and now - last < IDLE_AFTER:
        return Activity("active")
    created = up.read.detail.get("CreationTime")
    if isinstance(created, datetime) and now - created < IDLE_AFTER:
        return Activity("unknown", reason="It is up for less than an hour.")
    if not any(now - one.until < IDLE_AFTER for one in alive):
        return Activity("unknown", reason="CloudWatch has no metrics of its instances now.")
    return Activity("idle", last or _since(created, now), _silence(last))


def _by_use(up: Up, metrics: Metrics, now: datetime) -> Activity:
    use = metrics.points.get((up.arn, _USE))
    recent = [one for one in use or [] if now - one.until < IDLE_AFTER]
    if not recent:
        return Activity("unknown", reason="AWS tells no activity of notebook instances.")
    if any(one.value >= _BUSY for one in recent):
        return Activity("active")
    last = max((one.until for one in use or [] if one.value >= _BUSY), default=None)
    if min(one.until for one in use or []) > now - IDLE_AFTER:
        return Activity("unknown", reason="CloudWatch has less than an hour of it.")
    return Activity("idle", last or _since(None, now), "Its processors did nothing.")


def _since(created: Any, now: datetime) -> datetime:
    begin = now - WINDOW
    return max(created, begin) if isinstance(created, datetime) else begin


def _silence(last: datetime | None) -> str:
    return "No request for an hour." if last else "No request in 24 hours."


def _words(error: CostTagsError) -> str:
    action = error.iam_action or "cloudwatch:GetMetricData"
    if isinstance(error, Denied):
        return f"CloudWatch's metrics may not be read ({action})."
    return "CloudWatch's metrics could not be read."
