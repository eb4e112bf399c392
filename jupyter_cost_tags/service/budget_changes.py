"""New budgets, alerts and actions: planned, shown, sent in order, and told one by one."""

from __future__ import annotations

from ..budgets.actions import Place, WantedAction, plan_action, role_is_missing
from ..budgets.alerts import Threshold, plan_alerts
from ..budgets.change import Change, Step
from ..budgets.create import Wanted, plan_budget
from ..models import BudgetChange, BudgetOutcome, BudgetRequest, Problem, spell_instant
from ..problems import BadRequest, CostTagsError, Denied, Refused
from .budgets import account_of
from .context import Context

# Another run, or a request whose answer was lost, did it before.
_THERE = frozenset({"DuplicateRecordException", "EntityAlreadyExists"})


def plan_new_budget(context: Context, wanted: Wanted, *, apply_topic_policy: bool) -> Change:
    """Return what creates a budget; AWS is read, nothing is written."""
    return plan_budget(
        context.aws.metered(),
        account_of(context),
        wanted,
        apply_topic_policy=apply_topic_policy,
    )


def plan_new_alerts(
    context: Context,
    budget: str,
    wanted: list[Threshold],
    hearers: list[dict[str, str]],
    *,
    apply_topic_policy: bool,
) -> Change:
    """Return what a budget lacks of the alerts; AWS is read, nothing is written."""
    return plan_alerts(
        context.aws.metered(),
        account_of(context),
        budget,
        wanted,
        hearers,
        apply_topic_policy=apply_topic_policy,
    )


def plan_new_action(context: Context, wanted: WantedAction, *, apply_topic_policy: bool) -> Change:
    """Return what creates an action; AWS is read, nothing is written."""
    place = Place(account_of(context), context.identity().partition or "aws")
    return plan_action(context.aws.metered(), place, wanted, apply_topic_policy=apply_topic_policy)


def check_execution_role(context: Context, role: str) -> None:
    """Raise `BadRequest` where the execution role is not there; who may not ask goes on."""
    try:
        missing = role_is_missing(context.aws.metered(), role)
    except Denied:
        return
    if missing:
        raise BadRequest(
            f"There is no role {role.rpartition('/')[2]} that Budgets could act as.",
            code="no-execution-role",
            action="Create it with the two policies that --dry-run prints, then run it again.",
        )


def told(change: Change, outcome: BudgetOutcome | None = None) -> BudgetChange:
    """Return a change that was not sent."""
    state: BudgetOutcome = "planned" if change.steps else "unchanged"
    if change.differences:
        state = "conflict"
    return _told(change, outcome or state, 0, None)


def send(context: Context, change: Change) -> BudgetChange:
    """Send the steps in order and tell how far that got; the intent is in the journal first.

    Raises the `CostTagsError` of the first step: then nothing was done. Raises `Exhausted` when
    the journal can't be written.
    """
    if change.differences or not change.steps:
        return told(change)
    aws, journal = context.aws.metered(), context.state(context.identity()).journal
    for place, step in enumerate(change.steps):
        journal.note(
            {
                "type": "budget",
                "at": spell_instant(context.now()),
                "budget": change.budget,
                "operation": f"{step.service}:{step.operation}",
            }
        )
        try:
            aws.call(step.service, step.operation, region=step.region, **step.parameters)
        except CostTagsError as error:
            if isinstance(error, Refused) and error.aws_code in _THERE:
                continue
            if place == 0:
                raise
            return _told(change, "partial", place, error.problem())
    return _told(change, "applied", len(change.steps), None)


def _told(
    change: Change, outcome: BudgetOutcome, sent: int, problem: Problem | None
) -> BudgetChange:
    return BudgetChange(
        budget=change.budget,
        outcome=outcome,
        requests=[_request(step, sent=at < sent) for at, step in enumerate(change.steps)],
        differences=change.differences,
        documents=change.documents,
        notes=change.notes,
        problem=problem,
    )


def _request(step: Step, *, sent: bool) -> BudgetRequest:
    return BudgetRequest(
        service=step.service,
        operation=step.operation,
        region=step.region,
        parameters=step.parameters,
        sent=sent,
    )
