"""The questions of identity, one AWS call each (ListTags and ListSpaces: one per page)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..aws import Aws
from ..models import Propagation

_ASSUMED_ROLE = re.compile(
    r"arn:(?P<partition>[a-z-]+):sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/.*"
)


@dataclass(frozen=True)
class SpaceFacts:
    """What DescribeSpace tells of who uses a space."""

    arn: str
    sharing: str | None  # Private or Shared
    owner: str | None  # a user profile's name


def account_and_role(aws: Aws) -> tuple[str, str, str | None]:
    """Return account, partition and role ARN of the caller (STS needs no permission).

    The role is None for an IAM user. A role's path is not part of what STS tells.
    """
    caller = aws.call("sts", "GetCallerIdentity")
    arn = str(caller["Arn"])
    partition = arn.split(":")[1] if arn.count(":") >= 5 else "aws"
    role = _ASSUMED_ROLE.fullmatch(arn)
    role_arn = (
        f"arn:{role['partition']}:iam::{role['account']}:role/{role['role']}" if role else None
    )
    return str(caller["Account"]), partition, role_arn


def space_facts(aws: Aws, domain_id: str, space: str, region: str | None) -> SpaceFacts:
    """Return the sharing type and the owner of a space."""
    told = aws.call(
        "sagemaker", "DescribeSpace", region=region, DomainId=domain_id, SpaceName=space
    )
    return SpaceFacts(
        arn=str(told["SpaceArn"]),
        sharing=(told.get("SpaceSharingSettings") or {}).get("SharingType"),
        owner=(told.get("OwnershipSettings") or {}).get("OwnerUserProfileName"),
    )


def private_spaces(aws: Aws, domain_id: str, owner: str, region: str | None) -> list[str]:
    """Return the names of the private spaces that a user profile owns."""
    names: list[str] = []
    pages = aws.pages(
        "sagemaker", "ListSpaces", region=region, DomainIdEquals=domain_id, MaxResults=100
    )
    for page in pages:
        for space in page["Spaces"]:
            sharing = (space.get("SpaceSharingSettingsSummary") or {}).get("SharingType")
            theirs = (space.get("OwnershipSettingsSummary") or {}).get("OwnerUserProfileName", "")
            if sharing != "Shared" and theirs.casefold() == owner.casefold():
                names.append(str(space["SpaceName"]))
    return names


def tag_propagation(aws: Aws, domain_id: str, region: str | None) -> Propagation:
    """Return whether the domain copies its tags to what is created in Studio.

    An SDK from before the feature drops the member; that is "unknown", not "off".
    """
    told = aws.call("sagemaker", "DescribeDomain", region=region, DomainId=domain_id)
    known: dict[str, Propagation] = {"ENABLED": "ENABLED", "DISABLED": "DISABLED"}
    return known.get(str(told.get("TagPropagation")), "unknown")
