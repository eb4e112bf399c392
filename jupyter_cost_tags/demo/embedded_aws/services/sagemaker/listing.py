"""The List operations, generic over the kinds.

AWS cuts the page first and applies status, name and modification filters to it, so that an
empty page with a NextToken is an ordinary answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from .kinds import BY_NOUN
from .resources import (
    described,
    found,
    of_region,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...world import Call, Operation, Resource
    from .kind import Kind

Detail = dict[str, Any]

_PAGE = 10
_PAGING = {"NextToken", "MaxResults", "SortBy", "SortOrder"}


def _later(value: Any, limit: Any) -> bool:
    return bool(value is not None and value > limit)


def _earlier(value: Any, limit: Any) -> bool:
    return bool(value is not None and value < limit)


def _contains(value: Any, part: Any) -> bool:
    return str(part).lower() in str(value).lower()


def _starts(value: Any, head: Any) -> bool:
    return str(value).startswith(str(head))


def _same(value: Any, wanted: Any) -> bool:
    return bool(value == wanted)


# Request member -> Describe member (`{name}` and `{status}` are the kind's) and comparison.
_BEFORE_PAGING: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "CreationTimeAfter": ("CreationTime", _later),
    "CreationTimeBefore": ("CreationTime", _earlier),
    "CreatedAfter": ("CreationTime", _later),
    "CreatedBefore": ("CreationTime", _earlier),
    "DomainIdEquals": ("DomainId", _same),
    "UserProfileNameEquals": ("UserProfileName", _same),
    "SpaceNameEquals": ("SpaceName", _same),
    "PipelineNamePrefix": ("{name}", _starts),
}
_AFTER_PAGING: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "LastModifiedTimeAfter": ("LastModifiedTime", _later),
    "LastModifiedTimeBefore": ("LastModifiedTime", _earlier),
    "StatusEquals": ("{status}", _same),
    "FeatureGroupStatusEquals": ("{status}", _same),
    "EndpointNameEquals": ("EndpointName", _same),
    "NameContains": ("{name}", _contains),
    "UserProfileNameContains": ("{name}", _contains),
    "SpaceNameContains": ("{name}", _contains),
}


def list_resources(kind: Kind) -> Operation:
    """Return the kind's List operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        sort_by = params.get("SortBy", kind.sort_by)
        needed = {_BEFORE_PAGING[name][0] for name in params if name in _BEFORE_PAGING}
        tell = _born if needed | {sort_by} <= {"CreationTime"} else described
        told = [(resource, tell(resource)) for resource in of_region(call, kind.type)]
        kept = [one for one in told if _passes(kind, one[1], params, _BEFORE_PAGING)]
        order = params.get("SortOrder")
        cut, token = page(
            kept,
            lambda one: sort_key(_sorted_by(kind, one[1], sort_by), one[0].arn),
            size=params.get("MaxResults", _PAGE),
            token=params.get("NextToken"),
            scope=[kind.noun, _filters(params), sort_by, order],
            descending=kind.descending if order is None else order == "Descending",
        )
        details = [described(resource) for resource, _ in cut]
        shown = [d for d in details if _passes(kind, d, params, _AFTER_PAGING)]
        last = kind.defaults.get("NextToken")  # older models want one even on the last page
        return {kind.list_key: shown, "NextToken": token or last}

    return operation


def _born(resource: Resource) -> Detail:
    """Return the one member that most lists need of what they do not show."""
    return {"CreationTime": resource.detail.get("CreationTime", resource.created)}


def _filters(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in _PAGING}


def _passes(
    kind: Kind,
    detail: Detail,
    params: dict[str, Any],
    filters: dict[str, tuple[str, Callable[[Any, Any], bool]]],
) -> bool:
    for member, (source, holds) in filters.items():
        if member in params:
            value = detail.get(source.format(name=kind.name, status=kind.status))
            if not holds(value, params[member]):
                return False
    return True


def _sorted_by(kind: Kind, detail: Detail, sort_by: str) -> Any:
    member = {"Name": kind.name, "Status": kind.status}.get(sort_by, sort_by)
    return detail.get(member)


def list_executions(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List a pipeline's executions, newest first unless asked otherwise."""
    pipeline = the_pipeline(call, params["PipelineName"])
    executions = [
        {"PipelineExecutionArn": resource.arn, "StartTime": resource.created, **resource.detail}
        for resource in of_region(call, "pipeline-execution")
        if resource.arn.startswith(f"{pipeline.arn}/execution/")
    ]
    kept = [
        execution
        for execution in executions
        if ("CreatedAfter" not in params or execution["StartTime"] > params["CreatedAfter"])
        and ("CreatedBefore" not in params or execution["StartTime"] < params["CreatedBefore"])
    ]
    member = {"PipelineExecutionArn": "PipelineExecutionArn"}.get(
        params.get("SortBy", ""), "StartTime"
    )
    shown, token = page(
        kept,
        lambda execution: sort_key(execution[member], execution["PipelineExecutionArn"]),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=["executions", pipeline.arn, member, params.get("SortOrder")],
        descending=params.get("SortOrder", "Descending") == "Descending",
    )
    return {"PipelineExecutionSummaries": shown, "NextToken": token}


def the_pipeline(call: Call, named: str) -> Resource:
    """Return the pipeline of a name, or of an ARN, which AWS takes as well."""
    return found(call, BY_NOUN["Pipeline"], {"PipelineName": named.rpartition("/")[2]})


def list_operations() -> dict[str, Operation]:
    """Return every List operation by name."""
    generic = {
        f"List{noun}s": list_resources(kind) for noun, kind in BY_NOUN.items() if kind.is_listed
    }
    return {**generic, "ListPipelineExecutions": list_executions}
