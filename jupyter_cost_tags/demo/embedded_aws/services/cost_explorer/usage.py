"""GetCostAndUsage and its sister with resources: sums by time and by up to two groups."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...report import text
from ...world import AwsError
from .access import invalid, ledger_of
from .expressions import DIMENSIONS, RESOURCE_ID, Words, condition
from .periods import Period, historical, is_estimated, month_start, split, today

if TYPE_CHECKING:
    from ...ledger import Ledger
    from ...world import Call

# Metric -> the ledger's column; list price accounts have one cost by every name.
METRICS = {
    "AmortizedCost": "line_item_unblended_cost",
    "BlendedCost": "line_item_unblended_cost",
    "NetAmortizedCost": "line_item_net_unblended_cost",
    "NetUnblendedCost": "line_item_net_unblended_cost",
    "NormalizedUsageAmount": "0",
    "UnblendedCost": "line_item_unblended_cost",
    "UsageQuantity": "line_item_usage_amount",
}
_GROUPS_PER_PAGE = 500
_MOST_GROUPS = 2
_RESOURCE_DAYS = 14
_UNIT = "CASE WHEN count(DISTINCT pricing_unit) = 1 THEN any_value(pricing_unit) END"

Keys = tuple[str, ...]
Sums = dict[str, dict[str, str]]


def metric_name(given: str) -> str:
    """Return a metric's name as answers carry it; AWS takes `UNBLENDED_COST` as well."""
    name = "".join(word.title() for word in given.split("_")) if given.isupper() else given
    if name not in METRICS:
        valid = ", ".join(METRICS)
        raise invalid(f"Metric {given} is not valid. Valid values for metrics are: {valid}")
    return name


def cost_and_usage(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Answer GetCostAndUsage."""
    return _answer(call, params, Words(call.world))


def cost_and_usage_with_resources(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Answer GetCostAndUsageWithResources: the last 14 days, down to one resource."""
    ledger_of(call, params)
    if not call.world.has_resource_costs:
        message = "Resource-level data is not enabled for this account."
        raise AwsError("DataUnavailableException", message)
    start = historical(params["TimePeriod"], call.now).start
    if start < today(call.now) - timedelta(days=_RESOURCE_DAYS):
        message = "start date is too old for hourly, the max supported days for hourly granularity"
        raise invalid(f"{message} is {_RESOURCE_DAYS} days.")
    if "RESOURCE_ID" not in json.dumps([params["Filter"], params.get("GroupBy")]):
        raise invalid("Group by or filter by RESOURCE_ID is required.")
    wanted = {**params, "Metrics": params.get("Metrics") or ["UnblendedCost"]}
    return _answer(call, wanted, Words(call.world, DIMENSIONS | RESOURCE_ID))


@dataclass(frozen=True)
class _Question:
    """A request, read and checked."""

    call: Call
    ledger: Ledger
    period: Period
    granularity: str
    metrics: list[str]
    groups: list[dict[str, str]]
    keys: list[str]  # SQL of each group's key
    where: str

    def label(self, part: Period) -> date:
        """Return the day under which the sums of a period stand."""
        return month_start(part.start) if self.granularity == "MONTHLY" else part.start


def _answer(call: Call, params: dict[str, Any], words: Words) -> dict[str, Any]:
    question = _read(call, params, words)
    sums = _sums(question)
    parts = split(question.period, question.granularity)
    results = [_result(question, part, sums[question.label(part)]) for part in parts]
    shown, token = _page(results, params)
    groups = question.groups
    answer = {"ResultsByTime": shown, "DimensionValueAttributes": _attributes(call, groups)}
    if groups:
        answer["GroupDefinitions"] = groups
    return answer | ({"NextPageToken": token} if token else {})


def _read(call: Call, params: dict[str, Any], words: Words) -> _Question:
    ledger = ledger_of(call, params)
    if params["Granularity"] == "HOURLY":
        raise invalid("Hourly granularity is not enabled for this account.")
    period = historical(params["TimePeriod"], call.now)
    if not params["Metrics"]:
        raise invalid("Metrics can't be empty.")
    metrics = [metric_name(name) for name in params["Metrics"]]
    groups = params.get("GroupBy", [])
    where = condition(words, params.get("Filter"))
    keys = _selected(words, groups)
    return _Question(call, ledger, period, params["Granularity"], metrics, groups, keys, where)


def _selected(words: Words, groups: list[dict[str, str]]) -> list[str]:
    """Return SQL of each group's key; a tag's is `key$value`, and `key$` where there is none."""
    if len(groups) > _MOST_GROUPS:
        raise invalid(f"GroupBy can have at most {_MOST_GROUPS} groups.")
    found = []
    for group in groups:
        kind, key = group.get("Type"), group.get("Key", "")
        if kind == "DIMENSION":
            found.append(words.dimension(key))
        elif kind in ("TAG", "COST_CATEGORY"):
            value = words.tag(key) if kind == "TAG" else "''"
            found.append(f"({text(key + '$')} || {value})")
        else:
            raise invalid(f"Group definition type {kind} is not supported.")
    return found


def _sums(question: _Question) -> dict[date, dict[Keys, Sums]]:
    """Sum the ledger by day or month and by group."""
    count, metrics = len(question.keys), question.metrics
    unit = "month" if question.granularity == "MONTHLY" else "day"
    columns = [f"date_trunc('{unit}', line_item_usage_start_date)::DATE AS period", *question.keys]
    sums = [f"sum({METRICS[name]})" for name in metrics]
    places = ", ".join(str(place + 1) for place in range(len(columns)))
    items = question.ledger.items(question.call.world)
    rows = question.ledger.read(
        f"SELECT {', '.join([*columns, _UNIT, *sums])} FROM ({items})"  # noqa: S608
        " WHERE line_item_usage_start_date >= ? AND line_item_usage_start_date < ?"
        f" AND {question.where} GROUP BY {places} ORDER BY {places}",
        [question.period.start, question.period.end],
    )
    found: dict[date, dict[Keys, Sums]] = defaultdict(dict)
    for period, *row in rows:
        found[period][tuple(row[:count])] = {
            name: _amount(name, amount, question.ledger.currency, row[count])
            for name, amount in zip(metrics, row[count + 1 :], strict=True)
        }
    return found


def _amount(metric: str, value: Decimal | int, currency: str, unit: str | None) -> dict[str, str]:
    is_cost = metric.endswith("Cost")
    return {"Amount": plain(Decimal(value)), "Unit": currency if is_cost else unit or "N/A"}


def plain(value: Decimal) -> str:
    """Write an amount as AWS does: every decimal it has, no exponent, no trailing zeros."""
    written = f"{value:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def _result(question: _Question, part: Period, found: dict[Keys, Sums]) -> dict[str, Any]:
    currency = question.ledger.currency
    nothing = {name: _amount(name, 0, currency, None) for name in question.metrics}
    listed = [{"Keys": list(keys), "Metrics": sums} for keys, sums in found.items()]
    return {
        "TimePeriod": part.wire,
        "Total": {} if question.groups else found.get((), nothing),
        "Groups": listed if question.groups else [],
        "Estimated": is_estimated(part, question.call.now),
    }


def _attributes(call: Call, groups: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Describe the accounts when grouped by them."""
    if not any(group.get("Key") == "LINKED_ACCOUNT" for group in groups):
        return []
    return [{"Value": call.world.account, "Attributes": {"description": "Northwind Analytics"}}]


def _page(
    results: list[dict[str, Any]], params: dict[str, Any]
) -> tuple[list[dict[str, Any]], str | None]:
    """Return one page of at most 500 groups; a period may go on in the next page."""
    asked = {name: value for name, value in params.items() if name != "NextPageToken"}
    scope = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
    place, skipped = _position(params.get("NextPageToken"), scope)
    room = _GROUPS_PER_PAGE
    shown = []
    for number, result in enumerate(results[place:], place):
        groups = result["Groups"][skipped:]
        shown.append({**result, "Groups": groups[:room]})
        if len(groups) > room or (len(groups) == room and number + 1 < len(results)):
            position = [number, skipped + room] if len(groups) > room else [number + 1, 0]
            return shown, base64.b64encode(json.dumps([scope, *position]).encode()).decode()
        room -= len(groups)
        skipped = 0
    return shown, None


def _position(token: str | None, scope: str) -> tuple[int, int]:
    if token is None:
        return 0, 0
    try:
        known, place, skipped = json.loads(base64.b64decode(token, validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise AwsError("InvalidNextTokenException", "Invalid next page token.") from error
    if known != scope:
        raise AwsError("RequestChangedException", "Request changed since the last page.")
    return int(place), int(skipped)
