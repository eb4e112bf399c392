"""Lines as a guard writes them, and the files that they stand in."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
NOW = "2026-11-23T12:00:00Z"
_numbers = itertools.count(1)


def launch(name: str | None = "train-1", **members: Any) -> dict[str, Any]:
    """Return a launch of a training job that AWS took."""
    number = next(_numbers)
    return {
        "v": 1,
        "event": "launch",
        "at": NOW,
        "id": f"{number:016x}",
        "batch": f"{number:08x}",
        "operation": "CreateTrainingJob",
        "kind": "training-job",
        "name": name,
        "region": "us-east-1",
        "arn": f"{HEAD}:training-job/{name.lower()}" if name else None,
        "outcome": "sent",
        "mode": "warn",
        "resent": False,
        "given": {},
        "added": {},
        "missing": [],
        "invalid": [],
        "near": [],
        "overflow": [],
        "ceiling": None,
        "above_limit": False,
        "code": None,
        "kernel_id": "2f6c",
        "notebook": "work/a.ipynb",
        "execution_count": 3,
        "cell_id": "c1",
        "pid": os.getpid(),
        "thread": "MainThread",
        **members,
    }


def loaded(**members: Any) -> dict[str, Any]:
    """Return what a process writes when its guard becomes active."""
    return {
        "v": 1,
        "event": "loaded",
        "at": NOW,
        "kernel_id": "2f6c",
        "notebook": "work/a.ipynb",
        "pid": os.getpid(),
        "python": "3.11.7",
        "prefix": "/opt/conda",
        "mode": "warn",
        **members,
    }


def spell(line: dict[str, Any]) -> bytes:
    """Return a line as it stands in a file."""
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def append(folder: Path, *lines: dict[str, Any] | bytes, name: str | None = None) -> Path:
    """Append lines to this process's file in a state folder, as a guard does."""
    directory = folder / "launches"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / (name or f"{os.getpid()}-0123abcd.jsonl")
    with path.open("ab") as file:
        for line in lines:
            file.write(line if isinstance(line, bytes) else spell(line))
    return path
