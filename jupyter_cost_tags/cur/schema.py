"""The columns of a report, found by name whatever their spelling, and the dialect they are of.

Names: AWS's "Cost and Usage Report" user guide (data dictionary; Athena column names) for legacy
CUR, Data Exports' table dictionary for CUR 2.0 and FOCUS 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..problems import Misconfigured

DialectName = Literal["cur1", "cur2", "focus"]

_ODD = re.compile(r"[^a-z0-9]+")
_EVERY_CAPITAL = re.compile(r"(?=[A-Z])")
_FIRST_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Dialect:
    """Where a dialect keeps what every query needs; names without case and punctuation."""

    name: DialectName
    label: str
    marks: tuple[str, ...]  # columns that tell it from the others
    start: str
    resource: str
    product: str
    sagemaker: tuple[str, ...]  # what SageMaker is called in the product's column
    usage_type: str
    currency: str
    costs: Mapping[str, str]  # metric -> column
    tag_map: str | None  # column with a map of tags; None: a column for each key


DIALECTS: dict[str, Dialect] = {
    "cur2": Dialect(
        "cur2",
        "CUR 2.0",
        ("lineitemunblendedcost", "resourcetags"),
        "lineitemusagestartdate",
        "lineitemresourceid",
        "lineitemproductcode",
        ("AmazonSageMaker",),
        "lineitemusagetype",
        "lineitemcurrencycode",
        {
            "UnblendedCost": "lineitemunblendedcost",
            "NetUnblendedCost": "lineitemnetunblendedcost",
            "BlendedCost": "lineitemblendedcost",
        },
        "resourcetags",
    ),
    "cur1": Dialect(
        "cur1",
        "legacy CUR",
        ("lineitemunblendedcost",),
        "lineitemusagestartdate",
        "lineitemresourceid",
        "lineitemproductcode",
        ("AmazonSageMaker",),
        "lineitemusagetype",
        "lineitemcurrencycode",
        {
            "UnblendedCost": "lineitemunblendedcost",
            "NetUnblendedCost": "lineitemnetunblendedcost",
            "BlendedCost": "lineitemblendedcost",
        },
        None,
    ),
    "focus": Dialect(
        "focus",
        "FOCUS",
        ("billedcost", "chargecategory"),
        "chargeperiodstart",
        "resourceid",
        "servicename",
        ("Amazon SageMaker", "Amazon SageMaker AI", "AmazonSageMaker"),
        "xusagetype",
        "billingcurrency",
        {"UnblendedCost": "billedcost", "AmortizedCost": "effectivecost"},
        "tags",
    ),
}
RECORD_TYPE = "lineitemlineitemtype"


@dataclass(frozen=True)
class Column:
    """A column as it is spelled, and its type as the engine names it, in upper case."""

    name: str
    kind: str

    @property
    def sql(self) -> str:
        """Return the quoted identifier."""
        return '"' + self.name.replace('"', '""') + '"'

    @property
    def is_text(self) -> bool:
        """Tell whether it holds text."""
        return self.kind.startswith(("VARCHAR", "STRING", "CHAR"))


@dataclass(frozen=True)
class Schema:
    """A report's columns; `partitions` are those that its files or partitions are cut by."""

    dialect: Dialect
    columns: Mapping[str, Column]  # by name without case and punctuation
    spelled: Mapping[str, Column]  # by name as it is
    map_keys: frozenset[str] = frozenset()  # of the map of tags, as far as they were looked at
    constants: Mapping[str, str] = field(default_factory=dict)  # columns with one value in all rows
    never_empty: frozenset[str] = frozenset()  # columns without ''; NULL may be there

    def find(self, squashed: str) -> Column | None:
        """Return a column, if the report has it."""
        return self.columns.get(squashed)

    def need(self, squashed: str, what: str) -> Column:
        """Return a column; raises `Misconfigured` for a report without it."""
        found = self.find(squashed)
        if found is None:
            raise Misconfigured(
                f"The report has no column for {what} ({self.dialect.label}).",
                code="report-lacks-column",
                action="Export the report with that column, or name the right --dialect.",
            )
        return found

    def tag_column(self, key: str) -> Column:
        """Return the column of a tag key in a report with one for each.

        Raises `Misconfigured` where there is none: the key is not activated, or no cost of these
        months carried it.
        """
        for name in (f"resourceTags/user:{key}", f"resourceTags/{key}", *_tag_names(key)):
            found = self.spelled.get(name) or self.spelled.get(name.lower())
            if found:
                return found
        raise Misconfigured(
            f"The report has no column for the tag key {key!r}.",
            code="not-activated",
            action=f"Activate the key for billing. Tag columns there: {self._known_tags()}.",
        )

    def _known_tags(self) -> str:
        heads = ("resource_tags_", "resourceTags/")
        found = [name for name in self.spelled if name.startswith(heads)]
        return ", ".join(sorted(found)[:12]) or "none"


def _tag_names(key: str) -> Iterable[str]:
    """Yield how Athena spells a key's column; tools differ about capitals in a row."""
    owner, bare = ("aws", key[4:]) if key.startswith("aws:") else ("user", key)
    for name in tag_keys(bare):
        yield f"resource_tags_{owner}_{name}"


def tag_keys(bare: str) -> tuple[str, ...]:
    """Return a key as AWS spells it in column names and in CUR 2.0's map, likeliest first.

    An underscore before each capital, small letters, underscores for anything else, none twice
    and none at the ends (CUR user guide, Athena column names).
    """
    documented = _spelled(_EVERY_CAPITAL.sub("_", bare))
    return tuple(dict.fromkeys((documented, _spelled(_FIRST_CAPITALS.sub("_", bare)))))


def _spelled(text: str) -> str:
    return _ODD.sub("_", text.lower()).strip("_")


def squash(name: str) -> str:
    """Return a column's name without case and punctuation: every export spells it otherwise."""
    return _ODD.sub("", name.lower())


def schema_of(columns: Sequence[tuple[str, str]], wanted: str | None = None) -> Schema:
    """Return the schema of the columns, each with its type; `wanted` names the dialect.

    Raises `Misconfigured` for columns that are no report's, or another dialect's.
    """
    found = [Column(name, kind.upper()) for name, kind in columns]
    by_name = {squash(column.name): column for column in reversed(found)}
    dialect = DIALECTS[wanted] if wanted else _told_by(by_name)
    if dialect is None or any(mark not in by_name for mark in dialect.marks):
        label = f"a {dialect.label} export" if dialect else "a cost report"
        raise Misconfigured(
            f"These columns are not those of {label}: {_few(column.name for column in found)}.",
            code="not-a-report",
            action="Name a legacy CUR, CUR 2.0 or FOCUS export, or its --dialect.",
        )
    return Schema(dialect, by_name, {column.name: column for column in found})


def assumed(name: str, keys: Iterable[str], *, partitions: Sequence[str]) -> Schema:
    """Return what a report of a dialect has as a rule, for SQL that is only printed."""
    dialect = DIALECTS[name]
    plain = [(column, "VARCHAR") for column in _USUAL[name]]
    costs = [(column, "DOUBLE") for column in _USUAL_COSTS[name]]
    times = [(_USUAL_START[name], "TIMESTAMP")]
    tags: list[tuple[str, str]] = []
    if dialect.tag_map:
        tags = [("resource_tags" if name == "cur2" else "tags", "MAP(VARCHAR, VARCHAR)")]
    else:
        tags = [(next(iter(_tag_names(key))), "VARCHAR") for key in keys]
    cut = [(column, "VARCHAR") for column in partitions]
    return schema_of([*plain, *costs, *times, *tags, *cut], name)


_CUR = (
    "line_item_resource_id",
    "line_item_product_code",
    "line_item_usage_type",
    "line_item_currency_code",
    "line_item_line_item_type",
)
_USUAL = {
    "cur1": _CUR,
    "cur2": _CUR,
    "focus": (
        "resourceid",
        "servicename",
        "x_usagetype",
        "billingcurrency",
        "chargecategory",
        "chargeclass",
    ),
}
_CUR_COSTS = (
    "line_item_unblended_cost",
    "line_item_net_unblended_cost",
    "line_item_blended_cost",
)
_USUAL_COSTS = {"cur1": _CUR_COSTS, "cur2": _CUR_COSTS, "focus": ("billedcost", "effectivecost")}
_USUAL_START = {
    "cur1": "line_item_usage_start_date",
    "cur2": "line_item_usage_start_date",
    "focus": "chargeperiodstart",
}
PARTITIONS = {"cur1": ("year", "month"), "cur2": ("billing_period",), "focus": ("billing_period",)}


def _told_by(columns: Mapping[str, Column]) -> Dialect | None:
    for dialect in DIALECTS.values():
        if all(mark in columns for mark in dialect.marks):
            return dialect
    return None


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    more = ", …" if len(listed) > 6 else ""
    return (", ".join(listed[:6]) + more) or "none"
