"""`scan`: resources against the policy."""

from __future__ import annotations

import os
from datetime import timedelta
from enum import Enum

import typer

from ..guard.suggest import nearest
from ..inventory import KINDS, Kind
from ..inventory.kinds import kind_named
from ..models import Scan, ScannedResource
from ..problems import BadRequest, PolicyInvalid
from ..service.context import Context
from ..service.scans import make_scan
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


class ScopeChoice(str, Enum):
    """Whose resources."""

    mine = "mine"
    all = "all"


class StateChoice(str, Enum):
    """Which verdicts."""

    all = "all"
    non_compliant = "non-compliant"


SINCE = typer.Option("30d", "--since", help="How far back: 12h, 30d or 8w.")
SCOPE = typer.Option(
    ScopeChoice.mine,
    "--scope",
    help="Yours, or everybody's in this account.",
    show_default="mine",
)
KIND = typer.Option(
    None,
    "--kind",
    help=(
        "Only this kind (may be repeated): one of "
        f"{', '.join(k.called for k in KINDS)}. Without it: jobs, endpoints and pipelines; with"
        " --scope all notebook instances too."
    ),
    show_default=False,
)
STATE = typer.Option(
    StateChoice.all, "--state", help="Which resources to print.", show_default="all"
)


def scan(
    since: str = SINCE,
    scope: ScopeChoice = SCOPE,
    kind: list[str] = KIND,
    state: StateChoice = STATE,
    output: Format = FORMAT,
) -> int:
    """Find SageMaker resources and hold their tags against the policy.

    For example: jupyter cost-tags scan --since 7d --state non-compliant

    Yours are those that SageMaker Studio marked with your profile or your private spaces;
    elsewhere use --scope all. What lasts, as an endpoint does, is found at any age. A resource
    whose tags could not be read is "unknown", never "untagged". The training jobs of a tuning job
    and the steps of a pipeline are not listed beside it: fix the parent.

    Exit code 0 when all is compliant, 1 when something is not, 2 when the command or the policy
    file is wrong, 3 when something could not be read.
    """
    context = Context(os.environ)
    made = run_scan(context, since=since, scope=scope, kinds=kind)
    shown = [r for r in made.resources if state is StateChoice.all or r.state == "non-compliant"]
    if output is Format.json:
        print_json(made.model_copy(update={"resources": shown}), context)
    elif output is Format.csv:
        print_csv(_HEADER, [_row(resource) for resource in shown], context)
    else:
        _print_for_people(shown)
    _say_summary(context, made)
    say_surroundings(context)
    return exit_code(made)


def run_scan(context: Context, *, since: str, scope: ScopeChoice, kinds: list[str] | None) -> Scan:
    """Scan, with a sign of life on a terminal; nothing is judged by half a policy."""
    chosen = _kinds(kinds)
    span = parse_span(since)
    loaded = context.policy()
    if loaded.policy is None and loaded.problem:
        raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
    with working("Reading jobs and tags…"):
        return make_scan(context, scope=scope.value, span=span, kinds=chosen)


def exit_code(made: Scan) -> int:
    """Return 3 for what could not be read, 1 for what is non-compliant, else 0."""
    if not made.complete:
        return TROUBLE
    return FINDINGS if any(r.state == "non-compliant" for r in made.resources) else FINE


def parse_span(text: str) -> timedelta:
    """Return the time span of `12h`, `30d` or `8w`; raises `BadRequest`."""
    units = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not (number.isascii() and number.isdigit()) or len(number) > 4:
        raise BadRequest(
            f"--since {text[:20]!r} is not a time span.", action="Write it like 12h, 30d or 8w."
        )
    span = int(number) * units[unit]
    if not timedelta(0) < span <= timedelta(days=366):
        raise BadRequest("--since must be between 1h and 366d.", action="Choose another span.")
    return span


def short_kind(kind: str, noun: str = "") -> str:
    """Return a kind's name for a narrow column: training, tuning, endpoint, notebook job."""
    row = kind_named(kind)
    if noun and (row is None or noun != row.noun):
        return noun
    return row.noun.removesuffix(" job") if row else kind


def verdict(resource: ScannedResource) -> str:
    """Return what is wrong with a resource, in words; empty when nothing is."""
    if resource.state == "unknown":
        return f"? unknown: {resource.reason}"
    parts = [f"missing {key}" for key in resource.missing]
    for wrong in resource.invalid:
        hint = f" (did you mean {wrong.suggestion}?)" if wrong.suggestion else ""
        parts.append(f"{wrong.key}={wrong.value} not allowed{hint}")
    return "! " + ", ".join(parts) if parts else ""


def _kinds(names: list[str] | None) -> tuple[Kind, ...]:
    if not names:
        return ()
    rows = []
    for name in names:
        row = kind_named(name)
        if row is None:
            known = [kind.called for kind in KINDS]
            near = nearest(name, known)
            hint = f"Did you mean {near}?" if near else f"Known: {', '.join(known)}."
            raise BadRequest(f"There is no kind {name[:60]!r}.", action=hint)
        rows.append(row)
    return tuple(dict.fromkeys(rows))


_HEADER = (
    "kind",
    "name",
    "status",
    "created",
    "state",
    "missing",
    "invalid",
    "billing_effect",
    "tags",
    "arn",
    "reason",
)


def _row(resource: ScannedResource) -> tuple[object, ...]:
    return (
        resource.kind,
        resource.name,
        resource.status,
        f"{resource.created:%Y-%m-%dT%H:%M:%SZ}",
        resource.state,
        "; ".join(resource.missing),
        "; ".join(f"{wrong.key}={wrong.value}" for wrong in resource.invalid),
        resource.billing_effect,
        "; ".join(f"{key}={value}" for key, value in sorted(resource.tags.items())),
        resource.arn,
        resource.reason,
    )


_MOST_SUSPECTS = 5
_URGENCY = {"non-compliant": 0, "unknown": 1, "compliant": 2}


def _print_for_people(shown: list[ScannedResource]) -> None:
    """Print what needs a tag first; the verdict stands below the name, which may be long."""
    rows = []
    for resource in sorted(shown, key=lambda one: _URGENCY[one.state]):
        wrong = verdict(resource)
        if wrong and resource.state == "non-compliant":
            counts = resource.billing_effect == "from-now"
            wrong += "; a fix counts from now" if counts else "; a fix is for the record only"
        created = f"{resource.created:%d %b %H:%M}"
        name = f"{resource.name}\n{wrong}" if wrong else resource.name
        shown_kind = short_kind(resource.kind, resource.noun)
        rows.append((created, shown_kind, resource.status, name))
    if rows:
        print_table(("Created (UTC)", "Kind", "Status", "Name"), rows)


def _say_suspects(made: Scan) -> None:
    """Name the values that look mistyped; they are allowed, and so are no finding."""
    found = [(one.name, suspect) for one in made.resources for suspect in one.suspects]
    for name, suspect in found[:_MOST_SUSPECTS]:
        what = f"{suspect.key}={suspect.value}"
        say(f"{name}: only here is {what}; did you mean {suspect.suggestion}?")
    if len(found) > _MOST_SUSPECTS:
        say(f"{len(found) - _MOST_SUSPECTS} more look mistyped: see `suspects` in --format json.")


def _say_summary(context: Context, made: Scan) -> None:
    wrong = sum(r.state == "non-compliant" for r in made.resources)
    unknown = sum(r.state == "unknown" for r in made.resources)
    whose = "of yours " if made.scope == "mine" else ""
    say(
        f"{len(made.resources)} resources {whose}since {made.since:%Y-%m-%d %H:%M} UTC: "
        f"{wrong} need a tag, {unknown} unknown."
    )
    for problem in made.problems:
        say(f"{problem.message} {problem.action}")
    _say_suspects(made)
    if context.policy().policy is None:
        say("There is no policy, so nothing is judged. See `jupyter cost-tags policy --help`.")
    elif wrong:
        say("Next: jupyter cost-tags fix --from-scan --dry-run")
