"""`fix` and `undo`: plan, show, ask, apply, journal."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

import typer

from ..models import Change, FixResult, Plan, PlanSummary, Run
from ..problems import BadRequest, Exhausted
from ..service import corrections, fixes, plans
from ..service.context import Context
from ..tags.plan import is_idle
from . import record
from .changes import bill, exit_code, print_finished, print_plan, spell
from .output import (
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    is_terminal,
    progressing,
    say,
    say_surroundings,
    working,
)
from .scan import KIND, SCOPE, SINCE, ScopeChoice, run_scan, short_kind

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
RESUME = typer.Option(
    "",
    "--resume",
    metavar="RUN_ID",
    help="Go on with a run that was interrupted, failed or was denied in part.",
    show_default=False,
)
RECORD = typer.Option(
    None,
    "--record",
    metavar="FILE",
    help="Write the ended ones to FILE.csv or FILE.json for FinOps; with --dry-run nothing else.",
    show_default=False,
)
DRY_RUN = typer.Option(False, "--dry-run", help="Print the plan; write no tag.")
YES = typer.Option(False, "--yes", "-y", help="Apply without asking.")
RUN_ID = typer.Argument(help="The run_id that `fix` printed.")

MOST_SHOWN = 20

Heard = Callable[[Sequence[FixResult]], None]


def fix(
    set_: list[str] = SET,
    arn: list[str] = ARN,
    from_scan: bool = FROM_SCAN,
    resume: str = RESUME,
    since: str = SINCE,
    scope: ScopeChoice = SCOPE,
    kind: list[str] = KIND,
    record_to: Optional[Path] = RECORD,  # noqa: UP045  (typer 0.9 knows no other spelling)
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Set tags on resources: by ARN, or on everything that a scan finds non-compliant.

    For example: jupyter cost-tags fix --from-scan --dry-run, then without --dry-run; or
    jupyter cost-tags fix --set project=churn --arn ARN --yes

    Without --set, the missing keys are filled from your effective tags (see `whoami`).
    Only keys of the policy are written. Each write is journaled first, nothing that somebody
    changed meanwhile is overwritten, and `undo RUN_ID` takes a run back. A run that was cut off
    goes on with `fix --resume RUN_ID`; `runs` lists them.

    What ended keeps its past cost whatever its tags: history only. Such resources are tagged all
    the same, and recorded with an estimate for FinOps to import: see `corrections`, or --record.

    Exit code 0 when all was applied or is so already, 1 for a conflict or a resource that is
    gone, 2 for a wrong command or without --yes off a terminal, 3 for denied, failed or unknown.
    """
    wanted = parse_tags(set_ or [])
    if bool(arn) + from_scan + bool(resume) != 1:
        raise BadRequest(
            "Name what to fix: --arn, --from-scan or --resume.", action="See `fix --help`."
        )
    if resume and (wanted or dry_run):
        raise BadRequest(
            "--resume goes on with the run's own plan.", action="Leave out --set and --dry-run."
        )
    form = record.checked(record_to)
    context = Context(os.environ)
    run: Run | None
    if resume:
        run = _resumed(context, resume, yes=yes)
        print_finished(context, run, output)
        code = exit_code(run)
    else:
        code, run = _fixed(
            context, wanted, arn, since, scope, kind, dry_run, yes, output, record_to
        )
    if record_to and form and run is not None:
        record.write(record_to, corrections.of_run(context, run.run_id), form)
    say_surroundings(context)
    return code


def _fixed(
    context: Context,
    wanted: dict[str, str],
    arn: list[str],
    since: str,
    scope: ScopeChoice,
    kinds: list[str],
    dry_run: bool,
    yes: bool,
    output: Format,
    record_to: Path | None,
) -> tuple[int, Run | None]:
    code = FINE
    if arn:
        with working("Reading tags…"):
            plan = plans.plan_named(context, arn, wanted, preview=dry_run)
    else:
        made = run_scan(context, since=since, scope=scope, kinds=kinds)
        wrong = [resource for resource in made.resources if resource.state == "non-compliant"]
        with working("Reading tags…"):
            plan = plans.plan_found(context, wrong, wanted)
        if not made.complete:
            say("Not everything could be read; what is unknown is left alone.")
            code = TROUBLE
        _say_left_over(plan)
    _say_interrupted(context)
    if not dry_run:
        run = _apply(context, plan, yes=yes, undoes=None)
        print_finished(context, run, output)
        return max(code, exit_code(run)), run
    print_plan(context, plan, output)
    form = record.checked(record_to)
    if record_to and form:
        record.write(record_to, corrections.of_plan(context, plan.changes), form)
    return code, None


def undo(run_id: str = RUN_ID, yes: bool = YES, output: Format = FORMAT) -> int:
    """Take a run back, exactly, where nobody changed the tags since.

    Values that it replaced come back, keys that it added go; other tags stay as they are.

    For example: jupyter cost-tags undo 5f2c9a1b7d3e4f60

    Exit codes are those of `fix`.
    """
    context = Context(os.environ)
    with working("Reading the journal…"):
        plan = plans.plan_of_undo(context, run_id)
    run = _apply(context, plan, yes=yes, undoes=run_id)
    print_finished(context, run, output)
    say_surroundings(context)
    return exit_code(run)


def apply_or_print(
    context: Context,
    plan: Plan,
    output: Format,
    *,
    dry_run: bool,
    yes: bool,
    as_admin: bool = False,
) -> int:
    """Print a plan, or show it, ask and apply it; return the exit code."""
    if dry_run:
        print_plan(context, plan, output)
        return FINE
    run = _apply(context, plan, yes=yes, undoes=None, as_admin=as_admin)
    print_finished(context, run, output)
    return exit_code(run)


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


def _apply(
    context: Context, plan: Plan, *, yes: bool, undoes: str | None, as_admin: bool = False
) -> Run:
    work = [change for change in plan.changes if not is_idle(change)]
    if work and not yes:
        _ask(work, plan.summary)
    begun = fixes.begin_plan(context, plan, undoes=undoes)
    begun.as_admin = as_admin
    return _finished(begun, f"Writing tags on {len(work)} resources…", len(work))


def _resumed(context: Context, run_id: str, *, yes: bool) -> Run:
    with working("Reading the journal…"):
        begun = fixes.begin_resume(context, run_id)
    try:
        if not yes:
            _ask(begun.todo, None)
    except BaseException:
        begun.abandon()
        raise
    return _finished(begun, f"Going on with {len(begun.todo)} resources…", len(begun.todo))


def _finished(begun: fixes.Begun, text: str, total: int) -> Run:
    with progressing(text, total) as advance:
        try:
            return begun.finish(lambda results: advance(len(results)))
        except KeyboardInterrupt:
            say(f"Interrupted. Go on with: jupyter cost-tags fix --resume {begun.run_id}")
            raise


def _ask(work: list[Change], summary: PlanSummary | None) -> None:
    """Show the changes and ask; raises `BadRequest` unless somebody agrees."""
    if not is_terminal():
        raise BadRequest(
            "Nothing was written: nobody is at the terminal to agree.",
            code="confirmation-needed",
            action="Add --yes to apply, or --dry-run to look.",
        )
    for change in work[:MOST_SHOWN]:
        say(f"{short_kind(change.kind)} {change.name}: {spell(change)}")
    if len(work) > MOST_SHOWN:
        say(f"and {len(work) - MOST_SHOWN} more; --dry-run shows all.")
    if summary:
        say(bill(summary))
    if not typer.confirm(f"Write these {len(work)} changes?", err=True):
        raise BadRequest(
            "Nothing was written: you said no.",
            code="not-confirmed",
            action="Run it again when you want it.",
        )


def _say_interrupted(context: Context) -> None:
    """Say that a run was cut off before this one; a journal that can't be read tells nothing."""
    with suppress(Exhausted):
        if fixes.list_runs(context).interrupted:
            say("A run was interrupted before. See: jupyter cost-tags runs")


def _say_left_over(plan: Plan) -> None:
    """Say which resources the plan leaves non-compliant: nobody knows a value for them."""
    idle = len(plan.skipped)
    if idle:
        say(
            f"{idle} resources stay as they are: no value is known for what they lack. "
            "Give one with --set KEY=VALUE."
        )
