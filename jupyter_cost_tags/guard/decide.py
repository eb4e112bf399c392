"""What becomes of one create call: which tags it lacks, and which are added. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .grammar import check_key, check_value, is_system
from .rules import Choice, Rules, Tags
from .suggest import nearest

MOST_TAGS = 50  # per resource: AWS docs general/latest/gr/sagemaker (tags per resource)

Layer = tuple[str, Mapping[str, str]]


class Added(NamedTuple):
    """A tag that the guard adds, and the layer that gave it."""

    key: str
    value: str
    source: str


class Invalid(NamedTuple):
    """A value that the policy refuses."""

    key: str
    value: str
    suggestion: str | None


class Near(NamedTuple):
    """A key that is spelled nearly like one of the policy's."""

    key: str
    meant: str


class Decision(NamedTuple):
    """What is added to a call, and what it lacks then."""

    given: dict[str, str]
    added: tuple[Added, ...] = ()
    missing: tuple[str, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    near: tuple[Near, ...] = ()
    overflow: tuple[str, ...] = ()
    fails: bool = False  # a required key is missing, or has a value that the policy refuses


UNDECIDED = Decision({})  # of a call that is not judged


def given_tags(tags: Any) -> list[Mapping[str, str]] | None:
    """Return the call's own tags; None for what botocore itself will refuse."""
    if tags is None:
        return []
    if not isinstance(tags, list | tuple):
        return None
    for tag in tags:
        if type(tag) is not dict and not isinstance(tag, Mapping):
            return None
        if not isinstance(tag.get("Key"), str) or not isinstance(tag.get("Value"), str):
            return None
    return list(tags)


def layers(rules: Rules, cell: Tags, notebook: Choice | None) -> list[Layer]:
    """Return the layers that a launch may take tags from, the first one's value first.

    A notebook's own bundle stands before the one chosen for all.
    """
    own = notebook or Choice()
    bundle = own.bundle if own.bundle in rules.bundles else rules.bundle
    chosen = rules.bundles.get(bundle or "", {})
    return [("cell", cell), ("notebook", own.tags), ("bundle", chosen), *rules.layers]


def decide(
    rules: Rules,
    mode: str,
    given: Sequence[Mapping[str, str]],
    sources: Sequence[Layer],
    kind: str = "",
) -> Decision:
    """Return what is added to a call that has these tags, and what it lacks then.

    What somebody chose (cell, notebook, bundle) is added in every mode; what is inherited, in
    mode fill. A value that the call gave is never replaced, a key that is spelled nearly like
    one of the policy's never doubled, a protected one never written.
    """
    return decide_by(rules, given, offers(rules, mode, sources), kind)


def decide_by(
    rules: Rules, given: Sequence[Mapping[str, str]], offered: Sequence[Added], kind: str = ""
) -> Decision:
    """Return the same by what the layers offer, which stays the same from call to call.

    Keys are required of the kind that is created; without one, of any.
    """
    everything = {tag["Key"]: tag["Value"] for tag in given}
    own = {k: v for k, v in everything.items() if k in rules.by_key or not is_system(k)}
    there = {key for key, value in own.items() if value}
    near = _near(rules, there)
    taken = rules.arriving.union(everything)
    doubtful = {one.meant for one in near}
    wanted = [one for one in offered if one[0] not in taken and one[0] not in doubtful]
    free = max(MOST_TAGS - len(taken), 0)
    added, over = tuple(wanted[:free]), wanted[free:]
    there.update(rules.arriving, [one[0] for one in added])
    missing = tuple([key for key in rules.required_for(kind) if key not in there])
    invalid = _invalid(rules, own) if own else ()
    fails = bool(missing)
    if invalid and not fails:
        fails = any(rules.by_key[one.key].is_required_for(kind) for one in invalid)
    lost = tuple([one.key for one in over]) if over else ()
    return Decision(own, added, missing, invalid, near, lost, fails)


def fitting(rules: Rules, sources: Iterable[Layer], key: str) -> Added | None:
    """Return the first layer's value for a key that may be written."""
    rule = rules.by_key.get(key)
    for source, tags in sources:
        value = tags.get(key)
        if value and (rule.allows(value) if rule else source != "policy-default"):
            return Added(key, value, source)
    return None


def hints(rules: Rules, decision: Decision, sources: Sequence[Layer]) -> dict[str, str]:
    """Return what the layers have for keys that the call goes out without."""
    found = {key: fitting(rules, sources, key) for key in decision.missing}
    free = {key: fit for key, fit in found.items() if fit and not rules.by_key[key].protected}
    return {key: fit.value for key, fit in free.items()}


def may_write(rules: Rules, key: str, value: str) -> str | None:
    """Return why somebody can't choose this tag; None when they can."""
    fault = check_key(key) or check_value(value)
    if fault or is_system(key):
        return fault or f"{key} is a system key; AWS sets it."
    rule = rules.by_key.get(key)
    if rule is None:
        if not rules.judges:
            return None
        meant = nearest(key, rules.by_key)
        return f"The policy has no key {key}." + (f" Did you mean {meant}?" if meant else "")
    if rule.protected:
        return f"{key} is protected by the policy: an admin sets it."
    if rule.allows(value):
        return None
    meant = rule.suggestion(value)
    told = f"{value!r} is not allowed for {key}."
    return f"{told} Did you mean {meant}?" if meant else f"{told}{_allowed(rule.values)}"


def _allowed(values: Mapping[str, Any] | None) -> str:
    return f" Allowed: {', '.join(list(values)[:8])}." if values else ""


def offers(rules: Rules, mode: str, sources: Sequence[Layer]) -> list[Added]:
    """Return what the layers would add to a call without tags, required keys first."""
    if mode == "off":
        return []
    chosen = sources[:3]
    ranked = sorted(rules.rules, key=lambda rule: not rule.required)
    keys = {rule.key: sources if mode == "fill" else chosen for rule in ranked}
    if not rules.judges:
        keys |= {key: chosen for _, tags in chosen for key in tags}
    found: list[Added] = []
    for key, usable in keys.items():
        rule = rules.by_key.get(key)
        if (rule is not None and rule.protected) or is_system(key):
            continue
        fit = fitting(rules, usable, key)
        if fit and not check_key(key) and not check_value(fit.value):
            found.append(fit)
    return found


def _near(rules: Rules, present: Collection[str]) -> tuple[Near, ...]:
    strays = [key for key in present if key not in rules.by_key]
    if not strays:
        return ()
    there = rules.arriving.union(present)
    absent = [key for key in rules.by_key if key not in there]
    found = [(key, nearest(key, absent)) for key in sorted(strays)]
    return tuple(Near(key, meant) for key, meant in found if meant)


def _invalid(rules: Rules, own: Mapping[str, str]) -> tuple[Invalid, ...]:
    refused = [
        rule for rule in rules.rules if (value := own.get(rule.key)) and not rule.allows(value)
    ]
    if not refused:
        return ()
    return tuple(
        Invalid(rule.key, own[rule.key], rule.suggestion(own[rule.key])) for rule in refused
    )
