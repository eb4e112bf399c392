"""The questions: what is up now, whose it is, and its details; all of them free of charge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from ..aws import Aws, list_tags, tag_map
from ..identity import Identity
from ..problems import BadResponse, CostTagsError
from .rent import Read, is_free

PAGE = 100
_TAGS_AT_ONCE = 100  # tag:GetResources, ResourceARNList
# How far back a job that still runs can have begun: the longest that AWS lets it run.
_LONGEST = {"processing-job": timedelta(days=5), "transform-job": timedelta(days=28)}
UP = {
    "endpoint": frozenset(
        {
            "Creating",
            "Updating",
            "SystemUpdating",
            "RollingBack",
            "InService",
            "UpdateRollbackFailed",
        }
    ),
    "notebook-instance": frozenset(
        {"Pending", "InService", "Updating", "PendingMaintenance", "InMaintenance"}
    ),
    "app": frozenset({"Pending", "InService"}),
}
OwnerTag = tuple[str, str]


@dataclass(frozen=True)
class Up:
    """One resource that is up: what Describe told, and its tags; None: not known."""

    kind: str
    arn: str
    name: str
    status: str
    read: Read
    tags: dict[str, str] | None = None


@dataclass
class Gathered:
    """What was found, and what could not be read."""

    found: list[Up] = field(default_factory=list)
    problems: list[CostTagsError] = field(default_factory=list)


def jobs(
    aws: Aws, kind: str, owners: Sequence[OwnerTag], *, since: datetime | None, now: datetime
) -> Iterator[Up]:
    """Yield jobs of a kind with details: those under way, or all created since an instant.

    `owners` keeps those that carry any of these tags; empty keeps all.
    """
    if kind == "training-job":
        yield from _training_jobs(aws, owners, since)
        return
    noun = "".join(word.title() for word in kind.split("-"))
    asked: dict[str, Any] = {"CreationTimeAfter": since or now - _LONGEST[kind]}
    if since is None:
        asked["StatusEquals"] = "InProgress"
    listed = _listed(aws, f"List{noun}s", f"{noun}Summaries", **asked)
    for arn, tags in _mine(aws, [str(one[f"{noun}Arn"]) for one in listed], owners):
        detail = aws.call(
            "sagemaker",
            f"Describe{noun}",
            expects=(f"{noun}Arn",),
            **{f"{noun}Name": arn.rpartition("/")[2]},
        )
        status = str(detail.get(f"{noun}Status", ""))
        yield Up(kind, arn, str(detail[f"{noun}Name"]), status, Read(detail), tags)


def _training_jobs(aws: Aws, owners: Sequence[OwnerTag], since: datetime | None) -> Iterator[Up]:
    filters: list[dict[str, str]] = []
    if since is None:
        filters.append({"Name": "TrainingJobStatus", "Operator": "Equals", "Value": "InProgress"})
    else:
        instant = since.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        filters.append(
            {"Name": "CreationTime", "Operator": "GreaterThanOrEqualTo", "Value": instant}
        )
    expression: dict[str, Any] = {"Operator": "And", "Filters": filters}
    if owners:
        expression["SubExpressions"] = [{"Operator": "Or", "Filters": _by_owner(owners)}]
    pages = aws.pages(
        "sagemaker",
        "Search",
        Resource="TrainingJob",
        SearchExpression=expression,
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=PAGE,
    )
    for page in pages:
        for result in page["Results"]:
            record = result.get("TrainingJob") or {}
            name, arn = record.get("TrainingJobName"), record.get("TrainingJobArn")
            if not name or not arn:
                raise BadResponse("A training job in Search's answer lacks a member.")
            status = str(record.get("TrainingJobStatus", ""))
            tags = tag_map(record.get("Tags") or [])
            yield Up("training-job", str(arn), str(name), status, Read(record), tags)


def _by_owner(owners: Sequence[OwnerTag]) -> list[dict[str, str]]:
    return [{"Name": f"Tags.{key}", "Operator": "Equals", "Value": value} for key, value in owners]


def endpoints(aws: Aws, owners: Sequence[OwnerTag]) -> Iterator[Up]:
    """Yield endpoints that are up, with the configuration behind each."""
    listed = _listed(aws, "ListEndpoints", "Endpoints")
    up = [str(one["EndpointArn"]) for one in listed if one["EndpointStatus"] in UP["endpoint"]]
    for arn, tags in _mine(aws, up, owners):
        name = arn.rpartition("/")[2]
        detail = aws.call(
            "sagemaker", "DescribeEndpoint", expects=("EndpointConfigName",), EndpointName=name
        )
        config = aws.call(
            "sagemaker",
            "DescribeEndpointConfig",
            expects=("ProductionVariants",),
            EndpointConfigName=detail["EndpointConfigName"],
        )
        status = str(detail.get("EndpointStatus", ""))
        yield Up("endpoint", arn, str(detail["EndpointName"]), status, Read(detail, config), tags)


def notebooks(aws: Aws, owners: Sequence[OwnerTag], own: str | None) -> Iterator[Up]:
    """Yield notebook instances that are up; `own` is the name of the one this runs on."""
    listed = _listed(aws, "ListNotebookInstances", "NotebookInstances")
    kind = "notebook-instance"
    up = {
        str(one["NotebookInstanceArn"]): one
        for one in listed
        if one["NotebookInstanceStatus"] in UP[kind]
    }
    named = {arn for arn, one in up.items() if own and one["NotebookInstanceName"] == own}
    mine = dict(_mine(aws, [arn for arn in up if arn not in named], owners))
    for arn, one in up.items():
        if arn in mine or arn in named:
            name, status = str(one["NotebookInstanceName"]), str(one["NotebookInstanceStatus"])
            yield Up(kind, arn, name, status, Read(one), mine.get(arn))


def apps(aws: Aws, identity: Identity, *, everybody: bool) -> Iterator[Up]:
    """Yield Studio apps that are up: those of my profile and private spaces, or all."""
    seen: set[tuple[str, ...]] = set()
    for whose in [{}] if everybody else _my_places(identity):
        for one in _listed(aws, "ListApps", "Apps", **whose):
            place = "SpaceName" if one.get("SpaceName") else "UserProfileName"
            names = {
                member: str(one[member]) for member in ("DomainId", place, "AppType", "AppName")
            }
            key = tuple(names.values())
            if one["Status"] not in UP["app"] or is_free(Read(one)) or key in seen:
                continue
            seen.add(key)
            detail = aws.call("sagemaker", "DescribeApp", expects=("AppArn",), **names)
            name = f"{names[place]}/{names['AppType']}/{names['AppName']}"
            yield Up("app", str(detail["AppArn"]), name, str(detail["Status"]), Read(detail))


def _my_places(identity: Identity) -> list[dict[str, str]]:
    if not identity.domain_id:
        return []
    spaces = dict.fromkeys(arn.rpartition("/")[2].casefold() for arn in identity.space_arns)
    where = {"DomainIdEquals": identity.domain_id}
    places = [{**where, "SpaceNameEquals": name} for name in spaces]
    if identity.user_profile and not identity.is_shared:
        places.append({**where, "UserProfileNameEquals": identity.user_profile})
    return places


def _listed(aws: Aws, operation: str, member: str, **asked: Any) -> list[dict[str, Any]]:
    wanted = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": PAGE, **asked}
    pages = aws.pages("sagemaker", operation, expects=(member,), **wanted)
    return [one for page in pages for one in page[member]]


def _mine(
    aws: Aws, arns: Sequence[str], owners: Sequence[OwnerTag]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield those of the ARNs that carry an owner's tag, each with its tags; all without owners.

    One tagging request a hundred; what its index lacks is asked of SageMaker itself.
    """
    wanted = {(key, value.casefold()) for key, value in owners}
    for start in range(0, len(arns), _TAGS_AT_ONCE):
        part = list(arns[start : start + _TAGS_AT_ONCE])
        known = _indexed(aws, part)
        for arn in part:
            tags = known.get(arn)
            if tags is None:
                tags = list_tags(aws, arn)
            if not wanted or any((k, v.casefold()) in wanted for k, v in tags.items()):
                yield arn, tags


def _indexed(aws: Aws, arns: list[str]) -> dict[str, dict[str, str]]:
    try:
        page = aws.call("resourcegroupstaggingapi", "GetResources", ResourceARNList=arns)
    except CostTagsError:  # ListTags tells the same, one by one
        return {}
    return {
        str(one["ResourceARN"]): tag_map(one.get("Tags") or [])
        for one in page["ResourceTagMappingList"]
        if one.get("ResourceARN")
    }
