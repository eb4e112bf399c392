"""Cost anomalies, asked of Cost Explorer behind the meter, and which of them touch my tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..models import Anomaly, AnomalyCause, BudgetMatch
from ..spend.metered import CostExplorer
from .filters import leaves, of_expression
from .mine import Mine, matches, why
from .read import spelled
from .words import plain

Monitor = Mapping[str, Any]
MOST_DAYS = 90  # GetAnomalies keeps no more (AWS docs, DateInterval)
_SAGEMAKER = "sagemaker"
_TENTH = Decimal("0.1")


def found(explorer: CostExplorer, since: date, until: date) -> list[dict[str, Any]]:
    """Return the anomalies that began in an interval, $0.01 a page."""
    interval = {"StartDate": since.isoformat(), "EndDate": until.isoformat()}
    pages = explorer.pages("GetAnomalies", {"DateInterval": interval})
    return [one for page in pages for one in page["Anomalies"]]


def monitors(explorer: CostExplorer) -> list[dict[str, Any]]:
    """Return the account's monitors, $0.01 a page; they seldom change."""
    pages = explorer.pages("GetAnomalyMonitors", {})
    return [one for page in pages for one in page["AnomalyMonitors"]]


def told(
    anomalies: Sequence[Mapping[str, Any]], known: Sequence[Monitor] | None, mine: Mine
) -> tuple[list[Anomaly], int]:
    """Return what touches me or SageMaker in my account, mine first, and how many others.

    `known` is None where the monitors could not be read: nothing can be tied to a tag then.
    """
    by_arn = {str(one.get("MonitorArn")): one for one in known or ()}
    read = [_anomaly(one, by_arn.get(str(one["MonitorArn"])), mine) for one in anomalies]
    shown = [one for one in read if one.mine or _is_here(one, mine)]
    shown.sort(key=lambda one: (not one.mine, -Decimal(one.impact), one.id))
    return shown, len(read) - len(shown)


def _anomaly(one: Mapping[str, Any], monitor: Monitor | None, mine: Mine) -> Anomaly:
    impact = one["Impact"]
    total = impact.get("TotalImpact", impact["MaxImpact"])
    tied = _matches(one, monitor, mine) if monitor else []
    return Anomaly(
        id=str(one["AnomalyId"]),
        start=_day(one.get("AnomalyStartDate")),
        end=_day(one.get("AnomalyEndDate")),
        impact=str(_amount(total)),
        actual=_amount(impact.get("TotalActualSpend")),
        expected=_amount(impact.get("TotalExpectedSpend")),
        impact_percent=_percent(impact.get("TotalImpactPercentage")),
        monitor=str(monitor["MonitorName"]) if monitor else None,
        mine=bool(tied),
        why=why(tied) or _unknown(monitor),
        matches=tied,
        causes=[_cause(cause) for cause in one.get("RootCauses") or ()],
        feedback=one.get("Feedback"),
    )


def _matches(one: Mapping[str, Any], monitor: Monitor, mine: Mine) -> list[BudgetMatch]:
    """Return the tags of mine that the monitor watches, or that the anomaly is about."""
    specification = monitor.get("MonitorSpecification") or {}
    if monitor.get("MonitorDimension") == "TAG":  # one key, every value by itself
        key = str((specification.get("Tags") or {}).get("Key") or "")
        value = str(one.get("DimensionValue") or "").removeprefix(f"{key}$")
        if value not in mine.tags.get(key, ()):
            return []
        return [BudgetMatch(key=key, value=value, mark="tag")]
    return matches(of_expression(specification), mine) if specification else []


def _unknown(monitor: Monitor | None) -> str:
    if monitor is None:
        return "its monitor can't be read, so whose costs it watches isn't known"
    by_tag = monitor.get("MonitorDimension") == "TAG"
    specified = monitor.get("MonitorSpecification")
    if by_tag or (specified and any(one.kind == "tag" for one in leaves(of_expression(specified)))):
        return "its monitor watches tags that aren't yours"
    return "its monitor watches the account, not tags: whose costs these are isn't known"


def _is_here(one: Anomaly, mine: Mine) -> bool:
    """Tell whether it may be about SageMaker in my account."""
    return any(
        _SAGEMAKER in (cause.service or "").lower() and cause.account in {None, mine.account}
        for cause in one.causes
    )


def _cause(told_: Mapping[str, Any]) -> AnomalyCause:
    return AnomalyCause(
        service=told_.get("Service"),
        region=told_.get("Region"),
        account=told_.get("LinkedAccount"),
        usage_type=told_.get("UsageType"),
        contribution=_amount((told_.get("Impact") or {}).get("Contribution")),
    )


def _amount(value: Any) -> str | None:
    """Return an amount in cents; AWS sends these as JSON numbers."""
    return None if value is None else spelled(Decimal(str(value)))


def _percent(value: Any) -> str | None:
    if value is None:
        return None
    return plain(Decimal(str(value)).quantize(_TENTH, ROUND_HALF_UP))


def _day(value: Any) -> str | None:
    return str(value)[:10] if value else None
