"""`budgets create|alert|action`: what admins set up, shown as requests before it is sent."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from enum import Enum

import typer

from ..budgets.actions import EXECUTION_ROLE, WantedAction
from ..budgets.alerts import Threshold, subscribers, thresholds
from ..budgets.change import Change
from ..budgets.create import PERIODS, Wanted, name_of, tags_of
from ..models import BudgetChange
from ..problems import BadRequest
from ..service import budget_changes
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
    print_lines,
    say,
    say_surroundings,
    working,
)


class Approval(str, Enum):
    """Who decides when a threshold is passed."""

    manual = "manual"
    automatic = "automatic"


class TopicPolicy(str, Enum):
    """What is done about the topic's policy."""

    print = "print"
    apply = "apply"


BUDGET = typer.Argument(help="The budget's name, as `budgets list --all` prints it.")
TAG = typer.Option(
    None, "--tag", metavar="KEY=VALUE", help="What is counted; may be repeated.", show_default=False
)
LIMIT = typer.Option("", "--limit", help="The limit of a period: 500, 1250.50.")
CURRENCY = typer.Option("USD", "--currency", help="The account's currency on the bill.")
NAME = typer.Option("", "--name", help="Its name; default: made of the tags.", show_default=False)
PERIOD = typer.Option("monthly", "--period", help="daily, monthly, quarterly or annually.")
AT = typer.Option("", "--at", help="Percent of the limit that is spent: 50,75,90,100.")
FORECAST = typer.Option("", "--forecast", help="Percent of the limit that is expected: 100.")
EMAIL = typer.Option(
    None, "--email", help="Who hears of it; up to ten, repeat it.", show_default=False
)
SNS = typer.Option("", "--sns", metavar="ARN", help="The SNS topic that hears of it.")
TOPIC = typer.Option(
    TopicPolicy.print,
    "--topic-policy",
    help="Print the statement that lets Budgets publish, or add it to the topic's policy.",
    show_default="print",
)
POLICY = typer.Option(
    "", "--policy", help="Your deny policy, by name or ARN; default: one that is generated."
)
ROLE = typer.Option(
    None, "--role", help="The role whose launches are refused; may be repeated.", show_default=False
)
EXECUTION = typer.Option(
    EXECUTION_ROLE, "--execution-role", help="The role that Budgets acts as, by name or ARN."
)
APPROVAL = typer.Option(
    Approval.manual,
    "--approval",
    help="manual: an admin is asked first; automatic: AWS acts at once.",
    show_default="manual",
)
DRY_RUN = typer.Option(False, "--dry-run", help="Show the requests and send none of them.")
YES = typer.Option(False, "--yes", "-y", help="Send them without asking.")

_USUAL_ACTUAL, _USUAL_FORECAST = "80,100", "100"
_WORDS = {
    "planned": "Nothing was sent: this was a dry run.",
    "applied": "Done.",
    "unchanged": "It is as wanted already; nothing was sent.",
    "conflict": "Nothing was sent: what exists under that name differs.",
    "partial": "Only a part was sent. Run it again: what is done is not done twice.",
}
_EXIT = {"conflict": FINDINGS, "partial": TROUBLE}


def create(
    tag: list[str] = TAG,
    limit: str = LIMIT,
    name: str = NAME,
    period: str = PERIOD,
    currency: str = CURRENCY,
    at: str = AT,
    forecast: str = FORECAST,
    email: list[str] = EMAIL,
    sns: str = SNS,
    topic_policy: TopicPolicy = TOPIC,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Create a budget of what carries a tag, with alerts by email or SNS.

    For example: jupyter cost-tags budgets create --tag project=churn --limit 500
    --email lead@example.com --dry-run

    Values of one key are alternatives, keys must all hold. With somebody who hears of it and no
    threshold it alerts at 80 and 100 percent spent and at 100 percent expected. Run again, it
    adds what is missing and leaves an equal budget alone; a budget of that name with another
    limit, period or filter stays as it is. Budgets count only tag keys that are activated for the
    bill. Needs budgets:ModifyBudget and budgets:ViewBudget.

    Exit code 0 when it is as wanted, 1 when another budget has the name, 2 for a wrong command
    or without --yes off a terminal, 3 when AWS refused or only a part was sent.
    """
    hearers = subscribers(email or (), sns)
    wanted_alerts = _alerts(at, forecast, bool(hearers))
    tags = tags_of(tag or ())
    wanted = Wanted(
        name_of(name, tags),
        tags,
        _limit(limit),
        currency.upper(),
        _period(period),
        tuple(wanted_alerts),
        tuple(hearers),
    )
    context = Context(os.environ)
    with working("Looking at the account's budgets…"):
        change = budget_changes.plan_new_budget(
            context, wanted, apply_topic_policy=topic_policy is TopicPolicy.apply
        )
    return _finish(context, change, output, dry_run=dry_run, yes=yes)


def alert(
    budget: str = BUDGET,
    at: str = AT,
    forecast: str = FORECAST,
    email: list[str] = EMAIL,
    sns: str = SNS,
    topic_policy: TopicPolicy = TOPIC,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Add alerts to a budget: at how much spent or expected, and who hears of it.

    For example: jupyter cost-tags budgets alert project-churn --at 50,75,90,100 --forecast 100
    --sns arn:aws:sns:us-east-1:111122223333:budget-alerts --topic-policy apply --dry-run

    A topic needs a statement in its policy that lets Budgets publish, for budgets of this account
    only; it is printed, or added with --topic-policy apply, where every other statement stays. A
    budget has at most ten alerts, an alert at most ten email addresses and one topic. Run again,
    it adds only what is missing. Needs budgets:ModifyBudget and budgets:ViewBudget; to apply the
    topic's policy sns:GetTopicAttributes and sns:SetTopicAttributes.

    Exit codes as those of `budgets create`.
    """
    hearers = subscribers(email or (), sns)
    wanted = thresholds(at, forecast)
    context = Context(os.environ)
    with working("Looking at the budget's alerts…"):
        change = budget_changes.plan_new_alerts(
            context,
            budget,
            wanted,
            hearers,
            apply_topic_policy=topic_policy is TopicPolicy.apply,
        )
    return _finish(context, change, output, dry_run=dry_run, yes=yes)


def action(
    budget: str = BUDGET,
    at: str = AT,
    forecast: str = FORECAST,
    policy: str = POLICY,
    role: list[str] = ROLE,
    execution_role: str = EXECUTION,
    approval: Approval = APPROVAL,
    email: list[str] = EMAIL,
    sns: str = SNS,
    topic_policy: TopicPolicy = TOPIC,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Have AWS refuse new spend to a role when a budget's threshold is passed.

    For example: jupyter cost-tags budgets action project-churn --at 100 --role DataScientist
    --approval manual --email lead@example.com --dry-run

    Without --policy it makes one, cost-tags-stop-spend, that denies whatever begins to cost in
    SageMaker and leaves looking, listing, tagging, stopping and deleting allowed, and JupyterLab
    itself. Budgets needs a role to act as: the dry run prints its trust policy and what it may
    do. What runs already goes on: see `running` and `stop`. An action comes 8 to 12 hours late,
    and costs about $0.10 a day and budget beyond the account's first two. Needs
    budgets:CreateBudgetAction, budgets:ViewBudget, budgets:DescribeBudgetActionsForBudget,
    iam:PassRole, and without --policy iam:GetPolicy, iam:GetPolicyVersion, iam:CreatePolicy.

    Exit codes as those of `budgets create`.
    """
    wanted = WantedAction(
        budget,
        _one_threshold(at, forecast),
        tuple(role or ()),
        policy,
        execution_role,
        approval.value.upper(),
        tuple(subscribers(email or (), sns)),
    )
    context = Context(os.environ)
    with working("Looking at the budget's actions…"):
        change = budget_changes.plan_new_action(
            context, wanted, apply_topic_policy=topic_policy is TopicPolicy.apply
        )
        if change.steps and not change.differences and not dry_run:
            budget_changes.check_execution_role(context, execution_role)
    return _finish(context, change, output, dry_run=dry_run, yes=yes)


def _finish(context: Context, change: Change, output: Format, *, dry_run: bool, yes: bool) -> int:
    """Show what would be sent, ask, send, and tell what became of it."""
    planned = budget_changes.told(change)
    if dry_run or planned.outcome != "planned":
        return _print(context, planned, output)
    if not yes:
        _say_requests(planned)
        _ask(planned)
    with working("Sending…"):
        done = budget_changes.send(context, change)
    return _print(context, done, output)


def _ask(planned: BudgetChange) -> None:
    if not is_terminal():
        raise BadRequest(
            f"Nothing was sent: {len(planned.requests)} requests need a yes.",
            code="not-confirmed",
            action="Look at them with --dry-run, then add --yes.",
        )
    if not typer.confirm("Send them?", default=False, err=True):
        raise BadRequest("Nothing was sent.", code="not-confirmed", action="Run it again.")


def _print(context: Context, told: BudgetChange, output: Format) -> int:
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        rows = [(f"{r.service}:{r.operation}", "yes" if r.sent else "no") for r in told.requests]
        print_csv(("request", "sent"), rows, context)
    else:
        _print_for_people(told)
    for difference in told.differences:
        say(difference)
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    for note in told.notes:
        say(f"Note: {note}")
    say(_WORDS[told.outcome])
    say_surroundings(context)
    return _EXIT.get(told.outcome, FINE)


def _print_for_people(told: BudgetChange) -> None:
    """Print requests and policies as they are: people copy them."""
    import json  # noqa: PLC0415

    for request in told.requests:
        print_lines([f"{request.service}:{request.operation}"])
        print_lines(json.dumps(request.parameters, indent=2).splitlines())
    for name, document in told.documents.items():
        print_lines([f"# {name}", *json.dumps(document, indent=2).splitlines()])


def _say_requests(planned: BudgetChange) -> None:
    for request in planned.requests:
        say(f"To be sent: {request.service}:{request.operation} for {planned.budget}")


def _alerts(at: str, forecast: str, has_hearers: bool) -> list[Threshold]:
    wanted = thresholds(at, forecast)
    if wanted and not has_hearers:
        raise BadRequest("An alert needs somebody who hears of it.", action="Add --email or --sns.")
    return wanted or (thresholds(_USUAL_ACTUAL, _USUAL_FORECAST) if has_hearers else [])


def _one_threshold(at: str, forecast: str) -> Threshold:
    wanted = thresholds(at, forecast)
    if len(wanted) != 1:
        raise BadRequest(
            "An action has one threshold.", action="Add --at 100, or --forecast 100 instead."
        )
    return wanted[0]


def _limit(text: str) -> Decimal:
    try:
        limit = Decimal(text)
    except InvalidOperation:
        limit = Decimal(0)
    if not limit.is_finite() or limit <= 0:
        raise BadRequest("A budget needs a limit above zero.", action="Add --limit 500.")
    return limit


def _period(text: str) -> str:
    period = text.upper()
    if period not in PERIODS:
        raise BadRequest(f"There is no period {text}.", action=f"Use {', '.join(PERIODS).lower()}.")
    return period
