"""The questions to a report as SQL: month to date, by tag, by job, untagged, trend. Pure.

`by-tag` and `untagged` are the two queries of AWS's article on SageMaker cost allocation,
corrected: the tag's column as it is spelled, quoted; NULL and '' are both "no value"; credits,
refunds and taxes apart; one month's partition only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..problems import BadRequest, Misconfigured
from ..spend.request import EXCLUDED
from .engine import Engine, midnight, text
from .schema import RECORD_TYPE, Column, Schema, tag_keys

QueryName = Literal["month", "by-tag", "by-job", "untagged", "trend", "dataset", "days", "jobs"]
QUERIES: dict[str, str] = {
    "month": "the month's sum by record type: usage, credits, refunds, taxes",
    "by-tag": "what each value of a tag key cost, and what carries none",
    "by-job": "what each resource cost, the dearest first",
    "untagged": "SageMaker resources without the tag, the dearest first",
    "trend": "months side by side, by value of the tag key",
    "dataset": "rows for a dashboard (QuickSight): the last six months whenever it runs",
}
_INSTANCE = r"ml\.[a-z0-9-]+\.[a-z0-9-]+"
OwnerTags = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Ask:
    """What is asked: months from `first` to before `end`, by which tag key, of whom."""

    query: str
    first: date
    end: date
    months: tuple[str, ...]  # YYYY-MM, oldest first: the partitions
    key: str | None = None
    metric: str = "UnblendedCost"
    owner: OwnerTags = ()  # any of these tags; empty: everybody's
    limit: int | None = None
    by: str | None = None  # of `days`: service, usage-type, instance-type; None: by the key
    rolling: int | None = None  # months before today's, whenever it runs; then no fixed months
    marks: tuple[str, ...] = ()  # of `days`: keys whose presence is told, one digit each


def sql(ask: Ask, schema: Schema, engine: Engine, table: str) -> str:
    """Return one statement over `table`, which is written as it stands.

    Raises `BadRequest` for a query that needs a tag key, and `Misconfigured` for a report
    that lacks a column.
    """
    build = _BUILDERS.get(ask.query)
    if build is None:
        raise BadRequest(
            f"There is no query {ask.query[:40]!r}.", action=f"Use one of {', '.join(QUERIES)}."
        )
    return build(_Words(ask, schema, engine, table))


class _Words:
    """The parts of a statement for one ask."""

    def __init__(self, ask: Ask, schema: Schema, engine: Engine, table: str) -> None:
        self.ask, self.schema, self.engine, self.table = ask, schema, engine, table

    @property
    def record_type(self) -> str:
        schema = self.schema
        if schema.dialect.name != "focus":
            return schema.need(RECORD_TYPE, "the line item's type").sql
        category = schema.need("chargecategory", "the charge's category").sql
        corrected = schema.find("chargeclass")
        refund = f"{category} = 'Adjustment'"
        if corrected:
            refund += f" OR {corrected.sql} = 'Correction'"
        return (
            f"CASE WHEN {category} IN ('Credit', 'Tax') THEN {category}"
            f" WHEN {refund} THEN 'Refund' ELSE {category} END"
        )

    @property
    def used(self) -> str:
        """Return the condition for usage: without credits, refunds and taxes."""
        listed = ", ".join(text(kind) for kind in EXCLUDED)
        return f"{self.record_type} NOT IN ({listed})"

    @property
    def amount(self) -> str:
        column = self.schema.dialect.costs.get(self.ask.metric)
        if column is None:
            known = ", ".join(self.schema.dialect.costs)
            raise Misconfigured(
                f"{self.ask.metric} can't be had from a {self.schema.dialect.label} export.",
                code="bad-metric",
                action=f"Use one of {known}, or Cost Explorer.",
            )
        return f"{self.engine.total(self.schema.need(column, self.ask.metric))} AS amount"

    @property
    def started(self) -> str:
        return self.engine.instant(self.schema.need(self.schema.dialect.start, "the start"))

    @property
    def currency(self) -> str:
        """Return the currency; as a text where the files themselves say that there is but one."""
        column = self.schema.need(self.schema.dialect.currency, "the currency")
        only = self.schema.constants.get(column.name)
        return column.sql if only is None else text(only)

    @property
    def resource(self) -> str:
        return self._filled(self.schema.need(self.schema.dialect.resource, "the resource"))

    def _filled(self, column: Column) -> str:
        """Return a column, NULL where it is empty; as it is where it never is."""
        if column.name in self.schema.never_empty:
            return column.sql
        return f"NULLIF({column.sql}, '')"

    @property
    def usage_type(self) -> str:
        found = self.schema.find(self.schema.dialect.usage_type)
        return found.sql if found else "NULL"

    @property
    def service(self) -> str:
        """Return the product's name as Cost Explorer has it, or its code where that is not told."""
        dialect = self.schema.dialect
        code = self.schema.need(dialect.product, "the product").sql
        named = self.schema.find("productproductname")
        if named:
            return f"COALESCE(NULLIF({named.sql}, ''), {code})"
        told = self.schema.find("product")
        if told and (told.kind.startswith("MAP") or told.is_text):
            return f"COALESCE({self.engine.in_map(told, ['product_name'])}, {code})"
        return code

    @property
    def instance_type(self) -> str:
        """Return the product's instance type; where an export has none, the usage type's end."""
        found = self.schema.find("productinstancetype")
        usage = f"NULLIF(regexp_extract({self.usage_type}, {text(_INSTANCE)}), '')"
        return f"COALESCE(NULLIF({found.sql}, ''), {usage})" if found else usage

    def group(self) -> str | None:
        """Return what the days are broken down by, if anything."""
        if self.ask.by == "service":
            return self.service
        if self.ask.by == "usage-type":
            return f"NULLIF({self.usage_type}, '')"
        if self.ask.by == "instance-type":
            return self.instance_type
        return self.tag if self.ask.key else None

    def marks(self) -> str:
        """Return a digit for each of the keys: 1 where a cost carries it."""
        told = [f"CASE WHEN {self.tag_of(key)} IS NULL THEN '0' ELSE '1' END" for key in
                self.ask.marks]  # fmt: skip
        return " || ".join(told)

    @property
    def is_sagemaker(self) -> str:
        product = self.schema.need(self.schema.dialect.product, "the product").sql
        return f"{product} IN ({', '.join(map(text, self.schema.dialect.sagemaker))})"

    @property
    def tag(self) -> str:
        if not self.ask.key:
            raise BadRequest(f"{self.ask.query} needs a tag key.", action="Add --key KEY.")
        return self.tag_of(self.ask.key)

    def tag_of(self, key: str) -> str:
        """Return a tag's value, NULL for none and for an empty one."""
        schema = self.schema
        if schema.dialect.tag_map is None:
            return self._filled(schema.tag_column(key))
        column = schema.need(schema.dialect.tag_map, "the tags")
        names = map_names(schema.dialect.name, key)
        known = [name for name in names if name in schema.map_keys]
        return self.engine.in_map(column, known or names)

    @property
    def where(self) -> str:
        """Return the months' partitions, the days, and whose costs."""
        if self.ask.rolling is not None:
            parts = self._rolling(self.ask.rolling)
        else:
            parts = [*self._partition(), f"{self.started} >= {midnight(self.ask.first)}"]
            parts.append(f"{self.started} < {midnight(self.ask.end)}")
        if self.ask.owner:
            mine = [
                f"{self.tag_of(key)} IN ({', '.join(map(text, values))})"
                for key, values in self.ask.owner
            ]
            parts.append(f"({' OR '.join(mine)})")
        return "\n  AND ".join(parts)

    def _rolling(self, count: int) -> list[str]:
        name, midnight_ = self.engine.month_back(count)
        period = self.schema.find("billingperiod")
        year, month = self.schema.find("year"), self.schema.find("month")
        found = [f"{self.started} >= {midnight_}"]
        if period:
            found.insert(0, f"{period.sql} >= {name}")
        elif year and month:
            found.insert(0, f"{year.sql} || '-' || lpad({month.sql}, 2, '0') >= {name}")
        return found

    def _partition(self) -> list[str]:
        months = self.ask.months
        period = self.schema.find("billingperiod")
        if period:
            return [f"{period.sql} IN ({', '.join(map(text, months))})"]
        year, month = self.schema.find("year"), self.schema.find("month")
        if year is None or month is None:
            return []
        years = sorted({name[:4] for name in months})
        numbers = sorted({name[5:] for name in months} | {name[5:].lstrip("0") for name in months})
        return [
            f"{year.sql} IN ({', '.join(map(text, years))})",
            f"{month.sql} IN ({', '.join(map(text, numbers))})",
        ]

    def select(
        self,
        columns: Mapping[str, str],
        conditions: Sequence[str] = (),
        order: str = "amount DESC",
    ) -> str:
        """Return a sum by the columns and the currency."""
        listed = {**columns, "currency": self.currency}
        names = [f"{value} AS {name}" for name, value in listed.items()]
        places = ", ".join(
            str(place + 1) for place, value in enumerate(listed.values()) if value[0] != "'"
        )
        more = "".join(f"\n  AND {condition}" for condition in conditions)
        limit = f"\nLIMIT {self.ask.limit}" if self.ask.limit else ""
        return (
            f"SELECT {', '.join(names)}, {self.amount}\n"
            f"FROM {self.table}\nWHERE {self.where}{more}\n"
            f"GROUP BY {places}\nORDER BY {order}{limit}"
        )


def map_names(dialect: str, key: str) -> list[str]:
    """Return how a map of tags may name a key, the documented way first."""
    owner, bare = ("aws", key[4:]) if key.startswith("aws:") else ("user", key)
    spelled = [f"{owner}_{name}" for name in tag_keys(bare)]
    if dialect == "cur2":
        return [*spelled, f"{owner}:{bare}", key]
    return [key, f"{owner}:{bare}", *spelled]


def _month(words: _Words) -> str:
    return words.select({"record_type": words.record_type}, order="record_type")


def _days(words: _Words) -> str:
    """Return everything that a month's view needs in one scan."""
    columns = {"day": f"date_trunc('day', {words.started})"}
    group = words.group()
    if group:
        columns["tag"] = group
    columns["record_type"] = words.record_type
    if words.ask.marks:
        columns["marks"] = words.marks()
    return words.select(columns, order="day")


def _dataset(words: _Words) -> str:
    """Return the rows of a dashboard, each amount with all that its charts ask for."""
    columns = {
        "day": f"date_trunc('day', {words.started})",
        "record_type": words.record_type,
        "service": words.service,
        "sagemaker": f"CASE WHEN {words.is_sagemaker} THEN 'yes' ELSE 'no' END",
        "resource": f"COALESCE({words.resource}, 'No resource')",
        "usage_type": words.usage_type,
        "tagged": f"CASE WHEN {words.tag} IS NULL THEN 'no' ELSE 'yes' END",
        "tag": f"COALESCE({words.tag}, 'Not tagged')",
    }
    return words.select(columns, order="day")


def _jobs(words: _Words) -> str:
    """Return what each resource cost, whatever its service."""
    return words.select({"resource": words.resource}, [words.used])


def _by_tag(words: _Words) -> str:
    return words.select({"tag": words.tag}, [words.used])


def _by_job(words: _Words) -> str:
    return words.select({"resource": words.resource}, [words.used, words.is_sagemaker])


def _untagged(words: _Words) -> str:
    columns = {"resource": words.resource, "usage_type": words.usage_type}
    return words.select(columns, [words.used, words.is_sagemaker, f"{words.tag} IS NULL"])


def _trend(words: _Words) -> str:
    columns = {"month": f"date_trunc('month', {words.started})"}
    if words.ask.key:
        columns["tag"] = words.tag
    return words.select(columns, [words.used], order="month, amount DESC")


_BUILDERS = {
    "month": _month,
    "days": _days,
    "jobs": _jobs,
    "dataset": _dataset,
    "by-tag": _by_tag,
    "by-job": _by_job,
    "untagged": _untagged,
    "trend": _trend,
}
