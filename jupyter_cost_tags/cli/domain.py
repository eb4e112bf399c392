"""`domain`: the profiles and spaces of a domain, for the admin who tags them."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from ..problems import BadRequest
from ..rollout.domain import audit, chosen, wanted_by_name
from ..service import domains
from ..service.context import Context
from .consent import ask_for_yes
from .domains import print_audit, print_left, print_propagation
from .fix import apply_or_print, parse_tags
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_csv,
    print_plain,
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
    print_audit(context, read, found, output)
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
        pairs = [(p, wanted) for p in profiles if not all(p.own.get(key) for key in wanted)]
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
        verb = "Enable" if enable else "Disable"
        ask_for_yes(f"{verb} TagPropagation of {chosen_domain}", yes=yes)
        told = domains.propagate(context, chosen_domain, enable=enable, dry_run=False)
    print_propagation(context, told, output)
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
    print_left(context, left, everything, problems, output)
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
