"""A report in files, asked with DuckDB: Parquet or CSV, one file, or a folder with partitions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..problems import BadRequest, CostTagsError, Misconfigured
from .engine import ENGINES, text
from .schema import Schema, schema_of
from .versions import MANIFEST, MOST_OF_MANIFEST, newest

_KINDS = {
    "parquet": (".parquet", ".parq"),
    "csv": (".csv", ".csv.gz"),
}
_MEMORY = "256MB"
_THREADS = 2
_LOOKED_AT = 20000  # rows
_SHORT = 16  # letters; statistics may cut longer texts short
ENGINE = ENGINES["duckdb"]
Rows = list[tuple[Any, ...]]


class Unreadable(CostTagsError):
    """A file is no report, cut short, or of another form than the others."""

    code = "report-unreadable"
    status = 409
    action = "Fetch the report's files anew; all must be of one export."


def files(path: Path) -> list[Path]:
    """Return a report's files below a path, all of one kind, of each month the newest version.

    Raises `Misconfigured` for none, and as `versions.newest`.
    """
    if path.is_file():
        found = [path]
    else:
        every = sorted(one for one in path.rglob("*") if one.is_file())
        manifests = {one.as_posix(): _content(one) for one in every if _is_manifest(one)}
        named = newest((one.as_posix() for one in every if _kind(one)), manifests)
        found = [Path(one) for one in named]
    kinds = {_kind(one) for one in found}
    if not found or None in kinds:
        raise Misconfigured(
            f"There is no Parquet or CSV file at {path.name or path}.",
            code="no-report",
            action="Name the file, or the folder that holds the report's files.",
        )
    if len(kinds) > 1:
        raise BadRequest(
            "The folder has Parquet and CSV files.", action="Name one export's folder."
        )
    return found


def _is_manifest(path: Path) -> bool:
    return path.name.lower().endswith(MANIFEST) and path.stat().st_size <= MOST_OF_MANIFEST


def _content(path: Path) -> Any:
    """Return a manifest's content; None for one that is torn."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for kind, ends in _KINDS.items() if name.endswith(ends)), None)


class Report:
    """One report in files: a connection of its own, in memory, with bounded memory."""

    def __init__(self, paths: Sequence[Path], dialect: str | None = None) -> None:
        """Read the columns; raises `Unreadable`, and `Misconfigured` without DuckDB."""
        self.paths = list(paths)
        self._database = _connect()
        self.table = _table(self.paths)
        described = self.run(f"DESCRIBE SELECT * FROM {self.table}")  # noqa: S608  (our paths)
        schema = schema_of([(row[0], row[1]) for row in described], dialect)
        self.schema: Schema = replace(
            schema, map_keys=self._map_keys(schema), **self._said_by_footers(schema)
        )

    def _said_by_footers(self, schema: Schema) -> dict[str, Any]:
        """Return what Parquet's footers prove: a column of one value, and columns without ''.

        Grouping by a second column and looking for '' in 5 million rows took a third of a query.
        Statistics that are missing or NULL in any part prove nothing; a value that was cut short
        is smaller or larger than any, so that both ends are alike only where they are whole.
        """
        if _kind(self.paths[0]) != "parquet":
            return {}
        texts = [column.name for column in schema.spelled.values() if column.is_text]
        if not texts:
            return {}
        names = ", ".join(text(str(path)) for path in self.paths)
        rows = self.run(
            "SELECT path_in_schema, min(stats_min_value), max(stats_max_value),"  # noqa: S608
            " sum(stats_null_count), bool_and(stats_min_value IS NOT NULL"
            " OR stats_null_count = num_values), count(DISTINCT file_name),"
            " bool_and(stats_min_value IS NOT NULL AND stats_null_count = 0)"
            f" FROM parquet_metadata([{names}])"
            f" WHERE path_in_schema IN ({', '.join(map(text, texts))}) GROUP BY 1"
        )
        constants: dict[str, str] = {}
        filled: set[str] = set()
        for name, least, most, _, is_told, in_files, is_full in rows:
            if in_files != len(self.paths) or not is_told:
                continue
            if least is None or least > "":
                filled.add(name)
            if is_full and least is not None and least == most and len(least) <= _SHORT:
                constants[name] = least
        return {"constants": constants, "never_empty": frozenset(filled)}

    def _map_keys(self, schema: Schema) -> frozenset[str]:
        """Return the keys that the first rows' maps of tags have: each look into one is dear."""
        column = schema.find(schema.dialect.tag_map or "")
        if column is None or not column.kind.startswith("MAP"):
            return frozenset()
        rows = self.run(
            f"SELECT DISTINCT unnest(map_keys({column.sql}))"  # noqa: S608  (our own columns)
            f" FROM (SELECT {column.sql} FROM {self.table} LIMIT {_LOOKED_AT})"
        )
        return frozenset(str(row[0]) for row in rows)

    def run(self, sql: str) -> Rows:
        """Return the rows of a statement; raises `Unreadable` for what can't be read or cast."""
        try:
            found: Rows = self._database.execute(sql).fetchall()
        except Exception as error:  # noqa: BLE001  (duckdb's, imported in there)
            raise self._told(error) from None
        return found

    def names(self) -> list[str]:
        """Return the columns of the last statement."""
        return [column[0] for column in self._database.description]

    def close(self) -> None:
        """End the connection."""
        self._database.close()

    def _told(self, error: Exception) -> CostTagsError:
        import duckdb  # noqa: PLC0415

        said = str(error)
        named = next((path.name for path in self.paths if str(path) in said), None)
        where = f" {named}" if named else ""
        if isinstance(error, duckdb.OutOfMemoryException):
            return Unreadable("There is too little memory for this report.", code="no-memory")
        if isinstance(error, duckdb.ConversionException):
            return Unreadable(f"A value in the report{where} is not of its column's type.")
        if isinstance(error, duckdb.Error | OSError):
            return Unreadable(f"The report's file{where} can't be read ({type(error).__name__}).")
        raise error


def _connect() -> Any:
    try:
        import duckdb  # noqa: PLC0415  (0.2 s and 60 MB: only where a report is in files)
    except ImportError:
        raise Misconfigured(
            "A report in files needs DuckDB, which is not installed.",
            code="no-duckdb",
            action='Install it: pip install "jupyter-cost-tags[cur]"; or use Athena.',
        ) from None
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "threads": _THREADS,
        "autoinstall_known_extensions": False,
        "preserve_insertion_order": False,
    }
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _table(paths: Iterable[Path]) -> str:
    """Return the files as one table: columns by name, and tags as text, never as numbers."""
    listed = list(paths)
    names = ", ".join(text(str(path)) for path in listed)
    common = "union_by_name = true, hive_partitioning = true, hive_types_autocast = false"
    if _kind(listed[0]) == "csv":
        return f"read_csv([{names}], header = true, all_varchar = true, {common})"
    return f"read_parquet([{names}], {common})"
