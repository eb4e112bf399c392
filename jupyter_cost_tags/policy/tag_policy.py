"""The organisation's effective tag policy as a policy of ours. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..problems import BadResponse
from .rules import KeyRule, Policy

# Types in `report_required_tag_for` that concern what we judge.
_OURS = ("sagemaker:", "all_supported")


def from_tag_policy(content: Mapping[str, Any], required: Collection[str]) -> Policy:
    """Return the policy of an effective tag policy; raises `BadResponse` for another form.

    `required` are the keys that `tag:ListRequiredTags` names for our types. Other keys have a
    vocabulary only: a tag policy never asks for a tag by naming its values. `*` stands for any
    text (AWS docs organizations/latest/userguide/orgs_manage_policies_example-tag-policies).
    """
    listed = content.get("tags")
    if not isinstance(listed, Mapping):
        raise BadResponse('The organisation\'s tag policy has no member "tags".')
    rules = [_rule(name, entry, required) for name, entry in listed.items()]
    named = {rule.key for rule in rules}
    rules += [KeyRule(key=key, required=True) for key in sorted(set(required) - named)]
    return Policy(tags=tuple(rules))


def _rule(name: str, entry: object, required: Collection[str]) -> KeyRule:
    if not isinstance(entry, Mapping):
        raise BadResponse(f"The organisation's tag policy says nothing readable of {name}.")
    key = entry.get("tag_key", name)
    values = _texts(name, entry, "tag_value")
    reported = _texts(name, entry, "report_required_tag_for")
    return KeyRule(
        key=str(key),
        required=key in required or any(one.lower().startswith(_OURS) for one in reported),
        values=dict.fromkeys(values) if values else None,
    )


def _texts(name: str, entry: Mapping[str, Any], member: str) -> list[str]:
    found = entry.get(member, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadResponse(f"The organisation's tag policy has no list in {member} of {name}.")
    return found
