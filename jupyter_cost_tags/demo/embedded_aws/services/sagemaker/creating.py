"""Create, describe, update and stop, generic over the kinds."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

from ...models import members
from ...world import AwsError, Resource
from .inherited import tags_for
from .kinds import BY_NOUN
from .lifecycle import begin, finish
from .needs import demand, derived
from .resources import (
    arn_of,
    described,
    found,
)
from .tuning import spawn

if TYPE_CHECKING:
    from ...world import Call, Operation
    from .kinds import Kind

_UPDATABLE = ("Domain", "UserProfile", "Space")


def create(kind: Kind) -> Operation:
    """Return the kind's Create operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        if kind.noun == "Domain":
            params = {**params, "DomainId": f"d-{secrets.token_hex(6)}"}
        arn = arn_of(call, kind, params)
        with call.world.store.lock:
            if call.world.store.get(arn):
                raise AwsError(*kind.error(kind.taken, arn, str(params.get(kind.name))))
            demand(call, kind, params)
            tags = tags_for(call, params)
            resource = _born(call, kind, arn, params)
            resource.set_tags(tags, call.now, resource.recorded)
            call.world.store.add(resource)
            if kind.noun == "HyperParameterTuningJob":
                spawn(call, resource)
        return described(resource)

    return operation


def _born(call: Call, kind: Kind, arn: str, params: dict[str, Any]) -> Resource:
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
            if resource.detail.get(kind.status) == "InProgress":
                finish(resource, "Stopped", call.now)
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


def delete(kind: Kind) -> Operation:
    """Return the kind's Delete operation."""

    def operation(call: Call, params: dict[str, Any]) -> dict[str, Any]:
        call.world.store.remove(found(call, kind, params).arn)
        return {}

    return operation


def generic_operations() -> dict[str, Operation]:
    """Return the operations that follow from the rows."""
    operations: dict[str, Operation] = {}
    for noun, kind in BY_NOUN.items():
        operations[f"Create{noun}"] = create(kind)
        operations[f"Describe{noun}"] = describe(kind)
        if kind.runs:
            operations[f"Stop{noun}"] = stop(kind)
        else:
            operations[f"Delete{noun}"] = delete(kind)
        if noun in _UPDATABLE:
            operations[f"Update{noun}"] = update(kind)
    return operations
