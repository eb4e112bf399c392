"""Budgets and anomalies as sections: read from AWS on request, kept, shown with their age."""

from __future__ import annotations

from datetime import timedelta

from ..budgets.ask import ask
from ..budgets.mine import Mine
from ..models import (
    Budgets,
    BudgetScope,
    Problem,
)
from ..problems import AwsTrouble, Denied, Misconfigured, NotAvailable
from .context import Context
from .whoami import effective_tags

LIFETIME = timedelta(hours=4)  # AWS works the figures out up to three times a day
RETRY_AFTER = timedelta(minutes=15)  # for what an admin may change meanwhile


def ask_budgets(context: Context, scope: BudgetScope) -> Budgets:
    """Ask AWS for the budgets of a scope; free of charge.

    Lasting reasons are states. Raises the `CostTagsError` of what may pass: what was read
    before stays.
    """
    account = account_of(context)
    try:
        asked = ask(
            context.aws.metered(),
            account,
            mine_of(context),
            scope=scope,
            role=role_name(context.identity().role_arn),
            now=context.now(),
        )
    except Denied as error:
        return _without(context, scope, "no-permission", error)
    except NotAvailable as error:
        return _without(context, scope, "not-available", error)
    return Budgets(
        state="ok" if asked.budgets else "none",
        scope=scope,
        account=account,
        budgets=asked.budgets,
        others=asked.others,
        tags=tags_of(context),
        as_of=context.now(),
        problem=None,
        problems=[*_unread_tags(context, scope), *asked.problems],
    )


def mine_of(context: Context) -> Mine:
    """Return my effective tags and Studio's marks, which filters are held against."""
    identity = context.identity()
    told = context.known_whoami() or context.whoami()
    marks = identity.owner_tags
    if identity.home and identity.domain_id:
        marks.append(("sagemaker:domain-arn", f"{identity.home}:domain/{identity.domain_id}"))
    return Mine.of(effective_tags(told), marks, identity.account)


def tags_of(context: Context) -> dict[str, str]:
    """Return my effective tags as they are known; asks nobody."""
    told = context.known_whoami()
    return effective_tags(told) if told else {}


def is_of_other_tags(context: Context, told: Budgets | None) -> bool:
    """Tell whether my tags, by another bundle say, are others than those it was held against."""
    return told is not None and told.scope == "mine" and told.tags != tags_of(context)


def account_of(context: Context) -> str:
    """Return the account; raises `Misconfigured` where it isn't known."""
    account = context.identity().account
    if not account:
        raise Misconfigured("Which AWS account you work in isn't known.")
    return account


def role_name(arn: str | None) -> str | None:
    """Return a role's name, which actions target; None for what is no role."""
    return arn.rpartition("/")[2] if arn and ":role/" in arn else None


def _without(context: Context, scope: BudgetScope, state: str, why: AwsTrouble) -> Budgets:
    return Budgets(
        state=state,  # type: ignore[arg-type]
        scope=scope,
        account=context.identity().account,
        budgets=[],
        others=None,
        tags=tags_of(context),
        as_of=context.now(),
        problem=why.problem(),
        problems=[],
    )


def _unread_tags(context: Context, scope: BudgetScope) -> list[Problem]:
    """Return why budgets of mine may be missing: a layer of my tags that was not readable."""
    identity = context.identity()
    if scope == "all" or not identity.problems:
        return []
    what = "Budgets of yours may be missing, since not all your tags are known"
    return [AwsTrouble.about(what, identity.problems[0]).problem()]


def lifetime(told: Budgets) -> timedelta:
    """Return how long an answer holds; an admin may allow it, or make a budget, meanwhile."""
    return LIFETIME if told.state == "ok" and not told.problems else RETRY_AFTER
