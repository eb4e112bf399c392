"""Tags that a new resource gets besides the request's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...enforcement import enforce_create
from ...models import iam_action
from ...permissions import access_denied, is_denied
from .tags import check_limit, requested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...world import Call, World

# Later layers win over earlier ones.
_LAYERS = ("sagemaker:domain-arn", "sagemaker:user-profile-arn", "sagemaker:space-arn")
_SYSTEM = ("aws:", "sagemaker:")


def tags_for(call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Return the tags that a resource is born with, or refuse the launch for too many."""
    own = requested(params.get("Tags", []))
    world = call.world
    tags = {**propagated(world), **own, **world.studio_tags}
    check_limit(tags)
    return tags


def tags_for_app(call: Call, params: dict[str, Any]) -> dict[str, str]:
    """Return the tags of a new app: besides its own those of the domain and of whose it is.

    They are taken once, when it starts, whatever the domain's TagPropagation says (API reference,
    AddTags).
    """
    world, domain_id = call.world, str(params["DomainId"])
    layers = {_LAYERS[0]: world.arn("domain", domain_id)}
    for member, kind, layer in (
        ("UserProfileName", "user-profile", _LAYERS[1]),
        ("SpaceName", "space", _LAYERS[2]),
    ):
        if params.get(member):
            layers[layer] = world.arn(kind, domain_id, str(params[member]))
    tags = {**_merged(world, _named(world, layers)), **tags_for(call, params)}
    check_limit(tags)
    return tags


def refuse_tags(call: Call, arn: str, params: dict[str, Any]) -> None:
    """Refuse a create with tags of its own to a role that may not tag.

    AddTags is a dependent action of every create with tags (IAM service authorization
    reference); Studio's own tags need it as well, which is left out here.
    """
    own = requested(params.get("Tags", []))
    enforce_create(call, arn, {**propagated(call.world), **own, **call.world.studio_tags})
    action = iam_action("sagemaker", "AddTags")
    if params.get("Tags") and is_denied(call.denied, (action,)):
        raise access_denied(call.principal, action, arn)


def propagated(world: World) -> dict[str, str]:
    """Return what the domain, the profile and the space of the caller pass on."""
    domain = world.store.get(world.studio_tags.get(_LAYERS[0], ""))
    if domain is None or domain.detail.get("TagPropagation") != "ENABLED":
        return {}
    return _merged(world, _named(world, world.studio_tags))


def _merged(world: World, layers: list[str]) -> dict[str, str]:
    """Return the layers' tags without system ones; later layers win."""
    tags: dict[str, str] = {}
    for layer in layers:
        resource = world.store.get(layer)
        if resource:
            tags.update({k: v for k, v in resource.tags.items() if not k.startswith(_SYSTEM)})
    return tags


def _named(world: World, given: Mapping[str, str]) -> list[str]:
    """Return the ARNs of domain, profile and space; a private space names its owner's profile."""
    named = {key: given.get(key, "") for key in _LAYERS}
    space = world.store.get(named[_LAYERS[2]])
    if space and not named[_LAYERS[1]]:
        sharing = space.detail.get("SpaceSharingSettings", {}).get("SharingType")
        owner = space.detail.get("OwnershipSettings", {}).get("OwnerUserProfileName")
        if owner and sharing == "Private":
            domain_id = str(space.detail.get("DomainId", space.arn.split("/")[-2]))
            named[_LAYERS[1]] = world.arn("user-profile", domain_id, owner)
    return [named[key] for key in _LAYERS if named[key]]
