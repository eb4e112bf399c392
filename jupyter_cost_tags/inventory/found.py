"""A resource as found, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..aws import tag_map
from ..problems import BadResponse, CostTagsError
from .kind import Kind


@dataclass(frozen=True)
class Found:
    """One resource; `tags` is None until they were read."""

    kind: Kind
    arn: str
    name: str
    status: str
    created: datetime
    tags: dict[str, str] | None = None
    parent: str | None = None  # the ARN of what launched it, where its record tells
    why_unread: CostTagsError | None = None
    is_mine: bool = False  # for what is unread: an index told so before

    def with_tags(self, tags: dict[str, str]) -> Found:
        """Return the same with the tags that were read."""
        return replace(self, tags=tags)

    def unread(self, why: CostTagsError, *, is_mine: bool) -> Found:
        """Return the same with the reason why its tags are not known."""
        return replace(self, tags=None, why_unread=why, is_mine=is_mine)


def from_record(kind: Kind, record: dict[str, Any], *, with_tags: bool) -> Found:
    """Return what a List summary or a Search record tells.

    Raises `BadResponse` when a member is missing that every such record has.
    """
    try:
        return Found(
            kind=kind,
            arn=kind.arn_in(record),
            name=kind.name_in(record),
            status=_status(kind, record),
            created=record[kind.created_member],
            tags=tag_map(record.get("Tags") or []) if with_tags else None,
            parent=kind.parent_in(record),
        )
    except (KeyError, TypeError) as error:
        raise BadResponse(f"A {kind.noun} in AWS's answer lacks a member.") from error


def _status(kind: Kind, record: dict[str, Any]) -> str:
    if kind.status is None:
        return ""
    return str(record[kind.status] if kind.has_status_always else record.get(kind.status, ""))
