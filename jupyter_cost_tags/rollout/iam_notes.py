"""What IAM policies and SCPs can't say of a policy: told, never left out silently."""

from __future__ import annotations

from collections.abc import Sequence

from ..policy.rules import KeyRule, Policy
from .actions import WITHOUT_TAGS, undocumented
from .documents import Document, Note


def general_notes(policy: Policy) -> list[Note]:
    """Return what no document of IAM can say of this policy."""
    notes = [
        Note(
            "starts-without-tags",
            f"{', '.join(WITHOUT_TAGS)} take no tags: what they start is judged by the guard's "
            "server and the scan.",
        ),
        Note(
            "not-in-iam-yet",
            f"{', '.join(undocumented())} are not in AWS's service authorization reference and "
            "are not held.",
        ),
        Note(
            "undo-needs-an-admin",
            "Required and protected keys can be deleted by tag admins only, so `undo` of an added "
            "required tag is theirs.",
        ),
    ]
    optional = [rule.key for rule in policy.tags if not rule.required and _is_bounded(rule)]
    if optional:
        keys = ", ".join(optional)
        message = f"Values of {keys} are not required, so a launch is not refused for them."
        notes.append(Note("optional-values", message))
    return notes


def _is_bounded(rule: KeyRule) -> bool:
    return rule.values is not None or bool(rule.patterns)


def too_many(documents: Sequence[Document]) -> list[Note]:
    """Return a note where AWS attaches fewer documents than there are."""
    limit = documents[0].limit
    if len(documents) <= limit.most_attached:
        return []
    message = (
        f"{len(documents)} documents, and AWS attaches at most {limit.most_attached} in one place: "
        "hold fewer keys here, or spread them over levels."
    )
    return [Note("too-many-documents", message)]


SCP_REACH = Note(
    "scp-reach",
    "An SCP holds neither the management account nor service-linked roles; try it in `policy "
    "simulate` and on one account first.",
)

ALLOW_RESTRAINS_NOBODY = Note(
    "allow-restrains-nobody",
    "An Allow restrains nobody whom another policy, such as AmazonSageMakerFullAccess, allows the "
    "same: take that away, or use the Deny variant.",
)
