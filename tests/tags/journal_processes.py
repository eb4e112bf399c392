"""Run code with a journal in another process."""

import subprocess
import sys
import textwrap

from jupyter_cost_tags.models import FixResult

_IMPORTS = """
import os, sys
from datetime import datetime, timezone
from pathlib import Path
from jupyter_cost_tags.models import FixResult
from jupyter_cost_tags.problems import CostTagsError
from jupyter_cost_tags.tags.journal import Intent, Journal
NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
FOLDER = Path(sys.argv[1])
journal = Journal(FOLDER)

def intent(name):
    before, add = {"a": None}, {"a": "b"}
    return Intent("run-1", f"arn:{name}", before, add, {}, [], f"2026 {name}", name=name)

def conclude(intent, outcome):
    told = {"arn": intent.arn, "id": "", "name": intent.name, "outcome": outcome}
    journal.conclude(intent.run_id, [FixResult(**told, reason=None, iam_action=None)], NOW)
"""


def conclude(journal, intent, outcome, now):
    """Put an intent's outcome into a journal."""
    told = {"arn": intent.arn, "id": "", "name": intent.name, "outcome": outcome}
    result = FixResult(**told, reason=None, iam_action=None)
    journal.conclude(intent.run_id, [result], now, attempt=intent.attempt)


def started(code, folder):
    program = _IMPORTS + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )


def run(code, folder):
    """Return what the code printed, by line; it must end well."""
    process = started(code, folder)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return printed.splitlines()
