"""Plan tag changes: pure decisions over what is there, what is wanted and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..guard.grammar import check_key, check_value, is_system
from ..models import Change
from ..policy.rules import Policy
from ..problems import BadRequest
from .judge import judge

MOST_TAGS = 50  # per resource; AWS docs sagemaker/latest/APIReference/API_AddTags


@dataclass(frozen=True)
class TagChange:
    """What would change on one resource; the three sets of keys are disjoint."""

    add: dict[str, str]
    overwrite: dict[str, str]
    remove: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.add or self.overwrite or self.remove)


def check_wanted(wanted: Mapping[str, str], policy: Policy | None) -> None:
    """Refuse tags that must not be written; raises `BadRequest` naming the first one.

    Only policy keys are written; system, reserved and protected keys never are.
    """
    for key, value in wanted.items():
        fault = _fault(key, value, policy)
        if fault:
            code, message = fault
            raise BadRequest(message, code=code, action=_ACTIONS[code])


def check_removed(keys: Iterable[str], policy: Policy | None) -> None:
    """Refuse keys that must not be removed; raises `BadRequest` naming the first one."""
    for key in keys:
        fault = _key_fault(key, policy)
        if fault:
            code, message = fault
            raise BadRequest(message, code=code, action=_ACTIONS[code])


def may_write(key: str, value: str, policy: Policy | None) -> bool:
    """Tell whether a tag may be written."""
    return _fault(key, value, policy) is None


_ACTIONS = {
    "tag-invalid": "Correct the key or value; see the AWS tag rules.",
    "key-reserved": "Choose a key of the policy.",
    "key-protected": "Ask an admin: this key may feed access control.",
    "key-not-in-policy": "Choose a key of the policy, or ask an admin to add this one.",
    "value-not-allowed": "Choose an allowed value.",
}


def _fault(key: str, value: str, policy: Policy | None) -> tuple[str, str] | None:
    grammar = None if is_system(key) else check_value(value)
    if grammar:
        return "tag-invalid", grammar
    fault = _key_fault(key, policy)
    if fault:
        return fault
    if not value:
        return "tag-invalid", f"{key} has no value; an empty one counts as missing."
    refused = policy.allowed(key, value) if policy else None
    return ("value-not-allowed", refused) if refused else None


def _key_fault(key: str, policy: Policy | None) -> tuple[str, str] | None:
    if is_system(key):
        return "key-reserved", "Keys of AWS and Studio (aws:, sagemaker:) can't be set by hand."
    grammar = check_key(key)
    if grammar:
        return "tag-invalid", grammar
    if policy and key in policy.protected:
        return "key-protected", f"{key} is protected by the policy."
    if policy and policy.rule(key) is None:
        return "key-not-in-policy", f"{key} is not a key of the policy.{_near(key, policy)}"
    return None


def _near(key: str, policy: Policy) -> str:
    from ..guard.suggest import nearest  # noqa: PLC0415

    suggestion = nearest(key, [rule.key for rule in policy.tags])
    return f" Did you mean {suggestion}?" if suggestion else ""


def plan_explicit(current: Mapping[str, str], wanted: Mapping[str, str]) -> TagChange:
    """Return the change that makes every wanted tag true."""
    return TagChange(
        add={key: value for key, value in wanted.items() if key not in current},
        overwrite={key: value for key, value in wanted.items() if current.get(key, value) != value},
    )


def plan_repair(
    current: Mapping[str, str], wanted: Mapping[str, str], wrong: Iterable[str]
) -> TagChange:
    """Return the change that sets only wanted keys that are missing or wrong now."""
    return plan_explicit(current, {key: wanted[key] for key in wrong if key in wanted})


def respelled(
    current: Mapping[str, str], policy: Policy | None, kind: str, name: str
) -> dict[str, str]:
    """Return the tags that a resource's own near misses mean, as the policy spells them.

    `Prod` means `prod`, and `Cost-Center` has the value of `cost-center`, whatever the layers
    give. Two near misses of a key that disagree mean nothing.
    """
    if policy is None:
        return {}
    meant: dict[str, set[str]] = {}
    for one in judge(current, policy, kind, name).invalid:
        key = one.key if policy.rule(one.key) else one.suggestion
        rule = policy.rule(key) if key else None
        if key and rule:
            value = one.value if rule.refused(one.value) is None else rule.suggestion(one.value)
            meant.setdefault(key, set()).add(value or "")
    single = {key: values.pop() for key, values in meant.items() if len(values) == 1}
    return {key: value for key, value in single.items() if may_write(key, value, policy)}


def plan_undo(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> TagChange:
    """Return the change that restores the touched keys exactly."""
    add = {k: v for k, v in before.items() if v is not None and after.get(k) is None}
    overwrite = {k: v for k, v in before.items() if v is not None and after.get(k) is not None}
    remove = tuple(k for k, v in before.items() if v is None and after.get(k) is not None)
    return TagChange(add=add, overwrite=overwrite, remove=remove)


def too_many(current: Mapping[str, str], change: TagChange) -> str | None:
    """Return why the change can't be made: over 50 tags, `aws:` ones not counted."""
    kept = {key for key in current if not key.lower().startswith("aws:")}
    count = len((kept | set(change.add)) - set(change.remove))
    if count <= MOST_TAGS:
        return None
    return f"It would have {count} tags; AWS allows {MOST_TAGS}. Remove one first."


def is_idle(change: Change) -> bool:
    """Tell whether a change changes nothing."""
    return not (change.add or change.overwrite or change.remove)
