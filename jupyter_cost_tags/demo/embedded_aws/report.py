"""SQL over the ledger: what is billed by now, and its tags as the bill knows them."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import World

# Columns of CUR 2.0, then two of our own: all tags by their own keys, Cost Explorer's SERVICE.
COLUMNS = {
    "bill_billing_period_start_date": "TIMESTAMP",
    "bill_payer_account_id": "VARCHAR",
    "line_item_usage_account_id": "VARCHAR",
    "line_item_line_item_type": "VARCHAR",
    "line_item_usage_start_date": "TIMESTAMP",
    "line_item_usage_end_date": "TIMESTAMP",
    "line_item_product_code": "VARCHAR",
    "line_item_usage_type": "VARCHAR",
    "line_item_operation": "VARCHAR",
    "line_item_resource_id": "VARCHAR",
    "line_item_usage_amount": "DECIMAL(24,10)",
    "line_item_currency_code": "VARCHAR",
    "line_item_unblended_rate": "VARCHAR",
    "line_item_unblended_cost": "DECIMAL(24,10)",
    "line_item_net_unblended_cost": "DECIMAL(24,10)",
    "line_item_line_item_description": "VARCHAR",
    "pricing_unit": "VARCHAR",
    "product_instance_type": "VARCHAR",
    "product_region_code": "VARCHAR",
    "product": "MAP(VARCHAR, VARCHAR)",
    "tags": "MAP(VARCHAR, VARCHAR)",
    "service": "VARCHAR",
}

_MONTH = "bill_billing_period_start_date"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ODD = re.compile(r"[^a-z0-9]+")


def text(value: str) -> str:
    """Quote a text for SQL."""
    return "'" + value.replace("'", "''") + "'"


def column_key(tag_key: str) -> str:
    """Name a tag key as CUR 2.0 does in `resource_tags`: `cost-center` is `user_cost_center`.

    Two keys can collide; AWS's own naming does that.
    """
    owner, bare = ("aws", tag_key[4:]) if tag_key.startswith("aws:") else ("user", tag_key)
    return f"{owner}_{_ODD.sub('_', _WORD.sub('_', bare).lower())}"


def active_since(entry: dict[str, Any] | None, now: datetime) -> datetime | None:
    """Return from which UTC day on a key is in the bill; `None` for a key that isn't active.

    A finished backfill moves the day back: it applies today's activation to the past.
    """
    if entry is None or entry.get("status") != "Active":
        return None
    since: datetime = entry["since"]
    done_at, backfilled = entry.get("backfill_done"), entry.get("backfill_from")
    if backfilled is not None and done_at is not None and done_at <= now:
        since = min(since, backfilled)
    return since.astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)


def tag_sql(tag_key: str, activation: dict[str, dict[str, Any]], now: datetime) -> str:
    """Select a tag's value as the bill knows it: empty when untagged or not activated yet."""
    since = active_since(activation.get(tag_key), now)
    if since is None:
        return "''"
    value = f"coalesce(map_extract(tags, {text(tag_key)})[1], '')"
    start = f"TIMESTAMP '{since:%Y-%m-%d %H:%M:%S}'"
    return f"CASE WHEN line_item_usage_start_date >= {start} THEN {value} ELSE '' END"


def export_sql(
    items: str, activation: dict[str, dict[str, Any]], now: datetime, columns: tuple[str, ...]
) -> str:
    """Select line items as a CUR 2.0 export has them: `resource_tags` with active keys only."""
    pairs = ", ".join(
        f"{{'k': {text(column_key(key))}, 'v': {tag_sql(key, activation, now)}}}"
        for key, entry in sorted(activation.items())
        if active_since(entry, now) is not None
    )
    tags = f"map_from_entries([p FOR p IN [{pairs}] IF p.v <> ''])" if pairs else "MAP {}"
    return f"SELECT {', '.join(columns)}, {tags} AS resource_tags FROM ({items})"  # noqa: S608


def billed_sql(until: datetime, tax_rate: Decimal) -> str:
    """Select what is billed before `until`, with each month's tax on the month's first day."""
    limit = f"TIMESTAMP '{until:%Y-%m-%d %H:%M:%S}'"
    columns = ", ".join(COLUMNS)
    tax = ", ".join(f"{value} AS {name}" for name, value in _taxed(tax_rate).items())
    billed = f"SELECT {columns} FROM line_items WHERE line_item_usage_start_date < {limit}"  # noqa: S608
    return (
        f"{billed} UNION ALL SELECT {tax} FROM ({billed}) AS billed"  # noqa: S608
        " WHERE line_item_line_item_type <> 'Tax'"
        f" GROUP BY {_MONTH}, line_item_product_code"
    )


def _taxed(tax_rate: Decimal) -> dict[str, str]:
    """Return the columns of a month's tax: no resource, no usage type, no tag."""
    cost = f"CAST(round(sum(line_item_unblended_cost) * {tax_rate}, 2) AS DECIMAL(24,10))"
    return {
        **dict.fromkeys(COLUMNS, "NULL"),
        "bill_billing_period_start_date": _MONTH,
        "bill_payer_account_id": "any_value(bill_payer_account_id)",
        "line_item_usage_account_id": "any_value(line_item_usage_account_id)",
        "line_item_currency_code": "any_value(line_item_currency_code)",
        "line_item_line_item_type": "'Tax'",
        "line_item_usage_start_date": _MONTH,
        "line_item_usage_end_date": f"{_MONTH} + INTERVAL 1 MONTH",
        "line_item_product_code": "line_item_product_code",
        "line_item_usage_amount": "1",
        "line_item_unblended_cost": cost,
        "line_item_net_unblended_cost": cost,
        "line_item_line_item_description": "'Tax for product code ' || line_item_product_code",
        "product": "MAP {}",
        "tags": "MAP {}",
        "service": "'Tax'",
    }


def billed_until(world: World) -> datetime:
    """Return the instant before which costs are in the bill: a UTC midnight, about a day back."""
    seen = world.now().astimezone(timezone.utc) - world.billing_lag
    return seen.replace(hour=0, minute=0, second=0, microsecond=0)
