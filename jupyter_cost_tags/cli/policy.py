"""`policy`: the policy in force, and whether a file is valid."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

import typer

from ..models import OrganisationPolicy, PolicyKey, PolicyView
from ..policy.rules import Policy
from ..policy.view import policy_view
from ..problems import BadRequest, CostTagsError, PolicyInvalid
from ..service.context import Context
from ..service.sources import policy_of
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
    working,
)

policy = typer.Typer(
    rich_markup_mode="markdown",
    help="The policy file, cost-tags.yaml: which tags are required, which values are allowed.",
)
FILE = typer.Argument(
    None, help="The policy file to check; without it those in force.", show_default=False
)


@policy.command("show")
def show(output: Format = FORMAT) -> int:
    """Show the policy in force: keys, values, bundles, and where it was read from.

    For example: jupyter cost-tags policy show --format json

    The admin's file (/etc/jupyter/cost-tags.yaml) is the floor; the one that COST_TAGS_POLICY
    names and those in Jupyter's config folders only tighten it. Without any file the
    organisation's effective tag policy holds, if there is one and your role may read it.

    Exit code 2 when a file of it can't be used.
    """
    context = Context(os.environ)
    view = _in_force(context)
    rows = [
        (rule.key, _need(rule), _values(rule), rule.default, "yes" if rule.protected else "")
        for rule in view.keys
    ]
    header = ("key", "need", "values", "default", "protected")
    if output is Format.json:
        print_json(view, context)
    elif output is Format.csv:
        print_csv(header, rows, context)
    else:
        print_table(header, rows)
        _say_rest(view)
    say_surroundings(context)
    return USAGE if view.problem and not view.problem.retryable else FINE


def _files_in_force(context: Context) -> tuple[Policy, str]:
    """Return what the files in force say together; raises `PolicyInvalid` for the first fault."""
    loaded = context.policy()
    if loaded.problem:
        raise PolicyInvalid(
            loaded.problem.message,
            action=loaded.problem.action,
            iam_action=loaded.problem.iam_action,
        )
    if loaded.policy is None:
        raise BadRequest(
            "There is no policy file to check.",
            action="Name one: jupyter cost-tags policy check FILE",
        )
    return loaded.policy, ", ".join(loaded.sources)


def _in_force(context: Context) -> PolicyView:
    """Return the policy in force; AWS is asked only where no file says it."""
    if context.policies.current().is_nothing:
        try:
            with working("Asking for the organisation's tag policy…"):
                context.identity()
        except CostTagsError as error:
            told = OrganisationPolicy(state="unavailable", as_of=None, problem=error.problem())
            say(f"{error.message} {error.action}")
            return policy_view(context.policy()).model_copy(update={"organisation": told})
    return policy_view(context.policy())


def _need(rule: PolicyKey) -> str:
    if not rule.required:
        return "optional"
    return f"required for {', '.join(rule.required_for)}" if rule.required_for else "required"


def _values(rule: PolicyKey) -> str:
    named = [f"{one.value} ({one.label})" if one.label else one.value for one in rule.values or ()]
    return ", ".join([*named, *(rule.wildcards or ())]) or rule.pattern or "any"


def _say_rest(view: PolicyView) -> None:
    for bundle in view.bundles:
        tags = ", ".join(f"{key}={value}" for key, value in bundle.tags.items())
        say(f"Bundle {bundle.name}: {tags}")
    if view.state == "policy":
        say(f"Mode {view.mode}; from {', '.join(view.sources)}.")
        return
    say(f"No policy: {_NO_POLICY[view.organisation.state]}; nothing is judged.")


_NO_POLICY = {
    "none": "there is no file, and the organisation has no tag policy for this account",
    "not-in-organisation": "there is no file, and the account is in no organisation",
    "denied": "there is no file, and your role may not read the organisation's",
    "unavailable": "there is no file, and the organisation's could not be read",
    "in-force": "there is no file, and the organisation's names no keys",
    "not-asked": "no file of it can be used",
}


@policy.command("check")
def check(
    file: Optional[Path] = FILE,  # noqa: UP045  (typer 0.9 knows no other spelling)
    output: Format = FORMAT,
) -> int:
    """Check a policy file; errors name file, line and the nearest valid spelling.

    For example: jupyter cost-tags policy check cost-tags.yaml

    Without FILE the files in force are checked together, as they are read: the admin's and those
    that tighten it.

    Where the file names another place (source: s3://bucket/key or ssm:name), that one is read and
    checked.

    Exit code 0 for a valid file, 2 for any other, 3 when AWS does not give what the file names.
    """
    context = Context(os.environ)
    read, names = _files_in_force(context) if file is None else policy_of(context.aws, file)
    keys = [rule.key for rule in read.tags]
    if output is Format.json:
        print_plain({"valid": True, "keys": keys, "bundles": list(read.bundles)})
    elif output is Format.csv:
        print_csv(("key",), [(key,) for key in keys])
    say(f"{names or file}: valid, {len(read.tags)} keys, {len(read.bundles)} bundles.")
    return FINE
