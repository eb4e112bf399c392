"""Athena over the ledger: statements are executed, never canned.

Trino's SQL is transpiled to DuckDB's; the database `billing` has one table for each export.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..exports import PARTITIONS, columns, table_sql
from ..paging import page, sort_key
from ..world import AwsError

if TYPE_CHECKING:
    from ..world import Call, Operation, World

DATABASE = "billing"
TABLES = {"cur_legacy": "cur1", "cur2": "cur2", "focus": "focus"}
WORKGROUPS = {"reports"}  # those whose configuration names an output location
_PAGE = 1000
_BYTES = 16  # of one cell, about
_POLLS = ("QUEUED", "RUNNING")  # before it is done
_NO_OUTPUT = (
    "No output location provided. An output location is required either through the Workgroup"
    " result configuration setting or as an API input."
)


def invalid(message: str) -> AwsError:
    """Return an InvalidRequestException."""
    return AwsError("InvalidRequestException", message)


def start_query(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Run a statement at once; polls see it queued and running first."""
    import sqlglot  # noqa: PLC0415  (with the first query only)

    group = params.get("WorkGroup", "primary")
    output = (params.get("ResultConfiguration") or {}).get("OutputLocation")
    if group not in WORKGROUPS and not output:
        raise invalid(_NO_OUTPUT)
    token = params.get("ClientRequestToken")
    for known, execution in call.world.athena.items():
        if token and execution["token"] == token:
            return {"QueryExecutionId": known}
    try:
        statement = sqlglot.parse_one(params["QueryString"], read="athena")
    except sqlglot.errors.ParseError as error:
        raise invalid(f"line 1:1: mismatched input. {error.errors[0]['description']}") from error
    database = (params.get("QueryExecutionContext") or {}).get("Database", "default")
    number = f"{secrets.token_hex(4)}-0000-4000-8000-{secrets.token_hex(6)}"
    call.world.athena[number] = {
        "token": token,
        "sql": params["QueryString"],
        "submitted": call.now,
        "polls": 0,
        "cancelled": False,
        **_executed(call.world, statement, database),
    }
    return {"QueryExecutionId": number}


def _executed(world: World, statement: Any, database: str) -> dict[str, Any]:
    """Return columns, rows and bytes of a statement, or why it failed."""
    from sqlglot import exp  # noqa: PLC0415

    failed = {"columns": [], "rows": [], "scanned": 0}
    tables = list(statement.find_all(exp.Table))
    names = [table.name for table in tables]
    for table in tables:
        known = (table.db or database) == DATABASE and table.name in TABLES
        if not known:
            where = f"awsdatacatalog.{table.db or database}.{table.name}"
            return {**failed, "why": f"TABLE_NOT_FOUND: Table '{where}' does not exist"}
    scanned = sum(_scanned(world, statement, TABLES[name]) for name in names)
    views = {f"athena_{name}": table_sql(world, TABLES[name]) for name in names}
    for table in tables:
        table.replace(exp.to_table(f"athena_{table.name}", alias=table.alias_or_name))
    sql = statement.sql(dialect="duckdb")

    def run() -> tuple[list[Any], list[Any]]:
        for view, inner in views.items():
            world.ledger.query(f"CREATE OR REPLACE TEMP VIEW {view} AS {inner}")
        return world.ledger.query(f"DESCRIBE {sql}"), world.ledger.query(sql)

    try:
        described, rows = world.ledger.once((sql, *views.values()), run)
    except Exception as error:  # noqa: BLE001  (duckdb's: told as Athena words it)
        return {**failed, "why": _worded(error)}
    return {
        "columns": [(str(row[0]), _trino(str(row[1]))) for row in described],
        "rows": [[_cell(value) for value in row] for row in rows],
        "scanned": scanned,
        "why": "",
    }


def _scanned(world: World, statement: Any, dialect: str) -> int:
    """Count what Athena would read: the named columns of the partitions that a filter keeps."""
    from sqlglot import exp  # noqa: PLC0415

    cut = PARTITIONS[dialect]
    kept = [
        node.sql(dialect="duckdb")
        for node in statement.find_all(exp.In, exp.EQ)
        if isinstance(node.this, exp.Column) and node.this.name.lower() in cut
    ]
    where = " AND ".join(kept) or "true"
    sql = f"SELECT count(*) FROM ({table_sql(world, dialect)}) WHERE {where}"  # noqa: S608
    used = {column.name.lower() for column in statement.find_all(exp.Column)}
    return int(world.ledger.read(sql)[0][0]) * _BYTES * len(used - set(cut))


def _worded(error: Exception) -> str:
    said = str(error)
    if "Binder" in said and "column" in said.lower():
        return "COLUMN_NOT_FOUND: line 1:8: Column cannot be resolved"
    return "TYPE_MISMATCH: line 1:8" if "Conversion" in said or "cast" in said else "SYNTAX_ERROR"


def _trino(kind: str) -> str:
    names = {"TIMESTAMP": "timestamp", "BIGINT": "bigint", "HUGEINT": "bigint"}
    return "decimal" if kind.startswith("DECIMAL") else names.get(kind, kind.lower())


def _cell(value: Any) -> str | None:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}.000"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def _execution(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] | None = call.world.athena.get(params["QueryExecutionId"])
    if found is None:
        raise invalid(f"QueryExecution {params['QueryExecutionId']} was not found")
    return found


def _state(execution: dict[str, Any]) -> str:
    if execution["cancelled"]:
        return "CANCELLED"
    if execution["polls"] < len(_POLLS):
        return _POLLS[execution["polls"]]
    return "FAILED" if execution["why"] else "SUCCEEDED"


def get_execution(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Tell how far a query is; each look brings it one step on."""
    execution = _execution(call, params)
    state = _state(execution)
    execution["polls"] += 1
    why = {"StateChangeReason": execution["why"]} if state == "FAILED" else {}
    scanned = 0 if state == "QUEUED" else execution["scanned"]
    status = {"State": state, "SubmissionDateTime": execution["submitted"], **why}
    return {
        "QueryExecution": {
            "QueryExecutionId": params["QueryExecutionId"],
            "Query": execution["sql"],
            "StatementType": "DML",
            "Status": status,
            "Statistics": {"DataScannedInBytes": scanned, "EngineExecutionTimeInMillis": 40},
        }
    }


def stop_query(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Cancel a query that is under way."""
    execution = _execution(call, params)
    if _state(execution) in _POLLS:
        execution["cancelled"] = True
    return {}


def get_results(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return one page of rows; the first row of the first page has the columns' names."""
    execution = _execution(call, params)
    state = _state(execution)
    if state != "SUCCEEDED":
        raise invalid(f"Query has not yet finished. Current state: {state}")
    names = [name for name, _ in execution["columns"]]
    numbered = list(enumerate([names, *execution["rows"]]))
    shown, token = page(
        numbered,
        lambda row: sort_key(row[0], ""),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=[call.operation, params["QueryExecutionId"]],
        invalid="InvalidRequestException",
    )
    rows = [{"Data": [_datum(cell) for cell in row]} for _, row in shown]
    described = [
        {"CatalogName": "hive", "Name": name, "Label": name, "Type": kind}
        for name, kind in execution["columns"]
    ]
    result = {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": described}}
    return {"ResultSet": result} | ({"NextToken": token} if token else {})


def _datum(cell: str | None) -> dict[str, str]:
    return {} if cell is None else {"VarCharValue": cell}


def table_metadata(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return a table's columns and partition keys as the catalog has them."""
    table = params["TableName"]
    if params["DatabaseName"] != DATABASE or table not in TABLES:
        message = f"EntityNotFoundException: Entity Not Found ({params['DatabaseName']}.{table})"
        raise AwsError("MetadataException", message)
    dialect = TABLES[table]
    listed = [{"Name": name, "Type": kind} for name, kind in columns(call.world, dialect)]
    cut = [one for one in listed if one["Name"] in PARTITIONS[dialect]]
    plain = [one for one in listed if one not in cut]
    described = {"Name": table, "TableType": "EXTERNAL_TABLE", "Columns": plain}
    return {"TableMetadata": {**described, "PartitionKeys": cut}}


def list_groups(_call: Call, _params: dict[str, Any]) -> dict[str, Any]:
    """List the workgroups."""
    return {"WorkGroups": [{"Name": name, "State": "ENABLED"} for name in ("primary", *WORKGROUPS)]}


OPERATIONS: dict[str, Operation] = {
    "ListWorkGroups": list_groups,
    "StartQueryExecution": start_query,
    "GetQueryExecution": get_execution,
    "StopQueryExecution": stop_query,
    "GetQueryResults": get_results,
    "GetTableMetadata": table_metadata,
}
