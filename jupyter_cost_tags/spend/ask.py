"""One view of the month: asks Cost Explorer, and says which zero or trouble it met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from ..aws import Aws
from ..models import Spend
from ..problems import BadResponse, CostTagsError, Denied, Misconfigured, Refused
from ..state.meter import Meter
from .activation import activation, keys_in_bill
from .figures import Figures, cents, figures
from .forecast import expected
from .grouping import grouping
from .jobs import JobCosts, by_job
from .metered import CostExplorer
from .owner import Owner
from .parse import Answer, parse
from .period import period
from .request import METRICS, Question, daily
from .result import Told, spend
from .untagged import Untagged, untagged

_NOT_PREPARED = frozenset({"DataUnavailableException"})
_USUAL_REQUESTS = 2  # of a day's view; a forecast is asked for only within them


@dataclass(frozen=True)
class Beside:
    """What a view may take from elsewhere instead of asking Cost Explorer.

    A view that was read before serves where its month is the same to the cent. `may_forecast`
    is false where GetCostForecast refused such a filter; `forecast_refused` hears of that.
    `estimates` gives jobs with what they cost by list price.
    """

    kept: Spend | None = None
    may_forecast: bool = True
    forecast_refused: Callable[[], None] = lambda: None
    estimates: Callable[[], JobCosts] | None = None


def month_to_date(  # noqa: PLR0913  (one question has these parts)
    aws: Aws,
    meter: Meter,
    *,
    owner: Owner | None,
    by: str,
    month: str | None,
    required_keys: Sequence[str],
    metric: str = "UnblendedCost",
    billing_view: str | None = None,
    now: datetime,
    cap: int,
    beside: Beside | None = None,
) -> Spend:
    """Return the owner's month in AWS's currency, or the state that says why there is none.

    One request for the numbers, none or one for what is untagged, one for a forecast if that
    makes two at most; $0.01 each. By job it is one more. A zero, or a key that no cost carries,
    takes one or two more to explain. Trouble becomes a state with
    its problem; with state `ok` a problem is about `untagged` alone. Raises `BadRequest` for
    a month or breakdown that can't be had.
    """
    asked_period, breakdown = period(month, now), grouping(by)
    explorer = CostExplorer(aws, meter, now, cap)
    question = Question(
        owner=owner or Owner("unknown", "", ()),
        period=asked_period,
        grouping=breakdown,
        required_keys=tuple(dict.fromkeys(required_keys)),
        metric=metric,
        billing_view=billing_view,
    )
    try:
        told = _asked(explorer, _checked(question), beside or Beside())
    except CostTagsError as error:
        told = _trouble(error)
    return spend(question, told, requests=explorer.requests, now=now)


def _checked(question: Question) -> Question:
    if not question.owner.keys:
        raise Misconfigured(
            "Nobody is known here whose spend could be shown.",
            code="no-owner",
            action="Open it in SageMaker Studio, or name a tag key under `spend` in the policy.",
        )
    if question.metric not in METRICS:
        raise Misconfigured(
            f"The policy's spend metric is none of {', '.join(sorted(METRICS))}.",
            code="bad-metric",
            action="Correct `spend.metric` in the policy file.",
        )
    return question


def _asked(explorer: CostExplorer, question: Question, beside: Beside) -> Told:
    request = daily(question)
    answer = parse(explorer.pages("GetCostAndUsage", request), request)
    refuse_foreign(question, answer)
    numbers = figures(answer, question.period, by=question.grouping.by)
    told = Told("ok", numbers)
    if not answer.lines:
        return _explained_zero(explorer, question, told)
    if numbers.through is None:
        return _nothing_this_month(question, told)
    kept = beside.kept if beside.kept and is_same_month(beside.kept, numbers) else None
    if question.grouping.by == "job":
        told = replace(told, jobs=by_job(explorer, question, numbers, beside.estimates))
    told = _with_untagged(explorer, question, answer, told, kept)
    if kept and kept.forecast:
        return replace(told, kept=kept)
    ending = expected(
        explorer,
        question,
        numbers,
        may_ask=beside.may_forecast and explorer.requests < _USUAL_REQUESTS,
        refused=beside.forecast_refused,
    )
    return replace(told, ending=ending)


def is_same_month(kept: Spend, numbers: Figures) -> bool:
    """Tell whether a view read before tells of the same costs, and not only of the same month."""
    through = numbers.through.isoformat() if numbers.through else None
    told = (kept.month_to_date, kept.through, kept.currency)
    return told == (cents(numbers.month_to_date), through, numbers.currency)


def refuse_foreign(question: Question, answer: Answer) -> None:
    """Pass on nobody else's costs: raises `BadResponse` should the filter not have held."""
    key = question.grouping.tag_key
    if key and any(
        line.keys[0] is not None and question.owner.is_foreign(key, line.keys[0])
        for line in answer.lines
    ):
        raise BadResponse("Cost Explorer's answer has costs of others.")


def _explained_zero(explorer: CostExplorer, question: Question, told: Told) -> Told:
    """Tell apart: truly nothing, not activated, activated without data, not permitted."""
    keys = question.owner.keys
    known = activation(explorer, question, keys, keys_in_bill(explorer, question))
    if known.state in {"not-activated", "no-data-yet"}:
        return Told(known.state, tag_key=known.tag_key, activated=known.since)
    return _nothing_this_month(question, told)


def _nothing_this_month(question: Question, told: Told) -> Told:
    """In a month's first two days nothing means that nothing was billed yet."""
    return Told("no-data-yet") if question.period.is_settling else told


def _with_untagged(
    explorer: CostExplorer, question: Question, answer: Answer, told: Told, kept: Spend | None
) -> Told:
    """Add what is untagged; trouble with that leaves the month's numbers as they are."""
    if told.numbers is None:
        return told
    if kept and kept.untagged is not None and question.grouping.tag_key is None:
        known = Untagged(Decimal(kept.untagged), tuple(kept.untagged_keys))
        return replace(told, untagged=known)
    try:
        found = untagged(explorer, question, answer, told.numbers)
    except CostTagsError as error:
        return replace(told, problem=error.problem())
    doubtful = found.doubtful
    return replace(
        told,
        untagged=found,
        tag_key=doubtful.tag_key if doubtful else None,
        activated=doubtful.since if doubtful else None,
    )


def _trouble(error: CostTagsError) -> Told:
    if isinstance(error, Denied):
        return Told("no-permission", problem=error.problem())
    if isinstance(error, Refused) and error.aws_code in _NOT_PREPARED:
        error = Refused(
            "Cost Explorer has no data for this account yet; first use can take 24 hours.",
            aws_code=error.aws_code,
            code="not-enabled",
        )
        error.action = "Ask the payer account to enable Cost Explorer, or come back tomorrow."
    if error.code == "not-enabled":
        return Told("not-enabled", problem=error.problem())
    return Told("unavailable", problem=error.problem())
