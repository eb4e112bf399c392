"""GetTags and GetDimensionValues: what there is to filter and to group by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from .access import invalid, ledger_of
from .expressions import DIMENSIONS, RESOURCE_ID, Words, condition
from .periods import historical
from .usage import METRICS, metric_name

if TYPE_CHECKING:
    from ...world import Call

_MOST = 1000
Found = list[tuple[str, Decimal]]


def tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the active tag keys with costs in the period, or the values of one of them."""
    ledger_of(call, params)
    words = Words(call.world)
    key = params.get("TagKey")
    if key:
        found = _valued(call, params, words, words.tag(key))
    else:
        found = []
        for name in words.active_keys():
            amounts = [amount for _value, amount in _valued(call, params, words, words.tag(name))]
            found += [(name, sum(amounts, Decimal(0)))] if amounts else []
    shown, rest = _listed(call, params, found)
    return {"Tags": [value for value, _amount in shown], **rest}


def dimension_values(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the values that a dimension has in the period."""
    ledger_of(call, params)
    if params.get("Context", "COST_AND_USAGE") != "COST_AND_USAGE":
        return {"DimensionValues": [], "ReturnSize": 0, "TotalSize": 0}
    words = Words(call.world, DIMENSIONS | RESOURCE_ID)
    found = _valued(call, params, words, words.dimension(params["Dimension"]))
    shown, rest = _listed(call, params, found)
    return {"DimensionValues": [{"Value": v, "Attributes": {}} for v, _amount in shown], **rest}


def _valued(call: Call, params: dict[str, Any], words: Words, value: str) -> Found:
    """Return the values in the period that contain the search string, each with its amount."""
    ledger = ledger_of(call, params)
    period = historical(params["TimePeriod"], call.now)
    where = condition(words, params.get("Filter"))
    rows = ledger.read(
        f"SELECT {value} AS value, sum({_metric(params)}) FROM ({ledger.items(call.world)})"  # noqa: S608
        " WHERE line_item_usage_start_date >= ? AND line_item_usage_start_date < ?"
        f" AND {where} GROUP BY 1",
        [period.start, period.end],
    )
    return [(found, Decimal(amount)) for found, amount in rows if found]


def _metric(params: dict[str, Any]) -> str:
    sorting = params.get("SortBy") or [{"Key": "UnblendedCost"}]
    return METRICS[metric_name(sorting[0]["Key"])]


def _listed(call: Call, params: dict[str, Any], found: Found) -> tuple[Found, dict[str, Any]]:
    """Return one page of values, and the members that say how many there are."""
    sorting = params.get("SortBy") or []
    if sorting and ("NextPageToken" in params or "SearchString" in params):
        raise invalid("NextPageToken and SearchString aren't supported with SortBy.")
    wanted = params.get("SearchString", "").lower()
    kept = [item for item in found if wanted in item[0].lower()]
    shown, token = page(
        kept,
        (lambda item: sort_key(float(item[1]), item[0]))
        if sorting
        else lambda i: sort_key(i[0], ""),
        size=min(params.get("MaxResults", _MOST), _MOST) if sorting else _MOST,
        token=params.get("NextPageToken"),
        scope=[call.operation, {k: v for k, v in params.items() if k != "NextPageToken"}],
        descending=bool(sorting) and sorting[0].get("SortOrder", "DESCENDING") == "DESCENDING",
        invalid="InvalidNextTokenException",
    )
    sizes: dict[str, Any] = {"ReturnSize": len(shown), "TotalSize": len(kept)}
    return shown, sizes | ({"NextPageToken": token} if token and not sorting else {})
