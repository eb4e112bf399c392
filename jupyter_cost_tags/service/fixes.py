"""Plan, fix and undo: which resources, which tags, and whether they may be written."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from ..aws import Aws, list_tags
from ..guard.grammar import is_system
from ..identity import Identity
from ..identity.metadata import parse_arn
from ..inventory import kind_of_arn
from ..inventory.scan import resource_id
from ..models import Change, FixResult, Plan, Run, ScannedResource
from ..policy.rules import Policy
from ..problems import AwsTrouble, BadRequest, Expired, Misconfigured, PolicyInvalid
from ..tags.fix import Hands, apply
from ..tags.plan import (
    TagChange,
    check_wanted,
    may_write,
    plan_explicit,
    plan_repair,
    plan_undo,
)
from .context import Context
from .whoami import effective_tags

MOST_READ_BEFORE_PLAN = 20
LONGEST_ARN = 256  # botocore sagemaker model, ResourceArn
# What follows the type in the ARN of each of our kinds: a name, no further path.
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_REGION = re.compile(r"[a-z0-9-]{1,32}")


def plan_listed(
    context: Context, resources: Sequence[ScannedResource], wanted: Mapping[str, str]
) -> Plan:
    """Plan for resources that were picked from a scan; few of them are read again first.

    A single resource gets every wanted tag; several keep their valid values. Without wanted
    tags the effective ones of the identity fill what is missing.
    """
    if len(resources) != 1 or not wanted:
        return plan_found(context, resources, wanted)
    tags = _checked(context, wanted)
    resource = resources[0]
    current = _user_tags(list_tags(context.aws, resource.arn))
    change = _change(resource, current, plan_explicit(current, tags))
    return Plan(plan_id=secrets.token_hex(8), changes=[change])


def plan_found(
    context: Context, resources: Sequence[ScannedResource], wanted: Mapping[str, str]
) -> Plan:
    """Plan only what is missing or wrong on each resource; valid values stay."""
    policy = _policy(context)
    tags = _checked(context, wanted)
    aws = context.aws.metered()
    changes = []
    for resource in resources:
        current = dict(resource.tags)
        if len(resources) <= MOST_READ_BEFORE_PLAN:
            current = _read_if_possible(aws, resource.arn, current)
        change = plan_repair(current, tags, _wrong_keys(policy, current, tags))
        changes.append(_change(resource, current, change))
    return Plan(plan_id=secrets.token_hex(8), changes=changes)


def plan_named(
    context: Context, arns: Sequence[str], wanted: Mapping[str, str], *, preview: bool = False
) -> Plan:
    """Plan for resources named by ARN; every wanted tag becomes true on each.

    What can't be read is left to the apply, which tells what became of it; a `preview` raises
    instead, since it would show a guess. Raises `BadRequest` for an ARN of another account,
    Region or service, or of a kind that this tool doesn't write.
    """
    identity = context.identity()
    tags = _checked(context, wanted)
    for arn in arns:
        _check_arn(arn, identity, context.aws.region())
    changes = []
    policy = _policy(context)
    aws = context.aws.metered()
    for arn in dict.fromkeys(arns):
        current = _user_tags(list_tags(aws, arn)) if preview else _read_if_possible(aws, arn, {})
        change = (
            plan_explicit(current, tags)
            if wanted
            else plan_repair(current, tags, _wrong_keys(policy, current, tags))
        )
        kind = arn.split(":", 5)[5].split("/", 1)[0]
        changes.append(
            Change(
                arn=arn,
                id=resource_id(arn),
                kind=kind,
                name=arn.rsplit("/", 1)[-1],
                current=current,
                add=change.add,
                overwrite=change.overwrite,
                remove=list(change.remove),
                billing_effect=None,
            )
        )
    return Plan(plan_id=secrets.token_hex(8), changes=changes)


def plan_of_undo(context: Context, run_id: str) -> Plan:
    """Plan what takes a run back; raises `BadRequest` for a run that is not known."""
    journal = context.state(context.identity()).journal
    recorded = journal.run(run_id)
    if not recorded:
        raise BadRequest(
            "No such run in the journal.",
            code="run-unknown",
            action="Check the run's id; each identity has a journal of its own.",
        )
    changes = []
    for found in recorded:
        if found.outcome not in {"applied", "unknown", None}:
            continue
        intent = found.intent
        change = plan_undo(intent.before, intent.after)
        changes.append(
            Change(
                arn=intent.arn,
                id=resource_id(intent.arn),
                kind=intent.kind,
                name=intent.name,
                current={key: value for key, value in intent.after.items() if value is not None},
                add=change.add,
                overwrite=change.overwrite,
                remove=list(change.remove),
                billing_effect=None,
            )
        )
    return Plan(plan_id=secrets.token_hex(8), changes=changes)


def apply_plan(context: Context, plan: Plan, *, undoes: str | None = None) -> Run:
    """Apply a plan and return what became of each change."""
    identity = context.identity()
    run_id = secrets.token_hex(8)
    hands = Hands(
        aws=context.aws.metered(),  # gives up what stays silent: the rest is told, not waited for
        journal=context.state(identity).journal,
        now=context.now,
        refuse_owner=lambda tags: foreign_owner(tags, identity),
    )
    results: list[FixResult] = apply(hands, run_id, plan.changes, undoes=undoes)
    return Run(run_id=run_id, results=results)


def _read_if_possible(aws: Aws, arn: str, known: dict[str, str]) -> dict[str, str]:
    """Return the tags as they are, or as known: the apply reads them again before it writes."""
    try:
        return _user_tags(list_tags(aws, arn))
    except (Expired, Misconfigured):
        raise
    except AwsTrouble:
        return known


def _policy(context: Context) -> Policy | None:
    """Return the policy; raises `PolicyInvalid` while a file of it was never read.

    Such a file may protect keys, so that nothing is written until it is corrected.
    """
    loaded = context.policy()
    if loaded.unread and loaded.problem:
        raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
    return loaded.policy


def _checked(context: Context, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the tags to set: those asked for, or the effective ones that may be written."""
    policy = _policy(context)
    if wanted:
        check_wanted(wanted, policy)
        return dict(wanted)
    tags = effective_tags(context.whoami())
    return {key: value for key, value in tags.items() if may_write(key, value, policy)}


def _wrong_keys(
    policy: Policy | None, current: Mapping[str, str], wanted: Mapping[str, str]
) -> list[str]:
    """Return the wanted keys whose value is missing or not allowed now."""
    return [
        key
        for key in wanted
        if not current.get(key) or (policy is not None and policy.allowed(key, current[key]))
    ]


def _user_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not is_system(key)}


def _change(resource: ScannedResource, current: dict[str, str], change: TagChange) -> Change:
    return Change(
        arn=resource.arn,
        id=resource.id,
        kind=resource.kind,
        name=resource.name,
        current=current,
        add=change.add,
        overwrite=change.overwrite,
        remove=list(change.remove),
        billing_effect=resource.billing_effect,
    )


def _check_arn(text: str, identity: Identity, region: str | None) -> None:
    arn = parse_arn(text) if len(text) <= LONGEST_ARN else None
    if arn is None or not _REGION.fullmatch(arn.region):
        raise _bad_arn("This is not the ARN of a SageMaker resource.")
    if arn.partition != identity.partition or arn.account != identity.account:
        raise _bad_arn("The ARN is of another AWS account than yours.")
    if arn.region != region:
        raise _bad_arn(f"The ARN is of another Region ({arn.region}) than {region}.")
    kind = kind_of_arn(text)
    if kind is None:
        raise _bad_arn("Tags of this kind of resource can't be fixed here yet.")
    if len(arn.path) != kind.arn_segments or not all(map(_NAME.fullmatch, arn.path)):
        raise _bad_arn(f"This is not the ARN of a {kind.noun}.")


def _bad_arn(message: str) -> BadRequest:
    return BadRequest(
        message, code="arn-refused", action="Use an ARN that `jupyter cost-tags scan` lists."
    )


def foreign_owner(tags: Mapping[str, str], identity: Identity) -> str | None:
    """Return why a resource is not ours to write: Studio's automatic tags name someone else."""
    owners = {(key, value.casefold()) for key, value in identity.owner_tags}
    if not owners:
        return None
    marks = [
        (key, tags[key].casefold())
        for key in ("sagemaker:user-profile-arn", "sagemaker:space-arn")
        if key in tags
    ]
    if not marks or any(mark in owners for mark in marks):
        return None
    return "Studio's automatic tags say that it belongs to somebody else."
