"""`doctor`: the setup ladder, rung by rung, with what to do."""

from __future__ import annotations

import os

import typer

from ..models import Check, Doctor
from ..service.context import Context, Settings
from ..service.doctor import examine
from ..service.halves import configured_snapshot
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

NO_SPEND = typer.Option(
    False, "--no-spend", help="Don't ask Cost Explorer: up to three requests of $0.01 each."
)
SNAPSHOT = typer.Option(
    "",
    "--snapshot",
    metavar="PLACE",
    help="The snapshot's folder or s3:// prefix; without it what Jupyter's JSON files name.",
)
_MARKS = {"pass": "✓ pass", "fail": "! fail", "warn": "~ warn", "unknown": "? unknown"}


def doctor(no_spend: bool = NO_SPEND, snapshot: str = SNAPSHOT, output: Format = FORMAT) -> int:
    """Check the whole way from a tag to the bill; each rung with evidence and the fix.

    For example: jupyter cost-tags doctor --format json

    Who is billed, tags of profile and space, TagPropagation, the organisation's tag policy, keys
    in use and on the bill, backfill, Cost Explorer, the guard in kernels, versions, endpoints,
    who can read the snapshot.
    Nothing is changed. What a role may not read is unknown, and the action that it lacks is named.

    Exit code 0 when nothing fails, 1 when a check fails, 3 when AWS could not be asked at all.
    """
    context = Context(os.environ, Settings(snapshot=snapshot or configured_snapshot()))
    with working("Looking at every rung…"):
        told = examine(context, spend=not no_spend)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        rows = [(c.code, c.state, c.evidence, c.fix, c.iam_action) for c in told.checks]
        print_csv(("code", "state", "evidence", "fix", "iam_action"), rows, context)
    else:
        print_table(("", "Check", "Seen, and what to do"), [_row(one) for one in told.checks])
    _say_summary(told)
    say_surroundings(context)
    return exit_code(told)


def exit_code(told: Doctor) -> int:
    """Return 3 when AWS could not be asked at all, 1 when a check fails, else 0."""
    by_code = {one.code: one.state for one in told.checks}
    asked = (by_code["profile-tags"], by_code["tag-propagation"], by_code["keys-seen"])
    if by_code["identity"] == "unknown" and set(asked) == {"unknown"}:
        return TROUBLE
    return FINDINGS if "fail" in by_code.values() else FINE


def _row(one: Check) -> tuple[str, str, str]:
    lines = [one.evidence, *([f"→ {one.fix}"] if one.fix else [])]
    if one.iam_action:
        lines.append(f"  Missing IAM action: {one.iam_action}")
    return _MARKS[one.state], one.title, "\n".join(lines)


def _say_summary(told: Doctor) -> None:
    counted = {state: sum(c.state == state for c in told.checks) for state in _MARKS}
    parts = ", ".join(f"{number} {state}" for state, number in counted.items() if number)
    cost = f" Cost Explorer: {told.requests} requests, ${told.request_cost}."
    say(f"{parts}.{cost if told.requests else ''}")
