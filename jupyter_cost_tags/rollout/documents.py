"""Documents that an admin attaches somewhere: counted against AWS's limits, split when over.

Limits: AWS docs IAM/latest/UserGuide/reference_iam-quotas (managed policy 6,144 characters and all
inline policies of a role 10,240, white space not counted) and
organizations/latest/userguide/orgs_reference_limits (SCP 5,120, tag policy 10,000, all counted).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

VERSION = "2012-10-17"


@dataclass(frozen=True)
class Limit:
    """How large a document may be, and how AWS counts."""

    name: str
    characters: int
    counts_spaces: bool
    most_attached: int  # to one role, or to one account or organisational unit


MANAGED_POLICY = Limit("IAM managed policy", 6144, counts_spaces=False, most_attached=10)
SCP = Limit("service control policy", 5120, counts_spaces=True, most_attached=5)
TAG_POLICY = Limit("tag policy", 10000, counts_spaces=True, most_attached=10)
INLINE_CHARACTERS = 10240


@dataclass(frozen=True)
class Note:
    """What a document can't do, or does otherwise than the policy says."""

    code: str
    message: str
    key: str | None = None


@dataclass(frozen=True)
class Document:
    """One document, ready to attach."""

    name: str
    content: dict[str, Any]
    limit: Limit

    @property
    def text(self) -> str:
        """Return it as short as it can be: AWS counts what it is given."""
        return compact(self.content)

    @property
    def size(self) -> int:
        """Return its characters as AWS counts them."""
        return size_of(self.content, self.limit)


@dataclass(frozen=True)
class Generated:
    """The documents of one enforcer, and what they leave to others."""

    enforcer: str
    documents: tuple[Document, ...]
    notes: tuple[Note, ...] = field(default=())


def compact(content: Any) -> str:
    """Return JSON without a character too many, in ASCII: IAM takes no others above U+00FF."""
    return json.dumps(content, separators=(",", ":"))


def size_of(content: Any, limit: Limit) -> int:
    """Return the characters that count against a limit."""
    text = compact(content)
    return len(text) if limit.counts_spaces else len("".join(text.split()))


def iam_document(statements: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a policy document of statements."""
    return {"Version": VERSION, "Statement": list(statements)}


def packed(name: str, statements: Sequence[dict[str, Any]], limit: Limit) -> tuple[Document, ...]:
    """Return as few documents as the statements fit into, in their order.

    A statement that is too large by itself stands alone: its document says so by its size.
    """
    groups: list[list[dict[str, Any]]] = []
    for statement in statements:
        fitting = (
            g for g in groups if size_of(iam_document([*g, statement]), limit) <= limit.characters
        )
        group = next(fitting, None)
        if group is None:
            groups.append([statement])
        else:
            group.append(statement)
    names = [name] if len(groups) == 1 else [f"{name}-{n}" for n in range(1, len(groups) + 1)]
    return tuple(
        Document(title, iam_document(group), limit)
        for title, group in zip(names, groups, strict=True)
    )
