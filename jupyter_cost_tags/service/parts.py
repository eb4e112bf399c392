"""What belongs to a resource, side by side, and one plan that gives all of it the same tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..aws import Aws
from ..inventory import kind_of_arn
from ..inventory.parts import GROUPS
from ..inventory.parts.compare import keys_of, suggestions
from ..inventory.parts.member import Group, Member, read_tags
from ..inventory.parts.steps import give_all, inherits, step_rows
from ..inventory.scan import resource_id
from ..models import (
    AlignRequest,
    Inherits,
    Part,
    Parts,
    Plan,
    ScannedResource,
    ValueSource,
)
from ..policy.rules import Policy
from ..problems import BadRequest, CostTagsError
from ..tags.judge import judge
from ..tags.plan import TagChange, check_wanted, plan_explicit, plan_repair
from .context import Context
from .plans import Seen, Wish, plan_of
from .resolves import Gone

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


def plan_align(context: Context, arn: str, name: str, request: AlignRequest) -> Plan:
    """Plan what gives every member the same tags; what can't be read is left alone.

    Raises `BadRequest` for a member that is none, or a tag that must not be written.
    """
    policy = context.policy_to_write_by()
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
    wanted, sources = _wanted(context, group, policy, like=like, given=request.set)
    wish = Wish(wanted, sources, policy, explicit=True)
    chosen = [
        member
        for one, member in by_id.items()
        if (member.can_change or member.is_unread) and (not request.only or one in request.only)
    ]
    return plan_of(wish, [(_seen(member), _change(member, wish, request.set)) for member in chosen])


def _told(context: Context, aws: Aws, group: Group) -> Parts:
    loaded = context.policy()
    unjudged = "The policy can't be read." if loaded.policy is None and loaded.problem else None
    policy, first = loaded.policy, group.members[0]
    required = judge({}, policy, first.kind, first.name).missing
    carries = inherits(group)
    wanted, _ = _wanted(context, group, policy, like=first, given={})
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
        on_the_bill=part.on_the_bill,
        reason=part.reason,
    )


def _wanted(
    context: Context,
    group: Group,
    policy: Policy | None,
    *,
    like: Member,
    given: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, ValueSource]]:
    """Return what aligning sets, and whose values they are: the parts' own count as given.

    Executions and what has ended have no say.
    """
    voices = [member for member in group.members if member.can_change]
    try:
        told = {tag.key: tag for tag in context.whoami().tags}
    except CostTagsError:  # the members' own values are enough, or the key is left alone
        told = {}
    effective = {key: tag.value for key, tag in told.items()}
    wanted = suggestions(voices, policy, like=like, given=given, effective=effective)
    from_parts = {(key, value) for member in voices for key, value in member.user_tags.items()}
    sources: dict[str, ValueSource] = {
        key: "given" if key in given or (key, value) in from_parts else told[key].source
        for key, value in wanted.items()
    }
    return wanted, sources


def _seen(member: Member) -> Seen:
    current = None if member.tags is None else member.user_tags
    effect = None if member.status is None else member.billing_effect
    return Seen(member.arn, member.kind, member.name, current, effect)


def _change(member: Member, wish: Wish, given: Mapping[str, str]) -> TagChange:
    if member.tags is None:
        return TagChange(add={}, overwrite={})
    current = member.user_tags
    if member.role != "job":
        return plan_explicit(current, wish.tags)
    # What its step gives otherwise was meant.
    return plan_repair(current, wish.tags, [*given, *wish.wrong(current)])
