"""`policy`: the policy in force, and whether a file is valid."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from ..policy.read import read_policy
from ..policy.view import policy_view
from ..service.context import Context
from .output import FINE, USAGE, Format, print_csv, print_json, print_problem, print_table, say
from .whoami import FORMAT

policy = typer.Typer(no_args_is_help=True, help="The policy file, cost-tags.yaml.")
FILE = typer.Argument(help="The policy file to check.")


@policy.command("show")
def show(output: Format = FORMAT) -> int:
    """Show the policy in force: keys, values, bundles, and where it was read from."""
    view = policy_view(Context(os.environ).policy())
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
        print_json(view)
    elif output is Format.csv:
        print_csv(header, rows)
    else:
        print_table(header, rows)
        say(f"Mode {view.mode}; from {', '.join(view.sources) or 'no file: nothing is judged'}.")
    if view.problem:
        print_problem(view.problem, as_json=False)
        return USAGE
    return FINE


@policy.command("check")
def check(file: Path = FILE, output: Format = FORMAT) -> int:
    """Check a policy file; errors name file, line and the nearest valid spelling."""
    read = read_policy(file)
    if output is Format.json:
        print_json({"valid": True, "keys": [rule.key for rule in read.tags]})
    say(f"{file}: valid, {len(read.tags)} keys, {len(read.bundles)} bundles.")
    return FINE
