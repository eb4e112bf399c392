"""Cost Anomaly Detection: the monitors of the account, and what they found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from ...world import AwsError
from .access import invalid
from .periods import today

if TYPE_CHECKING:
    from ...world import Call

_KEPT = timedelta(days=90)
_PAGE = 100


def anomalies(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the anomalies that began in an interval of at most 90 days."""
    _enabled(call)
    start, end = _interval(call, params["DateInterval"])
    found = [
        one
        for one in call.world.anomalies
        if start <= date.fromisoformat(one["AnomalyStartDate"]) <= end
        and params.get("MonitorArn") in (None, one["MonitorArn"])
    ]
    return _paged(call, params, "Anomalies", "AnomalyId", found)


def monitors(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the monitors, or those that are named."""
    _enabled(call)
    wanted = params.get("MonitorArnList") or []
    known = {one["MonitorArn"]: one for one in call.world.anomaly_monitors}
    if set(wanted) - known.keys():
        raise AwsError("UnknownMonitorException", "The cost anomaly monitor does not exist.")
    found = [one for arn, one in known.items() if not wanted or arn in wanted]
    return _paged(call, params, "AnomalyMonitors", "MonitorArn", found)


def _enabled(call: Call) -> None:
    if not call.world.cost_explorer_enabled:
        raise AwsError("AccessDeniedException", "User not enabled for cost explorer access")


def _interval(call: Call, given: dict[str, str]) -> tuple[date, date]:
    try:
        start = date.fromisoformat(given["StartDate"])
        end = date.fromisoformat(given.get("EndDate") or today(call.now).isoformat())
    except ValueError as error:
        raise invalid("Date is invalid. Valid format is: yyyy-MM-dd.") from error
    if start > end:
        raise invalid("Start date should be before end date")
    if today(call.now) - start > _KEPT or end - start > _KEPT:
        raise invalid(f"DateInterval can't go back more than {_KEPT.days} days.")
    return start, end


def _paged(
    call: Call, params: dict[str, Any], member: str, name: str, found: list[dict[str, Any]]
) -> dict[str, Any]:
    shown, token = page(
        found,
        lambda one: sort_key(one[name], ""),
        size=params.get("MaxResults") or _PAGE,
        token=params.get("NextPageToken"),
        scope=[call.operation, params.get("DateInterval"), params.get("MonitorArn")],
        invalid="InvalidNextTokenException",
    )
    return {member: shown} | ({"NextPageToken": token} if token else {})
