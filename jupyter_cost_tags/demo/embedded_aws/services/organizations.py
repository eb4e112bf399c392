"""AWS Organizations: the organisation itself and the tag policy that holds for the account."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..world import AwsError

if TYPE_CHECKING:
    from ..world import Call, Operation

_ID = "o-nw8k2analyt"
_PAYER = "999988887777"
_AGE = timedelta(days=90)


def describe_organization(call: Call, _params: dict[str, Any]) -> dict[str, Any]:
    """Return the organisation and its management account, the payer."""
    _in_use(call)
    world = call.world
    payer = world.account if world.is_payer else _PAYER
    head = f"arn:{world.partition}:organizations::{payer}"
    return {
        "Organization": {
            "Id": _ID,
            "Arn": f"{head}:organization/{_ID}",
            "FeatureSet": "ALL",
            "MasterAccountArn": f"{head}:account/{_ID}/{payer}",
            "MasterAccountId": payer,
            "MasterAccountEmail": "aws-billing@northwind.example",
            "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        }
    }


def describe_effective_policy(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return the account's effective tag policy as JSON text, operators resolved."""
    _in_use(call)
    world = call.world
    target = params.get("TargetId", world.account)
    if target != world.account and not world.is_payer:
        message = "You don't have permissions to access this resource."
        raise AwsError("AccessDeniedException", message)
    if target != world.account:
        message = (
            "We can't find a root, OU, account, or policy with the TargetId that you specified."
        )
        raise AwsError("TargetNotFoundException", message)
    if params["PolicyType"] != "TAG_POLICY" or world.tag_policy is None:
        message = (
            "If you ran this action on the management account, this policy type is not enabled."
            " If you ran the action on a member account, the account doesn't have an effective"
            " policy of this type. Contact the administrator of your organization about attaching"
            " a policy of this type to the account."
        )
        raise AwsError("EffectivePolicyNotFoundException", message)
    return {
        "EffectivePolicy": {
            "PolicyContent": json.dumps(world.tag_policy),
            "LastUpdatedTimestamp": world.now() - _AGE,
            "TargetId": target,
            "PolicyType": "TAG_POLICY",
        }
    }


def _in_use(call: Call) -> None:
    if not call.world.is_in_organization:
        message = "Your account is not a member of an organization."
        raise AwsError("AWSOrganizationsNotInUseException", message)


OPERATIONS: dict[str, Operation] = {
    "DescribeEffectivePolicy": describe_effective_policy,
    "DescribeOrganization": describe_organization,
}
