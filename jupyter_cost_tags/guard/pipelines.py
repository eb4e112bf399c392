"""The tags of a pipeline's steps, in its definition: the jobs are started by AWS, unseen here.

Form: SageMaker's pipeline definition schema 2020-12-01 (`Steps[].Arguments.Tags`). Pure.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

# Step types that start something with tags of its own.
_LAUNCHING = frozenset(
    {"Training", "Processing", "Transform", "Tuning", "AutoML", "EndpointConfig", "Endpoint"}
)
_BRANCHES = ("IfSteps", "ElseSteps")
_MOST_STEPS = 200


class Step(NamedTuple):
    """A step whose job will lack required keys."""

    name: str
    missing: tuple[str, ...]


def steps_lacking(definition: object, required: Collection[str]) -> list[Step]:
    """Return the steps whose own tags lack a required key; none of what can't be read.

    A tag given by a pipeline parameter counts as there: its value is known only at the start.
    """
    if not required or not isinstance(definition, str):
        return []
    try:
        steps = list(_steps(json.loads(definition)))
    except (ValueError, RecursionError):
        return []
    found = [
        Step(str(step.get("Name") or "?"), _missing(step, required))
        for step in steps[:_MOST_STEPS]
        if step.get("Type") in _LAUNCHING
    ]
    return [step for step in found if step.missing]


def _steps(document: object) -> Iterator[Mapping[str, Any]]:
    listed = document.get("Steps") if isinstance(document, Mapping) else document
    for step in listed if isinstance(listed, list) else ():
        if isinstance(step, Mapping):
            yield step
            arguments = step.get("Arguments")
            if isinstance(arguments, Mapping):
                for branch in _BRANCHES:
                    yield from _steps(arguments.get(branch))


def _missing(step: Mapping[str, Any], required: Collection[str]) -> tuple[str, ...]:
    arguments = step.get("Arguments")
    tags = arguments.get("Tags") if isinstance(arguments, Mapping) else None
    if tags is not None and not isinstance(tags, list):
        return ()
    there = {
        tag.get("Key") for tag in tags or () if isinstance(tag, Mapping) and tag.get("Value") != ""
    }
    if any(not isinstance(key, str) for key in there):  # a parameter: known only at the start
        return ()
    return tuple(key for key in required if key not in there)
