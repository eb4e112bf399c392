"""`budgets`: what is budgeted for my tags, and creating budgets, alerts and actions."""

from __future__ import annotations

import os

import typer

from ..models import Budget, BudgetAction, BudgetAlert, Budgets
from ..service.budgets import ask_budgets
from ..service.context import Context
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

budgets = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help=(
        "AWS Budgets: how what is budgeted for your tags stands, and for admins new budgets, "
        "their alerts and their actions. Reading and creating costs nothing; actions cost about "
        "$0.10 a day and budget beyond the account's first two."
    ),
)

ALL = typer.Option(False, "--all", help="All budgets of the account, not only yours.")

_OVER = frozenset({"over", "forecast-over"})
_HEALTH = {
    "ok": "ok",
    "over": "over",
    "forecast-over": "forecast over",
    "unknown": "unknown",
}
_STATES = {
    "no-permission": "Your role may not read budgets.",
    "not-available": "AWS Budgets can't be asked here.",
}


@budgets.command("list")
def listed(everything: bool = ALL, output: Format = FORMAT) -> int:
    """Show the budgets that count your costs: limit, spent, expected, alerts sent, actions.

    For example: jupyter cost-tags budgets list --format json

    A budget is yours when its filter names a tag that you work under (see `whoami`), your user
    profile or your space; why is said beside it. AWS works the figures out up to three times a
    day, 8 to 12 hours apart. Asking is free of charge.

    Exit code 0 when all is within its limits or there is no budget, 1 when one is over or
    forecast to be, 3 when budgets could not be read or only in part.
    """
    context = Context(os.environ)
    with working("Reading budgets…"):
        told = ask_budgets(context, "all" if everything else "mine")
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        print_csv(_HEADER, [_row(one) for one in told.budgets], context)
    elif told.budgets:
        _print_for_people(told)
    _say_state(told)
    say_surroundings(context)
    return _exit_code(told)


def _exit_code(told: Budgets) -> int:
    if told.problem or told.problems:
        return TROUBLE
    return FINDINGS if any(one.health in _OVER for one in told.budgets) else FINE


def _say_state(told: Budgets) -> None:
    if told.state == "none":
        others = f" The account has {told.others} others: see --all." if told.others else ""
        what = "count your tags" if told.scope == "mine" else "exist in this account"
        say(f"No budgets {what}.{others}")
    elif told.problem:
        say(_STATES[told.state])
    for problem in (told.problem, *told.problems):
        if problem:
            say(f"{problem.message} {problem.action}")


_HEADER = (
    "name",
    "period",
    "currency",
    "limit",
    "actual",
    "actual_percent",
    "forecast",
    "forecast_percent",
    "left",
    "health",
    "mine",
    "why",
    "filter",
    "alerts_sent",
    "actions",
)


def _row(one: Budget) -> tuple[object, ...]:
    sent = [_alert(alert) for alert in one.alerts or () if alert.sent]
    return (
        one.name,
        one.period,
        one.currency or one.unit,
        one.limit,
        one.actual,
        one.actual_percent,
        one.forecast,
        one.forecast_percent,
        one.left,
        one.health,
        "yes" if one.mine else "no",
        one.why,
        one.filter_text,
        None if one.alerts is None else "; ".join(sent),
        None if one.actions is None else "; ".join(action.status for action in one.actions),
    )


def _print_for_people(told: Budgets) -> None:
    rows = [(_spent(one), _HEALTH[one.health], _about(one)) for one in told.budgets]
    print_table(("Spent of limit", "Health", "Budget"), rows, right=("Spent of limit",))


def _spent(one: Budget) -> str:
    unit = one.unit or ""
    told = f"{one.actual or '?'} of {one.limit or '?'} {unit}".rstrip()
    return f"{told} ({one.actual_percent} %)" if one.actual_percent else told


def _forecast(one: Budget) -> str:
    percent = f" ({one.forecast_percent} %)" if one.forecast_percent else ""
    return f"Forecast: ~{one.forecast}{percent}" if one.forecast else "No forecast"


def _about(one: Budget) -> str:
    """Return the name with what is worth knowing below it."""
    lines = [f"{one.name}, {one.period.lower()}", one.why or one.filter_text, _forecast(one)]
    if one.health_reason:
        lines.append(one.health_reason)
    sent = [_alert(alert) for alert in one.alerts or () if alert.sent]
    if sent:
        lines.append(f"Alerts sent: {', '.join(sent)}")
    lines += [_action(action) for action in one.actions or ()]
    return "\n".join(lines)


def _alert(alert: BudgetAlert) -> str:
    at = f"{alert.threshold} %" if alert.unit == "percent" else alert.threshold
    return f"{at} forecast" if alert.kind == "forecast" else at


def _action(action: BudgetAction) -> str:
    yours = " Your own role is among them." if action.touches_me else ""
    return f"Action {action.status}: {action.effect}{yours}"
