"""ListTags, AddTags, DeleteTags, and the rules every set of tags must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...arns import own_resource
from ...enforcement import enforce_tagging, enforce_untagging
from ...paging import page, sort_key
from ...world import AwsError
from .resources import write_tags

if TYPE_CHECKING:
    from ...world import Call

MAX_USER_TAGS = 50
_PAGE = 50


def as_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Write tags as AWS's APIs do, by key."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def as_short_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Write tags where the model has room for 50 and no second page: AWS's own are left out."""
    return as_list({key: tags[key] for key in tags if not _is_reserved(key)})


def _is_reserved(key: str) -> bool:
    return key.lower().startswith("aws:")


def requested(tags: list[dict[str, str]]) -> dict[str, str]:
    """Return the tags of a request, or refuse reserved and repeated keys."""
    found: dict[str, str] = {}
    for tag in tags:
        key = tag["Key"]
        refuse_reserved(key)
        if key in found:
            raise AwsError("ValidationException", f"Duplicate tag key found: {key}")
        found[key] = tag["Value"]
    return found


def refuse_reserved(key: str) -> None:
    """Refuse AWS's own prefix, in whatever case."""
    if _is_reserved(key):
        message = f"Tag keys starting with 'aws:' are reserved for system use: {key}"
        raise AwsError("ValidationException", message)


def check_limit(tags: dict[str, str]) -> None:
    """Refuse more than 50 tags; AWS's own do not count."""
    own = [key for key in tags if not _is_reserved(key)]
    if len(own) > MAX_USER_TAGS:
        message = (
            f"The number of tags exceeds the limit of {MAX_USER_TAGS} tags per resource:"
            f" {len(own)} requested"
        )
        raise AwsError("ValidationException", message)


def list_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Return a resource's tags, 50 and more a page."""
    resource = own_resource(call, params["ResourceArn"])
    tags, token = page(
        as_list(resource.tags),
        lambda tag: sort_key(tag["Key"], ""),
        size=_PAGE,  # what one answer has room for, whatever more MaxResults asks
        token=params.get("NextToken"),
        scope=["ListTags", resource.arn],
    )
    return {"Tags": tags, "NextToken": token}


def add_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Add tags, overwriting those of the same key."""
    added = requested(params["Tags"])
    with call.world.store.lock:
        resource = own_resource(call, params["ResourceArn"])
        enforce_tagging(call, resource.arn, added)
        tags = {**resource.tags, **added}
        check_limit(tags)
        write_tags(call.world, resource, tags)
    return {"Tags": as_short_list(tags)}


def delete_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Remove keys; those that are not there are no error."""
    keys = params["TagKeys"]
    for key in keys:
        refuse_reserved(key)
    with call.world.store.lock:
        resource = own_resource(call, params["ResourceArn"])
        enforce_untagging(call, resource.arn, keys)
        kept = {key: value for key, value in resource.tags.items() if key not in keys}
        write_tags(call.world, resource, kept)
    return {}


OPERATIONS = {"ListTags": list_tags, "AddTags": add_tags, "DeleteTags": delete_tags}
