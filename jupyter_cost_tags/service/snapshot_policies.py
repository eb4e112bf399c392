"""Who may read a snapshot: statements for the bucket and the roles, and what each of them means."""

from __future__ import annotations

from typing import Any

from ..problems import BadRequest
from ..spend.snapshot import TOTALS
from .snapshots import INDEX


def policies(place: str) -> dict[str, Any]:
    """Return statements for the bucket and for the roles, and who can read what with each."""
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    if not place.startswith("s3://") or not bucket:
        raise BadRequest("Policies are for an s3:// place.", action="Use --to s3://bucket/prefix.")
    below = f"{bucket}/{prefix.strip('/')}".rstrip("/")
    arn = f"arn:aws:s3:::{below}"
    index = f"{arn}/{INDEX}"

    def allow(sid: str, resource: str) -> dict[str, Any]:
        return {
            "Sid": sid, "Effect": "Allow", "Action": "s3:GetObject", "Resource": [index, resource],
        }  # fmt: skip

    def document_(*statements: dict[str, Any]) -> dict[str, Any]:
        return {"Version": "2012-10-17", "Statement": list(statements)}

    insecure = {
        "Sid": "OnlyWithTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    foreign = {
        "Sid": "OtherProfiles",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "NotResource": [
            index,
            f"{arn}/user-profile/*/${{aws:SourceIdentity}}.json",
            f"{arn}/space/*",
        ],
        "Condition": {"Null": {"aws:SourceIdentity": "false"}},
    }
    source_identity = f"{arn}/user-profile/*/${{aws:SourceIdentity}}.json"
    return {
        "bucket_policy": document_(insecure, foreign),
        "bucket_policy_note": (
            "OtherProfiles holds sessions that carry a source identity to their own file, whatever"
            " their role allows. It counts for the whole bucket: keep nothing else in it."
        ),
        "role_per_profile": {
            "policy": document_(allow("MyProfile", f"{arn}/user-profile/DOMAIN/PROFILE.json")),
            "privacy": "Private: each profile has its own role, whose statement names its file.",
        },
        "source_identity": {
            "policy": document_(allow("MyProfile", source_identity)),
            "privacy": (
                "Private where the domain's ExecutionRoleIdentityConfig is USER_PROFILE_NAME: the"
                " session then carries the profile's name. Names are in small letters here."
                " Shared spaces have no such name and read nothing."
            ),
        },
        "shared_role": {
            "policy": document_(allow("Profiles", f"{arn}/user-profile/*")),
            "privacy": (
                "Not private: everybody with this role can read everybody's file, with other"
                " tools too."
            ),
        },
        "writer": {
            "policy": document_(
                {
                    "Sid": "Write", "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{arn}/*",
                },
                {
                    "Sid": "WhoseSpaces", "Effect": "Allow",
                    "Action": ["sagemaker:ListSpaces", "sagemaker:ListUserProfiles"],
                    "Resource": "*",
                },
                {
                    "Sid": "Ask", "Effect": "Allow", "Action": "ce:GetCostAndUsage",
                    "Resource": "*",
                },
            ),
            "privacy": "Reads the whole account's costs, and all.json has everybody's.",
        },
        "admin": {
            "policy": document_(allow("Totals", f"{arn}/{TOTALS}")),
            "privacy": "Reads the sums of every profile and space; no day by day.",
        },
        "shared_spaces": {
            "policy": document_(allow("Spaces", f"{arn}/space/*")),
            "privacy": (
                "Not private: what carries a shared space's tag only, for whoever works in one;"
                " add it to the roles of shared spaces. Private spaces are in their owner's file."
            ),
        },
    }  # fmt: skip
