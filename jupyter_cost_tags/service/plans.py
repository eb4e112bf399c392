"""Plans: which resources, which tags, from whose layer, and what that changes on the bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..aws import Aws, list_tags
from ..guard.grammar import is_system
from ..inventory import Kind
from ..inventory.scan import resource_id
from ..launches.places import Resource
from ..models import (
    BillingEffect,
    Change,
    Plan,
    ScannedResource,
    SkipCode,
    Skipped,
    ValueSource,
)
from ..policy.rules import Policy
from ..problems import (
    AwsTrouble,
    BadRequest,
    CostTagsError,
    Expired,
    Misconfigured,
)
from ..tags.judge import judge
from ..tags.plan import (
    TagChange,
    check_wanted,
    is_idle,
    may_write,
    plan_explicit,
    plan_repair,
    plan_undo,
    respelled,
)
from ..workers import each
from .context import Context
from .described import describe
from .rights import ADMINS_KINDS, check_arn
from .summary import planned

MOST_READ_BEFORE_PLAN = 20
THREADS = 8


@dataclass(frozen=True)
class Wish:
    """The tags to set, whose values they are, and the policy that allows them."""

    tags: dict[str, str]
    sources: dict[str, ValueSource]
    policy: Policy | None
    explicit: bool  # they were asked for; else they are the effective ones
    unknown: tuple[str, ...] = ()  # required keys that a layer may give which can't be read

    def wrong(self, current: Mapping[str, str]) -> list[str]:
        """Return the wanted keys whose value is missing or not allowed now."""
        return [
            key
            for key in self.tags
            if not current.get(key)
            or (self.policy is not None and self.policy.allowed(key, current[key]))
        ]


@dataclass(frozen=True)
class Seen:
    """A resource to plan for: its tags, or None where they can't be read."""

    arn: str
    kind: str
    name: str
    current: dict[str, str] | None
    effect: BillingEffect | None


def plan_listed(
    context: Context, resources: Sequence[ScannedResource], wanted: Mapping[str, str]
) -> Plan:
    """Plan for resources that were picked from a scan; few of them are read again first.

    A single resource gets every wanted tag; several keep their valid values. Without wanted
    tags the effective ones of the identity fill what is missing.
    """
    if len(resources) != 1 or not wanted or resources[0].kind in ADMINS_KINDS:
        return plan_found(context, resources, wanted)
    wish = wish_of(context, wanted)
    resource = resources[0]
    current = user_tags(list_tags(context.aws, resource.arn))
    seen = Seen(resource.arn, resource.kind, resource.name, current, resource.billing_effect)
    return plan_of(wish, [(seen, plan_explicit(current, wish.tags))])


def plan_found(
    context: Context, resources: Sequence[ScannedResource], wanted: Mapping[str, str]
) -> Plan:
    """Plan only what is missing or wrong on each resource; valid values stay.

    What the scan could not read is read now, and left alone if that fails.
    """
    wish = wish_of(context, wanted)
    aws = context.aws.metered()
    few = len(resources) <= MOST_READ_BEFORE_PLAN

    def look(one: ScannedResource) -> Seen:
        known = None if one.state == "unknown" and not one.tags else dict(one.tags)
        if one.kind in ADMINS_KINDS:
            return Seen(one.arn, one.kind, one.name, dict(one.tags), one.billing_effect)
        current = _read_if_possible(aws, one.arn, known) if few or known is None else known
        return Seen(one.arn, one.kind, one.name, current, one.billing_effect)

    found = each(look, resources, threads=THREADS)
    return plan_of(wish, [(seen, _repair(wish, seen)) for seen in found])


def plan_named(
    context: Context, arns: Sequence[str], wanted: Mapping[str, str], *, preview: bool = False
) -> Plan:
    """Plan for resources named by ARN; every wanted tag becomes true on each.

    What can't be read is left to the apply, which tells what became of it; a `preview` raises
    instead, since it would show a guess. Raises `BadRequest` for an ARN of another account,
    Region or service, or of a kind that this tool doesn't write.
    """
    identity = context.identity()
    wish = wish_of(context, wanted)
    region = context.aws.region()
    kinds = {arn: check_arn(arn, identity, region) for arn in arns}
    aws = context.aws.metered()

    def look(arn: str) -> Seen:
        name = arn.rsplit("/", 1)[-1]
        current = user_tags(list_tags(aws, arn)) if preview else _read_if_possible(aws, arn, {})
        return Seen(arn, kinds[arn].kind, name, current, _effect(aws, kinds[arn], arn, name))

    found = each(look, list(kinds), threads=THREADS)
    explicit = [(seen, plan_explicit(seen.current or {}, wish.tags)) for seen in found]
    repairs = [(seen, _repair(wish, seen)) for seen in found]
    return plan_of(wish, explicit if wanted else repairs)


def plan_of_undo(context: Context, run_id: str) -> Plan:
    """Plan what takes a run back; raises `BadRequest` for a run that is not known."""
    journal = context.state(context.identity()).journal
    logged = journal.logged().get(run_id)
    if logged is None:
        raise unknown_run()
    effects = {change.arn: change.billing_effect for change in logged.changes}
    changes = []
    for found in logged.sent.values():
        if found.outcome not in {"applied", "unknown", None}:
            continue
        intent = found.intent
        change = plan_undo(intent.before, intent.after)
        current = {key: value for key, value in intent.after.items() if value is not None}
        seen = Seen(intent.arn, intent.kind, intent.name, current, effects.get(intent.arn))
        sources = dict.fromkeys((*change.add, *change.overwrite), "journal")
        changes.append(_change(seen, change, sources, left=[]))  # type: ignore[arg-type]
    return planned(changes, [])


def unknown_run() -> BadRequest:
    """Return what is said of a run that the journal lacks."""
    return BadRequest(
        "No such run in the journal.",
        code="run-unknown",
        action="Check the run's id (`jupyter cost-tags runs`); each identity has its own journal.",
    )


def wish_of(context: Context, wanted: Mapping[str, str]) -> Wish:
    """Return the tags to set: those asked for, or the effective ones that may be written.

    Raises `BadRequest` for one that may not be written, and `PolicyInvalid`.
    """
    policy = context.policy_to_write_by()
    if wanted:
        check_wanted(wanted, policy)
        return Wish(dict(wanted), dict.fromkeys(wanted, "given"), policy, explicit=True)
    told = context.whoami()
    kept = {tag.key: tag for tag in told.tags if may_write(tag.key, tag.value, policy)}
    return Wish(
        {key: tag.value for key, tag in kept.items()},
        {key: tag.source for key, tag in kept.items()},
        policy,
        explicit=False,
        unknown=tuple(told.unknown),
    )


def user_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags without those of AWS and Studio."""
    return {key: value for key, value in tags.items() if not is_system(key)}


def _repair(wish: Wish, seen: Seen) -> TagChange:
    if seen.current is None or seen.kind in ADMINS_KINDS:
        return TagChange(add={}, overwrite={})
    own = _own(wish, seen)
    return plan_repair(seen.current, own.tags, own.wrong(seen.current))


def _own(wish: Wish, seen: Seen) -> Wish:
    """Return the wish for one resource: what its own tags mean goes before effective tags."""
    if wish.explicit or wish.policy is None or not seen.current:
        return wish
    wanted = {*wish.tags, *wish.policy.required_for(seen.kind)}
    meant = respelled(seen.current, wish.policy, seen.kind, seen.name)
    tags = {key: value for key, value in meant.items() if key in wanted}
    sources = dict.fromkeys(tags, "resource")
    return replace(wish, tags={**wish.tags, **tags}, sources={**wish.sources, **sources})  # type: ignore[dict-item]


def plan_of(wish: Wish, found: Sequence[tuple[Seen, TagChange]]) -> Plan:
    """Return the plan of these changes, with what each leaves open and its summary."""
    changes, skipped = [], []
    for seen, change in found:
        left = _left(wish, seen, change)
        whose = _own(wish, seen).sources
        sources = {key: whose[key] for key in (*change.add, *change.overwrite)}
        made = _change(seen, change, sources, left)
        changes.append(made)
        if is_idle(made):
            code, reason = _why_idle(wish, seen, left)
            skipped.append(
                Skipped(
                    id=made.id,
                    arn=made.arn,
                    kind=made.kind,
                    name=made.name,
                    code=code,
                    reason=reason,
                )
            )
    return planned(changes, skipped, list(wish.unknown))


def _left(wish: Wish, seen: Seen, change: TagChange) -> list[str]:
    """Return the required keys that have no good value afterwards."""
    if wish.policy is None or seen.current is None:
        return []
    after = {**seen.current, **change.add, **change.overwrite}
    verdict = judge(after, wish.policy, seen.kind, seen.name)
    refused = [one.key for one in verdict.invalid if one.key in wish.policy.required_for(seen.kind)]
    return [*verdict.missing, *refused]


def _why_idle(wish: Wish, seen: Seen, left: Sequence[str]) -> tuple[SkipCode, str]:
    if seen.kind in ADMINS_KINDS:
        noun = seen.kind.replace("-", " ")
        return "admins", f"The tags of a {noun} are an admin's to change, but for your own."
    if seen.current is None:
        return "unreadable", "Its tags can't be read, so nothing is planned for it."
    if not left or wish.explicit:
        return "already-so", "It has these tags already."
    unread = [key for key in left if key in wish.unknown]
    if unread:
        return "no-value", f"Your tags can't be read in full: nobody knows {', '.join(unread)}."
    return "no-value", f"None of your layers gives {', '.join(left)}; name a value."


def _change(
    seen: Seen, change: TagChange, sources: dict[str, ValueSource], left: list[str]
) -> Change:
    return Change(
        arn=seen.arn,
        id=resource_id(seen.arn),
        kind=seen.kind,
        name=seen.name,
        current=seen.current or {},
        add=change.add,
        overwrite=change.overwrite,
        remove=list(change.remove),
        billing_effect=seen.effect,
        sources=sources,
        left=left,
    )


def _read_if_possible(aws: Aws, arn: str, known: dict[str, str] | None) -> dict[str, str] | None:
    """Return the tags as they are, or as known: the apply reads them again before it writes."""
    try:
        return user_tags(list_tags(aws, arn))
    except (Expired, Misconfigured):
        raise
    except AwsTrouble:
        return known


def _effect(aws: Aws, kind: Kind, arn: str, name: str) -> BillingEffect | None:
    """Return whether the bill still changes; None where that can't be read."""
    try:
        told = describe(aws, Resource(arn=arn, kind=kind.kind, name=name))
    except CostTagsError:
        return None
    return kind.billing_effect(told.status) if told else None
