"""`whoami`: who is billed, and which tags apply."""

from __future__ import annotations

import os

from ..models import WhoAmI
from ..service.context import Context
from . import own
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    USAGE,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
    working,
)


def whoami(
    set_: list[str] = own.SET,
    unset: list[str] = own.UNSET,
    on: own.Layer = own.ON,
    dry_run: bool = own.DRY_RUN,
    yes: bool = own.YES,
    output: Format = FORMAT,
) -> int:
    """Show who you are billed as, and your effective tags with the layer each comes from.

    For example: jupyter cost-tags whoami --format json; or, to change your own profile's tags:
    jupyter cost-tags whoami --set project=churn --dry-run

    The winner of each key is shown with its source: bundle (the one chosen for all notebooks),
    space, user-profile, domain, notebook-instance or policy-default. System tags (aws:,
    sagemaker:) are left out.

    With --set or --unset your user profile's or space's tags are changed, as `fix` changes others:
    previewed, journaled, taken back with `undo`. It says when that takes effect: AWS copies these
    tags to apps that start afterwards, and to jobs only where the domain has TagPropagation. In a
    shared space the space's tags concern everybody. Needs sagemaker:AddTags (and
    sagemaker:DeleteTags) on your profile or space; without it they can be read only.

    Exit code 1 when a required key is missing or refused, 2 when the policy file can't be
    read, 3 when AWS could not be asked or something could not be read; for a change those of
    `fix`.
    """
    context = Context(os.environ)
    if own.wants_change(set_, unset, on, dry_run=dry_run, yes=yes):
        code = own.change_own(
            context, set_ or [], unset or [], on, output, dry_run=dry_run, yes=yes
        )
        say_surroundings(context)
        return code
    with working("Asking who you are…"):
        told = context.whoami()
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        rows = [(tag.key, tag.value, tag.source) for tag in told.tags]
        print_csv(("key", "value", "source"), rows, context)
    else:
        _print_for_people(told)
    say_surroundings(context)
    loaded = context.policy()
    if loaded.policy is None and loaded.problem:
        return max(exit_code(told), TROUBLE if loaded.problem.retryable else USAGE)
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
        ("Bundle", told.bundle),
    ]
    print_table(("", ""), [fact for fact in facts if fact[1]])
    rows: list[tuple[str, str, str]] = [(tag.key, tag.value, tag.source) for tag in told.tags]
    rows += [(tag.key, f"{tag.value} (overridden)", tag.source) for tag in told.overridden]
    rows += [(key, "! missing", "") for key in told.missing]
    rows += [(key, "? unknown", "") for key in told.unknown]
    if rows:
        print_table(("", "", ""), [("", "", "")])
        print_table(("Tag", "Value", "From"), rows)
    for wrong in told.invalid:
        hint = f" Did you mean {wrong.suggestion}?" if wrong.suggestion else ""
        say(f"{wrong.key}={wrong.value}: {wrong.reason}{hint}")
    if told.missing:
        say(
            f"Missing: {', '.join(told.missing)}. Set them on your profile: "
            "jupyter cost-tags whoami --set KEY=VALUE, or ask an admin."
            if told.domain_id
            else f"Missing: {', '.join(told.missing)}."
        )
    if told.reason:
        say(told.reason)
