"""An Organizations tag policy from the policy, and the effective form that accounts see of it.

Syntax: AWS docs organizations/latest/userguide/orgs_manage_policies_example-tag-policies. A tag
policy refuses wrong values on the types of `enforced_for`; it never refuses a missing tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..guard.allowed import WILDCARD
from ..policy.rules import KeyRule, Policy
from .documents import TAG_POLICY, Document, Generated, Note
from .wildcards import wildcards

ASSIGN = "@@assign"

# Types whose tagging a tag policy can refuse, as far as public policies show (no endpoint, no
# transform job); the spending and carrying ones of them.
ENFORCEABLE = ("pipeline", "processing-job", "training-job")
EVERY_KIND = "ALL_SUPPORTED"  # of a service, in report_required_tag_for


def tag_policy(policy: Policy, *, enforce: bool = False) -> Generated:
    """Return the tag policy; with `enforce` it also refuses wrong values where AWS can."""
    notes = [
        Note(
            "never-refuses-missing",
            "A tag policy refuses no missing tag: it reports it. IAM or an SCP refuses.",
        )
    ]
    exempt = policy.exempt_kinds
    enforced = [f"sagemaker:{kind}" for kind in ENFORCEABLE if kind not in exempt]
    entries: dict[str, Any] = {}
    for rule in policy.tags:
        values, lost = _values(rule)
        notes += lost
        entry: dict[str, Any] = {"tag_key": {ASSIGN: rule.key}}
        if values:
            entry["tag_value"] = {ASSIGN: values}
        if enforce and values and enforced:
            entry["enforced_for"] = {ASSIGN: enforced}
        if rule.required:
            kinds = [EVERY_KIND] if rule.kinds is None else sorted(rule.kinds - exempt)
            entry["report_required_tag_for"] = {ASSIGN: [f"sagemaker:{kind}" for kind in kinds]}
        entries[_entry_name(rule.key, entries)] = entry
    content: dict[str, Any] = {"tags": entries}
    document = Document("cost-tags-tag-policy", content, TAG_POLICY)
    if policy.exempt_names or exempt:
        message = "A tag policy knows no exemptions: exempt kinds and names are reported, too."
        notes.append(Note("exempt-not-expressible", message))
    if document.size > TAG_POLICY.characters:
        message = (
            f"{document.size} characters, and a tag policy has at most {TAG_POLICY.characters}: "
            "shorten the lists of values, or attach keys at different levels."
        )
        notes.append(Note("too-large", message))
    return Generated("tag-policy", (document,), tuple(notes))


def effective(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tag policy's effective form, its operators resolved, as an account reads it."""
    return {"tags": {name: _resolved(entry) for name, entry in content["tags"].items()}}


def _resolved(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value[ASSIGN] for name, value in entry.items()}


def _entry_name(key: str, taken: Mapping[str, Any]) -> str:
    """Return the policy's name for a key: AWS takes one name per key, in any case."""
    name = key.lower()
    while name in taken:  # two keys that differ in case only
        name += "_"
    return name


def _values(rule: KeyRule) -> tuple[list[str], list[Note]]:
    """Return what a tag policy can say of values: texts with at most one `*` each."""
    if rule.values is not None:
        return [v for v in rule.values if WILDCARD in v or not rule.refused(v)], []
    if not rule.patterns:
        return [], []
    if len(rule.patterns) == 1:
        found = wildcards(rule.patterns[0].text)
        said = [value for value in found.values if value]
        if found.exact and all("?" not in v and v.count(WILDCARD) < 2 and v != "*" for v in said):
            return said, []
    patterns = " and ".join(pattern.text for pattern in rule.patterns)
    message = f"A tag policy can't say {patterns}: {rule.key} may have any value there."
    return [], [Note("pattern-left-out", message, rule.key)]
