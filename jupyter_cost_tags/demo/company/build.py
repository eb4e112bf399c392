"""Build the company: the same for the same instant, and good on any day of a month."""

from __future__ import annotations

from datetime import datetime, timezone
from random import Random

from jupyter_cost_tags.demo.embedded_aws.world import Clock, World

from . import activity, ana, billing, budgets, production, studio

_SEED = 20261123


def build(now: datetime | None = None, region: str = "us-east-1") -> World:
    """Return the account as it is at `now`, where its clock stands; `None` follows the machine's.

    Everything is dated relative to `now`.
    """
    instant = (now or datetime.now(timezone.utc)).astimezone(timezone.utc)
    world = World(region=region, clock=Clock(instant))
    random = Random(_SEED)
    billing.activate(world)
    billing.adopt_tag_policy(world)
    world.ledger = billing.open_ledger(world)
    studio.found_domain(world)
    world.ledger.departed += studio.open_apps(world, random)
    world.ledger.departed += production.open_endpoints(world)
    production.run_pipelines(world, random)
    production.keep_notebook(world)
    ana.launch_jobs(world)
    activity.launch_jobs(world, random)
    budgets.set_budgets(world)
    budgets.watch_for_anomalies(world)
    world.ledger.catch_up(world)
    if now is None:
        world.clock.set(None)
    return world
