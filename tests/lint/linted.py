"""Short ways to ask the linter about a text."""

from __future__ import annotations

import json
from textwrap import dedent

from jupyter_cost_tags.guard.operations import SPENDS
from jupyter_cost_tags.lint.read import read


def launches(source, suffix=".py", **more):
    """Return what a script launches: of everything that spends."""
    return [one for one in read(dedent(source), suffix, **more).launches if one.tier == SPENDS]


def found(source, **more):
    """Return (operation, tags) of each launch."""
    return [(one.operation, one.tags) for one in launches(source, **more)]


def untagged(source, **more):
    """Return the operations that go out without tags."""
    return [one.operation for one in launches(source, **more) if one.tags == {}]


def notebook(*cells, **metadata):
    """Return the text of a notebook; a cell is code, or (its type, its source)."""
    made = []
    for cell in cells:
        kind, source = ("code", cell) if isinstance(cell, str) else cell
        body = {"cell_type": kind, "metadata": {}, "source": dedent(source).splitlines(True)}
        made.append(body | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    whole = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1)


def use(path):
    """Return the import of a class: `use("sagemaker.model.Model")`."""
    module, _, name = path.rpartition(".")
    return f"from {module} import {name}\n"
