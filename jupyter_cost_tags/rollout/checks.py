"""Rungs of the setup ladder from what was read. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ..models import Check, CheckState, WhoAmI
from ..policy.organisation import Organisation
from ..policy.rules import KeyRule, Policy
from ..policy.store import Loaded
from ..problems import BadResponse, CostTagsError
from .activation import Known

TITLES = {
    "policy": "Policy",
    "identity": "Who is billed",
    "sdk": "boto3",
    "endpoints": "AWS endpoints",
    "profile-tags": "Your tags",
    "tag-propagation": "TagPropagation",
    "tag-policy": "Organisation's tag policy",
    "keys-seen": "Keys in use",
    "cost-explorer": "Cost Explorer",
    "keys-activated": "Keys on the bill",
    "backfill": "Backfill",
    "guard": "Guard in kernels",
    "kernel-profile": "IPython profile",
    "versions": "Both halves",
    "snapshot-privacy": "Snapshot",
}
_VPC_ENDPOINTS = {
    "sts": "com.amazonaws.{region}.sts",
    "sagemaker": "com.amazonaws.{region}.sagemaker.api",
    "resourcegroupstaggingapi": "com.amazonaws.{region}.tagging",
    "ce": "com.amazonaws.us-east-1.ce, in us-east-1 only, or a NAT gateway",
    "organizations": "a NAT gateway",
    "pricing": "a NAT gateway",
}
_NEEDED = frozenset({"sts", "sagemaker"})
SERVICES = tuple(_VPC_ENDPOINTS)


def check(code: str, state: CheckState, evidence: str, fix: str = "") -> Check:
    """Return one rung."""
    return Check(code=code, state=state, title=TITLES[code], evidence=evidence, fix=fix)


def unread(code: str, why: CostTagsError) -> Check:
    """Return a rung that could not be read: nobody knows, which is neither good nor bad."""
    return Check(
        code=code,
        state="unknown",
        title=TITLES[code],
        evidence=why.message,
        fix=why.action,
        iam_action=why.iam_action,
    )


def climbed(code: str, rung: Callable[[], Check]) -> Check:
    """Return a rung, or that it could not be read."""
    try:
        return rung()
    except CostTagsError as error:
        return unread(code, error)


def policy_check(loaded: Loaded) -> Check:
    """Say which policy is in force."""
    if loaded.problem:
        return check("policy", "fail", loaded.problem.message, loaded.problem.action)
    if loaded.policy is None:
        return check(
            "policy",
            "warn",
            "There is no policy: nothing is judged.",
            "Write /etc/jupyter/cost-tags.yaml; `jupyter cost-tags policy pull` starts one.",
        )
    required = ", ".join(loaded.policy.required_keys) or "no key"
    mode = loaded.policy.mode
    return check("policy", "pass", f"{', '.join(loaded.sources)}: {required}, mode {mode}.")


def _lost(code: str, evidence: str, why: CostTagsError | None, otherwise: str) -> Check:
    """Return a rung that is unknown in part: what helps is what helps the read that failed."""
    fix, iam_action = (why.action, why.iam_action) if why else (otherwise, None)
    return check(code, "unknown", evidence, fix).model_copy(update={"iam_action": iam_action})


def identity_check(told: WhoAmI, why: CostTagsError | None = None) -> Check:
    """Say who is billed; `why` is the first read that failed."""
    who = told.user_profile or told.space or told.notebook_instance or told.role_arn or "nobody"
    where = f"{who} in {told.environment}, account {told.account}, {told.region}"
    if told.reason:
        otherwise = "See `jupyter cost-tags whoami`."
        return _lost("identity", f"{where}. {told.reason}", why, otherwise)
    if told.environment == "local":
        return check(
            "identity",
            "warn",
            f"{where}: no Studio profile, so nothing marks which jobs are yours.",
            "Work in a SageMaker Studio space, or scan with --scope all.",
        )
    return check("identity", "pass", f"{where}.")


def tags_check(told: WhoAmI, policy: Policy | None, why: CostTagsError | None = None) -> Check:
    """Say whether the required keys have allowed values on profile, space or domain.

    `why` is the first read of tags or of the space's owner that failed.
    """
    if policy is None:
        return check("profile-tags", "warn", "There is no policy to hold tags against.", "")
    have = ", ".join(f"{tag.key}={tag.value}" for tag in told.tags) or "none"
    if told.unknown:
        evidence = f"Not known: {', '.join(told.unknown)}. {told.reason or ''}".strip()
        return _lost("profile-tags", evidence, why, "Allow sagemaker:ListTags.")
    wrong = [f"{one.key}={one.value}" for one in told.invalid]
    if told.missing or wrong:
        parts = [f"missing {', '.join(told.missing)}"] if told.missing else []
        parts += [f"not allowed {', '.join(wrong)}"] if wrong else []
        keys = " ".join(f"--set {shlex.quote(f'{key}=VALUE')}" for key in told.missing)
        keys = keys or "--set KEY=VALUE"
        profile = shlex.quote(told.user_profile or "PROFILE")
        fix = f"jupyter cost-tags domain tag --profile {profile} {keys}"
        return check("profile-tags", "fail", f"{'; '.join(parts)}. There are: {have}.", fix)
    return check("profile-tags", "pass", f"{have}.")


def propagation_check(told: WhoAmI, why: CostTagsError | None = None) -> Check:
    """Say whether Studio puts the tags of domain, profile and space on what it launches.

    `why` is what the read of it failed by.
    """
    domain = told.domain_id
    if domain is None:
        return check(
            "tag-propagation",
            "warn",
            "Not in a Studio domain, so tags arrive by no other way than the launch itself.",
            "Use the guard's mode fill, or launch from Studio.",
        )
    if told.tag_propagation == "ENABLED":
        return check("tag-propagation", "pass", f"ENABLED for {domain}.")
    fix = (
        f"jupyter cost-tags domain propagation --domain {domain} --enable, as an admin; then "
        "restart the apps. Or: aws sagemaker update-domain "
        f"--domain-id {domain} --tag-propagation ENABLED"
    )
    if told.tag_propagation == "DISABLED":
        return check("tag-propagation", "fail", f"DISABLED for {domain}.", fix)
    if why is not None:
        return _lost("tag-propagation", f"Not known for {domain}: {why.message}", why, "")
    evidence = f"Not known for {domain}: the installed boto3 or AWS's answer has no TagPropagation."
    return check("tag-propagation", "unknown", evidence, "Update boto3 if your image allows it.")


def organisation_check(found: Organisation, policy: Policy | None) -> Check:
    """Say what the organisation's tag policy demands, and where it contradicts the file."""
    code = "tag-policy"
    if found.state in {"none", "not-in-organisation"}:
        return check(code, "pass", "None is in force: nothing contradicts the policy file.")
    if found.problem is not None:
        return Check(
            code=code,
            state="unknown",
            title=TITLES[code],
            evidence=found.problem.message,
            fix=found.problem.action,
            iam_action=found.problem.iam_action,
        )
    try:
        theirs = found.rules().policy
    except BadResponse as error:
        return unread(code, error)
    keys = ", ".join(rule.key for rule in theirs.tags) or "no key"
    clashes = [text for rule in theirs.tags for text in _clashes(rule, policy)]
    if clashes:
        return check(
            code,
            "warn",
            f"In force for {keys}. {' '.join(clashes)}",
            "jupyter cost-tags policy pull --merge cost-tags.yaml",
        )
    return check(code, "pass", f"In force for {keys}; nothing contradicts the policy file.")


def _clashes(theirs: KeyRule, policy: Policy | None) -> list[str]:
    if policy is None:
        return []
    ours = next((rule for rule in policy.tags if rule.key.lower() == theirs.key.lower()), None)
    if ours is None:
        return [f"It requires {theirs.key}, the file doesn't."] if theirs.required else []
    if ours.key != theirs.key:
        return [f"It spells {theirs.key}, the file {ours.key}: two keys on the bill."]
    refused = [value for value in ours.values or () if theirs.refused(value)]
    return [f"It refuses {ours.key}={', '.join(refused[:5])}."] if refused else []


def endpoints_check(found: Mapping[str, str | None], region: str | None) -> Check:
    """Say which endpoints take no connection, and what a VPC needs for them."""
    closed = {service: why for service, why in found.items() if why}
    if not closed:
        return check("endpoints", "pass", f"All {len(found)} answer: {', '.join(found)}.")
    evidence = "; ".join(f"{service}: {why}" for service, why in closed.items())
    needs = "; ".join(
        f"{service}: {_VPC_ENDPOINTS[service].format(region=region or 'REGION')}"
        for service in closed
    )
    state: CheckState = "fail" if _NEEDED & closed.keys() else "warn"
    fix = f"Check network and proxy. In a VPC without internet add interface endpoints: {needs}."
    return check("endpoints", state, f"{evidence}.", fix)


def seen_check(keys: Sequence[str], seen: Collection[str]) -> Check:
    """Say whether the keys are on any resource of this account and Region."""
    unseen = [key for key in keys if key not in seen]
    if not unseen:
        return check("keys-seen", "pass", f"On resources here: {', '.join(keys)}.")
    evidence = f"On no resource of this Region: {', '.join(unseen)}."
    fix = "Tag one resource; AWS lists a key for activation up to 24 hours later."
    return check("keys-seen", "warn", evidence, fix)


def activated_check(in_bill: Collection[str], known: Sequence[Known], keys: Sequence[str]) -> Check:
    """Say which keys the bill knows; what costs carry already needs no further question."""
    state = {one.key: one.state for one in known} | dict.fromkeys(in_bill, "active")
    off = [key for key in keys if state.get(key) == "inactive"]
    unseen = [key for key in keys if state.get(key) == "not-seen"]
    if off:
        fix = f"jupyter cost-tags activate {' '.join(map(shlex.quote, off))} --yes"
        rest = f" AWS has not seen: {', '.join(unseen)}." if unseen else ""
        return check("keys-activated", "fail", f"Not activated: {', '.join(off)}.{rest}", fix)
    if unseen:
        evidence = f"AWS has not seen: {', '.join(unseen)}."
        fix = "It lists a key up to 24 hours after its first use; then: jupyter cost-tags activate"
        return check("keys-activated", "warn", evidence, fix)
    return check("keys-activated", "pass", f"Active: {', '.join(keys)}.")


def backfill_check(history: Sequence[Mapping[str, Any]]) -> Check:
    """Say what became of the last backfill."""
    if not history:
        evidence = "None was asked for: months before a key's activation have no numbers by it."
        return check("backfill", "pass", evidence)
    last = history[0]
    status = str(last.get("status"))
    states: dict[str, CheckState] = {"SUCCEEDED": "pass", "PROCESSING": "warn", "FAILED": "fail"}
    evidence = f"{status} from {str(last.get('from'))[:7]} on, asked {last.get('requested_at')}."
    fix = {
        "PROCESSING": "AWS takes some hours; look again later.",
        "FAILED": f"jupyter cost-tags backfill --from {str(last.get('from'))[:7]} --yes",
    }.get(status, "")
    return check("backfill", states.get(status, "unknown"), evidence, fix)
