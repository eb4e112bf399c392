"""How changes, plans and runs are shown to people."""

from __future__ import annotations

from collections.abc import Mapping

from ..inventory.kinds import kind_of_arn
from ..models import Change, OnTheBill, Plan, PlanSummary, Run
from ..service.context import Context
from .output import (
    FINDINGS,
    FINE,
    TROUBLE,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
)
from .scan import short_kind

_FOUND = frozenset({"conflict", "gone"})
_TROUBLED = frozenset({"denied", "failed", "unknown"})


def exit_code(run: Run) -> int:
    """Return the exit code of what became of every change."""
    outcomes = {result.outcome for result in run.results}
    if outcomes & _TROUBLED or run.state == "interrupted":
        return TROUBLE
    return FINDINGS if outcomes & _FOUND else FINE


def bill(summary: PlanSummary) -> str:
    """Say what a plan changes on the bill."""
    parts = [
        (summary.from_now, "count from now"),
        (summary.history_only, "ended: history only, recorded for FinOps"),
        (summary.not_billed, "not billed themselves"),
        (summary.effect_unknown, "whose status is not known"),
    ]
    told = "; ".join(f"{number} {words}" for number, words in parts if number)
    return f"On the bill: {told}." if told else "On the bill: nothing changes."


def print_plan(context: Context, plan: Plan, output: Format) -> None:
    """Print every change with what it changes on the bill."""
    if output is Format.json:
        print_json(plan, context)
    elif output is Format.csv:
        rows = [(c.kind, c.name, spell(c), _effect(c), c.arn) for c in plan.changes]
        print_csv(("kind", "name", "change", "on_the_bill", "arn"), rows, context)
    elif plan.changes:
        people = [
            (short_kind(c.kind), _effect(c), f"{c.name}\n{_sourced(c)}") for c in plan.changes
        ]
        print_table(("Kind", "On the bill", "Name and change"), people)
    say(f"Plan {plan.plan_id}: {len(plan.changes)} resources. Nothing was written.")
    if plan.summary and plan.summary.to_change:
        say(bill(plan.summary))


def print_finished(context: Context, run: Run, output: Format) -> None:
    """Print what became of every change, and what can be done next."""
    print_run(context, run, output)
    if run.recorded:
        say(
            f"{run.recorded} ended before they were tagged: history only. They are in the "
            "correction file: jupyter cost-tags corrections"
        )
    if run.problem:
        say(f"{run.problem.message} {run.problem.action}")
    if run.state == "interrupted":
        say(f"Go on with: jupyter cost-tags fix --resume {run.run_id}")
    if any(result.outcome == "applied" for result in run.results):
        say(f"Take it back with: jupyter cost-tags undo {run.run_id}")
    elif not run.results:
        say("There was nothing to change.")


def print_run(context: Context, run: Run, output: Format) -> None:
    """Print what became of every change."""
    if output is Format.json:
        print_json(run, context)
    elif output is Format.csv:
        rows = [(r.name, r.outcome, r.reason, r.arn) for r in run.results]
        print_csv(("name", "outcome", "reason", "arn"), rows, context)
    elif run.results:
        people = [
            (r.outcome, _kind_of(r.arn), f"{r.name}\n{r.reason}" if r.reason else r.name)
            for r in run.results
        ]
        print_table(("Outcome", "Kind", "Name"), people)


def _kind_of(arn: str) -> str:
    row = kind_of_arn(arn)
    return short_kind(row.kind) if row else ""


def spell(change: Change) -> str:
    """Spell a change in one line."""
    return _joined(change, {})


def _sourced(change: Change) -> str:
    """Spell a change with the layer that each value comes from."""
    return _joined(
        change,
        {key: f" (from {layer})" for key, layer in change.sources.items() if layer != "given"},
    )


def _joined(change: Change, notes: dict[str, str]) -> str:
    added = [f"{key}={value}{notes.get(key, '')}" for key, value in change.add.items()]
    changed = [
        f"{key}: {change.current.get(key)} -> {value}{notes.get(key, '')}"
        for key, value in change.overwrite.items()
    ]
    removed = [f"without {key}" for key in change.remove]
    return ", ".join([*added, *changed, *removed]) or "nothing to change"


def _effect(change: Change) -> str:
    return _ON_THE_BILL[change.on_the_bill]


_ON_THE_BILL: Mapping[OnTheBill, str] = {
    "accrues": "counts from now",
    "next-deployment": "from the next deployment",
    "next-run": "from the next start",
    "nothing": "not billed itself",
    "ended": "history only",
    "unknown": "not known",
}
