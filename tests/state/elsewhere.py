"""Run code in another process, as somebody without root's rights where a test needs that."""

import subprocess
import sys
import textwrap

_IMPORTS = """
import json, os, resource, sys
from datetime import datetime, timezone
from pathlib import Path
from jupyter_cost_tags.problems import CostTagsError
from jupyter_cost_tags.state import Cache, Meter
NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
PATH = Path(sys.argv[1])

def give_up_root():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

def reserved(requests=1, cap=4):
    try:
        Meter(PATH).reserve(NOW, requests, cap)
    except CostTagsError as error:
        return error.code
    return "reserved"
"""


def started(code, path):
    program = _IMPORTS + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    )


def run(code, path):
    """Return what the code printed, by line; it must end well."""
    process = started(code, path)
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return printed.splitlines()
