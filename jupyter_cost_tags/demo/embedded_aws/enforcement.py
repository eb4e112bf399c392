"""Service control policies that hold in the world: evaluated on creates and on tagging.

Which condition keys a request carries: IAM service authorization reference, Amazon SageMaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rollout.evaluate import EVERYTHING, evaluate, request
from .models import iam_action
from .world import AwsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .world import Call

_KIND = "service control policy"


def enforce_create(call: Call, arn: str, tags: Mapping[str, str]) -> None:
    """Refuse a create, or the tagging that comes with it, that a policy denies."""
    _enforce(call, iam_action(call.service, call.operation), arn, tags)
    if tags:
        _enforce(call, "sagemaker:AddTags", arn, tags, sagemaker_TaggingAction=call.operation)


def enforce_tagging(call: Call, arn: str, tags: Mapping[str, str]) -> None:
    """Refuse an AddTags that a policy denies."""
    _enforce(call, "sagemaker:AddTags", arn, tags)


def enforce_untagging(call: Call, arn: str, keys: Sequence[str]) -> None:
    """Refuse a DeleteTags that a policy denies."""
    _enforce(call, "sagemaker:DeleteTags", arn, {}, aws_TagKeys=list(keys))


def _enforce(
    call: Call, action: str, arn: str, tags: Mapping[str, str], **keys: str | Sequence[str]
) -> None:
    world = call.world
    if not world.scps:
        return
    principal = _role_of(call.principal)
    asked = request(action, [arn], tags, aws_PrincipalArn=principal, **keys)
    if not evaluate([EVERYTHING, *world.scps], asked).allowed:
        message = (
            f"User: {call.principal} is not authorized to perform: {action} on resource: {arn}"
            f" with an explicit deny in a {_KIND}"
        )
        raise AwsError("AccessDeniedException", message)


def _role_of(principal: str) -> str:
    """Return the ARN that aws:PrincipalArn has: the role's, not the session's."""
    head, slash, tail = principal.partition(":assumed-role/")
    if not slash:
        return principal
    return f"{head.replace(':sts:', ':iam:')}:role/{tail.partition('/')[0]}"
