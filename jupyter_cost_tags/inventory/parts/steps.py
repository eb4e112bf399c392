"""The steps of a pipeline beside its tags: what they override, and what their jobs carry. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...guard.grammar import is_system
from ...guard.pipelines import DefinedStep
from ...models import Inherits, PipelineStep, StepOverride
from ..scan import resource_id
from .member import Group, Member


def step_rows(group: Group, required: Sequence[str]) -> list[PipelineStep]:
    """Return every step that launches something, with what it gives otherwise or not at all."""
    pipeline = group.members[0].user_tags
    return [_row(step, pipeline, required, group.jobs.get(step.name)) for step in group.steps]


def _row(
    step: DefinedStep, pipeline: Mapping[str, str], required: Sequence[str], job: str | None
) -> PipelineStep:
    own = {key: value for key, value in step.tags.items() if not is_system(key)}
    given = {key for key, value in own.items() if value} | set(step.from_parameters)
    return PipelineStep(
        name=step.name,
        type=step.type,
        tags=own,
        from_parameters=list(step.from_parameters),
        overrides=[
            StepOverride(key=key, pipeline=pipeline[key], step=value)
            for key, value in own.items()
            if key in pipeline and pipeline[key] != value
        ],
        missing=[key for key in required if key not in given] if step.is_sure else [],
        job=resource_id(job) if job else None,
    )


def inherits(group: Group) -> Inherits | None:
    """Return whether the newest jobs carry the tags that their execution took from the pipeline.

    Keys that a step gives itself prove nothing; None without a job.
    """
    jobs = [member for member in group.members if member.role == "job"]
    if not jobs:
        return None
    taken = _taken(group.members)
    by_name = {step.name: step for step in group.steps}
    carried = [
        job.user_tags.get(key) == value
        for job in jobs
        if job.tags is not None and (step := by_name.get(job.used_by[0])) and step.is_sure
        for key, value in taken.items()
        if key not in step.tags and key not in step.from_parameters
    ]
    if not carried or (any(carried) and not all(carried)):
        return "unknown"
    return "yes" if carried[0] else "no"


def give_all(group: Group) -> bool:
    """Tell whether every step gives each of the pipeline's keys itself."""
    taken = set(_taken(group.members))
    return bool(taken and group.steps) and all(
        taken <= {*step.tags, *step.from_parameters} for step in group.steps
    )


def _taken(members: Sequence[Member]) -> dict[str, str]:
    """Return the tags that the execution has: as the pipeline's were when it started."""
    execution = next((m for m in members if m.role == "execution" and m.tags is not None), None)
    return (execution or members[0]).user_tags
