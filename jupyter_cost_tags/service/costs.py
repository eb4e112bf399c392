"""What listed resources cost: billed, where the month by job was read, else an estimate.

Asks SageMaker and the price list, both free of charge; never Cost Explorer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ..aws import Aws
from ..inventory.kinds import kind_named
from ..launches.places import Resource
from ..models import Costs, ResourceCost, ScannedResource, Spend
from ..prices.past import Past, past_cost, spell_amount
from ..prices.rates import Rates
from ..problems import CostTagsError
from ..running.ask import UP
from ..running.rent import Read, rent_of
from ..spend.jobs import DAYS_KEPT
from ..workers import each
from .context import Context
from .described import ask
from .estimates import all_rates
from .spends import kept_by_job

_THREADS = 8
_MOST_KEPT = 5000  # ended resources whose estimate is remembered
# Kinds that stay up until somebody stops them: a price per hour says more than a sum.
_LASTING = frozenset({"endpoint", "notebook-instance", "app"})
_ELSEWHERE = {
    "hyper-parameter-tuning-job": "AWS bills its training jobs.",
    "pipeline": "AWS bills the jobs of its executions.",
    "inference-component": "AWS bills the instances of its endpoint.",
}


@dataclass(frozen=True)
class _Bill:
    """The month by job as it was read: amounts by `kind/name`, and the days that they cover."""

    amounts: dict[str, str]
    currency: str | None
    first: date
    through: date


class CostDesk:
    """Answers for listed resources; remembers what ended ones cost. Safe for several threads."""

    def __init__(self, context: Context) -> None:
        """Ask nothing yet."""
        self._context = context
        self._past: OrderedDict[str, Past] = OrderedDict()
        self._lock = threading.Lock()

    def costs(self, resources: Sequence[ScannedResource]) -> Costs:
        """Return what each costs; a failed read is its reason, and raises nothing."""
        context = self._context
        bill = _bill(kept_by_job(context))
        rates, why = all_rates(context)
        aws, now = context.aws.metered(), context.now()

        def cost(one: ScannedResource) -> ResourceCost:
            row = kind_named(one.kind)
            if one.kind in _ELSEWHERE or (row and not row.accrues):
                return _told(one, reason=_ELSEWHERE.get(one.kind, "It is not billed itself."))
            try:
                return self._read(aws, one, bill, rates, now)
            except CostTagsError as error:
                return _told(one, reason=f"It can't be described: {error.message}")

        found = each(cost, resources, threads=_THREADS)
        if rates is None and why:
            found = [_without_prices(one, why) for one in found]
        return Costs(as_of=now, costs=found)

    def _read(
        self,
        aws: Aws,
        one: ScannedResource,
        bill: _Bill | None,
        rates: Rates | None,
        now: datetime,
    ) -> ResourceCost:
        if one.kind in _LASTING:
            return _lasting(aws, one, rates)
        if one.billing_effect == "from-now":
            return _so_far(aws, one, rates, now)
        past = self._past_of(aws, one, rates)
        billed = _billed(one, past, bill) if bill else None
        if billed:
            return billed
        return _told(one, past.amount, past.currency, reason=past.basis)

    def _past_of(self, aws: Aws, one: ScannedResource, rates: Rates | None) -> Past:
        with self._lock:
            known = self._past.get(one.arn)
        if known:
            return known
        answer = ask(aws, Resource(arn=one.arn, kind=one.kind, name=one.name)) or {}
        past = past_cost(one.kind, answer, rates)
        if past.amount is not None:
            with self._lock:
                self._past[one.arn] = past
                while len(self._past) > _MOST_KEPT:
                    self._past.popitem(last=False)
        return past


def _told(  # noqa: PLR0913  (all of an answer)
    one: ScannedResource,
    amount: str | None = None,
    currency: str | None = None,
    *,
    per_hour: str | None = None,
    estimated: bool = True,
    reason: str,
) -> ResourceCost:
    known = amount is not None or per_hour is not None
    return ResourceCost(
        id=one.id,
        amount=amount,
        per_hour=per_hour,
        currency=currency if known else None,
        estimated=known and estimated,
        reason=reason,
    )


def _without_prices(told: ResourceCost, why: CostTagsError) -> ResourceCost:
    if told.amount is not None or told.per_hour is not None or "price" not in told.reason:
        return told
    return told.model_copy(update={"reason": f"List prices can't be read: {why.message}"})


def _bill(view: Spend | None) -> _Bill | None:
    """Return what was billed by job; None where the month was not asked for so."""
    if view is None or view.state != "ok" or view.through is None:
        return None
    month = date.fromisoformat(f"{view.month}-01")
    asked_on = view.as_of.astimezone(timezone.utc).date()
    return _Bill(
        {one.key: one.amount for one in view.groups if one.key and not one.estimated},
        view.currency,
        max(month, asked_on - timedelta(days=DAYS_KEPT - 1)),
        date.fromisoformat(view.through),
    )


def _billed(one: ScannedResource, past: Past, bill: _Bill) -> ResourceCost | None:
    """Return the billed amount if the bill covers all of the job: a part is not its cost."""
    amount = bill.amounts.get(one.arn.split(":", 5)[-1])
    begun = (past.created or one.created).astimezone(timezone.utc).date()
    ended = past.ended.astimezone(timezone.utc).date() if past.ended else None
    if amount is None or ended is None or begun < bill.first or ended > bill.through:
        return None
    return _told(one, amount, bill.currency, estimated=False, reason="Billed by AWS.")


def _so_far(aws: Aws, one: ScannedResource, rates: Rates | None, now: datetime) -> ResourceCost:
    answer = ask(aws, Resource(arn=one.arn, kind=one.kind, name=one.name)) or {}
    rent = rent_of(one.kind, Read(answer))
    hourly = rent.hourly(rates)
    accrued = rent.accrued(hourly, now) if hourly is not None else None
    if accrued is None or rates is None:
        return _told(one, reason=_why_unpriced(rent.why, rates, rent.since))
    reason = f"Estimate so far: {rent.spelled()} at list price."
    return _told(one, spell_amount(accrued), rates.currency, reason=reason)


def _lasting(aws: Aws, one: ScannedResource, rates: Rates | None) -> ResourceCost:
    if one.status not in UP[one.kind]:
        volume = " Its volume is." if one.kind == "notebook-instance" else ""
        return _told(one, reason=f"Nothing runs, so no instance is billed.{volume}")
    answer = ask(aws, Resource(arn=one.arn, kind=one.kind, name=one.name)) or {}
    config = {}
    if one.kind == "endpoint":
        name = answer.get("EndpointConfigName", "")
        config = aws.call("sagemaker", "DescribeEndpointConfig", EndpointConfigName=name)
    rent = rent_of(one.kind, Read(answer, config))
    hourly = rent.hourly(rates)
    if hourly is None or rates is None:
        return _told(one, reason=_why_unpriced(rent.why, rates, rent.since))
    reason = f"Estimate: {rent.spelled()} at list price, as long as it is up."
    return _told(one, None, rates.currency, per_hour=spell_amount(hourly), reason=reason)


def _why_unpriced(why: str | None, rates: Rates | None, since: datetime | None) -> str:
    if rates is None:
        return "List prices can't be read."
    if why:
        return f"No estimate: {why}."
    return "No list price for its instances." if since else "It has not started yet."
