"""Cost Explorer over the ledger: costs, forecasts, values, and cost allocation tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .allocation import backfill, backfill_history, list_tags, update_tags
from .anomalies import anomalies, monitors
from .forecast import cost_forecast
from .usage import cost_and_usage, cost_and_usage_with_resources
from .values import dimension_values, tags

if TYPE_CHECKING:
    from ...world import Operation

OPERATIONS: dict[str, Operation] = {
    "GetAnomalies": anomalies,
    "GetAnomalyMonitors": monitors,
    "GetCostAndUsage": cost_and_usage,
    "GetCostAndUsageWithResources": cost_and_usage_with_resources,
    "GetCostForecast": cost_forecast,
    "GetTags": tags,
    "GetDimensionValues": dimension_values,
    "ListCostAllocationTags": list_tags,
    "UpdateCostAllocationTagsStatus": update_tags,
    "StartCostAllocationTagBackfill": backfill,
    "ListCostAllocationTagBackfillHistory": backfill_history,
}
