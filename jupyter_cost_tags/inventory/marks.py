"""Whose a resource is, by the tags that Studio puts on what it launches.

AWS docs whitepapers sagemaker-studio-admin-best-practices/cost-attribution: a resource carries
the mark of a profile or of a space, and sometimes both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..identity import Identity

MARKS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")


def user_of(tags: Mapping[str, str] | None) -> str | None:
    """Return the profile or else the space that a resource is marked with, if it is."""
    for key in MARKS:
        arn = (tags or {}).get(key, "")
        if "/" in arn:
            return arn.rpartition("/")[2]
    return None


def mine_by_marks(identity: Identity) -> Callable[[Mapping[str, str]], bool | None]:
    """Return what tells of tags whether they make a resource mine; None where they don't say.

    A space that is not known as mine may be one of my private ones while those can't be listed.
    """
    owners = {(key, value.casefold()) for key, value in identity.owner_tags}
    is_any_unread = bool(identity.owner_unread)
    is_space_unread = is_any_unread or bool(identity.spaces_unread)

    def is_mine(tags: Mapping[str, str]) -> bool | None:
        marks = {(key, tags[key].casefold()) for key in MARKS if tags.get(key)}
        if not (owners and marks):
            return None
        if owners & marks:
            return True
        is_unread = is_any_unread if tags.get(MARKS[0]) else is_space_unread
        return None if is_unread else False

    return is_mine
