"""The demo notebook and the kernel that it runs in."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

SDK_PYTHON = "COST_TAGS_SDK_PYTHON"
NAME = "Launch jobs.ipynb"
_SOURCE = "launch_jobs.ipynb"


class Kernel(NamedTuple):
    """A kernel specification's name and display name."""

    name: str
    title: str


PLAIN = Kernel("python3", "Python 3 (ipykernel)")
SDK = Kernel("sagemaker-sdk", "Python 3 (SageMaker SDK)")


def offer_kernel(inherited: Mapping[str, str], data: Path) -> Kernel:
    """Return the notebook's kernel; the SDK's own Python, if there is one, is made known."""
    named = inherited.get(SDK_PYTHON)
    if not named:
        return PLAIN
    if not os.access(named, os.X_OK):
        sys.stderr.write(f"{SDK_PYTHON} names no program; the notebook runs without the SDK.\n")
        return PLAIN
    specification = {
        "argv": [named, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": SDK.title,
        "language": "python",
    }
    folder = data / "kernels" / SDK.name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(specification), encoding="utf-8")
    return SDK


def put_notebook(folder: Path, kernel: Kernel) -> Path:
    """Copy the notebook into `folder`, bound to a kernel; return its path."""
    source = files("jupyter_cost_tags.demo").joinpath("notebook").joinpath(_SOURCE)
    notebook = json.loads(source.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = {
        "name": kernel.name,
        "display_name": kernel.title,
        "language": "python",
    }
    path = folder / NAME
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    return path
