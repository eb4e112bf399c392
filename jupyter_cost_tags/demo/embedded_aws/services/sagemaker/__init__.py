"""SageMaker: jobs, endpoints, Studio, tags and Search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import pipelines, registry, search, starting, tags, tuning
from .creating import generic_operations
from .listing import list_operations

if TYPE_CHECKING:
    from ...world import Operation

OPERATIONS: dict[str, Operation] = {
    **generic_operations(),
    **list_operations(),
    **tags.OPERATIONS,
    **tuning.OPERATIONS,
    **search.OPERATIONS,
    **starting.OPERATIONS,
    **pipelines.OPERATIONS,
    **registry.OPERATIONS,
}
