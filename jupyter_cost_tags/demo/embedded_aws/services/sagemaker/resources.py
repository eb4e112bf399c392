"""Find, read and write the resources behind SageMaker's operations."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...models import members
from ...world import AwsError
from .kinds import BY_TYPE
from .lifecycle import settle

if TYPE_CHECKING:
    from ...world import Call, Resource, World
    from .kind import Kind


def arn_of(call: Call, kind: Kind, params: dict[str, Any]) -> str:
    """Build the ARN that a request's members name; AWS writes names in ARNs in lower case."""
    parts = [params.get(member) for member in kind.path]
    if kind.noun == "App":  # an app is a profile's or a space's
        parts[1] = params.get("UserProfileName") or params.get("SpaceName")
    if not all(parts):
        message = "At least one of the following is required: UserProfileName, SpaceName"
        raise AwsError("ValidationException", message)
    if kind.noun == "Workteam":  # the only crowd that is made by hand
        parts.insert(0, "private-crowd")
    tail = "/".join((kind.type, *(str(part).lower() for part in parts)))
    return f"arn:{call.world.partition}:sagemaker:{call.region}:{call.world.account}:{tail}"


def found(call: Call, kind: Kind, params: dict[str, Any]) -> Resource:
    """Return the resource that a request names, or AWS's error for a missing one."""
    if kind.issued[0] in kind.path and kind.issued[0] not in params:
        resource, arn = named(call, kind, params), str(params.get(kind.arn, ""))
        name = str(params.get(kind.name, arn))
    else:
        arn = arn_of(call, kind, params)
        resource, name = call.world.store.get(arn), str(params.get(kind.path[-1]))
    if resource is None:
        raise AwsError(*kind.error(kind.missing, arn, name))
    settle(resource, call.now)
    return resource


def named(call: Call, kind: Kind, params: dict[str, Any]) -> Resource | None:
    """Return the resource whose name or ARN a request gives, where ARNs hold no names."""
    given = {params.get(kind.name), params.get(kind.arn)} - {None}
    return next((r for r in of_region(call, kind.type) if given & {r.name, r.arn}), None)


def of_region(call: Call, *types: str) -> list[Resource]:
    """Return the resources of these ARN types in the caller's Region, settled."""
    head = f"arn:{call.world.partition}:sagemaker:{call.region}:"
    here = [r for r in call.world.store.of_kind(*types) if r.arn.startswith(head)]
    now = call.now
    for resource in here:
        if resource.settles is not None:
            settle(resource, now)
    return here


def described(resource: Resource) -> dict[str, Any]:
    """Return every member of the Describe answer; a seed may leave out what follows."""
    kind = BY_TYPE[resource.kind]
    detail = {
        kind.name: resource.name,
        kind.arn: resource.arn,
        "CreationTime": resource.created,
        "LastModifiedTime": resource.created,
        **kind.defaults,
    }
    if kind.status:
        detail[kind.status] = kind.done
    if kind.noun == "Domain":
        detail["DomainId"] = resource.arn.rpartition("/")[2]
    detail.update(resource.detail)
    if kind.noun in _SHAPED:
        detail.update(_SHAPED[kind.noun](detail))
    return detail


def pick(detail: dict[str, Any], shape: str) -> dict[str, Any]:
    """Return the members that a shape of the model has."""
    wanted = members("sagemaker", shape)
    return {name: value for name, value in detail.items() if name in wanted}


def write_tags(world: World, resource: Resource, tags: dict[str, str]) -> None:
    """Replace a resource's tags as a live write does: indexes see it later."""
    resource.set_tags(tags, world.now(), time.monotonic())


def _space_summary(detail: dict[str, Any]) -> dict[str, Any]:
    """Derive what ListSpaces shows of a space."""
    settings = detail.get("SpaceSettings", {})
    summary = {"AppType": settings["AppType"]} if "AppType" in settings else {}
    derived = {"SpaceSettingsSummary": summary}
    for member in ("SpaceSharingSettings", "OwnershipSettings"):
        if member in detail:
            derived[f"{member}Summary"] = detail[member]
    return derived


def _tuning_summary(detail: dict[str, Any]) -> dict[str, Any]:
    """Derive what ListHyperParameterTuningJobs shows of a tuning job."""
    config = detail["HyperParameterTuningJobConfig"]
    return {"Strategy": config["Strategy"], "ResourceLimits": config["ResourceLimits"]}


def _labeling_summary(detail: dict[str, Any]) -> dict[str, Any]:
    """Derive what ListLabelingJobs shows of a labeling job."""
    task = detail["HumanTaskConfig"]
    shown = ("WorkteamArn", "PreHumanTaskLambdaArn")
    return {member: task[member] for member in shown if member in task}


def _workteam(detail: dict[str, Any]) -> dict[str, Any]:
    """Derive the names that work teams have for their times."""
    return {"CreateDate": detail["CreationTime"], "LastUpdatedDate": detail["LastModifiedTime"]}


_SHAPED = {
    "Space": _space_summary,
    "HyperParameterTuningJob": _tuning_summary,
    "LabelingJob": _labeling_summary,
    "Workteam": _workteam,
}
