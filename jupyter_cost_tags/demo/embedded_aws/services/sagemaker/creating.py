"""Create, describe, update and stop, generic over the kinds."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from ...models import members
from ...world import AwsError, Resource
from .inherited import refuse_tags, tags_for, tags_for_app
from .kinds import BY_NOUN
from .lifecycle import begin, finish
from .needs import demand, derived
from .resources import (
    arn_of,
    described,
    found,
    named,
)
from .tuning import spawn

if TYPE_CHECKING:
    from ...world import Call, Operation
    from .kind import Kind

_UPDATABLE = ("Domain", "UserProfile", "Space")


def create(kind: Kind) -> Operation:
    """Return the kind's Create operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        return described(born(call, kind, params))

    return operation


def born(call: Call, kind: Kind, params: dict[str, Any]) -> Resource:
    """Create a resource with its tags, or refuse as AWS does."""
    member, head = kind.issued
    if member:
        params = {**params, member: f"{head}{_identifier()}"}
    arn = arn_of(call, kind, params)
    refuse_tags(call, arn, params)
    with call.world.store.lock:
        if call.world.store.get(arn) or (member in kind.path and named(call, kind, params)):
            raise AwsError(*kind.error(kind.taken, arn, str(params.get(kind.name))))
        demand(call, kind, params)
        tags = (tags_for_app if kind.noun == "App" else tags_for)(call, params)
        resource = _made(call, kind, arn, params)
        resource.set_tags(tags, call.now, resource.recorded)
        call.world.store.add(resource)
        if kind.noun == "HyperParameterTuningJob":
            spawn(call, resource)
    return resource


def _identifier() -> str:
    """Return twelve characters that fit the pattern of every identifier."""
    return f"{secrets.randbelow(10**12):012d}"


def _made(call: Call, kind: Kind, arn: str, params: dict[str, Any]) -> Resource:
    sent = {kind.renamed.get(k, k): v for k, v in params.items() if k != "Tags"}
    name = str(params["DomainName"] if kind.noun == "Domain" else params[kind.name])
    detail = {
        **kind.defaults,
        **sent,
        **derived(call, kind, params),
        kind.arn: arn,
        "CreationTime": call.now,
        "LastModifiedTime": call.now,
    }
    resource = Resource(arn, kind.type, name, call.now, detail, recorded=time.monotonic())
    begin(kind, resource, call.world.job_duration)
    return resource


def describe(kind: Kind) -> Operation:
    """Return the kind's Describe operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        return described(found(call, kind, params))

    return operation


def stop(kind: Kind) -> Operation:
    """Return the kind's Stop operation: a job that has ended stays as it is."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        resource = found(call, kind, params)
        with call.world.store.lock:
            if resource.detail.get(kind.status) == kind.born:
                finish(resource, kind.stopped, call.now)
        return {}

    return operation


def update(kind: Kind) -> Operation:
    """Return the kind's Update operation: what was sent replaces what was there."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        resource = found(call, kind, params)
        known = members("sagemaker", f"Describe{kind.noun}Response")
        with call.world.store.lock:
            for member, value in params.items():
                if member in known and isinstance(value, dict):
                    resource.detail[member] = {**resource.detail.get(member, {}), **value}
                elif member in known and member not in kind.path:
                    resource.detail[member] = value
            resource.detail["LastModifiedTime"] = call.now
        return {kind.arn: resource.arn}

    return operation


def depart(call: Call, kind: Kind, resource: Resource) -> None:
    """Keep what a deleted resource cost until now in the bill."""
    resource.settles = None
    resource.detail.update({kind.status or "Status": "Deleted", "LastModifiedTime": call.now})
    if call.world.ledger is not None:
        call.world.ledger.departed.append(resource)


def delete(kind: Kind) -> Operation:
    """Return the kind's Delete operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        resource = found(call, kind, params)
        with call.world.store.lock:
            call.world.store.remove(resource.arn)
            depart(call, kind, resource)
        return {}

    return operation


def generic_operations() -> dict[str, Operation]:
    """Return the operations that follow from the rows."""
    operations: dict[str, Operation] = {}
    for noun, kind in BY_NOUN.items():
        operations[f"Create{noun}"] = create(kind)
        if kind.is_described:
            operations[f"Describe{noun}"] = describe(kind)
        if kind.runs:
            operations[f"Stop{noun}"] = stop(kind)
        else:
            operations[f"Delete{noun}"] = delete(kind)
        if noun in _UPDATABLE:
            operations[f"Update{noun}"] = update(kind)
    return operations
