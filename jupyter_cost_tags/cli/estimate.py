"""`estimate`: the most that a launch can cost, before it is made."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from enum import Enum

import typer

from ..models import Estimate
from ..prices.estimate import Ask
from ..problems import BadRequest
from ..service.context import Context
from ..service.estimates import make_estimate
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
    working,
)


class PurposeChoice(str, Enum):
    """What instances are rented for."""

    training = "training"
    processing = "processing"
    transform = "transform"
    hosting = "hosting"
    notebook = "notebook"


INSTANCE_TYPE = typer.Option(..., "--instance-type", help="For example ml.m5.4xlarge.")
COUNT = typer.Option(1, "--count", min=1, max=10_000, help="How many instances.")
MAX_HOURS = typer.Option(
    "",
    "--max-hours",
    metavar="HOURS",
    help="The time limit you will set, such as 4 or 0.5; default: what AWS sets, if anything.",
    show_default=False,
)
FOR = typer.Option(
    PurposeChoice.training,
    "--for",
    case_sensitive=False,
    show_default="training",
    help="What the instances are for.",
)
REFRESH = typer.Option(False, "--refresh", help="Read the price list again; it is free.")
_CSV = (
    "purpose", "instance_type", "count", "max_hours", "amount", "currency", "basis", "reason",
    "rate", "hourly", "region", "as_of",
)  # fmt: skip
_MOST_HOURS = 24 * 366


def estimate(
    instance_type: str = INSTANCE_TYPE,
    count: int = COUNT,
    max_hours: str = MAX_HOURS,
    purpose: PurposeChoice = FOR,
    refresh: bool = REFRESH,
    output: Format = FORMAT,
) -> int:
    """Show what a launch costs at most: instances, hours and list price multiplied.

    For example: jupyter cost-tags estimate --instance-type ml.m5.4xlarge --max-hours 4

    Without --max-hours a training or processing job has AWS's own limit, 24 hours; transform
    jobs, endpoints and notebooks have none, so only the price per hour is shown. On-demand list
    prices, kept for 7 days; storage, spot and savings plans are not in it.

    Exit code 1 when it is above the policy's limit (launch.confirm_above), 2 for a type that the
    price list lacks, 3 when your role may not read it (pricing:GetProducts) or it can't be reached.
    """
    ask = Ask(purpose.value, instance_type.strip(), count, parse_hours(max_hours))
    context = Context(os.environ)
    with working("Reading the price list…"):
        told = make_estimate(context, ask, fresh=refresh)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(_CSV, [[getattr(told, name) for name in _CSV]], context)
    else:
        print_table(("", ""), _facts(told))
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    if told.above_limit:
        say(f"Above the policy's limit of {told.limit} {told.currency}.")
    say_surroundings(context)
    return FINDINGS if told.above_limit else FINE


def parse_hours(text: str) -> Decimal | None:
    """Return the hours of a text, None of an empty one; raises `BadRequest`."""
    if not text:
        return None
    try:
        hours = Decimal(text)
    except InvalidOperation:
        hours = Decimal(0)
    if not hours.is_finite() or not 0 < hours <= _MOST_HOURS:
        raise BadRequest(
            f"--max-hours {text[:20]!r} is no number of hours.", action="Give one such as 4 or 0.5."
        )
    return hours


def _facts(told: Estimate) -> list[tuple[str, str]]:
    money = f"{told.amount} {told.currency}" if told.amount else f"not known: {told.reason}"
    facts = [
        ("At most", money),
        ("That is", told.basis),
        ("Per instance and hour", f"{told.rate} {told.currency}"),
        ("All instances, per hour", f"{told.hourly} {told.currency}" if told.count > 1 else ""),
        ("For", f"{told.purpose} in {told.region}"),
        ("Source", f"AWS price list, on demand, read {told.as_of:%Y-%m-%d %H:%M} UTC"),
    ]
    return [fact for fact in facts if fact[1]]
