"""`spend`: the month to date."""

from __future__ import annotations

import os

import typer

from ..models import Spend, SpendChange, SpendGroup
from ..service import live, spends
from ..service.context import Context, Settings
from ..spend.grouping import WORDS
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

# Optional texts are empty rather than None: typer 0.9 doesn't read `str | None`.
MONTH = typer.Option(
    "", "--month", help="YYYY-MM in UTC; default: this month to date.", show_default=False
)
BY = typer.Option("", "--by", help=f"{WORDS}.", show_default=False)
REFRESH = typer.Option(
    False, "--refresh", help="Ask Cost Explorer again (0.01 USD a request), within the daily cap."
)
SNAPSHOT = typer.Option(
    "",
    "--snapshot",
    help="Read the central snapshot in this folder or s3:// prefix; Cost Explorer isn't asked.",
    show_default=False,
)

_EXIT = {
    "ok": FINE,
    "no-data-yet": FINE,
    "not-activated": FINDINGS,
    "not-enabled": FINDINGS,
    "no-permission": TROUBLE,
    "unavailable": TROUBLE,
}
# Four zeros, never one.
_WORDS = {
    "not-activated": "The tag key {key} is not activated for billing, so there is no number.",
    "no-data-yet": "No billing data yet; AWS updates it up to three times a day.",
    "not-enabled": "Cost Explorer is not enabled for this account.",
    "no-permission": "Your role may not read costs.",
    "unavailable": "The costs could not be read now.",
}


def spend(
    month: str = MONTH,
    by: str = BY,
    refresh: bool = REFRESH,
    snapshot: str = SNAPSHOT,
    output: Format = FORMAT,
) -> int:
    """Show what was billed to you this month, from Cost Explorer, until which day.

    For example: jupyter cost-tags spend --by service

    Kept for 24 hours, since each Cost Explorer request costs 0.01 USD; the daily cap is 4. By job
    it shows what was billed per resource where your payer account turned that on, and billable
    time at list price (~) elsewhere.

    Exit code 1 when the tag key is not activated or Cost Explorer not enabled, 2 when the
    command is wrong, 3 when your role may not read it or it is not available.
    """
    context = Context(os.environ, Settings(snapshot=snapshot or None))
    with working("Asking for the month's costs…"):
        told = spends.spend(context, by=by or None, month=month or None, fresh=refresh)
        told = live.with_live(context, told)
    return finish(context, told, output)


def finish(context: Context, told: Spend, output: Format) -> int:
    """Print a month's view and return the exit code of its state."""
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        kinds = {False: "billed", True: "estimate"}
        rows = [(g.key, g.amount, told.currency, kinds[g.estimated]) for g in told.groups]
        print_csv((told.by or "group", "amount", "currency", "what"), rows, context)
    else:
        _print_for_people(told)
    if told.state != "ok":
        say(_WORDS[told.state].format(key=told.tag_key))
    elif told.tag_key and not told.problem:
        say(_doubt(told))
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    say_surroundings(context)
    return _EXIT[told.state]


def _print_for_people(told: Spend) -> None:
    if told.month_to_date is None:
        return
    through = f", billed to {told.through} (UTC)" if told.through else ""
    facts = [
        (told.month, f"{told.month_to_date} {told.currency}{through}"),
        ("Whose", f"{told.whose or ''} {told.whose_name or ''}".strip()),
        ("Month before, same day", told.previous_month),
        ("Since then", _live(told)),
        ("Forecast", _forecast(told)),
        ("Not tagged", told.untagged and f"{told.untagged} ({', '.join(told.untagged_keys)})"),
        *((f"Apart: {kind}", amount) for kind, amount in told.excluded.items()),
        ("Source", f"{told.source}, read {told.as_of:%Y-%m-%d %H:%M} UTC, {_price(told)}"),
    ]
    print_table(("", ""), [fact for fact in facts if fact[1]])
    currency = told.currency or ""
    if told.groups:
        print_table(("", ""), [("", "")])
        rows = [(_group(told, group.key), _amount(group)) for group in told.groups]
        print_table((told.by or "", currency), rows, right=(currency,))
    if told.changes:
        print_table(("", ""), [("", "")])
        changes = [(_group(told, one.key), one.previous, _signed(one)) for one in told.changes]
        header = ("What changed", "month before", "change")
        print_table(header, changes, right=header[1:])
    if told.groups_note:
        say(told.groups_note)


def _group(told: Spend, key: str | None) -> str:
    if key is None and told.tag_key:
        return "No value on the bill"
    return key or ("No resource" if told.by == "job" else "Not tagged")


def _doubt(told: Spend) -> str:
    """Say why the breakdown's key is on no cost of mine: that is not the same as not tagged."""
    if told.activated:
        return f"{told.tag_key} was activated for billing on {told.activated}; no data yet."
    return (
        f"The tag key {told.tag_key} is not activated for billing, so nothing can be told by it;"
        " the month's sum is right. Only the payer account can activate it."
    )


def _amount(group: SpendGroup) -> str:
    return f"~{group.amount}" if group.estimated else group.amount


def _signed(change: SpendChange) -> str:
    return change.change if change.change.startswith("-") else f"+{change.change}"


def _price(told: Spend) -> str:
    if told.bytes_scanned is not None:
        return f"{told.bytes_scanned} bytes for {told.request_cost} USD"
    return f"{told.requests} requests for {told.request_cost} USD"


def _live(told: Spend) -> str | None:
    live = told.since_last_bill
    return f"~{live.estimate} by list price, since {live.since:%d %b}" if live else None


def _forecast(told: Spend) -> str | None:
    ending = told.forecast
    if ending is None:
        return told.forecast_reason
    if ending.low is None:
        return f"~{ending.total} (AWS Budgets gives no interval)"
    whose = "Cost Explorer" if ending.source == "cost-explorer" else "from the days before"
    return f"~{ending.total} (80 of 100: {ending.low} to {ending.high}; {whose})"
