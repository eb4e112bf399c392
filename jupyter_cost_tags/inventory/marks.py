"""Whose a resource is, by the tags that Studio puts on what it launches.

AWS docs whitepapers sagemaker-studio-admin-best-practices/cost-attribution: a resource carries
the mark of a profile or of a space, and sometimes both.
"""

from __future__ import annotations

from collections.abc import Mapping

MARKS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")


def user_of(tags: Mapping[str, str] | None) -> str | None:
    """Return the profile or else the space that a resource is marked with, if it is."""
    for key in MARKS:
        arn = (tags or {}).get(key, "")
        if "/" in arn:
            return arn.rpartition("/")[2]
    return None
