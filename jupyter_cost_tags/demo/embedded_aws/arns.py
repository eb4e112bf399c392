"""ARNs: parsed once, and refused as AWS refuses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .models import iam_action
from .permissions import access_denied
from .world import AwsError

if TYPE_CHECKING:
    from .world import Call, Resource

_PARTS = 6


@dataclass(frozen=True)
class Arn:
    """The six parts of an ARN."""

    partition: str
    service: str
    region: str
    account: str
    tail: str


def parse(text: str) -> Arn | None:
    """Split an ARN; `None` when it is not one."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn" or not all((parts[1], parts[2], parts[5])):
        return None
    return Arn(*parts[1:])


def own_resource(call: Call, text: str) -> Resource:
    """Return the resource of this account and Region that an ARN names, or refuse as AWS does."""
    arn = parse(text)
    if arn is None or arn.service != "sagemaker":
        raise AwsError("ValidationException", f"Invalid resource ARN: {text}")
    if arn.partition != call.world.partition:
        raise AwsError("ValidationException", f"Invalid partition in resource ARN: {text}")
    if arn.region != call.region:
        message = f"The resource ARN {text} is not in Region {call.region}"
        raise AwsError("ValidationException", message)
    if arn.account != call.world.account:
        action = iam_action(call.service, call.operation)
        raise access_denied(call.principal, action, text, "resource-based")
    found = call.world.store.get(text)
    if found is None:
        raise AwsError("ValidationException", f"Resource {text} does not exist")
    return found
