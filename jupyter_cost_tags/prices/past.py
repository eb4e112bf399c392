"""What an ended job cost about: billable seconds, instances and list price multiplied. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from ..guard.ceiling import rate_of
from ..guard.rented import HOUR
from .rates import Rates

_STEP = Decimal("0.0001")
_CENTS = 2


class Row(NamedTuple):
    """Where a kind's Describe answer has what it rented, and for how long."""

    component: str
    resources: tuple[str, ...]  # the way to InstanceType and InstanceCount
    billable: str | None  # seconds, where AWS tells them
    times: tuple[str, str]  # start and end


# botocore sagemaker model. AWS: multiply BillableTimeInSeconds by the number of instances.
_ROWS = {
    "training-job": Row(
        "Training",
        ("ResourceConfig",),
        "BillableTimeInSeconds",
        ("TrainingStartTime", "TrainingEndTime"),
    ),
    "processing-job": Row(
        "Processing",
        ("ProcessingResources", "ClusterConfig"),
        None,
        ("ProcessingStartTime", "ProcessingEndTime"),
    ),
    "transform-job": Row(
        "Transform",
        ("TransformResources",),
        None,
        ("TransformStartTime", "TransformEndTime"),
    ),
}
_ENDS = ("HyperParameterTuningEndTime", "CompilationEndTime", "EndTime", "CompletionTime")


@dataclass(frozen=True)
class Past:
    """An estimate, or why there is none; and when it was."""

    amount: str | None
    currency: str | None
    basis: str
    created: datetime | None
    ended: datetime | None


def past_cost(kind: str, answer: Mapping[str, Any], rates: Rates | None) -> Past:
    """Return what a Describe answer and list prices tell; an amount is never guessed, never 0."""
    row = _ROWS.get(kind)
    ends = (row.times[1], *_ENDS) if row else _ENDS
    created = _instant(answer.get("CreationTime"))
    ended = next((found for name in ends if (found := _instant(answer.get(name)))), None)
    amount, basis = _amount(row, answer, rates) if row else (None, "No estimate for this kind.")
    currency = rates.currency if rates and amount else None
    return Past(amount, currency, basis, created, ended)


def _amount(row: Row, answer: Mapping[str, Any], rates: Rates | None) -> tuple[str | None, str]:
    seconds, rented = _seconds(row, answer), _rented(row, answer)
    if seconds is None:
        return None, "Its billable time is not known."
    if not rented:
        return None, "Its instances are not known."
    if rates is None:
        return None, "List prices can't be read."
    document, total, words = rates.document(), Decimal(0), []
    for instance_type, count in rented:
        rate = rate_of(document, row.component, instance_type)
        if rate is None:
            return None, f"No list price for {instance_type[:64]}."
        total += rate * count * seconds / HOUR
        words.append(f"{count} x {instance_type} at {rate:f} {rates.currency}/h")
    if not total.quantize(_STEP, ROUND_HALF_UP):
        return None, "Its billable time is 0 s."
    return spell_amount(total), f"Estimate: {seconds} s, {', '.join(words)}, list price."


def spell_amount(amount: Decimal) -> str:
    """Spell an amount to a hundredth of a cent, whole cents with two digits."""
    whole, _, part = str(amount.quantize(_STEP, ROUND_HALF_UP)).partition(".")
    return f"{whole}.{part.rstrip('0').ljust(_CENTS, '0')}"


def _seconds(row: Row, answer: Mapping[str, Any]) -> int | None:
    told = answer.get(row.billable) if row.billable else None
    if isinstance(told, int) and told >= 0:
        return told
    start, end = (_instant(answer.get(name)) for name in row.times)
    if row.billable or start is None or end is None or end < start:
        return None
    return round((end - start).total_seconds())


def _rented(row: Row, answer: Mapping[str, Any]) -> list[tuple[str, int]]:
    place: Any = answer
    for name in row.resources:
        place = place.get(name) if isinstance(place, Mapping) else None
    if not isinstance(place, Mapping):
        return []
    groups = place.get("InstanceGroups") or [place]
    found = [(one.get("InstanceType"), one.get("InstanceCount")) for one in groups]
    whole = all(isinstance(kind, str) and isinstance(count, int) for kind, count in found)
    return found if whole else []


def _instant(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None
