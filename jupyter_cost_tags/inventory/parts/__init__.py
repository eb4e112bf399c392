"""What belongs to one resource: an endpoint's configuration and models, a pipeline's runs."""

from __future__ import annotations

from collections.abc import Callable

from ...aws import Aws
from .endpoint import endpoint_group
from .member import Group
from .notebook import notebook_group
from .pipeline import pipeline_group

# By kind: what reads the group of a resource, given its ARN and name.
GROUPS: dict[str, Callable[[Aws, str, str], Group]] = {
    "endpoint": endpoint_group,
    "pipeline": pipeline_group,
    "notebook-instance": notebook_group,
}

__all__ = ["GROUPS"]
