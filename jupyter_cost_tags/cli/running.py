"""`running` and `stop`: what accrues cost now, and ending it."""

from __future__ import annotations

import os
from decimal import Decimal

import typer

from ..models import Running, RunningResource, Stopped, StopPlan
from ..problems import BadRequest, CostTagsError
from ..service import runnings
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
from .scan import SCOPE, ScopeChoice
from .snooze import snoozed, spelled

ARN = typer.Argument(help="The ARN that `running` printed.")
DRY_RUN = typer.Option(False, "--dry-run", help="Say what is lost; stop nothing.")
YES = typer.Option(False, "--yes", "-y", help="Stop without asking.")

SNOOZE = typer.Option(
    "", "--snooze", help="Leave this ARN as it is for a while.", show_default=False
)
FOR = typer.Option("1d", "--for", help="How long to snooze: 8h, 3d; at most 30d.")
REASON = typer.Option("", "--reason", help="Why; shown beside it.", show_default=False)
WAKE = typer.Option("", "--wake", help="End the snooze of this ARN.", show_default=False)

_EXIT = {"stopping": FINE, "ended": FINE, "gone": FINDINGS}
_WORDS = {
    "stopping": "AWS is stopping it.",
    "ended": "It had ended already; nothing was sent.",
    "gone": "It does not exist any more.",
    "denied": "Not stopped.",
    "failed": "Not stopped.",
    "unknown": "AWS's answer was lost: it may be stopping. Look again with `running`.",
}


def running(
    scope: ScopeChoice = SCOPE,
    snooze: str = SNOOZE,
    span: str = FOR,
    reason: str = REASON,
    wake: str = WAKE,
    output: Format = FORMAT,
) -> int:
    """Show what accrues cost now: apps, endpoints, jobs, notebook instances; price per hour.

    For example: jupyter cost-tags running --scope all; or, for what is to go on idling,
    jupyter cost-tags running --snooze arn:…:endpoint/churn-v2 --for 3d --reason "load test"

    A snooze stops nothing and hides nothing: it keeps until when and why, and no reminder comes.

    Prices are AWS's list prices, so estimates (~): discounts, spot and savings plans are not in
    them. "Idle" is what AWS tells of nobody's being there for an hour: apps by their last activity,
    endpoints by CloudWatch's requests; where that isn't told or readable, it says "unknown". Two
    CloudWatch metrics an endpoint's variant are asked, 0.01 USD a thousand; nothing else costs.

    Exit code 2 where nothing marks what is yours, 3 when something could not be read or priced.
    """
    context = Context(os.environ)
    if snooze or wake:
        return snoozed(context, snooze=snooze, wake=wake, span=span, reason=reason, output=output)
    if reason:
        raise BadRequest("--reason belongs to --snooze.", action="Name the ARN with --snooze.")
    with working("Looking at what is up…"):
        told = runnings.ask_running(context, scope.value)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(_HEADER, [_row(one, told) for one in told.resources], context)
    else:
        _print_for_people(told)
    _say_summary(told)
    for problem in told.problems:
        say(f"{problem.message} {problem.action}")
    say_surroundings(context)
    return TROUBLE if told.problems else FINE


def stop(
    arn: str = ARN,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Stop a job, an app or a notebook instance, or delete an endpoint; says what is lost first.

    For example: jupyter cost-tags stop arn:aws:sagemaker:…:training-job/churn-train-7 --dry-run

    On a terminal it asks; elsewhere it needs --yes. Every stop is journaled before it is sent.

    Exit code 0 when it is stopping or had ended, 1 when it is gone, 2 for a wrong command or
    without --yes off a terminal, 3 when it was denied, failed or is not known.
    """
    context = Context(os.environ)
    with working("Looking at it…"):
        plan = _plan(context, arn, dry_run=dry_run)
    if plan and dry_run:
        _print_plan(plan, context, output)
        say_surroundings(context)
        return FINE
    if plan:
        _say_plan(plan)
    if plan and not yes:
        _ask(plan)
    with working("Stopping…"):
        told = runnings.stop(context, arn, including_here=True, only_mine=False)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(("name", "outcome", "reason", "arn"), [_outcome(told)], context)
    else:
        print_table(("Outcome", "Name"), [(told.outcome, told.name)])
    say(" ".join(part for part in (_WORDS[told.outcome], told.reason) if part))
    say_surroundings(context)
    return _EXIT.get(told.outcome, TROUBLE)


def _plan(context: Context, arn: str, *, dry_run: bool) -> StopPlan | None:
    """Return what stopping would do; None for what is gone, which a stop tells as its outcome."""
    try:
        return runnings.plan_stop(context, arn)
    except CostTagsError as error:
        if dry_run or error.code != "not-found":
            raise
        return None


def _ask(plan: StopPlan) -> None:
    if not is_terminal():
        raise BadRequest(
            f"Nothing was stopped: {plan.lost}",
            code="not-confirmed",
            action="Read what is lost, then add --yes.",
        )
    if not typer.confirm("Stop it?", default=False, err=True):
        raise BadRequest("Nothing was stopped.", code="not-confirmed", action="Run it again.")


def _say_plan(plan: StopPlan) -> None:
    say(f"{plan.name} ({plan.kind}, {plan.status}): {plan.operation}. {plan.lost}")
    if not plan.is_mine:
        say("Nothing marks it as yours: it may be somebody else's.")


def _print_plan(plan: StopPlan, context: Context, output: Format) -> None:
    if output is Format.json:
        print_json(plan, context)
    elif output is Format.csv:
        row = (plan.kind, plan.name, plan.status, plan.operation, plan.lost, plan.arn)
        print_csv(("kind", "name", "status", "operation", "lost", "arn"), [row], context)
    else:
        _say_plan(plan)
    say("Nothing was stopped.")


def _outcome(told: Stopped) -> tuple[object, ...]:
    return (told.name, told.outcome, told.reason, told.arn)


_HEADER = (
    "kind",
    "name",
    "status",
    "instances",
    "since",
    "hourly",
    "accrued",
    "currency",
    "activity",
    "idle_since",
    "reason",
    "arn",
    "snoozed_until",
    "snoozed_reason",
)


def _row(one: RunningResource, told: Running) -> tuple[object, ...]:
    return (
        one.kind,
        one.name,
        one.status,
        one.instances,
        one.since and f"{one.since:%Y-%m-%dT%H:%M:%SZ}",
        one.hourly,
        one.accrued,
        told.currency,
        one.activity,
        one.idle_since and f"{one.idle_since:%Y-%m-%dT%H:%M:%SZ}",
        one.reason,
        one.arn,
        one.snoozed and f"{one.snoozed.until:%Y-%m-%dT%H:%M:%SZ}",
        one.snoozed and one.snoozed.reason,
    )


def _print_for_people(told: Running) -> None:
    currency = told.currency or ""
    rows = [
        (
            f"~{one.hourly}" if one.hourly else "?",
            f"~{one.accrued}" if one.accrued else "?",
            f"{one.since:%d %b %H:%M}" if one.since else "?",
            _activity(one),
            _name(one),
        )
        for one in told.resources
    ]
    if rows:
        header = (f"{currency}/h", currency, "Since (UTC)", "Activity", "What")
        print_table(header, rows, right=header[:2])


def _activity(one: RunningResource) -> str:
    if one.idle_since:
        return f"idle since {one.idle_since:%H:%M}"
    return "? unknown" if one.activity == "unknown" else one.activity


def _name(one: RunningResource) -> str:
    facts = [one.kind, one.instances, one.reason, "this runs in it" if one.is_here else None]
    lines = [one.name, ", ".join(fact for fact in facts if fact)]
    if one.snoozed:
        lines.append(spelled(one.snoozed))
    return "\n".join([*lines, one.arn])


def _say_summary(told: Running) -> None:
    whose = "of yours " if told.scope == "mine" else ""
    if not told.resources and told.complete:
        say(f"Nothing {whose}runs now.")
        return
    price = f"~{told.hourly} {told.currency} an hour"
    if told.hourly is None:
        price = f"at least ~{told.hourly_known} {told.currency or ''} an hour"
    say(f"{len(told.resources)} {whose}up now, {price}, by list price.")
    if told.unpriced:
        say(f"{told.unpriced} of them have no price per hour.")
    live, compared = told.since_last_bill, told.reconciled
    if live:
        say(f"~{live.estimate} {told.currency} since the last billing update, {live.since:%d %b}.")
    if compared:
        say(
            f"For {compared.day} the same reckoning gives ~{compared.estimate}; billed were"
            f" {compared.billed}: {_off(compared.error)}."
        )


def _off(error: str) -> str:
    """Return how far an estimate was from the bill, in words."""
    amount = error.removeprefix("-")
    if Decimal(error) == 0:
        return "the same"
    return f"{amount} too little" if error.startswith("-") else f"{amount} too much"
