"""IAM policies and SCPs from the policy: no launch without its required tags.

The article that this tool grew from allows launches with
`ForAllValues:StringEquals aws:TagKeys`, which refuses everything that Studio creates: its own
`sagemaker:` tags are request tags, too. Here no condition lists the keys that may be there.

Condition keys match in any case, so `Environment` passes for `environment`; `aws:TagKeys` is
compared with case. Several keys in one condition must all hold, so each key has a statement.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..policy.rules import KeyRule, Policy
from .actions import STUDIO_ACTIONS, STUDIO_KINDS, held, held_actions
from .documents import MANAGED_POLICY, SCP, Generated, Note, compact, packed
from .iam_notes import ALLOW_RESTRAINS_NOBODY, SCP_REACH, general_notes, too_many
from .values import Allowed, allowed_values, tag
from .wildcards import wildcards

TAGGING = "sagemaker:TaggingAction"  # which create an AddTags belongs to; none for a direct call
SYSTEM_KEYS = ["sagemaker:*", "sagemaker-sdk:*", "sagemaker-studio:*", "AmazonDataZone*"]
_DIRECT = {TAGGING: "true"}
_CREATES = "sagemaker:Create*"
MOST_SPARED = 3600  # characters of ARNs in one statement; with actions and key an SCP holds it
# A create that names another kind's resource as well needs that one spared, too.
_BESIDE = {"endpoint": ("endpoint-config",), "inference-component": ("endpoint",)}


@dataclass(frozen=True)
class Scope:
    """Whom and what the documents spare."""

    partition: str = "aws"
    tag_admins: tuple[str, ...] = ()  # patterns of role ARNs that may tag and untag freely

    def arn(self, resource: str) -> str:
        """Return the ARN pattern of SageMaker resources in every account and Region."""
        return f"arn:{self.partition}:sagemaker:*:*:{resource}"


def scp(policy: Policy, scope: Scope) -> Generated:
    """Return service control policies that deny; every account below them is held."""
    statements, notes = _deny(policy, scope)
    documents = packed("cost-tags-scp", statements, SCP)
    return Generated("scp", documents, (*notes, SCP_REACH, *too_many(documents)))


def iam_deny(policy: Policy, scope: Scope) -> Generated:
    """Return managed policies that deny, beside whatever else a role has."""
    statements, notes = _deny(policy, scope)
    documents = packed("cost-tags-deny", statements, MANAGED_POLICY)
    return Generated("iam", documents, (*notes, *too_many(documents)))


def iam_allow(policy: Policy, scope: Scope) -> Generated:
    """Return managed policies that allow launches with the required tags, and Studio itself."""
    rules, notes = _required(policy)
    names, kept = _exempt_names(policy)
    actions = held_actions(policy.exempt_kinds)
    statements = [
        *_launching(policy, rules),
        *_launch_exempt(policy, scope, names, actions),
        _statement(
            "TagWhileLaunching",
            "Allow",
            ["sagemaker:AddTags"],
            Condition={"Null": {TAGGING: "false"}},
        ),
        _statement("StudioItself", "Allow", list(STUDIO_ACTIONS)),
        *(_wrong_case(rule, policy, scope) for rule, _ in rules),
    ]
    notes += [*kept, *general_notes(policy), ALLOW_RESTRAINS_NOBODY]
    return Generated("iam", packed("cost-tags-allow", statements, MANAGED_POLICY), tuple(notes))


def _launching(
    policy: Policy, rules: Sequence[tuple[KeyRule, Allowed]]
) -> Iterator[dict[str, Any]]:
    """Yield an Allow per set of required keys: a key may be required of some kinds only."""
    by_keys: dict[tuple[str, ...], list[str]] = {}
    for row in held(policy.exempt_kinds):
        actions = by_keys.setdefault(policy.required_for(row.kind), [])
        actions.append(f"sagemaker:{row.operation}")
    for number, (keys, actions) in enumerate(by_keys.items(), start=1):
        conditions: dict[str, dict[str, Any]] = {}
        for rule, allowed in rules:
            for operator, by_key in allowed.matching(rule.key).items():
                if rule.key in keys:
                    conditions.setdefault(operator, {}).update(by_key)
        sid = "LaunchWithTags" if number == 1 else f"LaunchWithTags{number}"
        yield _statement(sid, "Allow", actions, Condition=conditions)


def _deny(policy: Policy, scope: Scope) -> tuple[list[dict[str, Any]], list[Note]]:
    rules, notes = _required(policy)
    names, kept = _exempt_names(policy)
    statements: list[dict[str, Any]] = []
    for rule, allowed in rules:
        missing = {"Null": {tag(rule.key): "true"}}
        title = _title(rule.key)
        if not held(policy.exempt_kinds, rule.kinds):
            continue
        statements += [
            *(
                _statement(f"Missing{title}", "Deny", actions, Condition=missing, **spared)
                for actions, spared in _sparing(policy, scope, names, rule.kinds)
            ),
            _refused(rule, allowed, policy, scope),
            _wrong_case(rule, policy, scope),
            _retagged(f"Retag{title}", rule.key, allowed, scope),
        ]
    statements += _protection(policy, scope)
    return _distinct(statements), [*notes, *kept, *general_notes(policy)]


def _required(policy: Policy) -> tuple[list[tuple[KeyRule, Allowed]], list[Note]]:
    rules = [(rule, allowed_values(rule)) for rule in policy.tags if rule.required]
    notes = [note for _, allowed in rules for note in allowed.notes]
    if not rules:
        message = "The policy requires no key, so no launch is refused; only tags are protected."
        notes.append(Note("nothing-required", message))
    return rules, notes


def _refused(rule: KeyRule, allowed: Allowed, policy: Policy, scope: Scope) -> dict[str, Any]:
    """Deny a value that is none of the allowed; Studio's own kinds are left alone."""
    condition = {**allowed.differing(rule.key), "Null": {tag(rule.key): "false"}}
    return _on_creates(f"Refused{_title(rule.key)}", rule, policy, scope, condition)


def _wrong_case(rule: KeyRule, policy: Policy, scope: Scope) -> dict[str, Any]:
    """Deny a key that is there in another case only: AWS bills it as another key."""
    condition = {
        "Null": {tag(rule.key): "false"},
        "ForAllValues:StringNotEquals": {"aws:TagKeys": rule.key},
    }
    return _on_creates(f"Case{_title(rule.key)}", rule, policy, scope, condition)


def _on_creates(
    sid: str, rule: KeyRule, policy: Policy, scope: Scope, condition: dict[str, Any]
) -> dict[str, Any]:
    if rule.kinds is not None:
        actions = held_actions(policy.exempt_kinds, rule.kinds)
        return _statement(sid, "Deny", actions, Condition=condition)
    kinds = [*STUDIO_KINDS, *sorted(policy.exempt_kinds.difference(STUDIO_KINDS))]
    spared = [scope.arn(f"{kind}/*") for kind in kinds]
    return _statement(sid, "Deny", [_CREATES], NotResource=spared, Condition=condition)


def _retagged(sid: str, key: str, allowed: Allowed, scope: Scope) -> dict[str, Any]:
    """Deny a later AddTags with another value; what a create tags is the create's matter."""
    condition: dict[str, Any] = {
        **allowed.differing(key),
        "Null": {tag(key): "false", **_DIRECT},
        **_but_admins(scope),
    }
    return _statement(sid, "Deny", ["sagemaker:AddTags"], Condition=condition)


def _protection(policy: Policy, scope: Scope) -> list[dict[str, Any]]:
    """Say who may delete or fake tags: the tag admins, and nobody else."""
    protected = sorted(policy.protected)
    kept = list(dict.fromkeys([*policy.required_keys, *protected]))
    admins = _but_admins(scope)
    statements = []
    if kept:
        condition = {"ForAnyValue:StringEquals": {"aws:TagKeys": kept}, **admins}
        statements.append(
            _statement("KeepTags", "Deny", ["sagemaker:DeleteTags"], Condition=condition)
        )
    if protected:
        condition = {
            "ForAnyValue:StringEquals": {"aws:TagKeys": protected},
            "Null": _DIRECT,
            **admins,
        }
        statements.append(
            _statement("ProtectTags", "Deny", ["sagemaker:AddTags"], Condition=condition)
        )
    condition = {
        "ForAnyValue:StringLike": {"aws:TagKeys": SYSTEM_KEYS},
        "Null": _DIRECT,
        **admins,
    }
    # The SDK's Pipeline.upsert writes all tags of a pipeline back, Studio's own among them.
    statements.append(
        _statement(
            "FakeAttribution",
            "Deny",
            ["sagemaker:AddTags", "sagemaker:DeleteTags"],
            NotResource=[scope.arn("pipeline/*")],
            Condition=condition,
        )
    )
    return statements


def _launch_exempt(
    policy: Policy, scope: Scope, names: Sequence[str], actions: Sequence[str]
) -> list[dict[str, Any]]:
    exempt = [action for action in held_actions() if action not in actions]
    statements = [_statement("LaunchExempt", "Allow", exempt)] if exempt else []
    if names:
        statements += [
            _statement("LaunchExemptNames", "Allow", some, Resource=spared["NotResource"])
            for some, spared in _sparing(policy, scope, names)
        ]
    return _distinct(statements)


def _sparing(
    policy: Policy, scope: Scope, names: Sequence[str], of: Collection[str] | None = None
) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Yield the held actions with the exempt names as ARNs, in as few parts as fit a statement.

    A name is an ARN of each kind, since the type in an ARN takes no wildcard. A part spares the
    names of its own kinds, and of what its creates name beside.
    """
    rows = held(policy.exempt_kinds, of)
    every = dict.fromkeys(row.kind for row in held(policy.exempt_kinds))
    whole = [scope.arn(f"{kind}/{name}") for name in names for kind in every]
    if len(compact(whole)) <= MOST_SPARED:
        spared = {"NotResource": whole} if whole else {}
        yield [f"sagemaker:{row.operation}" for row in rows], spared
        return
    actions: list[str] = []
    arns: dict[str, None] = {}
    for row in rows:
        kinds = (row.kind, *_BESIDE.get(row.kind, ()))
        more = dict.fromkeys(scope.arn(f"{kind}/{name}") for kind in kinds for name in names)
        if actions and len(compact([*(arns | more)])) > MOST_SPARED:
            yield actions, {"NotResource": list(arns)}
            actions, arns = [], {}
        actions.append(f"sagemaker:{row.operation}")
        arns |= more
    yield actions, {"NotResource": list(arns)}


def _exempt_names(policy: Policy) -> tuple[list[str], list[Note]]:
    """Return the exempt names as wildcards; a pattern that IAM can't say is not exempt there."""
    names: list[str] = []
    notes: list[Note] = []
    for pattern in policy.exempt_names:
        found = wildcards(pattern.text)
        if found.exact:
            names += [value for value in found.values if value]
        else:
            message = f"IAM can't say the exempt name {pattern.text}: there it is not exempt."
            notes.append(Note("exempt-name-not-expressible", message))
    if names:
        message = (
            "A resource with an exempt name may lack tags, but may not have a refused value; and "
            "where a create names two resources, both need an exempt name."
        )
        notes.append(Note("exempt-names", message))
    return names, notes


def _but_admins(scope: Scope) -> dict[str, Any]:
    if not scope.tag_admins:
        return {}
    return {"ArnNotLike": {"aws:PrincipalArn": list(scope.tag_admins)}}


def _statement(sid: str, effect: str, actions: Sequence[str], **more: Any) -> dict[str, Any]:
    resource = {} if "Resource" in more or "NotResource" in more else {"Resource": "*"}
    condition = {"Condition": more.pop("Condition")} if more.get("Condition") else {}
    more.pop("Condition", None)
    named = actions[0] if len(actions) == 1 else list(actions)
    return {"Sid": sid, "Effect": effect, "Action": named, **resource, **more, **condition}


def _title(key: str) -> str:
    """Return a key as a Sid may spell it: letters and digits."""
    words = re.findall(r"[A-Za-z0-9]+", key)
    return "".join(word[0].upper() + word[1:] for word in words) or "Key"


def _distinct(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    distinct = []
    for statement in statements:
        sid = statement["Sid"]
        seen[sid] = seen.get(sid, 0) + 1
        named = sid if seen[sid] == 1 else f"{sid}{seen[sid]}"
        distinct.append({**statement, "Sid": named})
    return distinct
