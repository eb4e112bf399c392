"""`runs`: what was fixed and undone, and what was cut off."""

from __future__ import annotations

import os
from typing import Optional

import typer

from ..models import RunListed, RunProgress
from ..service import fixes
from ..service.context import Context
from .changes import exit_code, print_run
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
)

RUN_ID = typer.Argument(None, help="Show this run, item by item.", show_default=False)


def runs(
    run_id: Optional[str] = RUN_ID,  # noqa: UP045  (typer 0.9 knows no other spelling)
    output: Format = FORMAT,
) -> int:
    """List the runs of `fix` and `undo`, newest first, from the journal.

    For example: jupyter cost-tags runs, then jupyter cost-tags runs RUN_ID

    A run that was interrupted says what is done, what is open, and what nobody knows; go on with
    it: jupyter cost-tags fix --resume RUN_ID

    Exit code 1 when a run was interrupted; for one run the exit codes of `fix`.
    """
    context = Context(os.environ)
    context.identity()
    if run_id:
        run = fixes.known_run(context, run_id)
        print_run(context, run, output)
        if run.waiting:
            say(f"{len(run.waiting)} are open: nothing was sent for them.")
        if run.state == "interrupted":
            say(f"Interrupted. Go on with: jupyter cost-tags fix --resume {run.run_id}")
        say_surroundings(context)
        return exit_code(run)
    told = fixes.list_runs(context)
    header = ("run", "started", "state", "what")
    rows = [(r.run_id, f"{r.started:%Y-%m-%d %H:%M}", r.state, _spell(r)) for r in told.runs]
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(header, rows, context)
    elif rows:
        print_table(("Run", "Started (UTC)", "State", "What"), rows)
    else:
        say("Nothing was fixed yet.")
    if told.interrupted:
        say(f"{told.interrupted} interrupted: jupyter cost-tags fix --resume RUN_ID goes on.")
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    say_surroundings(context)
    return FINDINGS if told.interrupted else FINE


def _spell(run: RunListed) -> str:
    notes = [f"takes back {run.undoes}"] if run.undoes else []
    notes += [f"taken back by {run.undone_by}"] if run.undone_by else []
    return "; ".join([_counts(run.progress), *notes])


def _counts(progress: RunProgress) -> str:
    told = ", ".join(f"{number} {outcome}" for outcome, number in progress.by_outcome.items())
    left = progress.total - progress.ended
    return ", ".join(filter(None, [told, f"{left} open" if left else ""])) or "nothing"
