"""`whoami`: who is billed, and which tags apply."""

from __future__ import annotations

import os

import typer

from ..models import WhoAmI
from ..service.context import Context
from .output import FINDINGS, FINE, TROUBLE, Format, print_csv, print_json, print_table, say

FORMAT = typer.Option(Format.table, "--format", "-f", help="How to print the result.")


def whoami(output: Format = FORMAT) -> int:
    """Show who you are billed as, and your effective tags with the layer each comes from.

    Exit code 1 when a required key is missing, 3 when something could not be read.
    """
    context = Context(os.environ)
    told = context.whoami(fresh=True)
    if output is Format.json:
        print_json(told)
    elif output is Format.csv:
        rows = [(tag.key, tag.value, tag.source) for tag in told.tags]
        print_csv(("key", "value", "source"), rows)
    else:
        _print_for_people(told)
    banner = context.policy().problem
    if banner:
        say(f"{banner.message} {banner.action}")
    if context.aws.demo:
        say("DEMO DATA: not your account.")
    return exit_code(told)


def exit_code(told: WhoAmI) -> int:
    """Return 3 for what could not be read, 1 for missing or refused tags, else 0."""
    if told.reason or told.unknown:
        return TROUBLE
    return FINDINGS if told.missing or told.invalid else FINE


def _print_for_people(told: WhoAmI) -> None:
    facts = [
        ("Environment", told.environment),
        ("Account", told.account),
        ("Region", told.region),
        ("Domain", told.domain_id),
        ("User profile", told.user_profile),
        ("Space", told.space),
        ("Notebook instance", told.notebook_instance),
        ("Role", told.role_arn),
        ("Tag propagation", told.tag_propagation if told.domain_id else None),
    ]
    print_table(("", ""), [fact for fact in facts if fact[1]])
    rows = [(tag.key, tag.value, tag.source) for tag in told.tags]
    rows += [(tag.key, f"{tag.value} (overridden)", tag.source) for tag in told.overridden]
    print_table(("Tag", "Value", "From"), rows)
    for key in told.missing:
        say(f"Missing: {key}")
    for wrong in told.invalid:
        hint = f" Did you mean {wrong.suggestion}?" if wrong.suggestion else ""
        say(f"{wrong.key}={wrong.value}: {wrong.reason}{hint}")
    for key in told.unknown:
        say(f"Unknown: {key}")
    if told.reason:
        say(told.reason)
