"""The members' tags side by side, key by key, and the values that would make them equal. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...models import KeyState, PartCell, PartKey
from ...policy.rules import Policy
from ...tags.plan import may_write
from ..scan import resource_id
from .member import Member

_UNREAD = frozenset({"unknown", "gone"})


def keys_of(
    members: Sequence[Member],
    policy: Policy | None,
    required: Sequence[str],
    suggested: Mapping[str, str],
) -> list[PartKey]:
    """Return the policy's keys in its order, then other keys that differ among the members.

    Without a policy, every key that any member has. What has ended asks for no suggestion.
    """
    open_ = {resource_id(member.arn) for member in members if member.can_change}
    ours = [rule.key for rule in policy.tags] if policy else []
    theirs = sorted({key for member in members for key in member.user_tags} - set(ours))
    rows = [(key, [_cell(member, key, policy) for member in members]) for key in [*ours, *theirs]]
    return [
        PartKey(
            key=key,
            required=key in required,
            state=_state(cells),
            cells=cells,
            suggested=suggested.get(key)
            if _would_change([cell for cell in cells if cell.id in open_], suggested.get(key))
            else None,
        )
        for key, cells in rows
        if key in ours or policy is None or _state(cells) == "different"
    ]


def suggestions(
    members: Sequence[Member],
    policy: Policy | None,
    *,
    like: Member,
    given: Mapping[str, str],
    effective: Mapping[str, str],
) -> dict[str, str]:
    """Return the value per key that aligning sets.

    What is given wins, then what `like` has, then what all others that have the key agree on,
    then the effective tags. Only keys and values that may be written.
    """
    ours = [rule.key for rule in policy.tags] if policy else []
    theirs = [] if policy else sorted({key for member in members for key in member.user_tags})
    found = dict(given)
    for key in [*ours, *theirs]:
        if key in found:
            continue
        agreed = {
            member.user_tags[key]
            for member in members
            if key in member.user_tags and may_write(key, member.user_tags[key], policy)
        }
        common = next(iter(agreed)) if len(agreed) == 1 else None
        for value in (like.user_tags.get(key), common, effective.get(key)):
            if value and may_write(key, value, policy):
                found[key] = value
                break
    return found


def _cell(member: Member, key: str, policy: Policy | None) -> PartCell:
    name = resource_id(member.arn)
    if member.tags is None:
        return PartCell(id=name, value=None, state="gone" if member.gone else "unknown")
    value = member.tags.get(key)
    if not value:
        return PartCell(id=name, value=value, state="missing")
    refused = policy is not None and policy.allowed(key, value) is not None
    return PartCell(id=name, value=value, state="not-allowed" if refused else "set")


def _state(cells: Sequence[PartCell]) -> KeyState:
    values = {cell.value or None for cell in cells if cell.state not in _UNREAD}
    if len(values) > 1:
        return "different"
    return "unknown" if any(cell.state == "unknown" for cell in cells) else "same"


def _would_change(cells: Sequence[PartCell], value: str | None) -> bool:
    return any(cell.value != value for cell in cells)
