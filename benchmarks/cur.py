"""Month to date by tag and by job over 5 million rows, beside the bare DuckDB query.

    python benchmarks/cur.py [ROWS]

Same process, same connection settings, warm, query only; import and connect are printed apart.
Both queries take turns, so that what else the machine does meets both alike; the ratio is the
median of the pairs', by wall clock and by processor time.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

ROUNDS = 15
COLUMNS = """
    CAST(NULL AS VARCHAR) AS identity_line_item_id,
    'AmazonSageMaker' AS line_item_product_code,
    CASE WHEN i % 97 = 0 THEN 'Credit' ELSE 'Usage' END AS line_item_line_item_type,
    TIMESTAMP '2026-10-01' + INTERVAL (i % 1440) HOUR AS line_item_usage_start_date,
    'arn:aws:sagemaker:us-east-1:111122223333:training-job/job-' || (i % 47000)
        AS line_item_resource_id,
    'USE1-Train:ml.m5.xlarge' AS line_item_usage_type,
    'USD' AS line_item_currency_code,
    (i % 10007) / 997.0::DOUBLE AS line_item_unblended_cost,
    CASE WHEN i % 10 < 7 THEN 'CC-' || (i % 13) END AS resource_tags_user_cost_center
"""
BARE = {
    "by-tag": """
        SELECT resource_tags_user_cost_center, sum(line_item_unblended_cost) AS amount FROM {table}
        WHERE line_item_usage_start_date >= TIMESTAMP '2026-11-01'
          AND line_item_usage_start_date < TIMESTAMP '2026-11-24'
          AND line_item_line_item_type NOT IN ('Credit', 'Refund', 'Tax')
        GROUP BY 1 ORDER BY 2 DESC""",
    "by-job": """
        SELECT line_item_resource_id, sum(line_item_unblended_cost) AS amount FROM {table}
        WHERE line_item_usage_start_date >= TIMESTAMP '2026-11-01'
          AND line_item_usage_start_date < TIMESTAMP '2026-11-24'
          AND line_item_product_code = 'AmazonSageMaker'
          AND line_item_line_item_type NOT IN ('Credit', 'Refund', 'Tax')
        GROUP BY 1 ORDER BY 2 DESC""",
}


def timed(work: Callable[..., object], *arguments: object) -> float:
    return measured(work, *arguments)[0]


def measured(work: Callable[..., object], *arguments: object) -> tuple[float, float]:
    """Return the seconds on the clock, and those of this process's processors."""
    start, used = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - start, time.process_time() - used


def told(name: str, pairs: list[tuple[float, float]]) -> str:
    bare, ours = ([pair[side] * 1000 for pair in pairs] for side in (0, 1))
    ratio = median(pair[1] / pair[0] for pair in pairs)
    return (
        f"  {name}: bare {min(bare):.0f} to {median(bare):.0f} ms,"
        f" ours {min(ours):.0f} to {median(ours):.0f} ms (least, median), x{ratio:.2f}"
    )


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cur.parquet"
        maker = "import duckdb, sys; duckdb.connect().execute(sys.argv[1])"
        sql = f"COPY (SELECT {COLUMNS} FROM range({rows}) t(i)) TO '{path}' (FORMAT parquet)"  # noqa: S608
        import subprocess

        subprocess.run([sys.executable, "-c", maker, sql], check=True)
        imported = timed(lambda: __import__("duckdb"))
        from jupyter_cost_tags.cur.engine import ENGINES
        from jupyter_cost_tags.cur.local import Report
        from jupyter_cost_tags.cur.query import Ask
        from jupyter_cost_tags.cur.query import sql as made

        reports: list[Report] = []
        connected = timed(lambda: reports.append(Report([path])))
        report = reports[0]
        print(f"{rows} rows, {path.stat().st_size / 2**20:.0f} MB")
        print(f"import duckdb {imported:.3f} s, connect and read the columns {connected:.3f} s")
        for query, bare in BARE.items():
            ask = Ask(query, date(2026, 11, 1), date(2026, 11, 24), ("2026-11",), "cost-center")
            ours = made(ask, report.schema, ENGINES["duckdb"], report.table)
            plain = bare.format(table=report.table)
            for warm in (plain, ours):
                report.run(warm)
            pairs = [
                (measured(report.run, plain), measured(report.run, ours)) for _ in range(ROUNDS)
            ]
            print(query)
            print(told("clock", [(one[0], other[0]) for one, other in pairs]))
            print(told("processors", [(one[1], other[1]) for one, other in pairs]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
