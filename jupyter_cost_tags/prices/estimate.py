"""The most that instances can cost, before anything is launched. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from difflib import get_close_matches
from typing import NamedTuple

from ..guard.ceiling import ceiling, rate_of
from ..guard.rented import DEFAULT_LIMIT, HOUR, Limit, Rented, Run, Terms
from ..models import Estimate, Purpose
from ..problems import BadRequest
from .rates import Rates

_MOST_NEAR = 3


class Use(NamedTuple):
    """What a purpose is in the price list, and what ends it when nobody says."""

    component: str
    seconds: int | None  # by the API's default
    endless: str = ""  # why nothing ends it


USES: dict[Purpose, Use] = {
    "training": Use("Training", DEFAULT_LIMIT),
    "processing": Use("Processing", DEFAULT_LIMIT),
    "transform": Use("Transform", None, "no time limit"),
    "hosting": Use("Hosting", None, "runs until deleted"),
    "notebook": Use("Notebook", None, "runs until stopped"),
}


@dataclass(frozen=True)
class Ask:
    """What is to be launched; without hours the API's default limit holds, if it has one."""

    purpose: Purpose
    instance_type: str
    count: int
    max_hours: Decimal | None


def estimate(rates: Rates, ask: Ask, limit: Decimal | None) -> Estimate:
    """Return the ceiling, held against the policy's limit.

    Raises `BadRequest` for a type that the price list lacks; it names near ones.
    """
    use = USES[ask.purpose]
    document = rates.document()
    rate = rate_of(document, use.component, ask.instance_type)
    if rate is None:
        raise _no_rate(rates, ask)
    seconds = use.seconds
    if ask.max_hours is not None:
        seconds = int((ask.max_hours * HOUR).to_integral_value(ROUND_CEILING))
    run = Run((Rented(ask.count, ask.instance_type),), seconds)
    endless = use.endless if seconds is None else ""
    told = ceiling(Terms(use.component, (Limit((run,)),), endless), document)
    amount = told["amount"]
    return Estimate(
        purpose=ask.purpose,
        instance_type=ask.instance_type,
        count=ask.count,
        max_hours=None if ask.max_hours is None else f"{ask.max_hours:f}",
        amount=amount,
        currency=rates.currency,
        basis=told["basis"] or "",
        reason=told["reason"],
        rate=f"{rate:f}",
        hourly=f"{rate * ask.count:f}",
        region=rates.region,
        source="price-list",
        as_of=rates.as_of,
        limit=None if limit is None else f"{limit:f}",
        above_limit=amount is not None and limit is not None and Decimal(amount) > limit,
        problem=None,
    )


def _near(instance_type: str, listed: Collection[str]) -> list[str]:
    """Return types that were probably meant; EC2's names lack the `ml.`."""
    whole = f"ml.{instance_type.strip().lower().removeprefix('ml.')}"
    if whole in listed:
        return [whole]
    return get_close_matches(whole, listed, n=_MOST_NEAR, cutoff=0.75)


def _no_rate(rates: Rates, ask: Ask) -> BadRequest:
    listed = rates.components[USES[ask.purpose].component]
    elsewhere = [
        purpose
        for purpose, use in USES.items()
        if ask.instance_type in rates.components[use.component]
    ]
    near = _near(ask.instance_type, listed)
    if elsewhere:
        action = f"It is listed for {', '.join(elsewhere)}."
    elif near:
        action = f"Did you mean {' or '.join(near)}?"
    else:
        action = "Give a type as AWS writes it, such as ml.m5.xlarge."
    return BadRequest(
        f"No rate for {ask.instance_type[:64]!r} ({ask.purpose}) in {rates.region}.",
        code="no-rate",
        action=action,
    )
