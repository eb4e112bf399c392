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


class DefinedStep(NamedTuple):
    """A step that launches something, as the definition has it."""

    name: str
    type: str
    tags: dict[str, str]  # those whose value stands there
    from_parameters: tuple[str, ...]  # keys whose value is known only at the start
    is_sure: bool  # False where the tags themselves, or a key, are known only at the start


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
    return [
        Step(step.name, missing)
        for step in defined_steps(definition) or ()
        if (missing := _missing(step, required))
    ]


def defined_steps(definition: object) -> list[DefinedStep] | None:
    """Return the steps that launch something with tags; None for what can't be read."""
    if not isinstance(definition, str):
        return None
    try:
        steps = list(_steps(json.loads(definition)))
    except (ValueError, RecursionError):
        return None
    return [_defined(step) for step in steps[:_MOST_STEPS] if step.get("Type") in _LAUNCHING]


def _steps(document: object) -> Iterator[Mapping[str, Any]]:
    listed = document.get("Steps") if isinstance(document, Mapping) else document
    for step in listed if isinstance(listed, list) else ():
        if isinstance(step, Mapping):
            yield step
            arguments = step.get("Arguments")
            if isinstance(arguments, Mapping):
                for branch in _BRANCHES:
                    yield from _steps(arguments.get(branch))


def _defined(step: Mapping[str, Any]) -> DefinedStep:
    arguments = step.get("Arguments")
    listed = arguments.get("Tags") if isinstance(arguments, Mapping) else None
    given = (
        [tag for tag in listed or () if isinstance(tag, Mapping)]
        if isinstance(listed, list)
        else []
    )
    named = [(tag.get("Key"), tag.get("Value")) for tag in given]
    return DefinedStep(
        name=str(step.get("Name") or "?"),
        type=str(step["Type"]),
        tags={
            key: value for key, value in named if isinstance(key, str) and isinstance(value, str)
        },
        from_parameters=tuple(
            key for key, value in named if isinstance(key, str) and not isinstance(value, str)
        ),
        is_sure=(listed is None or isinstance(listed, list))
        and all(isinstance(key, str) for key, _ in named),
    )


def _missing(step: DefinedStep, required: Collection[str]) -> tuple[str, ...]:
    if not step.is_sure:
        return ()
    there = {key for key, value in step.tags.items() if value} | set(step.from_parameters)
    return tuple(key for key in required if key not in there)
