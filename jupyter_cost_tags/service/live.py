"""Estimates beside the bill: what accrued since its last update, and jobs by list price."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from ..models import Reconciled, SinceLastBill, Spend
from ..prices.rates import Rates
from ..problems import CostTagsError
from ..running.ask import Up, jobs
from ..running.rent import Rent, rent_of
from ..running.running import JOBS, gather
from ..spend.figures import cents
from ..spend.jobs import JobCost, JobCosts
from ..spend.period import Period
from .context import Context
from .estimates import all_rates

# A job that ended in a day may have begun so long before.
_LOOK_BACK = timedelta(days=5)
_DAY = timedelta(days=1)
_ZERO = Decimal(0)
_CENT = Decimal("0.01")


def with_live(context: Context, told: Spend) -> Spend:
    """Return the view with what accrued since the last billing update; asks SageMaker, free.

    Unchanged for a closed month, and where anything of it could not be read or priced.
    """
    if told.state != "ok" or told.month != f"{context.now():%Y-%m}":
        return told
    try:
        gathered = gather(context.aws.metered(), context.identity(), "mine", context.now())
        if gathered.problems:
            return told
        live, _ = beside_the_bill(context, told, gathered.found)
    except CostTagsError:
        return told
    return told.model_copy(update={"since_last_bill": live}) if live else told


def beside_the_bill(
    context: Context, told: Spend, up: Iterable[Up]
) -> tuple[SinceLastBill | None, Reconciled | None]:
    """Return what accrued since the bill's last day, and the same reckoning of that day itself.

    Both None when a price is not known: a part is not shown as the whole. Raises a
    `CostTagsError` when the jobs that ended meanwhile can't be read.
    """
    if told.through is None or told.currency is None:
        return None, None
    now = context.now()
    last = date.fromisoformat(told.through)
    billed = {day.day: Decimal(day.amount) for day in told.days}
    whole = last < now.astimezone(timezone.utc).date()
    since = _midnight(last + _DAY if whole else last)
    rates, _ = all_rates(context)
    rents = _rents(context, up, since - _DAY)
    priced = [(rent, rent.hourly(rates)) for rent in rents if not rent.why]
    if rates is None or rates.currency != told.currency:
        return None, None
    amount = _sum(priced, now, since)
    if amount is None:
        return None, None
    if not whole:  # of today a part is billed already
        amount = max(amount - billed.get(told.through, _ZERO), _ZERO)
    estimate = str(amount.quantize(_CENT, ROUND_HALF_UP))
    live = SinceLastBill(estimate=estimate, since=since)
    return live, _reconciled(priced, last, billed) if whole else None


def job_costs(context: Context, months: Period) -> JobCosts:
    """Return my jobs of the month with what they cost by list price; raises nothing for a kind.

    What can't be read or priced is told in the notes.
    """
    identity, since = context.identity(), _midnight(months.month)
    now = min(context.now(), _midnight(months.month_end))
    rates, why = all_rates(context)
    notes = [why.message] if why and rates is None else []
    found: list[JobCost] = []
    aws = context.aws.metered()
    unpriced = 0
    for kind in JOBS if rates and identity.owner_tags else ():
        try:
            listed = list(jobs(aws, kind, identity.owner_tags, since=since - _LOOK_BACK, now=now))
        except CostTagsError as error:
            notes.append(f"The {kind.replace('-', ' ')}s could not be read: {error.message}")
            continue
        for up in listed:
            rent = rent_of(kind, up.read)
            amount = _amount(rent, rates, now, since)
            if amount is None:
                unpriced += rent.since is not None
            elif amount > 0:
                found.append(JobCost(f"{kind}/{up.name}", rent.until, amount))
    if unpriced:
        notes.append(f"{unpriced} jobs have no known price and are not listed.")
    return JobCosts(tuple(found), rates.currency if rates else None, tuple(notes))


def _amount(rent: Rent, rates: Rates | None, now: datetime, since: datetime) -> Decimal | None:
    hourly = rent.hourly(rates)
    return None if hourly is None else rent.accrued(hourly, now, since)


def _rents(context: Context, up: Iterable[Up], since: datetime) -> list[Rent]:
    """Return what rents or rented something since then: what is up, and jobs that ended."""
    rents = {one.arn: rent_of(one.kind, one.read) for one in up}
    identity, aws = context.identity(), context.aws.metered()
    for kind in JOBS if identity.owner_tags else ():
        ended = jobs(aws, kind, identity.owner_tags, since=since - _LOOK_BACK, now=context.now())
        for one in ended:
            rents.setdefault(one.arn, rent_of(kind, one.read))
    return list(rents.values())


def _reconciled(
    priced: list[tuple[Rent, Decimal | None]], day: date, billed: dict[str, Decimal]
) -> Reconciled | None:
    name = day.isoformat()
    estimate = _sum(priced, _midnight(day + _DAY), _midnight(day))
    if estimate is None or name not in billed:
        return None
    return Reconciled(
        day=name,
        estimate=cents(estimate),
        billed=cents(billed[name]),
        error=cents(estimate - billed[name]),
    )


def _sum(
    priced: list[tuple[Rent, Decimal | None]], now: datetime, since: datetime
) -> Decimal | None:
    """Return the sum of what accrued between two instants; None where a price is missing."""
    total = _ZERO
    for rent, hourly in priced:
        if rent.since is None or rent.since >= now or (rent.until and rent.until <= since):
            continue
        if hourly is None:
            return None
        total += rent.accrued(hourly, now, since) or _ZERO
    return total


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), timezone.utc)
