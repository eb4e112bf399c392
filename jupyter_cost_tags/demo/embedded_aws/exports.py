"""The ledger as exports: legacy CUR, CUR 2.0 and FOCUS; as tables and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .report import COLUMNS, active_since, column_key, export_sql, tag_sql, text

if TYPE_CHECKING:
    from pathlib import Path

    from .world import World

DIALECTS = ("cur1", "cur2", "focus")
PARTITIONS = {"cur1": ("year", "month"), "cur2": ("billing_period",), "focus": ("billing_period",)}

_MONTH = "bill_billing_period_start_date"
_COSTS = ("line_item_unblended_cost", "line_item_net_unblended_cost")
_PLAIN = tuple(name for name in COLUMNS if name not in {"product", "tags", "service", *_COSTS})
_GROUPS = {"bill": "bill", "line_item": "lineItem", "pricing": "pricing", "product": "product"}
# What FOCUS 1.0 with AWS's columns has, from what CUR 2.0 has.
_FOCUS = {
    "BillingAccountId": "bill_payer_account_id",
    "BillingCurrency": "line_item_currency_code",
    "BillingPeriodStart": _MONTH,
    "ChargeCategory": (
        "CASE line_item_line_item_type WHEN 'Credit' THEN 'Credit' WHEN 'Tax' THEN 'Tax'"
        " ELSE 'Usage' END"
    ),
    "ChargeClass": "CASE line_item_line_item_type WHEN 'Refund' THEN 'Correction' END",
    "ChargePeriodStart": "line_item_usage_start_date",
    "ChargePeriodEnd": "line_item_usage_end_date",
    "BilledCost": "CAST(line_item_unblended_cost AS DOUBLE)",
    "EffectiveCost": "CAST(line_item_net_unblended_cost AS DOUBLE)",
    "ResourceId": "line_item_resource_id",
    "ServiceName": "service",
    "x_UsageType": "line_item_usage_type",
    "x_Operation": "line_item_operation",
}


def table_sql(world: World, dialect: str, *, as_csv: bool = False) -> str:
    """Select the ledger as a dialect's export, its partition columns last."""
    items = world.ledger.items(world)
    return {"cur1": _legacy, "cur2": _cur2, "focus": _focus}[dialect](world, items, as_csv=as_csv)


def write(world: World, folder: Path, dialect: str, file_format: str = "parquet") -> Path:
    """Write an export's files below a folder, one part for each month; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sql = table_sql(world, dialect, as_csv=file_format == "csv")
    by = ", ".join(PARTITIONS[dialect])
    options = f"FORMAT {file_format}, PARTITION_BY ({by}), OVERWRITE_OR_IGNORE"
    world.ledger.query(f"COPY ({sql}) TO {text(str(folder))} ({options})")
    return folder


def columns(world: World, dialect: str) -> list[tuple[str, str]]:
    """Return the table's columns with Hive's types."""
    described = world.ledger.read(f"DESCRIBE {table_sql(world, dialect)}")
    return [(str(row[0]).lower(), _hive(str(row[1]))) for row in described]


def _hive(kind: str) -> str:
    names = {"VARCHAR": "string", "TIMESTAMP": "timestamp", "DOUBLE": "double"}
    return names.get(kind) or ("map<string,string>" if kind.startswith("MAP") else kind.lower())


def _active(world: World) -> list[str]:
    now = world.now()
    return sorted(k for k, e in world.activation.items() if active_since(e, now) is not None)


def _legacy(world: World, items: str, *, as_csv: bool) -> str:
    """Select a column for each key; two keys may mean one column, and AWS keeps one of them."""
    named: dict[str, str] = {}
    for key in _active(world):
        name = f"resourceTags/user:{key}" if as_csv else f"resource_tags_{column_key(key)}"
        named.setdefault(name, tag_sql(key, world.activation, world.now()))
    tags = [
        f"CASE line_item_line_item_type WHEN 'Tax' THEN NULLIF({value}, '') ELSE {value} END"
        f" AS {_quoted(name)}"
        for name, value in named.items()
    ]
    plain = [f"{name} AS {_quoted(_raw(name) if as_csv else name)}" for name in _PLAIN]
    costs = [
        f"CAST({name} AS DOUBLE) AS {_quoted(_raw(name) if as_csv else name)}" for name in _COSTS
    ]
    plain.append(
        f"service AS {_quoted('product/ProductName' if as_csv else 'product_product_name')}"
    )
    cut = [f"strftime({_MONTH}, '%Y') AS year", f"CAST(month({_MONTH}) AS VARCHAR) AS month"]
    return f"SELECT {', '.join([*plain, *costs, *tags, *cut])} FROM ({items})"  # noqa: S608


def _cur2(world: World, items: str, *, as_csv: bool) -> str:
    export = export_sql(items, world.activation, world.now(), tuple(COLUMNS)[:-2])
    plain = ", ".join(_PLAIN)
    costs = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in _COSTS)
    tags = "CAST(to_json(resource_tags) AS VARCHAR)" if as_csv else "resource_tags"
    cut = f"strftime({_MONTH}, '%Y-%m') AS billing_period"
    return f"SELECT {plain}, {costs}, {tags} AS resource_tags, {cut} FROM ({export})"  # noqa: S608


def _focus(world: World, items: str, *, as_csv: bool) -> str:
    pairs = ", ".join(
        f"{{'k': {text(key)}, 'v': {tag_sql(key, world.activation, world.now())}}}"
        for key in _active(world)
    )
    tags = f"map_from_entries([p FOR p IN [{pairs}] IF p.v <> ''])" if pairs else "MAP {}"
    if as_csv:
        tags = f"CAST(to_json({tags}) AS VARCHAR)"
    plain = ", ".join(f"{value} AS {name}" for name, value in _FOCUS.items())
    cut = f"strftime({_MONTH}, '%Y-%m') AS billing_period"
    return f"SELECT {plain}, {tags} AS Tags, {cut} FROM ({items})"  # noqa: S608


def _raw(name: str) -> str:
    """Spell a legacy column as its CSV files do: `lineItem/UnblendedCost`."""
    group = next(head for head in sorted(_GROUPS, key=len, reverse=True) if name.startswith(head))
    words: Any = name[len(group) + 1 :].split("_")
    return f"{_GROUPS[group]}/{''.join(word.title() for word in words)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
