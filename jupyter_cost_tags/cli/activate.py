"""`activate` and `backfill`: what the payer does so that the bill knows the keys."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import Any

import typer

from ..problems import Denied
from ..rollout.activation import (
    Known,
    Outcome,
    backfills,
    change,
    first_of_month,
    keys_to_activate,
    known_keys,
    start_backfill,
)
from ..service.context import Context
from ..service.payers import explorer, payer_text, refused
from .consent import ask_for_yes
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    Format,
    print_csv,
    print_lines,
    print_plain,
    print_table,
    say,
    say_surroundings,
    surroundings,
    working,
)

KEYS = typer.Argument(
    None,
    metavar="[KEY]...",
    help="Tag keys; without any the policy's, and Studio's marks of profile and space.",
    show_default=False,
)
DRY_RUN = typer.Option(False, "--dry-run", help="Show what would be done and change nothing.")
YES = typer.Option(False, "--yes", "-y", help="Do it without asking.")
OFF = typer.Option(False, "--deactivate", help="Take the keys out of the bill instead.")
TEXT = typer.Option(False, "--ask", help="Only print the text to send to the payer.")
FROM = typer.Option("", "--from", metavar="YYYY-MM", help="The first month to apply it to.")
_WAITING = frozenset({"not-seen", "failed"})


def activate(
    keys: list[str] = KEYS,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    deactivate: bool = OFF,
    ask: bool = TEXT,
    output: Format = FORMAT,
) -> int:
    """Activate tag keys for the bill; in the payer's account, or a standalone one.

    For example: jupyter cost-tags activate --dry-run

    A key that is not activated has no costs in Cost Explorer, whatever is tagged. AWS lists a key
    up to 24 hours after its first use; numbers follow 24 to 48 hours after activation, and only
    `backfill` applies it to the past. From another account the command prints a text to send to
    the payer. Each request costs $0.01.

    Exit code 0 when all keys are as wanted, 1 when a key was not seen yet or failed, 2 without
    --yes off a terminal, 3 when the account may not or AWS could not be asked.
    """
    context = Context(os.environ)
    wanted = tuple(dict.fromkeys(keys or keys_to_activate(context.policy().policy)))
    if ask:
        context.identity()
        text = payer_text(context, wanted)
        return _print_text(text, output)
    try:
        payer = explorer(context)
        with working("Asking which keys the bill knows…"):
            known = known_keys(payer, wanted)
        planned = change(payer, known, active=not deactivate, dry_run=True)
        work = [one.key for one in planned if one.outcome == "planned"]
        if work and not dry_run:
            verb = "Deactivate" if deactivate else "Activate"
            ask_for_yes(f"{verb} {', '.join(work)}", yes=yes)
            planned = change(payer, known, active=not deactivate, dry_run=False)
    except Denied as why:
        raise refused(context, why, wanted) from why
    _print_keys(context, planned, known, output, payer.requests)
    if dry_run and work:
        say("Nothing was changed: this was a dry run.")
    say_surroundings(context)
    return FINDINGS if any(one.outcome in _WAITING for one in planned) else FINE


def backfill(
    start: str = FROM,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Apply today's activation of tag keys to past months; without --from show what was asked.

    For example: jupyter cost-tags backfill --from 2026-06 --dry-run

    At most twelve months back, once in 24 hours; in the payer's account. It gives the past the
    activation, not tags: what ran untagged stays untagged. Each request costs $0.01.

    Exit code 0 when it was asked for or shown, 2 without --yes off a terminal, 3 when the account
    may not or AWS could not be asked.
    """
    context = Context(os.environ)
    month = first_of_month(start, context.now()) if start else None
    made = None
    try:
        payer = explorer(context)
        with working("Asking about backfills…"):
            history = backfills(payer)
        if month and not dry_run:
            ask_for_yes(f"Backfill from {month[:7]} on", yes=yes)
            made = start_backfill(payer, month)
            history.insert(0, made)
    except Denied as why:
        raise refused(context, why) from why
    _print_backfills(context, history, made, month if dry_run else None, output)
    say_surroundings(context)
    return FINE


def _print_text(text: str, output: Format) -> int:
    if output is Format.json:
        print_plain({"text": text})
    else:
        print_lines(text.splitlines())
    return FINE


def _print_keys(
    context: Context, told: list[Outcome], known: list[Known], output: Format, requests: int
) -> None:
    since = {one.key: one.since for one in known}
    header = ("key", "was", "outcome", "since", "reason")
    rows = [(one.key, one.was, one.outcome, since[one.key], one.reason) for one in told]
    if output is Format.json:
        keys = [dict(zip(header, row, strict=True)) for row in rows]
        cost = f"{requests * Decimal('0.01')}"
        print_plain(
            {"keys": keys, "requests": requests, "request_cost": cost, **surroundings(context)}
        )
    elif output is Format.csv:
        print_csv(header, rows, context)
    else:
        print_table(
            ("Key", "Was", "Outcome", "Reason"),
            [(k, was, did, why) for k, was, did, _, why in rows],
        )
    if any(one.outcome == "activated" for one in told):
        say("Numbers by these keys appear in 24 to 48 hours; the past needs `backfill`.")


def _print_backfills(
    context: Context,
    history: list[dict[str, Any]],
    made: dict[str, Any] | None,
    planned: str | None,
    output: Format,
) -> None:
    header = ("from", "requested_at", "status", "completed_at")
    rows = [[one[name] for name in header] for one in history]
    if output is Format.json:
        plain = {"requested": made, "planned_from": planned, "history": history}
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        print_csv(header, rows, context)
    elif rows:
        print_table(("From", "Requested (UTC)", "Status", "Completed"), rows)
    if made:
        say("AWS works on it for some hours; look again with `jupyter cost-tags backfill`.")
    elif planned:
        say(f"Would apply today's activation from {planned[:7]} on. Nothing was changed.")
    elif not rows:
        say("No backfill was ever asked for.")
