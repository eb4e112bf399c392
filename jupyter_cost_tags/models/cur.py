"""What a query over a Cost and Usage Report told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire

CurDialect = Literal["cur1", "cur2", "focus"]


class CurSql(Wire):
    """A statement for people who run it themselves."""

    query: str
    dialect: CurDialect
    engine: Literal["athena", "duckdb"]
    month: str
    sql: str
    notes: list[str]


class CurResult(Wire):
    """The rows of one query; money is a decimal string in the row's currency."""

    query: str
    source: Literal["cur-file", "athena"]
    dialect: CurDialect
    month: str = Field(description="YYYY-MM in UTC; of a trend its last month.")
    key: str | None = Field(description="The tag key that it is by.")
    columns: list[str]
    rows: list[list[str | None]]
    totals: dict[str, str] = Field(description="Sum of the rows by currency.")
    files: int | None = Field(description="How many files were read; null for Athena.")
    bytes_scanned: int | None = Field(description="What Athena read; null for files.")
    price: str | None = Field(description="In USD by Athena's list price; null for files.")
    query_id: str | None = Field(description="Athena's id of the query.")
    notes: list[str]
    as_of: Instant
