"""What the linter finds: a launch, where it is, and the tags it goes out with."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Tags


@dataclass(frozen=True)
class Place:
    """Where a call is; lines count from 1, within the cell where there is one."""

    line: int
    end_line: int
    column: int
    cell: int | None = None  # of all cells, from 1


@dataclass(frozen=True)
class Launch:
    """A call that creates something; tags are None where they can't be known."""

    operation: str
    kind: str
    tier: int  # operations.SPENDS or CARRIES
    name: str | None
    tags: Tags | None
    call: str  # as a reader would say it: `estimator.fit`
    place: Place
    text: str = ""  # the line of the call, as it is written
