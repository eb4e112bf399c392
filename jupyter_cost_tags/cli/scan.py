"""`scan`: resources against the policy."""

from __future__ import annotations

import os
from datetime import timedelta
from enum import Enum

import typer

from ..inventory import KINDS, Kind
from ..inventory.kinds import kind_named
from ..models import Scan, ScannedResource
from ..policy.suggest import nearest
from ..problems import BadRequest
from ..service.context import Context
from ..service.scans import make_scan
from .output import FINDINGS, FINE, TROUBLE, Format, notes, print_csv, print_json, print_table, say
from .whoami import FORMAT


class ScopeChoice(str, Enum):
    """Whose resources."""

    mine = "mine"
    all = "all"


class StateChoice(str, Enum):
    """Which verdicts."""

    all = "all"
    non_compliant = "non-compliant"


SINCE = typer.Option("30d", "--since", help="How far back: 12h, 30d or 8w.")
SCOPE = typer.Option(ScopeChoice.mine, "--scope", help="Yours, or everybody's in this account.")
KIND = typer.Option(None, "--kind", help="Only this kind (may be repeated): training-job …")
STATE = typer.Option(StateChoice.all, "--state", help="Which resources to print.")


def scan(
    since: str = SINCE,
    scope: ScopeChoice = SCOPE,
    kind: list[str] = KIND,
    state: StateChoice = STATE,
    output: Format = FORMAT,
) -> int:
    """Find SageMaker jobs and hold their tags against the policy.

    Exit code 1 when something is non-compliant, 3 when something could not be read.
    """
    context = Context(os.environ)
    made = run_scan(context, since=since, scope=scope, kinds=kind)
    shown = [r for r in made.resources if state is StateChoice.all or r.state == "non-compliant"]
    if output is Format.json:
        print_json(made.model_copy(update={"resources": shown}))
    elif output is Format.csv:
        print_csv(_HEADER, [_row(resource) for resource in shown])
    else:
        _print_for_people(context, made, shown)
    return exit_code(made)


def run_scan(context: Context, *, since: str, scope: ScopeChoice, kinds: list[str] | None) -> Scan:
    """Scan, with a sign of life on a terminal."""
    chosen = _kinds(kinds)
    span = parse_span(since)
    with notes().status("Reading jobs and tags…"):
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
        raise BadRequest("--since must be between 1h and 366d.", action="Choose a shorter span.")
    return span


def _kinds(names: list[str] | None) -> tuple[Kind, ...]:
    if not names:
        return KINDS
    rows = []
    for name in names:
        row = kind_named(name)
        if row is None:
            known = [kind.kind for kind in KINDS]
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
        " ".join(resource.missing),
        " ".join(f"{wrong.key}={wrong.value}" for wrong in resource.invalid),
        resource.billing_effect,
        " ".join(f"{key}={value}" for key, value in sorted(resource.tags.items())),
        resource.arn,
        resource.reason,
    )


def _print_for_people(context: Context, made: Scan, shown: list[ScannedResource]) -> None:
    rows = [
        (
            resource.name,
            resource.kind,
            resource.status,
            f"{resource.created:%d %b %H:%M}",
            _verdict(resource),
            "counts from now" if resource.billing_effect == "from-now" else "history only",
        )
        for resource in shown
    ]
    print_table(("Name", "Kind", "Status", "Created (UTC)", "Tags", "A fix"), rows)
    wrong = sum(r.state == "non-compliant" for r in made.resources)
    unknown = sum(r.state == "unknown" for r in made.resources)
    say(f"{len(made.resources)} resources, {wrong} need a tag, {unknown} unknown.")
    for problem in made.problems:
        say(f"{problem.message} {problem.action}")
    if context.policy().policy is None:
        say("No policy: nothing is judged. See `jupyter cost-tags policy --help`.")
    if context.aws.demo:
        say("DEMO DATA: not your account.")


def _verdict(resource: ScannedResource) -> str:
    if resource.state == "unknown":
        return f"? unknown: {resource.reason}"
    parts = [f"missing {key}" for key in resource.missing]
    for wrong in resource.invalid:
        hint = f" (did you mean {wrong.suggestion}?)" if wrong.suggestion else ""
        parts.append(f"{wrong.key}={wrong.value} not allowed{hint}")
    return "! " + ", ".join(parts) if parts else "ok"
