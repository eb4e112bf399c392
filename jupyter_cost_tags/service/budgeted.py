"""The month from a budget in place of Cost Explorer: for roles that may read budgets only."""

from __future__ import annotations

from datetime import datetime

from ..budgets.ask import listed
from ..budgets.change import budget_named
from ..budgets.filters import of_budget
from ..budgets.month import Chosen, NoBudget, choose, named
from ..budgets.read import figures, spelled
from ..budgets.words import filter_text
from ..models import Forecast, Spend
from ..models.spend import SpendState
from ..policy.rules import Policy
from ..problems import BadRequest, CostTagsError, Denied
from ..spend.grouping import grouping
from ..spend.period import period
from .budgets import account_of, mine_of
from .context import Context

_PROFILE = "{user-profile}"


def month_of_budget(
    context: Context, policy: Policy | None, *, by: str, month: str | None
) -> Spend:
    """Return the month to date and its forecast, free of charge; no groups and no days.

    Trouble becomes a state with its problem, never a number. Raises `BadRequest` for a month or
    a breakdown that can't be had.
    """
    whole = period(month, context.now())
    breakdown = grouping(by).by if by else None
    try:
        if not whole.is_open:
            raise NoBudget(
                f"A budget tells the present month only, not {whole.name}.",
                code="month-not-there",
                action="Leave --month out, or choose another source of spend in the policy.",
            )
        chosen = _chosen(context, policy)
    except BadRequest:
        raise
    except CostTagsError as error:
        state: SpendState = "no-permission" if isinstance(error, Denied) else "unavailable"
        return _empty(whole.name, breakdown, state, context.now(), error)
    return _told(chosen, _empty(whole.name, breakdown, "no-data-yet", context.now()), context.now())


def _chosen(context: Context, policy: Policy | None) -> Chosen:
    """Return the budget that the policy names, or the nearest to what is mine.

    One by its name takes `budgets:ViewBudget` on that budget alone.
    """
    aws, account, mine = context.aws.metered(), account_of(context), mine_of(context)
    spelled_name = policy.spend.budget if policy else None
    if spelled_name:
        name = spelled_name.replace(_PROFILE, context.identity().user_profile or "")
        told = budget_named(aws, account, name)
        sees = aws.accepts("budgets", "DescribeBudget", "ShowFilterExpression")
        tree = of_budget(told, sees_expressions=sees) if told else None
        return named(name, told, tree, mine)
    budgets, sees = listed(aws, account)
    pairs = [(one, of_budget(one, sees_expressions=sees)) for one in budgets]
    return choose(pairs, mine, policy.spend.tag if policy else "auto")


def _told(chosen: Chosen, empty: Spend, now: datetime) -> Spend:
    numbers = figures(chosen.told, now)
    update: dict[str, object] = dict(zip(("whose", "whose_name"), _whose(chosen), strict=True))
    if numbers.actual is None:
        return empty.model_copy(update=update)
    total = spelled(numbers.forecast)
    forecast = Forecast(total=total, low=None, high=None, source="budgets") if total else None
    about = f"the budget {chosen.told['BudgetName']} ({filter_text(chosen.tree)})"
    return empty.model_copy(
        update={
            **update,
            "state": "ok",
            "currency": numbers.unit,
            "month_to_date": spelled(numbers.actual),
            "estimated": True,
            "forecast": forecast,
            "forecast_reason": None if forecast else "AWS has no forecast for this budget yet.",
            "groups_note": f"From {about}; a budget has no groups and no days.",
        }
    )


def _whose(chosen: Chosen) -> tuple[str, str]:
    """Return whose costs it counts; a named one may count others' than mine, and is named then."""
    if not chosen.matches:
        return "budget", str(chosen.told["BudgetName"])
    first = chosen.matches[0]
    if first.mark == "tag":
        return "tag", f"{first.key}={first.value}"
    return first.mark, first.value.rpartition("/")[2]


def _empty(
    month: str, by: str | None, state: SpendState, now: datetime, why: CostTagsError | None = None
) -> Spend:
    return Spend(
        state=state,
        source="budgets",
        month=month,
        currency=None,
        month_to_date=None,
        through=None,
        estimated=None,
        previous_month=None,
        whose=None,
        whose_name=None,
        forecast=None,
        untagged=None,
        untagged_keys=[],
        excluded={},
        by=by,
        groups=[],
        days=[],
        since_last_bill=None,
        as_of=now,
        requests=0,
        request_cost="0.00",
        tag_key=None,
        activated=None,
        problem=why.problem() if why else None,
    )
