"""The questions of a scan, by way: Search, List, the tagging API, ListTags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from ..aws import Aws, tag_map
from ..problems import BadResponse
from .executions import executions
from .found import Found, from_record
from .kind import Kind

PAGE = 100
OwnerTag = tuple[str, str]


def search(aws: Aws, kind: Kind, since: datetime, owners: Sequence[OwnerTag]) -> Iterator[Found]:
    """Yield resources created since then, newest first, with their tags: 100 a request.

    Of a kind that lasts, those of any age. `owners` keeps those that carry any of these tags;
    empty keeps all. The index trails writes by seconds.
    """
    asked: dict[str, Any] = {}
    expression = _expression(None if kind.lasts else since, owners)
    if expression:
        asked["SearchExpression"] = expression
    pages = aws.pages(
        "sagemaker",
        "Search",
        Resource=kind.search_resource,
        **asked,
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=PAGE,
    )
    for page in pages:
        for result in page["Results"]:
            yield from_record(kind, result.get(kind.search_resource) or {}, with_tags=True)


def census(aws: Aws, kind: Kind, since: datetime | None) -> Iterator[Found]:
    """Yield resources created since then, newest first, without tags: 100 a request.

    Without an instant, those of any age.
    """
    if kind.per:
        yield from executions(aws, kind, since)
        return
    asked: dict[str, Any] = {}
    if since and kind.after_member:
        asked[kind.after_member] = since
    if kind.sort_by:
        asked |= {"SortBy": kind.sort_by, "SortOrder": "Descending"}
    pages = aws.pages(
        "sagemaker",
        kind.list_operation,
        expects=(kind.list_member,),
        **asked,
        MaxResults=PAGE,
    )
    for page in pages:
        for summary in page[kind.list_member]:
            found = from_record(kind, summary, with_tags=False)
            if since is None or found.created >= since:
                yield found


def tagged(
    aws: Aws, kinds: Iterable[Kind], owners: Sequence[OwnerTag]
) -> dict[str, dict[str, str]]:
    """Return the tags of every resource of these kinds that ever had any: 100 a request.

    By ARN in lower case: of some kinds no List tells it as the index spells it. `owners` keeps
    those that carry any of these tags. Never-tagged resources are absent, and the index trails
    writes by seconds.
    """
    filters: list[list[dict[str, object]]] = [[]]
    if owners:
        keys = dict.fromkeys(key for key, _ in owners)
        filters = [
            [{"Key": key, "Values": [value for k, value in owners if k == key]}] for key in keys
        ]
    types = [kind.tagging_type for kind in kinds]
    found: dict[str, dict[str, str]] = {}
    for tag_filters in filters:  # different keys in one request would be ANDed
        pages = aws.pages(
            "resourcegroupstaggingapi",
            "GetResources",
            token="PaginationToken",  # noqa: S106
            ResourceTypeFilters=types,
            TagFilters=tag_filters,
            ResourcesPerPage=PAGE,
        )
        for page in pages:
            for mapping in page["ResourceTagMappingList"]:
                arn, tags = mapping.get("ResourceARN"), mapping.get("Tags")
                if not arn or tags is None:
                    raise BadResponse("A resource in tag:GetResources's answer lacks a member.")
                found[str(arn).lower()] = tag_map(tags)
    return found


def _expression(since: datetime | None, owners: Sequence[OwnerTag]) -> dict[str, object]:
    """Return what is searched for; AWS refuses an expression that asks for nothing."""
    expression: dict[str, object] = {"Operator": "And"} if since or owners else {}
    if since:
        instant = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        expression["Filters"] = [
            {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": instant}
        ]
    if owners:
        expression["SubExpressions"] = [
            {
                "Operator": "Or",
                "Filters": [
                    {"Name": f"Tags.{key}", "Operator": "Equals", "Value": value}
                    for key, value in owners
                ],
            }
        ]
    return expression
