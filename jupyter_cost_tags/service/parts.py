"""What belongs to a resource, side by side, and one plan that gives all of it the same tags."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from ..aws import Aws
from ..identity.metadata import parse_arn
from ..inventory import kind_of_arn
from ..inventory.parts import GROUPS
from ..inventory.parts.compare import keys_of, suggestions
from ..inventory.parts.member import Group, Member, read_tags
from ..inventory.parts.steps import give_all, inherits, step_rows
from ..inventory.scan import resource_id
from ..models import (
    AlignRequest,
    BillingEffect,
    Change,
    Inherits,
    Part,
    Parts,
    Plan,
    ScannedResource,
)
from ..policy.rules import Policy
from ..problems import BadRequest, CostTagsError, PolicyInvalid
from ..tags.judge import judge
from ..tags.plan import check_wanted, plan_explicit, plan_repair
from .context import Context
from .resolves import Gone
from .whoami import effective_tags

_OF_PIPELINE: dict[Inherits, str] = {
    "yes": "The newest execution's jobs carry the pipeline's tags; what a step gives itself wins.",
    "no": (
        "The newest execution's jobs don't carry the pipeline's tags: they have what their step's"
        " definition gives. Put the tags into the steps as well."
    ),
    "unknown": (
        "Whether the jobs of its steps carry the pipeline's tags isn't known: the newest"
        " execution doesn't tell."
    ),
}


@dataclass(frozen=True)
class Found:
    """A group with its tags read, as it is on the wire, and its members as a scan lists them."""

    group: Group
    parts: Parts
    resources: list[ScannedResource]


def find_parts(context: Context, arn: str, name: str) -> Found:
    """Return what belongs to an endpoint, a pipeline or a notebook instance, with its tags.

    Raises `BadRequest` for another kind, `Gone`, and the `CostTagsError` of credentials. What
    could not be read otherwise is unknown, with a problem.
    """
    kind = kind_of_arn(arn)
    if kind is None or kind.kind not in GROUPS:
        raise BadRequest(
            f"This is a kind without parts: {kind.noun if kind else 'unknown'}.",
            code="no-parts",
            action=f"Ask for the parts of one of: {', '.join(GROUPS)}.",
        )
    aws = context.aws.metered()
    try:
        group = GROUPS[kind.kind](aws, arn, name)
    except CostTagsError as error:
        if error.code != "not-found":
            raise
        raise Gone(f"There is no {kind.noun} {name} (any more).") from None
    read_tags(aws, group)
    parts = _told(context, aws, group)
    return Found(group, parts, [_listed(context, part, group) for part in parts.parts])


def check_arn(context: Context, text: str) -> tuple[str, str]:
    """Return ARN and name of a resource of the user's own account and Region.

    Raises `BadRequest` for any other text.
    """
    arn, identity = parse_arn(text), context.identity()
    kind = kind_of_arn(text) if arn else None
    if arn is None or kind is None or len(arn.path) != kind.arn_segments:
        raise _bad_arn("This is not the ARN of a SageMaker resource that is known here.")
    if (arn.partition, arn.account) != (identity.partition, identity.account):
        raise _bad_arn("The ARN is of another AWS account than yours.")
    if arn.region != context.aws.region():
        raise _bad_arn(f"The ARN is of another Region ({arn.region}) than yours.")
    return text, arn.path[-1]


def plan_align(context: Context, arn: str, name: str, request: AlignRequest) -> Plan:
    """Plan what gives every member the same tags; what can't be read is left alone.

    Raises `BadRequest` for a member that is none, or a tag that must not be written.
    """
    policy = _policy(context)
    check_wanted(request.set, policy)
    group = find_parts(context, arn, name).group
    by_id = {resource_id(member.arn): member for member in group.members}
    if any(one and one not in by_id for one in (request.like, *request.only)):
        raise BadRequest(
            "This resource has no such part.",
            code="id-unknown",
            action="Ask for its parts again and choose among them.",
        )
    like = by_id[request.like] if request.like else group.members[0]
    wanted = _wanted(context, group, policy, like=like, given=request.set)
    chosen = [
        member
        for one, member in by_id.items()
        if member.can_change and (not request.only or one in request.only)
    ]
    changes = [_change(member, wanted, request.set, policy) for member in chosen]
    return Plan(plan_id=secrets.token_hex(8), changes=changes)


def _told(context: Context, aws: Aws, group: Group) -> Parts:
    loaded = context.policy()
    unjudged = "The policy can't be read." if loaded.policy is None and loaded.problem else None
    policy, first = loaded.policy, group.members[0]
    required = judge({}, policy, first.kind, first.name).missing
    carries = inherits(group)
    wanted = _wanted(context, group, policy, like=first, given={})
    parts = [_part(member, policy, unjudged) for member in group.members]
    problems = {error.message: error.problem() for error in group.problems}
    return Parts(
        as_of=context.now(),
        complete=not problems and all(part.state != "unknown" or part.gone for part in parts),
        aws_calls=aws.calls(),
        id=resource_id(first.arn),
        kind=first.kind,
        name=first.name,
        parts=parts,
        keys=keys_of(group.members, policy, required, wanted),
        steps=step_rows(group, required),
        inherits=carries,
        notes=[*([_of_jobs(group, carries)] if carries else []), *group.notes],
        problems=list(problems.values()),
    )


def _of_jobs(group: Group, carries: Inherits) -> str:
    if carries == "unknown" and give_all(group):
        return "Each step gives these keys itself, so its jobs have the step's values."
    return _OF_PIPELINE[carries]


def _part(member: Member, policy: Policy | None, unjudged: str | None) -> Part:
    verdict = judge(member.tags or {}, policy, member.kind, member.name)
    reason = member.why_unread or unjudged
    known = reason is None and member.tags is not None
    on_the_bill, note = member.on_the_bill()
    return Part(
        role=member.role,
        id=resource_id(member.arn),
        arn=member.arn,
        kind=member.kind,
        name=member.name,
        status=member.status or "",
        used_by=list(member.used_by),
        shadow=member.shadow,
        state=verdict.state if known else "unknown",
        tags=member.user_tags,
        missing=list(verdict.missing) if known else [],
        invalid=list(verdict.invalid) if known else [],
        billing_effect=member.billing_effect,
        on_the_bill=on_the_bill,
        note=note,
        gone=member.gone,
        reason=reason,
    )


def _listed(context: Context, part: Part, group: Group) -> ScannedResource:
    """Return a part as a scan lists it; a part whose age is not known counts as found now."""
    created = next(m.created for m in group.members if resource_id(m.arn) == part.id)
    kind = kind_of_arn(part.arn)
    return ScannedResource(
        id=part.id,
        arn=part.arn,
        kind=part.kind,
        noun=kind.noun if kind else part.kind,
        name=part.name,
        status=part.status,
        created=created or context.now(),
        state=part.state,
        tags=part.tags,
        missing=part.missing,
        invalid=part.invalid,
        billing_effect=part.billing_effect,
        reason=part.reason,
    )


def _wanted(
    context: Context,
    group: Group,
    policy: Policy | None,
    *,
    like: Member,
    given: Mapping[str, str],
) -> dict[str, str]:
    """Return what aligning sets; executions and what has ended have no say."""
    voices = [member for member in group.members if member.can_change]
    try:
        effective = effective_tags(context.whoami())
    except CostTagsError:  # the members' own values are enough, or the key is left alone
        effective = {}
    return suggestions(voices, policy, like=like, given=given, effective=effective)


def _change(
    member: Member, wanted: Mapping[str, str], given: Mapping[str, str], policy: Policy | None
) -> Change:
    current = member.user_tags
    if member.role == "job":  # what its step gives otherwise was meant
        wrong = [key for key in wanted if key in given or not _is_good(policy, current, key)]
        change = plan_repair(current, wanted, wrong)
    else:
        change = plan_explicit(current, wanted)
    tags = {**current, **change.add, **change.overwrite}
    after = judge(tags, policy, member.kind, member.name)
    return Change(
        arn=member.arn,
        id=resource_id(member.arn),
        kind=member.kind,
        name=member.name,
        current=current,
        add=change.add,
        overwrite=change.overwrite,
        remove=[],
        billing_effect=_effect(member),
        sources={key: "given" for key in (*change.add, *change.overwrite) if key in given},
        left=list(after.missing),
    )


def _effect(member: Member) -> BillingEffect | None:
    """Return what a fix changes on the bill; None where nothing of it is billed, or not known."""
    word, _ = member.on_the_bill()
    return member.billing_effect if word in {"accrues", "next-run", "ended"} else None


def _is_good(policy: Policy | None, tags: Mapping[str, str], key: str) -> bool:
    value = tags.get(key)
    return bool(value) and (policy is None or policy.allowed(key, str(value)) is None)


def _policy(context: Context) -> Policy | None:
    """Return the policy; raises `PolicyInvalid` while a file of it was never read."""
    loaded = context.policy()
    if loaded.unread and loaded.problem:
        raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
    return loaded.policy


def _bad_arn(message: str) -> BadRequest:
    return BadRequest(
        message, code="arn-refused", action="Use an ARN that `jupyter cost-tags scan` lists."
    )
