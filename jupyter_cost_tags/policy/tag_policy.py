"""The organisation's effective tag policy as a policy of ours. Pure.

Form and meaning: AWS docs organizations/latest/userguide/orgs_manage_policies_example-tag-policies.
Operators of inheritance are resolved in an effective policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..guard.allowed import WILDCARD
from ..guard.grammar import check_key, check_value, is_system
from ..problems import BadResponse
from .rules import KeyRule, Policy

Kinds = frozenset[str] | None  # of resources; None: every kind
SERVICE = "sagemaker:"  # before a kind, in the resource types of tag policies
_EVERY_KIND = frozenset({"*", "all_supported"})
_EVERY_TYPE = _EVERY_KIND


@dataclass(frozen=True)
class TagPolicy:
    """A tag policy in our words, and what is worth saying of each key."""

    policy: Policy
    enforced_for: Mapping[str, Kinds] = field(default_factory=dict)  # AWS refuses other values
    left_out: tuple[str, ...] = ()  # what no tag can be, in sentences


def from_tag_policy(content: Mapping[str, Any], required: Mapping[str, Kinds]) -> TagPolicy:
    """Return the policy of an effective tag policy; raises `BadResponse` for another form.

    `required` are the keys that `tag:ListRequiredTags` names, with the kinds that must carry
    them. Other keys have a vocabulary only: a tag policy never asks for a tag by naming its
    values. Its keys are not case sensitive, tags are: `tag_key` says how a tag is spelled, and
    small letters are the default. A `*` in a value stands for any text.
    """
    listed = content.get("tags")
    if not isinstance(listed, Mapping):
        raise BadResponse('The organisation\'s tag policy has no member "tags".')
    wanted = {key.lower(): (key, kinds) for key, kinds in required.items()}
    rules: list[KeyRule] = []
    enforced: dict[str, Kinds] = {}
    left_out: list[str] = []
    for name, entry in listed.items():
        if name.startswith("@@"):
            continue
        rule = _rule(name, entry, wanted.pop(name.lower(), None), left_out)
        fault = check_key(rule.key) or _system(rule.key)
        if fault:
            left_out.append(f"The key {rule.key}: {fault}")
            continue
        rules.append(rule)
        types = _texts(name, entry, "enforced_for")
        if kinds_of(types) != frozenset():
            enforced[rule.key] = kinds_of(types)
    rules += [_only_required(key, kinds) for key, kinds in sorted(wanted.values())]
    return TagPolicy(Policy(tags=tuple(rules)), enforced, tuple(left_out))


def kinds_of(types: Iterable[str]) -> Kinds:
    """Return the kinds of ours among resource types such as `sagemaker:training-job`."""
    found: set[str] = set()
    for one in (text.lower() for text in types):
        if one in _EVERY_TYPE or one.removeprefix(SERVICE) in _EVERY_KIND:
            return None
        if one.startswith(SERVICE):
            found.add(one.removeprefix(SERVICE))
    return frozenset(found)


def _only_required(key: str, kinds: Kinds) -> KeyRule:
    return KeyRule(key=key, required=True, kinds=kinds)


def _rule(
    name: str, entry: object, asked: tuple[str, Kinds] | None, left_out: list[str]
) -> KeyRule:
    if not isinstance(entry, Mapping):
        raise BadResponse(f"The organisation's tag policy says nothing readable of {name}.")
    key = str(_resolved(entry.get("tag_key")) or name.lower())
    kinds = kinds_of(_texts(name, entry, "report_required_tag_for"))
    if asked:
        kinds = None if None in {kinds, asked[1]} else (kinds or frozenset()) | (asked[1] or set())
    given = _texts(name, entry, "tag_value")
    values = [value for value in given if value]
    unfit = [value for value in given if not is_usable(value)]
    left_out += [f"A value of {key}, {one!r}: no tag that counts can have it." for one in unfit]
    is_required = kinds is None or bool(kinds)
    return KeyRule(
        key=key,
        required=is_required,
        kinds=kinds if is_required else None,
        values=dict.fromkeys(values) if values else None,
    )


def is_usable(value: str) -> bool:
    """Tell whether a tag that counts can have this value, one with a wildcard included."""
    return bool(value) and not check_value(value.replace(WILDCARD, ""))


def _system(key: str) -> str | None:
    return "AWS sets it by itself." if is_system(key) else None


def _texts(name: str, entry: Mapping[str, Any], member: str) -> list[str]:
    found = _resolved(entry.get(member, []))
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadResponse(f"The organisation's tag policy has no list in {member} of {name}.")
    return found


def _resolved(member: Any) -> Any:
    """Return what is assigned: a policy as an admin wrote it has it one level deeper."""
    if isinstance(member, Mapping) and "@@assign" in member:
        return member["@@assign"]
    return member
