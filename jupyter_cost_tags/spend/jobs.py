"""The month by job: what was billed per resource, else billable time and list price, marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from ..problems import CostTagsError
from .figures import Figures
from .metered import CostExplorer
from .parse import parse
from .request import Question, by_resource

# GetCostAndUsageWithResources keeps the last 14 days (Cost Explorer, API reference).
DAYS_KEPT = 14
_ZERO = Decimal(0)
_NO_RESOURCE = frozenset({"NoResourceId", ""})
_ARN_PARTS = 6


@dataclass(frozen=True)
class JobCost:
    """A job's cost by list price: `kind/name` as its ARN ends."""

    key: str
    ended: datetime | None  # None: it still runs
    amount: Decimal


@dataclass(frozen=True)
class JobCosts:
    """The month's jobs by list price, and what kept some out."""

    jobs: tuple[JobCost, ...]
    currency: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """One group of the month by job."""

    key: str | None
    amount: Decimal
    estimated: bool


@dataclass(frozen=True)
class Jobs:
    """The groups, the largest first, and what people must know about them."""

    groups: tuple[Job, ...]
    note: str | None


def by_job(
    explorer: CostExplorer,
    question: Question,
    month: Figures,
    estimates: Callable[[], JobCosts] | None,
) -> Jobs:
    """Return what each resource cost: billed where Cost Explorer tells, else an estimate."""
    period = question.period
    first = max(period.month, period.today - timedelta(days=DAYS_KEPT - 1))
    billed, why = _billed(explorer, question, month, first)
    notes = [why] if why else []
    missed = first if billed else None  # what ended before that day is estimated
    groups = [Job(key, amount, estimated=False) for key, amount in billed.items()]
    if billed and first > period.month:
        notes.append(f"Billed from {first} on; before that only jobs are here, as estimates (~).")
    if (missed is None or first > period.month) and estimates is not None:
        told = estimates()
        if told.currency in {None, month.currency}:
            notes += told.notes
            groups += _estimated(told, missed)
    groups.sort(key=lambda job: (-job.amount, job.key is None, job.key or ""))
    return Jobs(tuple(groups), " ".join(notes) or None)


def _billed(
    explorer: CostExplorer, question: Question, month: Figures, first: date
) -> tuple[Mapping[str | None, Decimal], str | None]:
    """Return the amount of each resource since a day, or why that can't be had."""
    if first >= question.period.end:
        return {}, "Cost Explorer keeps costs by resource for 14 days; these are estimates (~)."
    request = by_resource(question, first)
    try:
        pages = explorer.pages("GetCostAndUsageWithResources", request)
        lines = parse(pages, request).lines
    except CostTagsError as error:
        return {}, f"Not billed by job: {error.message} These are estimates (~)."
    found: dict[str | None, Decimal] = {}
    for line in lines:
        key = tail(line.keys[0])
        found[key] = found.get(key, _ZERO) + line.amount
    if not any(found.values()) and month.month_to_date:
        return {}, (
            "Cost Explorer tells no costs by resource: the payer account turns that on in its"
            " settings. These are estimates (~)."
        )
    return found, None


def _estimated(told: JobCosts, before: date | None) -> list[Job]:
    """Return the estimates of what ended before a day; without one, of all."""
    limit = datetime(before.year, before.month, before.day, tzinfo=timezone.utc) if before else None
    return [
        Job(one.key, one.amount, estimated=True)
        for one in told.jobs
        if limit is None or (one.ended is not None and one.ended < limit)
    ]


def tail(resource: str | None) -> str | None:
    """Return `training-job/name` of an ARN; other ids as they are, None for no resource."""
    if resource is None or resource in _NO_RESOURCE:
        return None
    parts = resource.split(":", _ARN_PARTS - 1)
    return parts[-1] if len(parts) == _ARN_PARTS and parts[0] == "arn" else resource
