"""Executions of pipelines: found by Search, and else pipeline by pipeline; without tags.

Search knows their pipeline and age but not their tags (botocore sagemaker model, SearchRecord).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from ..aws import Aws
from ..problems import AwsTrouble, BadResponse, Expired
from .found import Found
from .kind import Kind

_PAGE = 100
_RESOURCE = "PipelineExecution"  # in sagemaker:Search


def executions(aws: Aws, kind: Kind, since: datetime | None) -> Iterator[Found]:
    """Yield executions that started since then, newest first, without tags: 100 a request.

    Where Search fails, a request for each pipeline: a page at least, and one per 100 pipelines.
    """
    seen: set[str] = set()
    try:
        for found in _searched(aws, kind, since):
            seen.add(found.arn)
            yield found
    except Expired:
        raise
    except AwsTrouble:
        yield from (one for one in _listed(aws, kind, since) if one.arn not in seen)


def newest(aws: Aws, kind: Kind, pipeline: str) -> Found | None:
    """Return the execution of a pipeline that started last; one request."""
    page = next(_pages_of(aws, kind, pipeline, None, size=1))
    return next((_found(kind, one, "StartTime") for one in page[kind.list_member]), None)


def _searched(aws: Aws, kind: Kind, since: datetime | None) -> Iterator[Found]:
    asked: dict[str, Any] = {}
    if since:
        instant = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        after = {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": instant}
        asked["SearchExpression"] = {"Filters": [after]}
    pages = aws.pages(
        "sagemaker",
        "Search",
        Resource=_RESOURCE,
        **asked,
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=_PAGE,
    )
    for page in pages:
        for result in page["Results"]:
            yield _found(kind, result.get(_RESOURCE) or {}, "CreationTime")


def _listed(aws: Aws, kind: Kind, since: datetime | None) -> Iterator[Found]:
    pipelines = aws.pages(
        "sagemaker", "ListPipelines", expects=("PipelineSummaries",), MaxResults=_PAGE
    )
    for page in pipelines:
        for pipeline in page["PipelineSummaries"]:
            for listed in _pages_of(aws, kind, str(pipeline.get("PipelineName")), since):
                for summary in listed[kind.list_member]:
                    yield _found(kind, summary, "StartTime")


def _pages_of(
    aws: Aws, kind: Kind, pipeline: str, since: datetime | None, size: int = _PAGE
) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {kind.after_member or "": since} if since else {}
    return aws.pages(
        "sagemaker",
        kind.list_operation,
        expects=(kind.list_member,),
        PipelineName=pipeline,
        **asked,
        SortBy=kind.sort_by,
        SortOrder="Descending",
        MaxResults=size,
    )


def _found(kind: Kind, record: Mapping[str, Any], created: str) -> Found:
    try:
        arn = str(record["PipelineExecutionArn"])
        pipeline, _, run = arn.partition("/execution/")
        return Found(
            kind=kind,
            arn=arn,
            name=run or arn.rpartition("/")[2],
            status=str(record.get("PipelineExecutionStatus", "")),
            created=record[created],
            parent=pipeline,
        )
    except KeyError as error:
        raise BadResponse("A pipeline execution in AWS's answer lacks a member.") from error
