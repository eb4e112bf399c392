"""The metadata file that SageMaker puts into Studio apps and notebook instances.

Fields by environment: AWS docs sagemaker/latest/dg/notebooks-run-and-manage-metadata and
dg/nbi-metadata. A new-Studio JupyterLab has no `UserProfileName`.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT_PATH = "/opt/ml/metadata/resource-metadata.json"
MAX_BYTES = 256 * 1024
_TEXT_FIELDS = (
    "AppType",
    "DomainId",
    "ExecutionRoleArn",
    "ResourceArn",
    "ResourceName",
    "SpaceName",
    "UserProfileName",
)


class MetadataUnreadable(Exception):
    """The file is there but can't be used; the text says why, without its content."""


@dataclass(frozen=True)
class Arn:
    """The parts of a SageMaker ARN that place it."""

    partition: str
    region: str
    account: str
    kind: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Metadata:
    """What the file says; absent fields are None."""

    app_type: str | None
    domain_id: str | None
    user_profile: str | None
    space: str | None
    role_arn: str | None
    resource_arn: str | None
    resource: Arn | None
    resource_name: str | None
    is_unified_studio: bool


def parse_arn(text: str) -> Arn | None:
    """Return the parts of a SageMaker ARN; None for anything else."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or parts[2] != "sagemaker":
        return None
    partition, region, account = parts[1], parts[3], parts[4]
    kind, *path = parts[5].split("/")
    if not (partition and region and path and all(path) and kind):
        return None
    if not (account.isascii() and account.isdigit() and len(account) == 12):
        return None
    return Arn(partition, region, account, kind, tuple(path))


def read_metadata(environ: Mapping[str, str]) -> Metadata | None:
    """Read the file that `RESOURCE_METADATA_FILE` names; None if there is none.

    Raises `MetadataUnreadable` for a file that is there but is not what SageMaker writes.
    """
    path = Path(environ.get("RESOURCE_METADATA_FILE") or DEFAULT_PATH)
    content = _read_bytes(path)
    if content is None:
        return None
    try:
        fields = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise MetadataUnreadable("The Studio metadata file is not valid JSON.") from None
    return parse(fields)


def parse(fields: Any) -> Metadata:
    """Return the metadata of decoded JSON; raises `MetadataUnreadable`."""
    if not isinstance(fields, dict):
        raise MetadataUnreadable("The Studio metadata file holds no JSON object.")
    for name in _TEXT_FIELDS:
        if not isinstance(fields.get(name), str | None):
            raise MetadataUnreadable(f"{name} in the Studio metadata file is not a text.")
    additional = fields.get("AdditionalMetadata")
    if not isinstance(additional, dict | None):
        raise MetadataUnreadable("AdditionalMetadata in the Studio metadata file is not an object.")
    arn_text = fields.get("ResourceArn")
    resource = parse_arn(arn_text) if arn_text else None
    if arn_text and resource is None:
        raise MetadataUnreadable("ResourceArn in the Studio metadata file is not a SageMaker ARN.")
    return Metadata(
        app_type=fields.get("AppType") or None,
        domain_id=fields.get("DomainId") or None,
        user_profile=fields.get("UserProfileName") or None,
        space=fields.get("SpaceName") or None,
        role_arn=fields.get("ExecutionRoleArn") or None,
        resource_arn=arn_text or None,
        resource=resource,
        resource_name=fields.get("ResourceName") or None,
        is_unified_studio=any(
            (additional or {}).get(name) for name in ("DataZoneScopeName", "DataZoneDomainId")
        ),
    )


def _read_bytes(path: Path) -> bytes | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise MetadataUnreadable("The Studio metadata file can't be reached.") from error
    if not stat.S_ISREG(found.st_mode):
        raise MetadataUnreadable("The Studio metadata file is not a regular file.")
    if found.st_size > MAX_BYTES:
        raise MetadataUnreadable("The Studio metadata file is larger than 256 KiB.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MetadataUnreadable("The Studio metadata file can't be read.") from error
