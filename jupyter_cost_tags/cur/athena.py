"""A report behind Athena: start, poll, stop at a limit, read the rows; every byte is told."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..aws import Aws
from ..problems import AwsTrouble, BadResponse, CostTagsError, Exhausted
from .engine import ENGINES
from .schema import Schema, schema_of

ENGINE = ENGINES["athena"]
CATALOG = "AwsDataCatalog"
# Athena's list price for SQL in us-east-1, and the least that a query is billed.
USD_PER_TB = Decimal(5)
_TB = Decimal(1024**4)
_LEAST = 10 * 1024**2
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 2.0  # seconds between polls
_PATIENCE = 600.0
_DONE = frozenset({"SUCCEEDED", "FAILED", "CANCELLED"})
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Place:
    """Where a table is and where results go; a workgroup may name the output itself."""

    database: str
    table: str
    workgroup: str | None = None
    output: str | None = None  # s3://…
    catalog: str = CATALOG

    @property
    def sql(self) -> str:
        """Return the quoted table."""
        return ".".join('"' + name.replace('"', '""') + '"' for name in (self.database, self.table))


@dataclass(frozen=True)
class Answer:
    """A finished query: its columns, its rows as text, what it read, and Athena's id."""

    columns: list[str]
    rows: list[list[str | None]]
    scanned: int
    query_id: str


class QueryFailed(AwsTrouble):
    """Athena could not run the query."""

    code = "query-failed"
    action = "Check --database, --table and --dialect; `cur sql` prints the statement."


def price(scanned: int) -> Decimal:
    """Return what Athena bills for the bytes, in USD by list price: 10 MB at least."""
    cost = max(scanned, _LEAST) * USD_PER_TB / _TB
    return cost.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def schema(aws: Aws, place: Place, dialect: str | None) -> Schema:
    """Return the table's columns and partitions from the catalog; raises a `CostTagsError`."""
    answer = aws.call(
        "athena",
        "GetTableMetadata",
        expects=("TableMetadata",),
        CatalogName=place.catalog,
        DatabaseName=place.database,
        TableName=place.table,
        **({"WorkGroup": place.workgroup} if place.workgroup else {}),
    )
    table = answer["TableMetadata"]
    listed = [*(table.get("Columns") or []), *(table.get("PartitionKeys") or [])]
    return schema_of([(str(c["Name"]), _kind(str(c.get("Type", "")))) for c in listed], dialect)


def _kind(hive: str) -> str:
    """Return Trino's name of a Hive type, as far as it matters here."""
    return "VARCHAR" if hive.lower().startswith(("string", "char")) else hive


def run(  # noqa: PLR0913  (one query has these parts)
    aws: Aws,
    place: Place,
    sql: str,
    *,
    limit: int | None = None,
    progress: Progress = lambda _state, _scanned: None,
    sleep: Callable[[float], None] = time.sleep,
    patience: float = _PATIENCE,
) -> Answer:
    """Run a statement and return its rows.

    A query that reads more than `limit` bytes, takes longer than `patience` seconds or is
    interrupted is stopped: what it read until then is billed all the same. Raises
    `QueryFailed`, `Exhausted` for a limit, and the `CostTagsError` of a failed call.
    """
    query_id = _start(aws, place, sql)
    try:
        scanned = _wait(aws, query_id, limit, progress, sleep, patience)
    except BaseException:
        _stop(aws, query_id)
        raise
    columns, rows = _results(aws, query_id)
    return Answer(columns, rows, scanned, query_id)


def _start(aws: Aws, place: Place, sql: str) -> str:
    asked: dict[str, Any] = {
        "QueryString": sql,
        "ClientRequestToken": secrets.token_hex(16),  # a second try starts no second query
        "QueryExecutionContext": {"Database": place.database, "Catalog": place.catalog},
    }
    if place.workgroup:
        asked["WorkGroup"] = place.workgroup
    if place.output:
        asked["ResultConfiguration"] = {"OutputLocation": place.output}
    answer = aws.call("athena", "StartQueryExecution", expects=("QueryExecutionId",), **asked)
    return str(answer["QueryExecutionId"])


def _wait(  # noqa: PLR0913
    aws: Aws,
    query_id: str,
    limit: int | None,
    progress: Progress,
    sleep: Callable[[float], None],
    patience: float,
) -> int:
    wait, waited = _FIRST_WAIT, 0.0
    while True:
        state, scanned, why = _state(aws, query_id)
        progress(state, scanned)
        if state == "SUCCEEDED":
            return scanned
        if state in _DONE:
            raise QueryFailed(f"Athena's query ended as {state}. {_reason(why)}".strip())
        if limit is not None and scanned > limit:
            raise Exhausted(
                f"The query was stopped: it had read {scanned} bytes, and the limit is {limit}.",
                code="scan-limit",
                action="Ask for one month of a partitioned table, or raise --max-scan.",
            )
        if waited >= patience:
            raise QueryFailed("Athena's query took too long and was stopped.", code="too-slow")
        sleep(wait)
        waited += wait
        wait = min(wait * 1.5, _LONGEST_WAIT)


def _state(aws: Aws, query_id: str) -> tuple[str, int, str]:
    answer = aws.call(
        "athena", "GetQueryExecution", expects=("QueryExecution",), QueryExecutionId=query_id
    )
    execution = answer["QueryExecution"]
    status = execution.get("Status") or {}
    if "State" not in status:
        raise BadResponse("The answer to athena:GetQueryExecution has no state.")
    statistics = execution.get("Statistics") or {}
    scanned = int(statistics.get("DataScannedInBytes") or 0)
    return str(status["State"]), scanned, str(status.get("StateChangeReason") or "")


def _reason(said: str) -> str:
    """Return Athena's word for what is wrong, without its text, which may hold data."""
    known = {
        "COLUMN_NOT_FOUND": "A column of the statement is not in the table.",
        "TABLE_NOT_FOUND": "The table does not exist.",
        "SCHEMA_NOT_FOUND": "The database does not exist.",
        "HIVE_BAD_DATA": "A file is not of the table's form.",
        "TYPE_MISMATCH": "A column is of another type than in such an export.",
        "SYNTAX_ERROR": "The statement doesn't fit the table.",
    }
    return next((words for code, words in known.items() if code in said), "")


def _stop(aws: Aws, query_id: str) -> None:
    try:
        aws.call("athena", "StopQueryExecution", QueryExecutionId=query_id)
    except CostTagsError:  # it ends by itself; the first trouble is the one to tell
        return


def _results(aws: Aws, query_id: str) -> tuple[list[str], list[list[str | None]]]:
    """Return all pages; the first row of the first page repeats the columns' names."""
    columns: list[str] = []
    rows: list[list[str | None]] = []
    for number, page in enumerate(_pages(aws, query_id)):
        found = page["ResultSet"]
        described = (found.get("ResultSetMetadata") or {}).get("ColumnInfo") or []
        columns = columns or [str(column["Name"]) for column in described]
        listed = [[cell.get("VarCharValue") for cell in row["Data"]] for row in found["Rows"]]
        rows += listed[1:] if number == 0 and listed and listed[0] == columns else listed
    if any(len(row) != len(columns) for row in rows):
        raise BadResponse("A row of Athena's answer has another length than its columns.")
    return columns, rows


def _pages(aws: Aws, query_id: str) -> Iterator[dict[str, Any]]:
    return aws.pages(
        "athena",
        "GetQueryResults",
        expects=("ResultSet",),
        QueryExecutionId=query_id,
        MaxResults=1000,
    )
