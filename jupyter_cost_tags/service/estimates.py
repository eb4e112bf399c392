"""List prices kept for a week, and price ceilings made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ..identity import Identity
from ..models import Estimate, Problem
from ..prices import Rates, rates
from ..prices.estimate import Ask, estimate
from ..prices.rates import STUDIO, studio_rates
from ..problems import AwsTrouble, CostTagsError
from .context import Context

LIFETIME = timedelta(days=7)


def known_rates(context: Context) -> Rates | None:
    """Return the prices as last read, whatever their age; asks nobody and writes nothing."""
    identity = context.known_identity()
    return _kept(context, identity) if identity else None


def rates_are_due(context: Context) -> bool:
    """Tell whether prices were never read, or more than a week ago; asks nobody."""
    known = known_rates(context)
    return known is None or not _is_young(context, known)


def fetch_rates(context: Context) -> Rates:
    """Ask the price list and keep the answer for the server and for commands.

    Raises a `CostTagsError` when it can't be read; what was kept stays.
    """
    identity = context.identity()
    found = rates(context.aws, region=identity.region, now=context.now())
    cache = context.state(identity).cache
    cache.put(_name(identity), found.document(), context.now())
    return found


def all_rates(context: Context) -> tuple[Rates | None, CostTagsError | None]:
    """Return the prices of launches and of Studio's apps, and why they or newer ones lack.

    At most a week old where they can be read; older ones serve otherwise.
    """
    try:
        found, problem = _rates(context, fresh=False)
    except CostTagsError as error:
        return None, error
    apps, why = _studio_rates(context, found)
    components = {**found.components, **(apps.components if apps else {})}
    told = AwsTrouble(problem.message, action=problem.action) if problem else None
    return replace(found, components=components), told or why


def _studio_rates(context: Context, like: Rates) -> tuple[Rates | None, CostTagsError | None]:
    cache = context.state(context.identity()).cache
    name = f"studio-rates {like.region}"
    stored = cache.get(name)
    kept = Rates.of(stored.value, STUDIO) if stored else None
    if kept and _is_young(context, kept):
        return kept, None
    try:
        found = studio_rates(context.aws, region=like.region, now=context.now())
    except CostTagsError as error:
        return kept, error
    cache.put(name, found.document(), context.now())
    return found, None


def make_estimate(context: Context, ask: Ask, *, fresh: bool = False) -> Estimate:
    """Return the ceiling, from prices that are at most a week old.

    When they can't be read now, older ones serve, with the problem beside them.
    """
    found, problem = _rates(context, fresh=fresh)
    policy = context.policy().policy
    told = estimate(found, ask, policy.confirm_above if policy else None)
    return told.model_copy(update={"problem": problem}) if problem else told


def _rates(context: Context, *, fresh: bool) -> tuple[Rates, Problem | None]:
    kept = _kept(context, context.identity())
    if kept and not fresh and _is_young(context, kept):
        return kept, None
    try:
        return fetch_rates(context), None
    except CostTagsError as error:
        if kept is None:
            raise
        return kept, error.problem()


def _kept(context: Context, identity: Identity) -> Rates | None:
    stored = context.state(identity).cache.get(_name(identity))
    return Rates.of(stored.value) if stored else None


def _name(identity: Identity) -> str:
    return f"rates {identity.region}"


def _is_young(context: Context, kept: Rates) -> bool:
    return context.now() - kept.as_of < LIFETIME
