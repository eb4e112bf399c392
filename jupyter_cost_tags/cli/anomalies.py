"""`anomalies`: what cost more than AWS expected, and whether it is mine."""

from __future__ import annotations

import os

import typer

from ..models import Anomalies, Anomaly
from ..service.anomalies import DAYS
from ..service.anomalies import anomalies as asked
from ..service.context import Context
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
    working,
)

SINCE_DAYS = typer.Option(DAYS, "--days", help="How many days back they may have begun; 1 to 90.")
REFRESH = typer.Option(
    False, "--refresh", help="Ask Cost Explorer again (0.01 USD a request), within the daily cap."
)

_STATES = {
    "none": "Cost Anomaly Detection found nothing.",
    "no-monitor": "Nobody set up a monitor of Cost Anomaly Detection, so nothing can be found.",
    "no-permission": "Your role may not read cost anomalies.",
    "not-enabled": "Cost Explorer is not enabled for this account.",
    "not-available": "Cost Anomaly Detection can't be asked here.",
}
_EXIT = {"no-permission": TROUBLE, "not-available": TROUBLE, "not-enabled": FINDINGS}


def anomalies(days: int = SINCE_DAYS, refresh: bool = REFRESH, output: Format = FORMAT) -> int:
    """Show what cost more than AWS expected: in what watches your tags, then in SageMaker.

    For example: jupyter cost-tags anomalies --days 60

    One is yours when the monitor that found it watches a tag that you work under. Anomalies of
    monitors that watch whole services name SageMaker in your account, and not whose costs they
    are. AWS finds them about a day late. Each request costs 0.01 USD: one, and one more a week
    for the monitors; the answer is kept for 24 hours, and nothing asks by itself.

    Exit code 0 when nothing of yours was found, 1 when something was or Cost Explorer is not
    enabled, 3 when anomalies could not be read.
    """
    context = Context(os.environ)
    with working("Asking for anomalies…"):
        told = asked(context, days=days, fresh=refresh)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(_HEADER, [_row(one, told) for one in told.anomalies], context)
    elif told.anomalies:
        _print_for_people(told)
    _say_state(told)
    say_surroundings(context)
    if told.problem and told.state not in _EXIT:
        return TROUBLE
    found = any(one.mine for one in told.anomalies)
    return _EXIT.get(told.state, FINDINGS if found else FINE)


def _say_state(told: Anomalies) -> None:
    if told.state in _STATES:
        say(_STATES[told.state])
    if told.anomalies and not told.currency:
        say("Amounts are in the bill's currency, which AWS does not tell here.")
    if told.others:
        say(f"{told.others} more in the account, of other services or accounts.")
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    price = f"{told.requests} requests for {told.request_cost} USD"
    say(f"From {told.since} to {told.until} (UTC), read {told.as_of:%Y-%m-%d %H:%M} UTC, {price}.")


_HEADER = (
    "start",
    "end",
    "impact",
    "actual",
    "expected",
    "currency",
    "mine",
    "why",
    "monitor",
    "cause",
)


def _row(one: Anomaly, told: Anomalies) -> tuple[object, ...]:
    return (
        one.start,
        one.end,
        one.impact,
        one.actual,
        one.expected,
        told.currency,
        "yes" if one.mine else "no",
        one.why,
        one.monitor,
        _causes(one),
    )


def _print_for_people(told: Anomalies) -> None:
    currency = f" {told.currency}" if told.currency else ""
    header = ("More than expected", "Days (UTC)", "What")
    rows = [
        (_impact(one, currency), f"{one.start} to {one.end or 'now'}", _about(one))
        for one in told.anomalies
    ]
    print_table(header, rows, right=header[:1])


def _impact(one: Anomaly, currency: str) -> str:
    percent = f" ({one.impact_percent} %)" if one.impact_percent else ""
    return f"{one.impact}{currency}{percent}"


def _about(one: Anomaly) -> str:
    amounts = f"{one.actual or '?'} instead of {one.expected or '?'}"
    return "\n".join(part for part in (_causes(one), amounts, one.why) if part)


def _causes(one: Anomaly) -> str:
    causes = []
    for cause in one.causes:
        parts = (cause.service, cause.usage_type, cause.region)
        causes.append(", ".join(part for part in parts if part))
    return "; ".join(causes)
