"""`spend`: the month to date."""

from __future__ import annotations

import os

import typer

from ..models import Spend
from ..service import spends
from ..service.context import Context
from .output import FINDINGS, FINE, TROUBLE, Format, notes, print_csv, print_json, print_table, say
from .whoami import FORMAT

MONTH = typer.Option(None, "--month", help="YYYY-MM in UTC; default: this month to date.")
BY = typer.Option(None, "--by", help="tag:KEY, service, usage-type or day.")
REFRESH = typer.Option(
    False, "--refresh", help="Ask Cost Explorer again (0.01 USD a request), within the daily cap."
)

_EXIT = {
    "ok": FINE,
    "no-data-yet": FINE,
    "not-activated": FINDINGS,
    "not-enabled": FINDINGS,
    "no-permission": TROUBLE,
    "unavailable": TROUBLE,
}


def spend(
    month: str | None = MONTH,
    by: str | None = BY,
    refresh: bool = REFRESH,
    output: Format = FORMAT,
) -> int:
    """Show what was billed to you this month, from Cost Explorer, until which day.

    Kept for 24 hours, since each Cost Explorer request costs 0.01 USD.

    Exit code 1 when the tag key is not activated or Cost Explorer not enabled, 3 when your role
    may not read it or it is not available.
    """
    context = Context(os.environ)
    with notes().status("Asking for the month's costs…"):
        told = spends.spend(context, by=by, month=month, fresh=refresh)
    if output is Format.json:
        print_json(told)
    elif output is Format.csv:
        rows = [(group.key, group.amount, told.currency) for group in told.groups]
        print_csv((told.by or "group", "amount", "currency"), rows)
    else:
        _print_for_people(told)
    if context.aws.demo:
        say("DEMO DATA: not your account.")
    return _EXIT[told.state]


def _print_for_people(told: Spend) -> None:
    if told.month_to_date is not None:
        through = f", billed to {told.through} (UTC)" if told.through else ""
        facts = [
            (told.month, f"{told.month_to_date} {told.currency}{through}"),
            ("Whose", f"{told.whose or ''} {told.whose_name or ''}".strip()),
            ("Month before, same day", told.previous_month),
            ("Not tagged", told.untagged),
            *((f"Apart: {kind}", amount) for kind, amount in told.excluded.items()),
            ("Source", f"{told.source}, read {told.as_of:%Y-%m-%d %H:%M} UTC"),
        ]
        print_table(("", ""), [fact for fact in facts if fact[1]])
        rows = [(group.key or "Not tagged", group.amount) for group in told.groups]
        print_table((told.by or "", told.currency or ""), rows)
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    if told.state != "ok":
        say(f"State: {told.state}" + (f" ({told.tag_key})" if told.tag_key else ""))
