"""Resource Groups Tagging API over the world's SageMaker resources."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..arns import own_resource, parse
from ..enforcement import enforce_tagging, enforce_untagging
from ..paging import page, sort_key
from ..world import AwsError
from .compliance import details
from .sagemaker.resources import write_tags
from .sagemaker.tags import (
    as_list,
    check_limit,
    requested,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..world import Call, Operation, Resource

_PAGE = 50
_KEYS_PER_PAGE = 1000
_INVALID = "InvalidParameterException"


def _refused(message: str) -> AwsError:
    return AwsError(_INVALID, message)


def _indexed(
    call: Call, resources: Iterable[Resource] | None = None
) -> list[tuple[Resource, dict[str, str]]]:
    """Return the resources of the Region that the index knows as tagged, now or once."""
    horizon = time.monotonic() - call.world.index_lag.total_seconds()
    head = f"arn:{call.world.partition}:sagemaker:{call.region}:"
    found = []
    for resource in call.world.store.all() if resources is None else resources:
        tags = resource.indexed_tags(horizon)
        hidden = resource.visible_since is not None and resource.visible_since > call.now
        is_here = resource.arn.startswith(head) and not hidden
        if tags is not None and is_here and resource.was_tagged(horizon):
            found.append((resource, tags))
    return found


def get_resources(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return tagged and once-tagged resources; never those that had no tag ever."""
    _refuse_mixed(params)
    wanted = {arn.lower() for arn in params.get("ResourceARNList", [])}
    for arn in params.get("ResourceARNList", []):
        if parse(arn) is None:
            raise _refused(f"The ARN {arn} is not valid")
    kept = [
        (resource, tags)
        for resource, tags in _indexed(call, _asked_for(call, wanted, params))
        if all(_carries(tags, wish) for wish in params.get("TagFilters", []))
        and not (params.get("ExcludeCompliantResources") and _complies(call, resource, tags))
    ]
    # A list of ARNs takes neither page size nor token: all of it, 100 at most, is one answer.
    size = params.get("ResourcesPerPage", len(wanted) or _PAGE)
    shown, token = page(
        kept,
        lambda item: sort_key(item[0].arn, ""),
        size=_fitting(kept, params, size),
        token=params.get("PaginationToken"),
        scope=["GetResources", {k: v for k, v in params.items() if k != "PaginationToken"}],
        invalid=_INVALID,
    )
    mappings: list[dict[str, Any]] = [
        {"ResourceARN": r.arn, "Tags": as_list(tags)} for r, tags in shown
    ]
    if params.get("IncludeComplianceDetails"):
        for mapping, (resource, tags) in zip(mappings, shown, strict=True):
            mapping["ComplianceDetails"] = details(call.world, resource.kind, tags)
    return {"PaginationToken": token or "", "ResourceTagMappingList": mappings}


def _asked_for(call: Call, arns: set[str], params: dict[str, Any]) -> list[Resource]:
    """Return the resources with these ARNs, or of the types that are asked for."""
    if arns:
        return [found for found in map(call.world.store.get, sorted(arns)) if found]
    types = params.get("ResourceTypeFilters", [])
    return [one for one in call.world.store.all() if _is_of_type(one, types)]


def _complies(call: Call, resource: Resource, tags: dict[str, str]) -> bool:
    return bool(details(call.world, resource.kind, tags)["ComplianceStatus"])


def _refuse_mixed(params: dict[str, Any]) -> None:
    others = {"TagFilters", "ResourceTypeFilters", "ResourcesPerPage", "TagsPerPage"}
    mixed = sorted(others & set(params))
    if "ResourceARNList" in params and mixed:
        raise _refused(f"ResourceARNList can't be combined with {', '.join(mixed)}")
    if params.get("ExcludeCompliantResources") and not params.get("IncludeComplianceDetails"):
        raise _refused("ExcludeCompliantResources needs IncludeComplianceDetails")
    size = params.get("ResourcesPerPage", 1)
    if not 1 <= size <= 100:
        raise _refused("ResourcesPerPage must be between 1 and 100")
    tags = params.get("TagsPerPage", 100)
    if tags % 100 or not 100 <= tags <= 500:
        raise _refused("TagsPerPage must be a multiple of 100 between 100 and 500")


def _fitting(kept: list[tuple[Resource, dict[str, str]]], params: dict[str, Any], size: int) -> int:
    """Return the page size under which no page holds more tags than TagsPerPage."""
    limit: int | None = params.get("TagsPerPage")
    if limit is None or not kept:
        return size
    most = max(len(tags) for _, tags in kept) or 1
    return max(1, min(size, limit // most))


def _is_of_type(resource: Resource, types: list[str]) -> bool:
    return not types or "sagemaker" in types or f"sagemaker:{resource.kind}" in types


def _carries(tags: dict[str, str], wish: dict[str, Any]) -> bool:
    key, values = wish.get("Key"), wish.get("Values", [])
    if key is None:
        raise _refused("A tag filter needs a Key")
    return key in tags and (not values or tags[key] in values)


def _each(
    call: Call, params: dict[str, Any], change: Callable[[Resource], dict[str, str]]
) -> dict[str, Any]:
    """Write the tags of each ARN by itself; what fails is told in a map, with HTTP 200."""
    failed: dict[str, dict[str, Any]] = {}
    for place, arn in enumerate(params["ResourceARNList"]):
        if place < params.get("_failed", 0):
            error: AwsError | None = AwsError("InternalServiceException", "Injected failure", 500)
        else:
            error = _write(call, arn, change)
        if error:
            failed[arn] = _failure(error)
    return {"FailedResourcesMap": failed}


def _write(call: Call, arn: str, change: Callable[[Resource], dict[str, str]]) -> AwsError | None:
    """Change one resource's tags, or return why that can't be."""
    try:
        with call.world.store.lock:
            resource = own_resource(call, arn)
            tags = change(resource)
            check_limit(tags)
            write_tags(call.world, resource, tags)
    except AwsError as error:
        return error
    return None


def _failure(error: AwsError) -> dict[str, Any]:
    own = error.code in {"InternalServiceException", "AccessDeniedException"}
    return {
        "StatusCode": error.status,
        "ErrorCode": error.code if own else _INVALID,
        "ErrorMessage": error.message,
    }


def tag_resources(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Add or overwrite tags on up to 20 resources."""
    try:
        added = requested([{"Key": k, "Value": v} for k, v in params["Tags"].items()])
    except AwsError as error:
        raise _refused(error.message) from error

    def tagged(resource: Resource) -> dict[str, str]:
        enforce_tagging(call, resource.arn, added)
        return {**resource.tags, **added}

    return _each(call, params, tagged)


def untag_resources(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Remove keys from up to 20 resources."""
    keys = set(params["TagKeys"])

    def untagged(resource: Resource) -> dict[str, str]:
        enforce_untagging(call, resource.arn, sorted(keys))
        return {k: v for k, v in resource.tags.items() if k not in keys}

    return _each(call, params, untagged)


def get_tag_keys(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return every key in use in the Region."""
    keys = sorted({key for _, tags in _indexed(call) for key in tags})
    shown, token = _texts(keys, params, ["GetTagKeys"])
    return {"PaginationToken": token, "TagKeys": shown}


def get_tag_values(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return every value in use under one key."""
    key = params["Key"]
    values = sorted({tags[key] for _, tags in _indexed(call) if key in tags})
    shown, token = _texts(values, params, ["GetTagValues", key])
    return {"PaginationToken": token, "TagValues": shown}


def _texts(texts: list[str], params: dict[str, Any], scope: list[str]) -> tuple[list[str], str]:
    shown, token = page(
        texts,
        lambda text: sort_key(text, ""),
        size=_KEYS_PER_PAGE,
        token=params.get("PaginationToken"),
        scope=scope,
        invalid=_INVALID,
    )
    return shown, token or ""


def list_required_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that the effective tag policy wants reported, by resource type."""
    rows = sorted(call.world.required_tags.items())
    shown, token = page(
        rows,
        lambda row: sort_key(row[0], ""),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=["ListRequiredTags"],
        invalid=_INVALID,
    )
    required = [
        {
            "ResourceType": kind,
            "CloudFormationResourceTypes": [_cloud_formation(kind)],
            "ReportingTagKeys": keys,
        }
        for kind, keys in shown
    ]
    return {"RequiredTags": required, "NextToken": token}


def _cloud_formation(kind: str) -> str:
    """Return CloudFormation's name: `sagemaker:training-job` is AWS::SageMaker::TrainingJob."""
    name = kind.partition(":")[2] or kind
    return "AWS::SageMaker::" + "".join(part.capitalize() for part in name.split("-"))


OPERATIONS: dict[str, Operation] = {
    "GetResources": get_resources,
    "TagResources": tag_resources,
    "UntagResources": untag_resources,
    "GetTagKeys": get_tag_keys,
    "GetTagValues": get_tag_values,
    "ListRequiredTags": list_required_tags,
}
