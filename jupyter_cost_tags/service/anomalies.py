"""Cost anomalies: asked only when somebody wants them, since each request costs money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from ..budgets.anomalies import MOST_DAYS, found, monitors, told
from ..models import Anomalies
from ..models.anomalies import AnomaliesState
from ..problems import BadRequest, CostTagsError, Denied, NotAvailable
from ..spend.metered import CostExplorer
from ..spend.result import PRICE
from . import spends
from .budgets import mine_of
from .context import Context

LIFETIME = timedelta(hours=24)
SHELF = "anomalies"
DAYS = 30
_MONITORS = "anomaly monitors"
_MONITORS_HOLD = timedelta(days=7)
_LASTING = frozenset({"ok", "none", "no-monitor"})


def anomalies(context: Context, *, days: int = DAYS, fresh: bool = False) -> Anomalies:
    """Return the anomalies of the last days, from what is kept if that is young enough."""
    cache = context.state(context.identity()).cache
    name = SHELF if days == DAYS else f"{SHELF} {days}"
    stored = None if fresh else cache.get(name)
    if stored and context.now() - stored.stored_at < LIFETIME:
        try:
            return Anomalies.model_validate(stored.value)
        except ValueError:  # written by another version
            pass
    asked = ask_anomalies(context, days=days)
    if asked.state in _LASTING:
        cache.put(name, asked.model_dump(mode="json"), context.now())
    return asked


def ask_anomalies(context: Context, *, days: int = DAYS) -> Anomalies:
    """Ask Cost Explorer: one request, and one more a week for the monitors; $0.01 each.

    Lasting reasons are states. Raises the `CostTagsError` of what may pass, `Exhausted` when
    the day's cap does not allow it, and `BadRequest` for more days than AWS keeps.
    """
    if not 1 <= days <= MOST_DAYS:
        raise BadRequest(f"Anomalies are kept for {MOST_DAYS} days: ask for 1 to {MOST_DAYS}.")
    settings = context.settings
    explorer = CostExplorer(
        context.aws,
        context.state(context.identity()).meter,
        context.now(),
        settings.daily_cap if settings.spend_enabled else 0,
    )
    today = context.now().date()
    since = today - timedelta(days=days)
    try:
        listed = found(explorer, since, today)
        known, problem = _monitors(context, explorer)
    except (Denied, NotAvailable) as error:
        return _empty(context, explorer, days, _state_of(error), error)
    except CostTagsError as error:
        if error.code != "not-enabled":
            raise
        return _empty(context, explorer, days, "not-enabled", error)
    shown, others = told(listed, known, mine_of(context))
    state: AnomaliesState = "ok" if listed else "none"
    if not listed and known == []:
        state = "no-monitor"
    return _empty(context, explorer, days, state, problem).model_copy(
        update={"anomalies": shown, "others": others}
    )


def _monitors(
    context: Context, explorer: CostExplorer
) -> tuple[list[dict[str, Any]] | None, CostTagsError | None]:
    """Return the monitors, kept for a week; None with the reason where they can't be read."""
    cache = context.state(context.identity()).cache
    stored = cache.get(_MONITORS)
    if stored and context.now() - stored.stored_at < _MONITORS_HOLD:
        return list(stored.value["monitors"]), None
    try:
        known = monitors(explorer)
    except CostTagsError as error:
        return None, error
    cache.put(_MONITORS, {"monitors": known}, context.now())
    return known, None


def _state_of(error: CostTagsError) -> AnomaliesState:
    return "no-permission" if isinstance(error, Denied) else "not-available"


def _empty(
    context: Context,
    explorer: CostExplorer,
    days: int,
    state: AnomaliesState,
    why: CostTagsError | None,
) -> Anomalies:
    today = context.now().date()
    month = spends.kept_view(context, f"{context.now():%Y-%m}")
    return Anomalies(
        state=state,
        since=(today - timedelta(days=days)).isoformat(),
        until=today.isoformat(),
        currency=month.currency if month else None,
        anomalies=[],
        others=0,
        as_of=context.now(),
        requests=explorer.requests,
        request_cost=str(Decimal(PRICE) * explorer.requests),
        problem=why.problem() if why else None,
    )
