"""The services that the embedded AWS answers by itself, loaded with their first request."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..world import Operation

# botocore's service name -> module below this package that exports OPERATIONS.
OWN = {
    "sagemaker": "sagemaker",
    "resourcegroupstaggingapi": "tagging",
    "ce": "cost_explorer",
    "pricing": "pricing",
    "organizations": "organizations",
    "athena": "athena",
    "budgets": "budgets",
    "bcm-dashboards": "bcm_dashboards",
}


@cache
def operations(service: str) -> dict[str, Operation]:
    """Return a service's operations by name; none for a service that is not there."""
    name = f"{__name__}.{OWN[service]}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return {}
    found: dict[str, Operation] = module.OPERATIONS
    return found
