"""The operations about budgets and anomalies: what is kept, and what asks AWS."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from ..models import (
    Anomalies,
    AnomaliesRequest,
    AnomaliesSection,
    Budgets,
    BudgetScope,
    BudgetsRequest,
    BudgetsSection,
)
from ..workers import Workers
from . import anomalies, budgets
from .context import Context
from .sections import Shelf


def anomalies_shelf() -> Shelf[Anomalies]:
    """Return where anomalies are kept."""
    return Shelf(anomalies.SHELF, Anomalies, anomalies.LIFETIME)


class Budgeting:
    """Budgets and anomalies of one server."""

    context: Context
    workers: Workers
    _budgets: dict[str, Shelf[Budgets]]
    _anomalies: Shelf[Anomalies]
    _lock: threading.Lock

    def budgets(self, request: BudgetsRequest | None = None) -> BudgetsSection:
        """Return the budgets as last read; out of date where my tags are others by now."""
        read = self._budget_shelf((request or BudgetsRequest()).scope).read(self.context)
        if budgets.is_of_other_tags(self.context, read["value"]):
            read["stale"] = True
        return BudgetsSection(**read)

    def refresh_budgets(self, request: BudgetsRequest) -> Future[None] | None:
        """Read the budgets if they are older than asked for; free of charge."""
        shelf = self._budget_shelf(request.scope)
        if budgets.is_of_other_tags(self.context, shelf.read(self.context)["value"]):
            request = request.model_copy(update={"force": True})
        return shelf.refresh(
            self.context,
            self.workers,
            request,
            lambda: budgets.ask_budgets(self.context, request.scope),
        )

    def anomalies(self, _: AnomaliesRequest | None = None) -> AnomaliesSection:
        """Return the anomalies as last asked for."""
        return AnomaliesSection(**self._anomalies.read(self.context))

    def refresh_anomalies(self, request: AnomaliesRequest) -> Future[None] | None:
        """Ask for anomalies; costs Cost Explorer requests, so only with `force`."""
        if not request.force:
            return None
        return self._anomalies.refresh(
            self.context, self.workers, request, lambda: anomalies.ask_anomalies(self.context)
        )

    def _budget_shelf(self, scope: BudgetScope) -> Shelf[Budgets]:
        name = f"budgets {scope}"
        with self._lock:
            return self._budgets.setdefault(
                name,
                Shelf(
                    name,
                    Budgets,
                    budgets.LIFETIME,
                    lifetime_of=budgets.lifetime,
                    retry_after=budgets.RETRY_AFTER.total_seconds(),
                ),
            )
