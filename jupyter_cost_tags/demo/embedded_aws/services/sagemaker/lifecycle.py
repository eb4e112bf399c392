"""What happens to a resource by itself as the world's time passes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .kinds import BY_TYPE

if TYPE_CHECKING:
    from datetime import datetime

    from ...world import Resource
    from .kind import Kind

_STARTS_AFTER = timedelta(minutes=2)  # instances of a job come up
_RUNS = {"TrainingJob": "Training"}  # the finer status of a job that runs
_COMES_UP_IN = timedelta(minutes=3)  # an endpoint or a notebook instance


def begin(kind: Kind, resource: Resource, job_duration: timedelta) -> None:
    """Put a new resource on its way."""
    if kind.status:
        resource.detail[kind.status] = kind.born
    if kind.born == kind.done:
        return
    resource.outcome = kind.done
    resource.settles = resource.created + (job_duration if kind.runs else _COMES_UP_IN)


def settle(resource: Resource, now: datetime) -> None:
    """Bring a resource that is under way to where it is at `now`."""
    if resource.settles is None:
        return
    kind = BY_TYPE[resource.kind]
    starts = resource.created + min(_STARTS_AFTER, (resource.settles - resource.created) / 10)
    if kind.start and now >= starts and kind.start not in resource.detail:
        resource.detail[kind.start] = resource.detail["LastModifiedTime"] = starts
        if kind.noun == "TrainingJob":
            resource.detail["SecondaryStatus"] = "Training"
    if now >= resource.settles:
        finish(resource, resource.outcome, resource.settles)


def finish(resource: Resource, status: str, now: datetime, reason: str = "") -> None:
    """Let a resource reach a status at `now`, with the members that come with it."""
    kind = BY_TYPE[resource.kind]
    runs = status == kind.born
    resource.settles = None
    resource.detail.update({kind.status: status, "LastModifiedTime": now})
    if reason:
        resource.detail["FailureReason"] = reason
    if kind.secondary:
        resource.detail[kind.secondary] = _RUNS.get(kind.noun, status) if runs else status
    if kind.runs and status.capitalize() in ("Completed", "Failed", "Stopped"):
        resource.detail.update(_ended(kind, resource, now))


def _ended(kind: Kind, resource: Resource, now: datetime) -> dict[str, Any]:
    members: dict[str, Any] = {kind.end: now} if kind.end else {}
    if kind.noun != "TrainingJob":
        return members
    started = resource.detail.get(kind.start)
    seconds = max(0, int((now - started).total_seconds())) if started else 0
    if seconds:  # a job that never started bills nothing and shows no times
        members["TrainingTimeInSeconds"] = members["BillableTimeInSeconds"] = seconds
    return members
