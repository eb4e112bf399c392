"""Where the two engines' SQL differs: Athena's (Trino) and DuckDB's. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .schema import Column

EngineName = Literal["athena", "duckdb"]
_MONEY = "DECIMAL(38, 10)"


@dataclass(frozen=True)
class Engine:
    """One engine's words."""

    name: EngineName

    def total(self, cost: Column) -> str:
        """Return the exact sum of a cost column.

        DuckDB's fsum makes up for what floats lose, so a file of doubles is summed to the cent;
        rounding at the tenth place takes away the last bit's noise, so that halves stay halves.
        Text and decimals are summed as decimals.
        """
        if self.name == "duckdb" and cost.kind in {"DOUBLE", "FLOAT", "REAL"}:
            return f"round(fsum({cost.sql}), 10)"
        value = f"NULLIF({cost.sql}, '')" if cost.is_text else cost.sql
        return f"SUM(CAST({value} AS {_MONEY}))"

    def instant(self, column: Column) -> str:
        """Return a column as a timestamp without zone, in UTC."""
        if column.kind == "TIMESTAMP" or column.kind.startswith("TIMESTAMP("):
            return column.sql
        if column.is_text and self.name == "athena":
            return f"CAST(from_iso8601_timestamp({column.sql}) AS timestamp)"
        if column.is_text:  # an offset would be left out by a plain cast
            return f"(CAST({column.sql} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')"
        return f"CAST({column.sql} AS TIMESTAMP)"

    def month_back(self, count: int) -> tuple[str, str]:
        """Return a month before the one of today (UTC), as YYYY-MM and as its first midnight."""
        if self.name == "duckdb":
            day = f"(current_date - INTERVAL {count} MONTH)"
            return f"strftime({day}, '%Y-%m')", f"date_trunc('month', {day})"
        day = f"date_add('month', -{count}, current_date)"
        return f"date_format({day}, '%Y-%m')", f"date_trunc('month', {day})"

    def in_map(self, column: Column, keys: Sequence[str]) -> str:
        """Return the first of the keys that a map has with a value; NULL where none has.

        In CSV exports the map is JSON text.
        """
        found = [f"NULLIF({self._value(column, key)}, '')" for key in dict.fromkeys(keys)]
        return found[0] if len(found) == 1 else f"COALESCE({', '.join(found)})"

    def _value(self, column: Column, key: str) -> str:
        if column.is_text and self.name == "duckdb":
            return f"json_extract_string({column.sql}, {text('$.' + _json_name(key))})"
        if column.is_text:
            return f"json_extract_scalar({column.sql}, {text('$[' + _json_name(key) + ']')})"
        if self.name == "duckdb":
            return f"map_extract({column.sql}, {text(key)})[1]"
        return f"element_at({column.sql}, {text(key)})"


ENGINES: dict[str, Engine] = {"athena": Engine("athena"), "duckdb": Engine("duckdb")}


def text(value: str) -> str:
    """Quote a text."""
    return "'" + value.replace("'", "''") + "'"


def midnight(day: date) -> str:
    """Write a UTC midnight."""
    return f"TIMESTAMP '{day.isoformat()} 00:00:00'"


def _json_name(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
