"""A launch in words: the line below a cell, the card, the error of a blocked call. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .decide import Added, Decision
from .rules import Rule, Rules

MIME = "application/vnd.jupyter-cost-tags.v1+json"
_SHOWN = 8
_MAY_LACK = "your role may lack sagemaker:AddTags, or a tag policy forbids a value"
_SOURCES = {
    "cell": "this cell",
    "notebook": "this notebook",
    "bundle": "the bundle",
    "space": "the space",
    "user-profile": "your user profile",
    "domain": "the domain",
    "notebook-instance": "the notebook instance",
    "policy-default": "the policy's default",
}


def missing_of(rules: Rules, keys: Iterable[str], hints: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return keys with the values that the policy allows, for the card.

    `suggested` is what the user's own layers have for a key; it was not added.
    """
    found = []
    for key in keys:
        rule = rules.by_key.get(key)
        values = dict(list((rule.values or {}).items())[:50]) if rule else {}
        labels = {value: name for value, name in values.items() if name}
        found.append(
            {
                "key": key,
                "allowed": list(values),
                "labels": labels,
                "suggested": hints.get(key),
            }
        )
    return found


def blocked(
    operation: str, rules: Rules, decision: Decision, hints: Mapping[str, str]
) -> list[str]:
    """Return the sentences of the error: which key, which values, how to fix it."""
    lines = [f"{operation} not sent: {_faults(decision)}."]
    for key in _keys(decision):
        rule = rules.by_key.get(key)
        told = _allowed(rule) if rule else ""
        if told:
            lines.append(f"{key}: {told}.")
    lines += [f"{one.key} is not {one.meant}: the policy spells it so." for one in decision.near]
    protected = [key for key in decision.missing if rules.by_key[key].protected]
    if protected:
        lines.append(f"{_and(protected)} can only be set by an admin.")
    bundle = next((name for name, tags in rules.bundles.items() if _helps(tags, decision)), None)
    doubtful = {one.meant for one in decision.near}.intersection(decision.missing)
    if decision.invalid or doubtful:
        what = "value" if decision.invalid else "key"
        lines.append(f"Correct the {what} in the call, and run it again.")
    elif bundle:
        lines.append(f"Pick them in Cost Tags, or run: %cost_tags use {bundle}")
    else:
        tags = " ".join(shlex.quote(f"{key}={hints.get(key, 'VALUE')}") for key in decision.missing)
        lines.append(f"Pick them in Cost Tags, or begin the cell with: %%cost_tags {tags}")
    return lines


def above_limit(operation: str, ceiling: Mapping[str, Any], limit: str) -> list[str]:
    """Return the sentences of the error for a launch above the policy's limit."""
    currency = ceiling.get("currency") or ""
    most = f"{ceiling.get('amount')} {currency} ({ceiling.get('basis')}, list price)"
    again = "run `%cost_tags confirm` and then this cell again"
    return [
        f"{operation} not sent: at most {most}, above the policy's {limit}.",
        f"To launch it all the same, {again}; in a script, set COST_TAGS_CONFIRM=1.",
    ]


def sentence(card: Mapping[str, Any]) -> str:
    """Return the card's text twin: one line that reads well alone."""
    parts = [_launch(card), *_tags(card), *_steps(card), *_price(card)]
    return f"Cost Tags: {' '.join(parts)}"


def _launch(card: Mapping[str, Any]) -> str:
    resources = card["resources"]
    names = [one["name"] or one["operation"] for one in resources]
    verdict = card["verdict"]
    missing = _and(one["key"] for one in card["missing"])
    if verdict == "blocked":
        what = f"missing {missing}" if missing else "a value that the policy refuses"
        return f"{resources[-1]['operation']} not sent: {what}."
    failed = all(one["outcome"] in {"refused", "failed"} for one in resources)
    verb = "Not launched, AWS refused:" if failed else "Launched"
    listed = _and(names[:_SHOWN] + ([f"{len(names) - _SHOWN} more"] * (len(names) > _SHOWN)))
    if verdict == "missing" and missing:
        if all(one["outcome"] == "unseen" for one in resources):
            return f"{listed} has no --tags: it launches without {missing}."
        return f"{verb} {listed} without {missing}."
    if verdict == "resent":
        lost = f"without {missing}" if missing else "without the tags that were added"
        return f"{verb} {listed} {lost}: AWS refused the tags; {_MAY_LACK}."
    return f"{verb} {listed}."


def _tags(card: Mapping[str, Any]) -> list[str]:
    said = []
    if card["added"] and card["verdict"] not in {"resent", "blocked"}:
        given = [f"{one['key']}={one['value']}" for one in card["added"]]
        sources = _and(dict.fromkeys(_SOURCES[one["source"]] for one in card["added"]))
        said.append(f"Added {', '.join(given)} from {sources}.")
    said += [f"{one['key']} is not {one['meant']}." for one in card["near"]]
    for one in card["invalid"]:
        hint = f"; did you mean {one['suggestion']}?" if one["suggestion"] else "."
        said.append(f"{one['key']}={one['value']} is not allowed{hint}")
    return said


def _steps(card: Mapping[str, Any]) -> list[str]:
    lacking = card.get("steps") or []
    if not lacking:
        return []
    names = [one["name"] for one in lacking[:_SHOWN]]
    keys = _and(dict.fromkeys(key for one in lacking for key in one["missing"]))
    return [f"Its steps {_and(names)} have no {keys} of their own."]


def _price(card: Mapping[str, Any]) -> list[str]:
    ceiling = card["ceiling"]
    if not ceiling:
        return []
    if ceiling["amount"] is None:
        return [f"No price ceiling: {ceiling['reason']}."] if ceiling["reason"] else []
    told = f"At most ~{ceiling['amount']} {ceiling['currency']} ({ceiling['basis']}, list price)"
    above = card["above_limit"]
    return [f"{told}, above the policy's {above}." if above else f"{told}."]


def _faults(decision: Decision) -> str:
    said = [f"missing {_and(decision.missing)}"] if decision.missing else []
    for one in decision.invalid:
        hint = f" (did you mean {one.suggestion}?)" if one.suggestion else ""
        said.append(f"{one.key}={one.value} is not allowed{hint}")
    return "; ".join(said)


def _keys(decision: Decision) -> list[str]:
    return [*decision.missing, *(one.key for one in decision.invalid)]


def _allowed(rule: Rule) -> str:
    if rule.values:
        few = [f"{value} ({name})" if name else value for value, name in rule.values.items()]
        more = len(few) - _SHOWN
        return f"allowed are {', '.join(few[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
    if rule.patterns:
        return f"must match {rule.patterns[0].text}"
    return ""


def _helps(tags: Mapping[str, str], decision: Decision) -> bool:
    return bool(decision.missing) and set(decision.missing) <= tags.keys()


def _and(names: Iterable[str]) -> str:
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def added_rows(added: Sequence[Added]) -> list[dict[str, str]]:
    """Return the added tags in the card's form."""
    return [{"key": one.key, "value": one.value, "source": one.source} for one in added]
