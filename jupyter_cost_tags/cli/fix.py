"""`fix` and `undo`: plan, show, ask, apply, journal."""

from __future__ import annotations

import os

import typer

from ..inventory.kinds import kind_named
from ..models import Change, Plan, Run
from ..problems import BadRequest
from ..service import fixes
from ..service.context import Context
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    is_terminal,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
    working,
)
from .scan import SCOPE, SINCE, ScopeChoice, run_scan, short_kind

SET = typer.Option(
    None,
    "--set",
    metavar="KEY=VALUE",
    help="A tag to set (may be repeated).",
    show_default=False,
)
ARN = typer.Option(None, "--arn", help="A resource to fix (may be repeated).", show_default=False)
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

    For example: jupyter cost-tags fix --from-scan --dry-run, then without --dry-run; or
    jupyter cost-tags fix --set project=churn --arn ARN --yes

    Without --set, the missing keys are filled from your effective tags (see `whoami`).
    Only keys of the policy are written. Each write is journaled first, nothing that somebody
    changed meanwhile is overwritten, and `undo RUN_ID` takes a run back.

    Exit code 0 when all was applied or is so already, 1 for a conflict or a resource that is
    gone, 2 for a wrong command or without --yes off a terminal, 3 for denied, failed or unknown.
    """
    wanted = parse_tags(set_ or [])
    if bool(arn) == from_scan:
        raise BadRequest(
            "Name what to fix: either --arn or --from-scan.", action="See `fix --help`."
        )
    context = Context(os.environ)
    code = FINE
    if arn:
        with working("Reading tags…"):
            plan = fixes.plan_named(context, arn, wanted, preview=dry_run)
    else:
        made = run_scan(context, since=since, scope=scope, kinds=None)
        wrong = [resource for resource in made.resources if resource.state == "non-compliant"]
        with working("Reading tags…"):
            plan = fixes.plan_found(context, wrong, wanted)
        if not made.complete:
            say("Not everything could be read; what is unknown is left alone.")
            code = TROUBLE
        _say_left_over(plan)
    if dry_run:
        _print_plan(context, plan, output)
    else:
        code = max(code, _apply(context, plan, output, yes=yes, undoes=None))
    say_surroundings(context)
    return code


def undo(run_id: str = RUN_ID, yes: bool = YES, output: Format = FORMAT) -> int:
    """Take a run back, exactly, where nobody changed the tags since.

    For example: jupyter cost-tags undo 5f2c9a1b7d3e4f60

    Exit codes are those of `fix`.
    """
    context = Context(os.environ)
    with working("Reading the journal…"):
        plan = fixes.plan_of_undo(context, run_id)
    code = _apply(context, plan, output, yes=yes, undoes=run_id)
    say_surroundings(context)
    return code


def apply_or_print(
    context: Context, plan: Plan, output: Format, *, dry_run: bool, yes: bool
) -> int:
    """Print a plan, or show it, ask and apply it; return the exit code."""
    if dry_run:
        _print_plan(context, plan, output)
        return FINE
    return _apply(context, plan, output, yes=yes, undoes=None)


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
    work = [change for change in plan.changes if _is_work(change)]
    if work and not yes:
        _ask(work)
    with working(f"Writing tags on {len(work)} resources…"):
        run = fixes.apply_plan(context, plan, undoes=undoes)
    _print_run(context, run, output)
    return exit_code(run)


def _ask(work: list[Change]) -> None:
    """Show the changes and ask; raises `BadRequest` unless somebody agrees."""
    if not is_terminal():
        raise BadRequest(
            "Nothing was written: nobody is at the terminal to agree.",
            code="confirmation-needed",
            action="Add --yes to apply, or --dry-run to look.",
        )
    for change in work:
        say(f"{short_kind(change.kind)} {change.name}: {_spell(change)}")
    if not typer.confirm(f"Write these {len(work)} changes?", err=True):
        raise BadRequest(
            "Nothing was written: you said no.",
            code="not-confirmed",
            action="Run it again when you want it.",
        )


def _is_work(change: Change) -> bool:
    return bool(change.add or change.overwrite or change.remove)


def _say_left_over(plan: Plan) -> None:
    """Say which resources the plan leaves non-compliant: nobody knows a value for them."""
    idle = sum(not _is_work(change) for change in plan.changes)
    if idle:
        say(
            f"{idle} resources stay as they are: no value is known for what they lack. "
            "Give one with --set KEY=VALUE."
        )


def _print_plan(context: Context, plan: Plan, output: Format) -> None:
    if output is Format.json:
        print_json(plan, context)
    elif output is Format.csv:
        rows = [(c.kind, c.name, _spell(c), _effect(c), c.arn) for c in plan.changes]
        print_csv(("kind", "name", "change", "on_the_bill", "arn"), rows, context)
    elif plan.changes:
        people = [(short_kind(c.kind), _effect(c), f"{c.name}\n{_spell(c)}") for c in plan.changes]
        print_table(("Kind", "On the bill", "Job and change"), people)
    say(f"Plan {plan.plan_id}: {len(plan.changes)} resources. Nothing was written.")


def _print_run(context: Context, run: Run, output: Format) -> None:
    if output is Format.json:
        print_json(run, context)
    elif output is Format.csv:
        rows = [(r.name, r.outcome, r.reason, r.arn) for r in run.results]
        print_csv(("name", "outcome", "reason", "arn"), rows, context)
    elif run.results:
        people = [(r.outcome, f"{r.name}\n{r.reason}" if r.reason else r.name) for r in run.results]
        print_table(("Outcome", "Job"), people)
    if any(result.outcome == "applied" for result in run.results):
        say(f"Take it back with: jupyter cost-tags undo {run.run_id}")
    elif not run.results:
        say("There was nothing to change.")


def _spell(change: Change) -> str:
    added = [f"{key}={value}" for key, value in change.add.items()]
    changed = [
        f"{key}: {change.current.get(key)} -> {value}" for key, value in change.overwrite.items()
    ]
    removed = [f"without {key}" for key in change.remove]
    return ", ".join([*added, *changed, *removed]) or "nothing to change"


def _effect(change: Change) -> str:
    row = kind_named(change.kind)
    if row and not row.accrues:
        return "not billed itself"
    effects = {"from-now": "counts from now", "none": "history only"}
    return effects.get(change.billing_effect or "", "not known")
