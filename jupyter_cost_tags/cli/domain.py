"""`domain`: the profiles and spaces of a domain, for the admin who tags them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from ..models import Problem
from ..problems import BadRequest
from ..rollout.domain import Audited, Place, audit, chosen, wanted_by_name
from ..service import domains
from ..service.context import Context
from .fix import apply_or_print, parse_tags
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    is_terminal,
    print_csv,
    print_plain,
    print_table,
    say,
    say_surroundings,
    surroundings,
    working,
)

domain = typer.Typer(
    rich_markup_mode="markdown",
    help="A domain's profiles and spaces: audit, bulk tagging, propagation, handover.",
)
DOMAIN = typer.Option("", "--domain", metavar="ID", help="Yours, or the only one, without it.")
PROFILES = typer.Option(
    None, "--profile", help="A user profile; may be repeated.", show_default=False
)
SPACES = typer.Option(None, "--space", help="A space; may be repeated.", show_default=False)
SET = typer.Option(
    None, "--set", metavar="KEY=VALUE", help="A tag; may be repeated.", show_default=False
)
FILE = typer.Option(
    "", "--from", metavar="FILE.csv", help="Tags per profile: columns name, then one per key."
)
MISSING = typer.Option(
    False, "--missing", help="Every profile that lacks one of these keys; nothing is overwritten."
)
DRY_RUN = typer.Option(False, "--dry-run", help="Show what would be done and change nothing.")
YES = typer.Option(False, "--yes", "-y", help="Do it without asking.")
ENABLE = typer.Option(False, "--enable", help="Put these tags on what Studio launches.")
DISABLE = typer.Option(False, "--disable", help="Stop doing so.")
LEAVER = typer.Option(..., "--profile", help="The user profile that leaves.")
_HEADER = ("kind", "name", "owner", "state", "missing", "invalid", "tags", "reason", "arn")


@domain.command("audit")
def audit_command(domain_id: str = DOMAIN, output: Format = FORMAT) -> int:
    """Hold every profile and space of a domain against the policy.

    For example: jupyter cost-tags domain audit --format csv > profiles.csv

    A key counts wherever it comes from: Studio merges the tags of domain, profile and space onto
    what it launches, once TagPropagation is on. What could not be read is unknown, never missing.

    Exit code 0 when all have the required keys, 1 when one lacks some, 3 when not all was read.
    """
    context = Context(os.environ)
    read = _read(context, domain_id)
    found = audit(read.places, context.policy().policy)
    if output is Format.json:
        plain = {
            "domain_id": read.domain_id,
            "tag_propagation": read.propagation,
            "complete": not read.problems and all(one.state != "unknown" for one in found),
            "entries": [_entry(one) for one in found],
            "problems": _problems(read.problems),
        }
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        print_csv(_HEADER, [_cells(one) for one in found], context)
    else:
        rows = [(one.place.kind, one.place.name, _verdict(one)) for one in found]
        print_table(("Kind", "Name", "Tags"), rows)
    _say_audit(read, found)
    say_surroundings(context)
    if read.problems or any(one.state == "unknown" for one in found):
        return TROUBLE
    return FINDINGS if any(one.state == "non-compliant" for one in found) else FINE


@domain.command("tag")
def tag(
    domain_id: str = DOMAIN,
    profile: list[str] = PROFILES,
    space: list[str] = SPACES,
    set_: list[str] = SET,
    file: str = FILE,
    missing: bool = MISSING,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Tag profiles and spaces, many at once; `undo RUN_ID` takes it back.

    For example: jupyter cost-tags domain tag --profile ana --profile ben --set
    cost-center=CC-4711 --dry-run; or: domain tag --from people.csv

    Only keys and values of the policy are written, protected keys never. Each write is journaled
    first, and nothing that somebody changed meanwhile is overwritten. Apps take new tags when
    they are restarted; what ran before stays as it was billed.

    Exit codes are those of `fix`.
    """
    wanted = parse_tags(set_ or [])
    if bool(file) + bool(profile or space) + missing != 1 or bool(file) is bool(wanted):
        raise BadRequest(
            "Name whom to tag and with what.",
            action="Use --profile or --space with --set, --missing with --set, or --from FILE.csv.",
        )
    context = Context(os.environ)
    per_name = _from_file(file) if file else {}
    read = _read(context, domain_id)
    if file:
        places = chosen(read.places, list(per_name), ())
        pairs = [(place, tags) for place, tags in zip(places, per_name.values(), strict=True)]
    elif missing:
        profiles = [place for place in read.places if place.kind == "user-profile"]
        pairs = [(one, wanted) for one in profiles if set(wanted) - set(one.own)]
    else:
        pairs = [(one, wanted) for one in chosen(read.places, profile or (), space or ())]
    plan = domains.plan_places(context, pairs, only_missing=missing)
    code = apply_or_print(context, plan, output, dry_run=dry_run, yes=yes, as_admin=True)
    say("Apps take new tags when they are restarted.")
    say_surroundings(context)
    return code


@domain.command("propagation")
def propagation(
    domain_id: str = DOMAIN,
    enable: bool = ENABLE,
    disable: bool = DISABLE,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Show TagPropagation of a domain, or turn it on or off.

    For example: jupyter cost-tags domain propagation --enable --dry-run

    Once it is on, Studio puts the tags of domain, profile and space on everything that it and its
    notebooks launch. It is off in every new domain. Apps that run take it when they are restarted.

    Exit code 0 when it is as wanted, 2 without --yes off a terminal, 3 when AWS refused.
    """
    if enable and disable:
        raise BadRequest("--enable and --disable are two things.", action="Choose one.")
    context = Context(os.environ)
    chosen_domain = domains.domain_of(context, domain_id)
    if not enable and not disable:
        return _show_propagation(context, chosen_domain, output)
    with working("Reading the domain…"):
        told = domains.propagate(context, chosen_domain, enable=enable, dry_run=True)
    if told.outcome == "planned" and not dry_run:
        _confirm(f"{'Enable' if enable else 'Disable'} TagPropagation of {chosen_domain}", yes=yes)
        told = domains.propagate(context, chosen_domain, enable=enable, dry_run=False)
    if output is Format.json:
        plain = {**asdict(told), "problems": _problems(told.problems)}
        print_plain({**plain, "restart": list(told.restart), **surroundings(context)})
    elif output is Format.csv:
        print_csv(
            ("domain_id", "was", "now", "outcome"),
            [(told.domain_id, told.was, told.now, told.outcome)],
            context,
        )
    say(f"TagPropagation of {told.domain_id}: {told.was} -> {told.now}, {told.outcome}.")
    if told.restart:
        say(f"{len(told.restart)} running apps take it when restarted: {', '.join(told.restart)}")
    say_surroundings(context)
    return FINE


@domain.command("handover")
def handover(
    profile: str = LEAVER,
    domain_id: str = DOMAIN,
    set_: list[str] = SET,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Show what a profile that leaves has, and tag what goes on costing for who takes it over.

    For example: jupyter cost-tags domain handover --profile ana; then with --set
    cost-center=CC-4802 --dry-run

    Lists the private spaces of the profile and what it launched that still accrues cost. With
    --set these get the tags of whoever takes over, as `fix` does: journaled, and `undo` takes it
    back. Studio's own mark of who launched something stays: AWS sets it.

    Exit code 0 when nothing goes on costing, 1 when something does, then those of `fix`.
    """
    wanted = parse_tags(set_ or [])
    context = Context(os.environ)
    read = _read(context, domain_id)
    (leaver,) = chosen(read.places, [profile], ())
    with working("Reading what still costs…"):
        left = domains.left_by(context, read, leaver)
    problems = (*read.problems, *left.problems)
    everything = [*left.spaces, *left.resources]
    if wanted:
        pairs = [(place, wanted) for place in everything]
        plan = domains.plan_places(context, pairs, only_missing=False)
        code = apply_or_print(context, plan, output, dry_run=dry_run, yes=yes, as_admin=True)
        say_surroundings(context)
        return max(code, TROUBLE) if problems else code
    _print_left(context, left, everything, problems, output)
    say_surroundings(context)
    if problems:
        return TROUBLE
    return FINDINGS if everything else FINE


def _read(context: Context, domain_id: str) -> domains.Domain:
    with working("Reading profiles and spaces…"):
        return domains.read_domain(context, domains.domain_of(context, domain_id))


def _from_file(file: str) -> dict[str, dict[str, str]]:
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadRequest(f"{file}: {why}.", action="Name a CSV file.") from error
    return wanted_by_name(text, file)


def _confirm(what: str, *, yes: bool) -> None:
    if yes:
        return
    if not is_terminal():
        raise BadRequest(
            f"{what}: not done without a yes.",
            code="confirmation-needed",
            action="Add --yes, or --dry-run to look only.",
        )
    if not typer.confirm(f"{what}?", err=True):
        raise BadRequest(
            "Nothing was changed: you said no.",
            code="not-confirmed",
            action="Run it again when you want it.",
        )


def _show_propagation(context: Context, domain_id: str, output: Format) -> int:
    told = context.aws.call("sagemaker", "DescribeDomain", DomainId=domain_id)
    state = str(told.get("TagPropagation") or "unknown")
    if output is Format.json:
        print_plain({"domain_id": domain_id, "now": state, **surroundings(context)})
    elif output is Format.csv:
        print_csv(("domain_id", "now"), [(domain_id, state)], context)
    say(f"TagPropagation of {domain_id}: {state}.")
    say_surroundings(context)
    return FINE


def _entry(one: Audited) -> dict[str, Any]:
    return {
        "kind": one.place.kind,
        "name": one.place.name,
        "owner": one.place.owner,
        "arn": one.place.arn,
        "state": one.state,
        "tags": one.place.own,
        "effective": dict(one.effective),
        "missing": list(one.missing),
        "invalid": [json.loads(wrong.model_dump_json()) for wrong in one.invalid],
        "too_many_tags": one.too_many,
        "reason": one.place.reason,
    }


def _cells(one: Audited) -> tuple[object, ...]:
    return (
        one.place.kind,
        one.place.name,
        one.place.owner,
        one.state,
        "; ".join(one.missing),
        "; ".join(f"{wrong.key}={wrong.value}" for wrong in one.invalid),
        "; ".join(f"{key}={value}" for key, value in sorted(one.place.own.items())),
        one.place.reason,
        one.place.arn,
    )


def _verdict(one: Audited) -> str:
    if one.state == "unknown":
        return f"? unknown: {one.place.reason or 'a layer could not be read'}"
    parts = [f"! missing {', '.join(one.missing)}"] if one.missing else []
    parts += [f"! {wrong.key}={wrong.value}: {wrong.reason}" for wrong in one.invalid]
    parts += ["! more tags than AWS takes: launches fail"] if one.too_many else []
    return "\n".join(parts) or ", ".join(f"{k}={v}" for k, v in one.effective.items())


def _say_audit(read: domains.Domain, found: list[Audited]) -> None:
    wrong = sum(one.state == "non-compliant" for one in found)
    say(f"{read.domain_id}: {len(found)} profiles and spaces, {wrong} lack a required tag.")
    say(f"TagPropagation: {read.propagation}.")
    if read.propagation == "DISABLED":
        say("These tags reach no job until: jupyter cost-tags domain propagation --enable")
    for problem in read.problems:
        say(f"{problem.message} {problem.action}")
    if wrong:
        say("Next: jupyter cost-tags domain tag --missing --set KEY=VALUE --dry-run")


def _problems(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [json.loads(one.model_dump_json()) for one in problems]


def _print_left(
    context: Context,
    left: domains.Left,
    everything: list[Place],
    problems: tuple[Problem, ...],
    output: Format,
) -> None:
    rows = [(one.kind, one.name, one.arn, one.own) for one in everything]
    if output is Format.json:
        listed = [dict(zip(("kind", "name", "arn", "tags"), row, strict=True)) for row in rows]
        plain = {
            "profile": left.profile.name,
            "tags": left.profile.own,
            "accruing": listed,
            "complete": not problems,
            "problems": _problems(problems),
        }
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        print_csv(("kind", "name", "arn"), [row[:3] for row in rows], context)
    elif rows:
        print_table(("Kind", "Name"), [(kind, name) for kind, name, _, _ in rows])
    say(f"{left.profile.name}: {len(left.spaces)} private spaces, {len(left.resources)} resources.")
    for problem in problems:
        say(f"{problem.message} {problem.action}")
    if rows:
        say("Stop what nobody needs (`jupyter cost-tags stop ARN`), tag the rest with --set.")
