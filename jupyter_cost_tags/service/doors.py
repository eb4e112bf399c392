"""A Cost and Usage Report, opened: files with DuckDB, fetched from S3 first, or Athena's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from ..cur import athena
from ..cur.engine import ENGINES
from ..cur.fetch import fetch
from ..cur.local import Report, files
from ..cur.query import Ask, sql
from ..cur.schema import Schema
from ..policy.rules import ReportRule
from ..problems import Misconfigured
from .context import Context

MAX_SCAN = 10 * 1024**3


@dataclass(frozen=True)
class Source:
    """Where the report is: a path, an s3:// URL, or a table behind Athena."""

    path: str | None = None
    place: athena.Place | None = None
    dialect: str | None = None
    max_scan: int | None = None  # bytes
    progress: athena.Progress = lambda _state, _scanned: None

    @property
    def name(self) -> Literal["athena", "cur-file"]:
        """Return how the source is called on the wire."""
        return "athena" if self.place else "cur-file"

    @classmethod
    def of_policy(cls, rule: ReportRule) -> Source:
        """Return the report that a policy names."""
        dialect = None if rule.dialect == "auto" else rule.dialect
        if rule.database and rule.table:
            place = athena.Place(rule.database, rule.table, rule.workgroup, rule.output)
            return cls(None, place, dialect, MAX_SCAN)
        return cls(rule.files, None, dialect, MAX_SCAN)


@dataclass(frozen=True)
class Told:
    """What an engine answered."""

    columns: list[str]
    rows: Sequence[Sequence[Any]]
    scanned: int | None = None  # bytes that Athena read
    query_id: str | None = None


class Door(Protocol):
    """An open report."""

    schema: Schema
    files: int | None

    def ask(self, ask: Ask) -> Told:
        """Return the rows of one question; raises a `CostTagsError`."""


@contextmanager
def opened(context: Context, source: Source, months: Sequence[str]) -> Iterator[Door]:
    """Open a report for the months; raises a `CostTagsError` for what is none or can't be read."""
    if source.place:
        yield _Table(context, source, source.place)
        return
    found = Report(files(_path(context, source, months)), source.dialect)
    try:
        yield _Files(found)
    finally:
        found.close()


class _Table:
    """A table behind Athena."""

    def __init__(self, context: Context, source: Source, place: athena.Place) -> None:
        self._aws, self._source, self._place = context.aws.metered(), source, place
        self.schema = athena.schema(self._aws, place, source.dialect)
        self.files: int | None = None

    def ask(self, ask: Ask) -> Told:
        told = athena.run(
            self._aws,
            self._place,
            sql(ask, self.schema, athena.ENGINE, self._place.sql),
            limit=self._source.max_scan,
            progress=self._source.progress,
        )
        return Told(told.columns, told.rows, told.scanned, told.query_id)


class _Files:
    """Files behind DuckDB."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.schema = report.schema
        self.files: int | None = len(report.paths)

    def ask(self, ask: Ask) -> Told:
        rows = self._report.run(sql(ask, self.schema, ENGINES["duckdb"], self._report.table))
        return Told(self._report.names(), rows)


def _path(context: Context, source: Source, months: Sequence[str]) -> Path:
    if source.path is None:
        raise Misconfigured(
            "No report is named.",
            code="no-report",
            action="Name its files with --from, or its table with --database and --table.",
        )
    if source.path.startswith("s3://"):
        folder = context.state(context.identity()).folder / "cur"
        return fetch(
            context.aws.metered(), source.path, folder, months=months, limit=source.max_scan
        )
    path = Path(source.path).expanduser()
    if not path.exists():
        raise Misconfigured(
            f"There is no {path.name or path}.", code="no-report", action="Check --from."
        )
    return path
