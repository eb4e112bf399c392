"""`snapshot`: everybody's costs asked once, one small file each."""

from __future__ import annotations

import os

import typer

from ..problems import Misconfigured
from ..service import snapshot_policies, snapshots
from ..service.context import Context
from .output import (
    FINE,
    FORMAT,
    Format,
    print_csv,
    print_json,
    print_plain,
    print_table,
    say,
    say_surroundings,
    working,
)

TO = typer.Option(..., "--to", help="A folder, or s3://bucket/prefix.")
KEY = typer.Option(
    "", "--key", help="The tag key to break down by; default: the policy's first required one."
)
METRIC = typer.Option("UnblendedCost", "--metric", help="As in Cost Explorer.")
MOST = typer.Option(
    snapshots.MOST_REQUESTS, "--max-requests", min=1, help="Most requests, 0.01 USD each."
)
WHOLE = typer.Option(False, "--whole", help="Ask for both months anew, not only for recent days.")
POLICIES = typer.Option(
    False, "--policies", help="Print bucket policy and role statements, and who can read what."
)


def snapshot(
    to: str = TO,
    key: str = KEY,
    metric: str = METRIC,
    most: int = MOST,
    whole: bool = WHOLE,
    policies: bool = POLICIES,
    output: Format = FORMAT,
) -> int:
    """Ask Cost Explorer once for everybody, and write one small file for each user profile.

    For example, daily by an admin's schedule: jupyter cost-tags snapshot --to s3://bucket/spend

    Users then need no Cost Explorer right: `jupyter cost-tags spend --snapshot s3://bucket/spend`,
    and for the panel c.CostTags.snapshot. Only days that AWS may still change are asked again, so
    500 users cost under 2 USD a month. all.json has everybody's costs: keep it to admins.

    Exit code 2 for a wrong command, 3 when costs can't be read or files not be written; then the
    snapshot before stays.
    """
    context = Context(os.environ)
    if policies:
        told = snapshot_policies.policies(to)
        print_plain(told)
        return FINE
    wanted = snapshots.Wanted(to, key or _default_key(context), metric, most, whole)
    with working("Reading everybody's costs…"):
        made = snapshots.make_snapshot(context, wanted)
    if output is Format.json:
        print_json(made, context)
    elif output is Format.csv:
        row = (made.to, made.files, made.requests, made.request_cost, made.asked_from)
        print_csv(("to", "files", "requests", "usd", "asked_from"), [row], context)
    else:
        facts = [
            ("Written", f"{made.files} files at {made.to}"),
            ("By", made.key),
            ("Asked", f"{made.asked_from} to {made.asked_until}, the end exclusive"),
            ("Price", f"{made.requests} requests, {made.request_cost} USD"),
        ]
        print_table(("", ""), facts)
    for problem in made.problems:
        say(f"{problem.message} {problem.action}")
    if made.left_out:
        say(f"{made.left_out} owners have an ARN that names no file; they are in all.json only.")
    say_surroundings(context)
    return FINE


def _default_key(context: Context) -> str:
    policy = context.policy().policy
    keys = policy.required_keys if policy else ()
    if not keys:
        raise Misconfigured(
            "There is no policy whose key the months could be by.",
            code="no-key",
            action="Name one: --key project.",
        )
    return keys[0]
