"""Whose costs are asked for: the policy's key, or Studio's automatic tags."""

from __future__ import annotations

from ..identity import Identity
from ..policy.rules import Policy
from ..spend.owner import Owner
from .whoami import effective_tags, whoami


def owner_of(identity: Identity, policy: Policy | None) -> Owner | None:
    """Return whose spend is asked for: the policy's key, or Studio's automatic tags."""
    key = policy.spend.tag if policy else "auto"
    if key != "auto":
        value = effective_tags(whoami(identity, policy)).get(key)
        return Owner.of_tag(key, value) if value else None
    tags: dict[str, tuple[str, ...]] = {}
    for tag_key, value in identity.owner_tags:
        tags[tag_key] = (*tags.get(tag_key, ()), value)
    if not tags:
        return None
    shared = identity.is_shared or not identity.user_profile
    name = (identity.space if shared else identity.user_profile) or ""
    return Owner("space" if shared else "user-profile", name, tuple(tags.items()))
