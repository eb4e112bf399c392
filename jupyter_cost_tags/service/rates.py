"""List prices for the guard: asked once a week; a day's rest after a denial."""

from __future__ import annotations

from datetime import timedelta

from ..identity import Identity
from ..models import Problem
from ..problems import AwsTrouble, CostTagsError
from . import estimates
from .context import Context

RETRY_AFTER = timedelta(days=1)


def ask_rates(context: Context) -> bool:
    """Ask the price list if that is due; return whether prices came that were not there.

    A failure is kept, and not tried again for a day. Older prices stay.
    """
    identity = context.known_identity()
    if identity is None or not estimates.rates_are_due(context):
        return False
    cache = context.state(identity).cache
    failed = cache.get(_failure(identity))
    if failed and failed.value and context.now() - failed.stored_at < RETRY_AFTER:
        return False
    try:
        estimates.fetch_rates(context)
    except CostTagsError as error:
        told = AwsTrouble.about("Launches show no price ceiling", error).problem()
        cache.put(_failure(identity), told.model_dump(mode="json"), context.now())
        return False
    if failed:
        cache.put(_failure(identity), {}, context.now())
    return True


def rates_problem(context: Context, identity: Identity) -> Problem | None:
    """Return why there are no prices; None when there are, or nobody asked yet."""
    failed = context.state(identity).cache.get(_failure(identity))
    if not failed or not failed.value or estimates.known_rates(context):
        return None
    try:
        return Problem.model_validate(failed.value)
    except ValueError:  # written by another version
        return None


def _failure(identity: Identity) -> str:
    return f"rates-failed {identity.region}"
