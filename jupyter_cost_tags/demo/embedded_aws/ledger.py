"""The one ledger of costs, in the form of AWS's Cost and Usage Report 2.0.

Cost Explorer, Athena and a report file are three doors to it. It follows the world's clock:
each finished day is metered once, with the tags that every resource had then.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_cost_tags.demo.embedded_aws.metering import DAY, Usage, slices, usages
from jupyter_cost_tags.demo.embedded_aws.report import (
    COLUMNS,
    billed_sql,
    billed_until,
    export_sql,
)

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import Resource, World

Row = dict[str, Any]
T = TypeVar("T")

SERVICES = {
    "AmazonSageMaker": "Amazon SageMaker",
    "AmazonEFS": "Amazon Elastic File System",
    "AmazonS3": "Amazon Simple Storage Service",
    "AmazonCloudWatch": "AmazonCloudWatch",
}

_EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)
_MOST_KNOWN = 1000  # answers
_CENT_FRACTION = Decimal("0.0000000001")


@dataclass(frozen=True)
class Standing:
    """A cost that is no SageMaker resource of ours: a file system, a bucket."""

    product_code: str
    resource_id: str
    usage: Usage
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Credit:
    """A promotional credit: a share of some usage on the first days of each month."""

    kind: str  # of the resource
    last_day: int  # of the month
    share: Decimal
    description: str


class Ledger:
    """Line items in an in-memory DuckDB; safe to use from the server's threads."""

    def __init__(
        self,
        currency: str = "USD",
        tax_rate: Decimal = Decimal("0.0725"),
        standing: Iterable[Standing] = (),
        credits: Iterable[Credit] = (),  # noqa: A002
    ) -> None:
        """Start empty; days are metered when somebody first asks for them."""
        import duckdb  # noqa: PLC0415  (0.2 s: only with a ledger)

        self.currency = currency
        self.tax_rate = tax_rate
        self.standing = list(standing)
        self.credits = list(credits)
        self.departed: list[Resource] = []  # deleted resources, which cost until they went
        self._metered: datetime | None = None
        self._lock = threading.RLock()
        self._known: dict[Hashable, Any] = {}  # answers, until line items come or go
        self._database = duckdb.connect(":memory:", config={"threads": 1})
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        self._database.execute("SET TimeZone = 'UTC'")
        self._database.execute(f"CREATE TABLE line_items ({columns}, is_metered BOOLEAN)")

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query over nothing but `line_items`."""
        key = (sql, tuple(parameters))
        return list(self.once(key, lambda: self.query(sql, parameters)))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` reads from the line items; while they stay, it reads only once."""
        with self._lock:
            if key not in self._known:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[key] = make()
            found: T = self._known[key]
        return found

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement."""
        with self._lock:
            found: list[tuple[Any, ...]] = self._database.execute(sql, list(parameters)).fetchall()
        return found

    def _change(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement that writes or deletes line items."""
        with self._lock:
            self._known.clear()
            self.query(sql, parameters)

    def add(self, rows: Iterable[Row]) -> None:
        """Write line items that no resource of ours caused, a refund say.

        Missing columns take what they are mostly; amounts and days are the caller's.
        """
        self._insert([{**_DEFAULTS, **row} for row in rows], is_metered=False)

    def clear_added(self) -> None:
        """Take back what `add` wrote."""
        self._change("DELETE FROM line_items WHERE NOT is_metered")

    def items(self, world: World) -> str:
        """Meter what is due, and return SQL of all line items that the bill has by now."""
        self.catch_up(world)
        return billed_sql(billed_until(world), self.tax_rate)

    def report(self, world: World) -> str:
        """Return SQL of the same line items as a CUR 2.0 export: active tag keys only."""
        return export_sql(self.items(world), world.activation, world.now(), tuple(COLUMNS)[:-2])

    def catch_up(self, world: World) -> None:
        """Meter the days that ended since the last time."""
        until = billed_until(world)
        with self._lock:
            if self._metered != world.billed_until:
                self._rewind(world.billed_until)
            first = self._metered or _EPOCH
            if until <= first:
                return
            self._insert(list(self._metered_rows(world, first, until)), is_metered=True)
            self._metered = world.billed_until = until

    def _rewind(self, mark: datetime | None) -> None:
        """Forget what was metered after a snapshot of the world that came back."""
        self._change(
            "DELETE FROM line_items WHERE is_metered AND line_item_usage_start_date >= ?",
            [(mark or _EPOCH).replace(tzinfo=None)],
        )
        self._metered = mark

    def _insert(self, rows: list[Row], *, is_metered: bool) -> None:
        """Load rows in bulk: one JSON text is a hundred times faster than one INSERT a row."""
        types = json.dumps([COLUMNS])
        names = ", ".join(f"r.{name}" for name in COLUMNS)
        self._change(
            f"INSERT INTO line_items SELECT {names}, ? FROM"  # noqa: S608
            f" (SELECT unnest(from_json(?, '{types}')) AS r)",
            [is_metered, json.dumps(rows)],
        )

    def _metered_rows(self, world: World, first: datetime, until: datetime) -> Iterable[Row]:
        for resource in [*world.store.all(), *self.departed]:
            for usage in usages(world, resource):
                yield from self._rows(world, resource, usage, first, until)
        for cost in self.standing:
            for part in slices(cost.usage, None, first, until):
                identity = (cost.product_code, cost.resource_id, cost.tags)
                yield self._row(world, identity, cost.usage, part.day, part.hours)

    def _rows(
        self, world: World, resource: Resource, usage: Usage, first: datetime, until: datetime
    ) -> Iterable[Row]:
        for part in slices(usage, resource, first, until):
            identity = ("AmazonSageMaker", resource.arn, part.tags)
            row = self._row(world, identity, usage, part.day, part.hours)
            yield row
            for credit in self.credits:
                if credit.kind == resource.kind and part.day.day <= credit.last_day:
                    yield _credited(row, credit)

    def _row(
        self,
        world: World,
        identity: tuple[str, str, dict[str, str]],
        usage: Usage,
        day: datetime,
        hours: Decimal,
    ) -> Row:
        product_code, resource_id, tags = identity
        cost = str((usage.hourly * hours).quantize(_CENT_FRACTION))
        rate = (usage.hourly / usage.units).quantize(_CENT_FRACTION).normalize()
        return {
            **_dates(day),
            "bill_payer_account_id": world.account,
            "line_item_usage_account_id": world.account,
            "line_item_line_item_type": "Usage",
            "line_item_product_code": product_code,
            "line_item_usage_type": usage.usage_type,
            "line_item_operation": usage.operation,
            "line_item_resource_id": resource_id,
            "line_item_usage_amount": str((usage.units * hours).quantize(_CENT_FRACTION)),
            "line_item_currency_code": self.currency,
            "line_item_unblended_rate": f"{rate:f}",
            "line_item_unblended_cost": cost,
            "line_item_net_unblended_cost": cost,
            "line_item_line_item_description": f"${rate:f} per {usage.unit} {usage.usage_type}",
            "pricing_unit": usage.unit,
            "product_instance_type": usage.instance_type or None,
            "product_region_code": world.region,
            "product": {"product_name": SERVICES.get(product_code, product_code)},
            "tags": tags,
            "service": SERVICES.get(product_code, product_code),
        }


_DEFAULTS: Row = {
    "line_item_line_item_type": "Usage",
    "line_item_product_code": "AmazonSageMaker",
    "line_item_usage_amount": "0",
    "line_item_currency_code": "USD",
    "service": "Amazon SageMaker",
    "product": {},
    "tags": {},
}


def _dates(day: datetime) -> Row:
    return {
        "bill_billing_period_start_date": f"{day:%Y-%m}-01 00:00:00",
        "line_item_usage_start_date": f"{day:%Y-%m-%d} 00:00:00",
        "line_item_usage_end_date": f"{day + DAY:%Y-%m-%d} 00:00:00",
    }


def _credited(row: Row, credit: Credit) -> Row:
    amount = -(Decimal(row["line_item_unblended_cost"]) * credit.share).quantize(_CENT_FRACTION)
    return {
        **row,
        "line_item_line_item_type": "Credit",
        "line_item_unblended_cost": str(amount),
        "line_item_net_unblended_cost": str(amount),
        "line_item_usage_amount": "0",
        "line_item_line_item_description": credit.description,
    }
