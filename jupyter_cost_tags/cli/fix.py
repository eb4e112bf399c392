"""`fix` and `undo`: plan, show, ask, apply, journal."""

from __future__ import annotations

import os

import typer

from ..models import Change, Plan, Run
from ..problems import BadRequest
from ..service import fixes
from ..service.context import Context
from .output import (
    FINDINGS,
    FINE,
    TROUBLE,
    USAGE,
    Format,
    is_terminal,
    notes,
    print_csv,
    print_json,
    print_table,
    say,
)
from .scan import SCOPE, SINCE, ScopeChoice, run_scan
from .whoami import FORMAT

SET = typer.Option(None, "--set", metavar="KEY=VALUE", help="A tag to set (may be repeated).")
ARN = typer.Option(None, "--arn", help="A resource to fix (may be repeated).")
FROM_SCAN = typer.Option(
    False, "--from-scan", help="Fix what a scan finds: only missing and refused keys are set."
)
DRY_RUN = typer.Option(False, "--dry-run", help="Print the plan; write nothing.")
YES = typer.Option(False, "--yes", "-y", help="Apply without asking.")
RUN_ID = typer.Argument(help="The run_id that `fix` printed.")

_FOUND = frozenset({"conflict", "gone"})
_TROUBLED = frozenset({"denied", "failed", "unknown"})


def fix(
    set_: list[str] = SET,
    arn: list[str] = ARN,
    from_scan: bool = FROM_SCAN,
    since: str = SINCE,
    scope: ScopeChoice = SCOPE,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Set tags on resources: by ARN, or on everything that a scan finds non-compliant.

    Without --set, the missing keys are filled from your effective tags (see `whoami`).
    Each write is journaled first; `undo RUN_ID` takes a run back.

    Exit code 1 for a conflict or a resource that is gone, 3 for denied, failed or unknown.
    """
    wanted = parse_tags(set_ or [])
    if bool(arn) == from_scan:
        raise BadRequest(
            "Name what to fix: either --arn or --from-scan.", action="See `fix --help`."
        )
    context = Context(os.environ)
    if arn:
        plan = fixes.plan_named(context, arn, wanted)
    else:
        made = run_scan(context, since=since, scope=scope, kinds=None)
        wrong = [resource for resource in made.resources if resource.state == "non-compliant"]
        plan = fixes.plan_found(context, wrong, wanted)
        if not made.complete:
            say("Not everything could be read; what is unknown is left alone.")
    if dry_run:
        _print_plan(plan, output)
        return FINE
    return _apply(context, plan, output, yes=yes, undoes=None)


def undo(run_id: str = RUN_ID, yes: bool = YES, output: Format = FORMAT) -> int:
    """Take a run back, exactly, where nobody changed the tags since.

    Exit codes are those of `fix`.
    """
    context = Context(os.environ)
    plan = fixes.plan_of_undo(context, run_id)
    return _apply(context, plan, output, yes=yes, undoes=run_id)


def parse_tags(texts: list[str]) -> dict[str, str]:
    """Return the tags of KEY=VALUE texts; raises `BadRequest`."""
    tags: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise BadRequest(f"--set {text[:60]!r} is not KEY=VALUE.")
        if tags.get(key, value) != value:
            raise BadRequest(f"--set gives {key[:128]!r} two values.")
        tags[key] = value
    return tags


def exit_code(run: Run) -> int:
    """Return the exit code of what became of every change."""
    outcomes = {result.outcome for result in run.results}
    if outcomes & _TROUBLED:
        return TROUBLE
    return FINDINGS if outcomes & _FOUND else FINE


def _apply(context: Context, plan: Plan, output: Format, *, yes: bool, undoes: str | None) -> int:
    work = [change for change in plan.changes if change.add or change.overwrite or change.remove]
    if work and not yes and not _agreed(plan):
        return USAGE
    with notes().status(f"Writing tags on {len(work)} resources…"):
        run = fixes.apply_plan(context, plan, undoes=undoes)
    _print_run(run, output)
    return exit_code(run)


def _agreed(plan: Plan) -> bool:
    if not is_terminal():
        raise BadRequest(
            "Nothing was written: nobody is at the terminal to agree.",
            code="confirmation-needed",
            action="Add --yes to apply, or --dry-run to look.",
        )
    for change in plan.changes:
        say(f"{change.kind} {change.name}: {_spell(change)}")
    return typer.confirm(f"Write these {len(plan.changes)} changes?", err=True)


def _print_plan(plan: Plan, output: Format) -> None:
    if output is Format.json:
        print_json(plan)
        return
    rows = [
        (change.kind, change.name, _spell(change), _effect(change), change.arn)
        for change in plan.changes
    ]
    header = ("kind", "name", "change", "on the bill", "arn")
    if output is Format.csv:
        print_csv(header, rows)
    else:
        print_table(header[:4], [row[:4] for row in rows])
        say(f"Plan {plan.plan_id}: {len(plan.changes)} resources. Nothing was written.")


def _print_run(run: Run, output: Format) -> None:
    if output is Format.json:
        print_json(run)
        return
    rows = [(result.name, result.outcome, result.reason, result.arn) for result in run.results]
    header = ("name", "outcome", "reason", "arn")
    if output is Format.csv:
        print_csv(header, rows)
    else:
        print_table(header[:3], [row[:3] for row in rows])
        say(f"Take it back with: jupyter cost-tags undo {run.run_id}")


def _spell(change: Change) -> str:
    added = [f"{key}={value}" for key, value in change.add.items()]
    changed = [
        f"{key}: {change.current.get(key)} -> {value}" for key, value in change.overwrite.items()
    ]
    removed = [f"without {key}" for key in change.remove]
    return ", ".join([*added, *changed, *removed]) or "nothing to change"


def _effect(change: Change) -> str:
    effects = {"from-now": "counts from now", "none": "history only"}
    return effects.get(change.billing_effect or "", "not known")
