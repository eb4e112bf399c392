"""`scan`: resources against the policy."""

from __future__ import annotations

import os
from datetime import timedelta
from enum import Enum

import typer

from ..guard.suggest import nearest
from ..inventory import KINDS, Kind
from ..inventory.kinds import kind_named
from ..inventory.progress import Progress
from ..models import Scan, ScanScope
from ..problems import BadRequest, PolicyInvalid
from ..service.context import Context
from ..service.scans import make_scan
from .output import FINDINGS, FINE, TROUBLE, say_surroundings, working
from .scanned import print_scan, say_summary, short_kind

__all__ = ["SCOPE", "SINCE", "ScopeChoice", "exit_code", "parse_span", "run_scan", "short_kind"]


class ScopeChoice(str, Enum):
    """Whose resources."""

    mine = "mine"
    all = "all"


class ScanScopeChoice(str, Enum):
    """Whose resources a scan is about."""

    mine = "mine"
    notebook = "notebook"
    all = "all"


class StateChoice(str, Enum):
    """Which verdicts."""

    all = "all"
    non_compliant = "non-compliant"


class ScanFormat(str, Enum):
    """How a scan is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    sarif = "sarif"


_SINCE = "30d"
SINCE = typer.Option(_SINCE, "--since", help="How far back: 12h, 30d or 8w.")
SCOPE = typer.Option(
    ScopeChoice.mine,
    "--scope",
    help="Yours, or everybody's in this account.",
    show_default="mine",
)
SCAN_SCOPE = typer.Option(
    ScanScopeChoice.mine,
    "--scope",
    help="Yours, what one notebook launched (with --notebook), or everybody's in this account.",
    show_default="mine",
)
NOTEBOOK = typer.Option(
    "",
    "--notebook",
    metavar="PATH",
    help="The notebook that --scope notebook means; launches are known for a week.",
    show_default=False,
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
    StateChoice.all,
    "--state",
    help="Which resources to print; non-compliant alone takes fewer AWS calls.",
    show_default="all",
)
FRESH = typer.Option(
    False,
    "--fresh",
    help="Read everything again, also what a big scan of the last hour has read.",
)
SCAN_FORMAT = typer.Option(
    ScanFormat.table,
    "--format",
    "-f",
    case_sensitive=False,
    show_default="table",
    help="How to print the result; json always prints exactly one object, sarif is for CI.",
)


def scan(
    since: str = SINCE,
    scope: ScanScopeChoice = SCAN_SCOPE,
    notebook: str = NOTEBOOK,
    kind: list[str] = KIND,
    state: StateChoice = STATE,
    fresh: bool = FRESH,
    output: ScanFormat = SCAN_FORMAT,
) -> int:
    """Find SageMaker resources and hold their tags against the policy.

    For example: jupyter cost-tags scan --since 7d --state non-compliant; for CI and FinOps,
    jupyter cost-tags scan --scope all --state non-compliant --format sarif > cost-tags.sarif

    Yours are those that SageMaker Studio marked with your profile or your private spaces; outside
    Studio those that were launched from here with the launch guard. What lasts, as an endpoint
    does, is found at any age. A resource whose tags could not be read is "unknown", never
    "untagged". The training jobs of a tuning job and the steps of a pipeline are not listed
    beside it: fix the parent.

    A scan that takes more than a dozen AWS calls is kept for an hour. Until then another one asks
    only for what is new, still runs or was written by this tool; what lasts is listed again after
    two minutes. Tags that somebody else changed on what has ended are seen after the hour, or
    with --fresh.

    Exit code 0 when all is compliant, 1 when something is not, 2 when the command or the policy
    file is wrong, 3 when something could not be read.
    """
    context = Context(os.environ)
    only_wrong = state is StateChoice.non_compliant
    made = run_scan(
        context,
        since=since,
        scope=scope,
        kinds=kind,
        notebook=notebook or None,
        only_wrong=only_wrong,
        full=fresh,
    )
    shown = [r for r in made.resources if not only_wrong or r.state == "non-compliant"]
    print_scan(made.model_copy(update={"resources": shown}), context, output.value)
    say_summary(context, made, only_wrong=only_wrong, again=_again(since, scope, kind))
    say_surroundings(context)
    return exit_code(made)


def _again(since: str, scope: ScanScopeChoice, kinds: list[str] | None) -> str:
    """Return the options with which `fix --from-scan` looks at the same resources."""
    options = [] if since == _SINCE else [f"--since {since}"]
    options += [f"--scope {scope.value}"] if scope is ScanScopeChoice.all else []
    options += [f"--kind {name}" for name in kinds or ()]
    return "".join(f" {option}" for option in options)


def run_scan(
    context: Context,
    *,
    since: str,
    scope: ScopeChoice | ScanScopeChoice,
    kinds: list[str] | None,
    notebook: str | None = None,
    only_wrong: bool = False,
    full: bool = False,
) -> Scan:
    """Scan, with its progress on a terminal; nothing is judged by half a policy."""
    chosen = _kinds(kinds)
    span = parse_span(since)
    loaded = context.policy()
    if loaded.policy is None and loaded.problem:
        raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
    whose: ScanScope = scope.value
    with working("Reading jobs and tags…") as show:

        def hear(progress: Progress) -> None:
            show(f"Reading jobs and tags… {progress.found} so far, {progress.wrong} need a tag")

        return make_scan(
            context,
            scope=whose,
            span=span,
            kinds=chosen,
            notebook=notebook,
            only_wrong=only_wrong,
            full=full,
            hear=hear,
        )


def exit_code(made: Scan) -> int:
    """Return 3 for what could not be read, 1 for what is non-compliant, else 0."""
    if not made.complete:
        return TROUBLE
    return FINDINGS if any(r.state == "non-compliant" for r in made.resources) else FINE


def parse_span(text: str, option: str = "--since") -> timedelta:
    """Return the time span of `12h`, `30d` or `8w`; raises `BadRequest`."""
    units = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not (number.isascii() and number.isdigit()) or len(number) > 4:
        raise BadRequest(
            f"{option} {text[:20]!r} is not a time span.", action="Write it like 12h, 30d or 8w."
        )
    span = int(number) * units[unit]
    if not timedelta(0) < span <= timedelta(days=366):
        raise BadRequest(f"{option} must be between 1h and 366d.", action="Choose another span.")
    return span


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
