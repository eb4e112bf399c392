"""Model packages: by themselves, or as a version of a group, which carries the tags."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...world import AwsError, Resource
from .creating import born
from .kinds import BY_NOUN
from .resources import described, found, of_region

if TYPE_CHECKING:
    from ...world import Call

_PACKAGE = BY_NOUN["ModelPackage"]
_GROUP = BY_NOUN["ModelPackageGroup"]
_BOTH = (
    "Both ModelPackageName and ModelPackageGroupName are provided in the input."
    " Cannot determine which one to use."
)
# AWS's own words are not documented; that it refuses is (CreateModelPackage, API reference).
_NO_TAGS = "Tags can't be given to a versioned model package: tag its model package group"


def create_package(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Create a package, or the next version of a group."""
    group, name = params.get("ModelPackageGroupName"), params.get("ModelPackageName")
    if group and name:
        raise AwsError("ValidationException", _BOTH)
    if not group:
        if not name:
            raise AwsError("ValidationException", "Missing ARN.")
        return described(born(call, _PACKAGE, params))
    if params.get("Tags"):
        raise AwsError("ValidationException", _NO_TAGS)
    return described(_version(call, found(call, _GROUP, params), params))


def _version(call: Call, group: Resource, params: dict[str, Any]) -> Resource:
    """Add a version; Studio's automatic tags are not on it (dg/domain-multiple-tag)."""
    with call.world.store.lock:
        head = group.arn.replace(f":{_GROUP.type}/", f":{_PACKAGE.type}/")
        number = 1 + sum(r.arn.startswith(f"{head}/") for r in of_region(call, _PACKAGE.type))
        detail = {
            **_PACKAGE.defaults,
            **params,
            "ModelPackageName": group.name,
            "ModelPackageVersion": number,
            "ModelPackageStatus": _PACKAGE.done,
        }
        made = Resource(
            f"{head}/{number}",
            _PACKAGE.type,
            group.name,
            call.now,
            detail,
            recorded=time.monotonic(),
        )
        made.set_tags({}, call.now, made.recorded)
        return call.world.store.add(made)


def describe_package(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Describe a package by name or ARN, which a version has only."""
    named = params["ModelPackageName"]
    if not named.startswith("arn:"):
        return described(found(call, _PACKAGE, params))
    resource = call.world.store.get(named)
    if resource is None:
        raise AwsError(*_PACKAGE.error(_PACKAGE.missing, named, named))
    return described(resource)


OPERATIONS = {"CreateModelPackage": create_package, "DescribeModelPackage": describe_package}
