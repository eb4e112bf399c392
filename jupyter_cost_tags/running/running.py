"""What is up now, with its price per hour and what accrued: gathered, priced, summed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from ..aws import Aws
from ..guard.grammar import is_system
from ..identity import Identity
from ..inventory.scan import resource_id
from ..models import Running, RunningResource, Scope
from ..prices.rates import Rates
from ..problems import (
    AwsTrouble,
    BadResponse,
    CostTagsError,
    Expired,
    Failing,
    Throttled,
    Unreachable,
)
from .activity import activity
from .ask import Gathered, Up, apps, endpoints, jobs, notebooks
from .metrics import NO_METRICS, Metrics, judged
from .rent import Rent, rent_of
from .stop import HERE, STOPS

_CENT = Decimal("0.01")
_PRICE = Decimal("0.0001")
_ZERO = Decimal(0)
# What stops every read alike; a permission may lack for each of them.
_EVERYWHERE = {one.code for one in (BadResponse, Expired, Failing, Throttled, Unreachable)}
JOBS = ("training-job", "processing-job", "transform-job")


def gather(aws: Aws, identity: Identity, scope: Scope, now: datetime) -> Gathered:
    """Return everything that is up; each kind fails by itself.

    Of scope mine: what carries my profile's or my private spaces' tag, my apps, and the
    notebook instance that this runs on. Raises the `CostTagsError` of a cause that concerns every
    read (network, credentials).
    """
    owners = tuple(identity.owner_tags) if scope == "mine" else ()
    everybody = scope == "all"
    asks: list[tuple[str, Callable[[], Iterator[Up]]]] = [
        ("apps", lambda: apps(aws, identity, everybody=everybody)),
    ]
    if owners or everybody:
        asks.append(("endpoints", lambda: endpoints(aws, owners)))
        asks += [(f"{kind}s".replace("-", " "), _jobs_of(aws, kind, owners, now)) for kind in JOBS]
    if everybody or identity.notebook_instance or owners:
        own = identity.notebook_instance
        asks.append(("notebook instances", lambda: notebooks(aws, owners or _NOBODY, own)))
    if everybody:
        asks[-1] = ("notebook instances", lambda: notebooks(aws, (), None))
    gathered = Gathered()
    causes: list[CostTagsError] = []
    for what, ask in asks:
        try:
            gathered.found += list(ask())
        except CostTagsError as error:
            causes.append(error)
            told = AwsTrouble.about(f"Running {what} could not be read", error)
            gathered.problems.append(told)
    if len(causes) == len(asks) and all(error.code in _EVERYWHERE for error in causes):
        raise causes[0]
    return gathered


_NOBODY = (("", ""),)  # an owner's tag that nothing carries


def _jobs_of(
    aws: Aws, kind: str, owners: Sequence[tuple[str, str]], now: datetime
) -> Callable[[], Iterator[Up]]:
    return lambda: jobs(aws, kind, owners, since=None, now=now)


def running(  # noqa: PLR0913  (what it is made of)
    gathered: Gathered,
    rates: Rates | None,
    *,
    scope: Scope,
    now: datetime,
    own_arn: str | None,
    problems: Sequence[CostTagsError] = (),
    metrics: Metrics = NO_METRICS,
) -> Running:
    """Price what was gathered; the dearest comes first, what has no price after it."""
    rows = [(up, rent_of(up.kind, up.read)) for up in gathered.found]
    hourly = [rent.hourly(rates) for _, rent in rows]
    resources = [
        _resource(up, rent, price, rates, now, own_arn, metrics)
        for (up, rent), price in zip(rows, hourly, strict=True)
    ]
    known = [price for price in hourly if price is not None]
    total = f"{sum(known, _ZERO).quantize(_PRICE, ROUND_HALF_UP).normalize():f}"
    troubles = [error.problem() for error in (*gathered.problems, *problems)]
    whole = len(known) == len(rows) and not gathered.problems
    resources.sort(key=lambda one: (one.hourly is None, -Decimal(one.hourly or 0), one.name))
    return Running(
        as_of=now,
        scope=scope,
        complete=not gathered.problems,
        currency=rates.currency if rates else None,
        hourly=total if whole else None,
        hourly_known=total,
        unpriced=len(rows) - len(known),
        resources=resources,
        metrics_read=metrics.asked,
        prices_as_of=rates.as_of if rates else None,
        problems=troubles,
    )


def _resource(  # noqa: PLR0913  (one row has these parts)
    up: Up,
    rent: Rent,
    hourly: Decimal | None,
    rates: Rates | None,
    now: datetime,
    own_arn: str | None,
    metrics: Metrics,
) -> RunningResource:
    accrued = rent.accrued(hourly, now) if hourly is not None else None
    used = judged(up, metrics, now) or activity(up.kind, up.read.detail, now)
    is_here = own_arn is not None and own_arn.casefold() == up.arn.casefold()
    tags = up.tags
    return RunningResource(
        id=resource_id(up.arn),
        arn=up.arn,
        kind=up.kind,
        name=up.name,
        status=up.status,
        instances=rent.spelled(),
        since=rent.since,
        hourly=None if hourly is None else f"{hourly.normalize():f}",
        accrued=None if accrued is None else str(accrued.quantize(_CENT, ROUND_HALF_UP)),
        reason=_why_unpriced(rent, rates) if hourly is None else _not_begun(rent),
        activity=used.state,
        idle_since=used.since,
        activity_reason=used.reason,
        is_here=is_here,
        tags=None if tags is None else {k: v for k, v in tags.items() if not is_system(k)},
        lost=STOPS[up.kind].lost + (HERE if is_here else ""),
    )


def _why_unpriced(rent: Rent, rates: Rates | None) -> str:
    if rent.why:
        return rent.why
    if rates is None:
        return "no price list"
    return f"no rate for {rent.spelled()}"


def _not_begun(rent: Rent) -> str | None:
    return "its instances are not up yet" if rent.since is None else None
