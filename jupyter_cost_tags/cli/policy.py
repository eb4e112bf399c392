"""`policy`: the policy in force, and whether a file is valid."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from ..policy.read import read_policy
from ..policy.view import policy_view
from ..service.context import Context
from .output import (
    FINE,
    FORMAT,
    USAGE,
    Format,
    print_csv,
    print_json,
    print_plain,
    print_table,
    say,
    say_surroundings,
)

policy = typer.Typer(
    rich_markup_mode="markdown",
    help="The policy file, cost-tags.yaml: which tags are required, which values are allowed.",
)
FILE = typer.Argument(help="The policy file to check.")


@policy.command("show")
def show(output: Format = FORMAT) -> int:
    """Show the policy in force: keys, values, bundles, and where it was read from.

    For example: jupyter cost-tags policy show --format json

    The admin's file (/etc/jupyter/cost-tags.yaml) is the floor; the one that COST_TAGS_POLICY
    names and those in Jupyter's config folders only tighten it.

    Exit code 2 when a file of it can't be used.
    """
    context = Context(os.environ)
    view = policy_view(context.policy())
    rows = [
        (
            rule.key,
            "required" if rule.required else "optional",
            ", ".join(value.value for value in rule.values or []) or rule.pattern or "any",
            rule.default,
        )
        for rule in view.keys
    ]
    header = ("key", "need", "values", "default")
    if output is Format.json:
        print_json(view, context)
    elif output is Format.csv:
        print_csv(header, rows, context)
    else:
        print_table(header, rows)
        say(f"Mode {view.mode}; from {', '.join(view.sources) or 'no file: nothing is judged'}.")
    say_surroundings(context)
    return USAGE if view.problem else FINE


@policy.command("check")
def check(file: Path = FILE, output: Format = FORMAT) -> int:
    """Check a policy file; errors name file, line and the nearest valid spelling.

    For example: jupyter cost-tags policy check cost-tags.yaml

    Exit code 0 for a valid file, 2 for any other.
    """
    read = read_policy(file)
    keys = [rule.key for rule in read.tags]
    if output is Format.json:
        print_plain({"valid": True, "keys": keys, "bundles": list(read.bundles)})
    elif output is Format.csv:
        print_csv(("key",), [(key,) for key in keys])
    say(f"{file}: valid, {len(read.tags)} keys, {len(read.bundles)} bundles.")
    return FINE
