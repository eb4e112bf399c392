"""Read a resource's tags as they are now: the one read that does not trail writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..problems import BadResponse
from .calls import Aws


def list_tags(aws: Aws, arn: str, region: str | None = None) -> dict[str, str]:
    """Return all tags of a SageMaker resource, system tags among them; a request per 50.

    Raises the `CostTagsError` of a failed read: no answer is never "no tags".
    """
    tags: dict[str, str] = {}
    # ListTags refuses a MaxResults below 50 (botocore sagemaker model).
    for page in aws.pages("sagemaker", "ListTags", region=region, ResourceArn=arn, MaxResults=50):
        tags.update(tag_map(page["Tags"]))
    return tags


def tag_map(tags: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return AWS's list of Key and Value as a map.

    Raises `BadResponse` for an entry without either: an empty value is there, and empty.
    """
    try:
        return {str(tag["Key"]): str(tag["Value"]) for tag in tags}
    except (KeyError, TypeError) as error:
        raise BadResponse("A tag in AWS's answer lacks its key or value.") from error
