"""Denials on request, in IAM's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .faults import matches
from .world import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .state import State

_SHORT = {"sts", "iam", "s3", "sns"}


def deny(
    state: State, region: str, action: str, names: tuple[str, ...], params: dict[str, Any]
) -> None:
    """Raise IAM's error when a denial covers the operation."""
    if is_denied(state.denied, names):
        raise access_denied(state.world.principal, action, _resource(state, region, action, params))


def is_denied(denied: Sequence[str], names: tuple[str, ...]) -> bool:
    """Tell whether a denial covers an operation by any of its names."""
    return any(matches(pattern, names) for pattern in denied)


def access_denied(
    principal: str, action: str, resource: str, policy: str = "identity-based"
) -> AwsError:
    """Word a denial as IAM does."""
    message = (
        f"User: {principal} is not authorized to perform: {action} on resource: {resource}"
        f" because no {policy} policy allows the {action} action"
    )
    # The query and REST XML services leave the suffix out.
    short = action.partition(":")[0] in _SHORT
    return AwsError(
        "AccessDenied" if short else "AccessDeniedException", message, 403 if short else 400
    )


def _resource(state: State, region: str, action: str, params: dict[str, Any]) -> str:
    """Return the ARN that IAM names: the request's, or the service's in this Region."""
    named = params.get("ResourceArn")
    if isinstance(named, str):
        return named
    service, _, operation = action.partition(":")
    world = state.world
    tail = f"/{operation}" if service == "ce" else "*"
    return f"arn:{world.partition}:{service}:{region}:{world.account}:{tail}"
