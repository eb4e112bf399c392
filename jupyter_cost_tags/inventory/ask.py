"""The questions of a scan, by way: Search, List, Describe, the tagging API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import islice
from typing import Any

from ..aws import Aws, tag_map
from ..problems import BadResponse, NotAvailable
from .executions import executions
from .found import Found, from_record
from .kind import Kind

PAGE = 100  # the most that Search, List and GetResources give in one answer
OwnerTag = tuple[str, str]
Tags = dict[str, str]
Expression = Mapping[str, object]


@dataclass(frozen=True)
class Page:
    """One answer of a List operation, newest first."""

    rows: list[Found]
    more: bool  # another page follows


@dataclass(frozen=True)
class TagPage:
    """One answer of the tagging API: tags by ARN in lower case."""

    tags: dict[str, Tags]
    more: bool  # another page follows


def search(
    aws: Aws,
    kind: Kind,
    since: datetime | None,
    owners: Sequence[OwnerTag],
    failing: Expression | None = None,
) -> Iterator[list[Found]]:
    """Yield pages of resources created since then, newest first, with their tags.

    Without an instant, those of any age. `owners` keeps those that carry any of these tags;
    empty keeps all. `failing` keeps those of which it holds. The index trails writes by seconds.
    """
    asked: dict[str, Any] = {}
    expression = _expression(since, owners, failing)
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
        records = (result.get(kind.search_resource) or {} for result in page["Results"])
        yield [from_record(kind, record, with_tags=True) for record in records]


def census(aws: Aws, kind: Kind, since: datetime | None) -> Iterator[Page]:
    """Yield pages of resources created since then, newest first, without tags.

    Without an instant, those of any age. A kind whose List can't sort comes in any order.
    """
    if kind.per:
        yield from _in_pages(executions(aws, kind, since))
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
        rows = [from_record(kind, row, with_tags=False) for row in page[kind.list_member]]
        kept = [row for row in rows if since is None or row.created >= since]
        yield Page(kept, more=bool(page.get("NextToken")))


def describe(aws: Aws, kind: Kind, name: str) -> Found:
    """Return one resource without tags; raises a `CostTagsError`: `not-found` if it is gone."""
    operation = kind.create_operation.replace("Create", "Describe", 1)
    if kind.arn_segments != 1 or not operation:
        raise NotAvailable(f"A {kind.noun} can't be described by its name.")
    named: dict[str, Any] = {f"{kind.prefix}Name": name}
    answer = aws.call("sagemaker", operation, **named)
    return from_record(kind, answer, with_tags=False)


def tags_of(aws: Aws, arns: Sequence[str]) -> dict[str, Tags]:
    """Return the tags of up to 100 resources, by ARN in lower case, as the index has them.

    What was never tagged is absent. AWS names no page size for a list of ARNs and takes no token
    with one: where it gives a token all the same, the rest is asked for by itself.
    """
    found: dict[str, Tags] = {}
    left = list(arns)
    while left:
        answer = aws.call("resourcegroupstaggingapi", "GetResources", ResourceARNList=left)
        told = _mapped(answer)
        found |= told
        if not answer.get("PaginationToken"):
            return found
        rest = [arn for arn in left if arn.lower() not in found]
        if len(rest) == len(left):
            raise BadResponse("tag:GetResources gives a token and none of the resources asked for.")
        left = rest
    return found


def tagged(
    aws: Aws, kinds: Iterable[Kind], wishes: Mapping[str, Sequence[str]] | None = None
) -> Iterator[TagPage]:
    """Yield pages of the tags of all resources of these kinds that ever had any.

    `wishes` keeps those that have one of these values under each key.
    Never-tagged resources are absent, and the index trails writes by seconds.
    """
    filters = [{"Key": key, "Values": list(values)} for key, values in (wishes or {}).items()]
    pages = aws.pages(
        "resourcegroupstaggingapi",
        "GetResources",
        token="PaginationToken",  # noqa: S106
        ResourceTypeFilters=[kind.tagging_type for kind in kinds],
        TagFilters=filters,
        ResourcesPerPage=PAGE,
    )
    for page in pages:
        yield TagPage(_mapped(page), more=bool(page.get("PaginationToken")))


def owned(aws: Aws, kinds: Iterable[Kind], owners: Sequence[OwnerTag]) -> dict[str, Tags]:
    """Return the tags of every resource of these kinds that carries any owner's, by ARN."""
    found: dict[str, Tags] = {}
    rows = tuple(kinds)
    for key in dict.fromkeys(key for key, _ in owners):  # keys in one request would be ANDed
        values = [value for one, value in owners if one == key]
        for start in range(0, len(values), 20):  # as many as a filter takes
            for page in tagged(aws, rows, {key: values[start : start + 20]}):
                found |= page.tags
    return found


def values_in_use(aws: Aws, key: str) -> list[str]:
    """Return every value that any resource in the Region has under a key."""
    pages = aws.pages(
        "resourcegroupstaggingapi",
        "GetTagValues",
        token="PaginationToken",  # noqa: S106
        expects=("TagValues",),
        Key=key,
    )
    return [str(value) for page in pages for value in page["TagValues"]]


def _in_pages(found: Iterator[Found]) -> Iterator[Page]:
    """Yield as many as a page holds at a time; what came before a failure is kept."""
    rows = list(islice(found, PAGE))
    while rows:
        following = list(islice(found, PAGE)) if len(rows) == PAGE else []
        yield Page(rows, more=bool(following))
        rows = following


def _mapped(answer: Mapping[str, Any]) -> dict[str, Tags]:
    found: dict[str, Tags] = {}
    for mapping in answer["ResourceTagMappingList"]:
        arn, tags = mapping.get("ResourceARN"), mapping.get("Tags")
        if not arn or tags is None:
            raise BadResponse("A resource in tag:GetResources's answer lacks a member.")
        found[str(arn).lower()] = tag_map(tags)
    return found


def _expression(
    since: datetime | None, owners: Sequence[OwnerTag], failing: Expression | None
) -> dict[str, object]:
    """Return what is searched for; AWS refuses an expression that asks for nothing."""
    parts: list[object] = []
    if owners:
        filters = [
            {"Name": f"Tags.{key}", "Operator": "Equals", "Value": value} for key, value in owners
        ]
        parts.append({"Operator": "Or", "Filters": filters})
    if failing:
        parts.append(failing)
    expression: dict[str, object] = {"Operator": "And"} if since or parts else {}
    if since:
        instant = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        expression["Filters"] = [
            {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": instant}
        ]
    if parts:
        expression["SubExpressions"] = parts
    return expression
