"""A domain's profiles and spaces: what they carry, changing it, and TagPropagation."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from ..aws import list_tags
from ..inventory.gather import gather
from ..inventory.kinds import kind_named, settled, usual_kinds
from ..inventory.scan import resource_id
from ..inventory.wanted import Wanted
from ..models import Change, Plan, Problem
from ..problems import BadRequest, CostTagsError, NotAvailable
from ..rollout.domain import Place, PlaceKind
from ..tags.plan import check_wanted, plan_explicit, plan_repair
from .context import Context
from .summary import summed

_KINDS: tuple[PlaceKind, ...] = ("domain", "user-profile", "space")
_LISTED: tuple[PlaceKind, ...] = ("user-profile", "space")
_ANY_AGE = timedelta(days=3650)
_MARK = "sagemaker:user-profile-arn"
_SPACE_MARK = "sagemaker:space-arn"


@dataclass(frozen=True)
class Domain:
    """A domain with its profiles and spaces."""

    domain_id: str
    propagation: str
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Propagated:
    """What became of TagPropagation, and which apps need a restart to take it."""

    domain_id: str
    was: str
    now: str
    outcome: Literal["unchanged", "planned", "changed"]
    restart: tuple[str, ...]
    problems: tuple[Problem, ...] = field(default=())


def domain_of(context: Context, named: str) -> str:
    """Return the domain that is meant: the named one, mine, or the only one of the Region."""
    identity = context.identity()
    if named or identity.domain_id:
        return named or str(identity.domain_id)
    ids = [
        str(one["DomainId"])
        for page in context.aws.metered().pages("sagemaker", "ListDomains", expects=("Domains",))
        for one in page["Domains"]
    ]
    if len(ids) != 1:
        raise BadRequest(
            f"There are {len(ids)} domains in this Region." if ids else "There is no domain here.",
            action=f"Name one with --domain: {', '.join(ids)}." if ids else "Check the Region.",
        )
    return ids[0]


def read_domain(context: Context, domain_id: str) -> Domain:
    """Return a domain with its profiles and spaces, by a few calls per hundred of them.

    Raises the `CostTagsError` of a domain that is not there or can't be read at all.
    """
    aws, identity = context.aws.metered(), context.identity()
    told = aws.call("sagemaker", "DescribeDomain", DomainId=domain_id)
    rows = [row for row in map(kind_named, _LISTED) if row is not None]
    wanted = Wanted(settled(rows, identity.home), context.now() - _ANY_AGE, (), {}, context.now())
    gathered = gather(aws, wanted)
    problems = list(gathered.problems)
    owners: Mapping[str, str] = {}
    try:
        owners = _owners(context, domain_id)
    except CostTagsError as error:
        problems.append(error)
    places = tuple(
        Place(
            kind=kind,
            name=one.name,
            arn=one.arn,
            tags=one.tags,
            owner=owners.get(one.name.casefold()) if kind == "space" else None,
            reason=one.why_unread.message if one.why_unread else None,
        )
        for one in gathered.found
        for kind in _LISTED
        if one.kind.kind == kind and domain_id in one.arn.partition("/")[2].split("/")
    )
    itself = _domain_itself(context, domain_id, told, problems)
    unique = {error.message: error.problem() for error in problems}
    propagation = str(told.get("TagPropagation") or "unknown")
    return Domain(domain_id, propagation, (itself, *places), tuple(unique.values()))


def _domain_itself(
    context: Context, domain_id: str, told: Mapping[str, Any], problems: list[CostTagsError]
) -> Place:
    """Return the domain with its tags, which reach every launch: asked for by themselves."""
    arn = str(told.get("DomainArn") or f"{context.identity().home}:domain/{domain_id}")
    try:
        tags = list_tags(context.aws.metered(), arn)
    except CostTagsError as error:
        problems.append(error)
        return Place("domain", domain_id, arn, None, reason=error.message)
    return Place("domain", domain_id, arn, tags)


def _owners(context: Context, domain_id: str) -> dict[str, str]:
    """Return whose each private space is; a shared one is nobody's."""
    pages = context.aws.metered().pages(
        "sagemaker", "ListSpaces", DomainIdEquals=domain_id, MaxResults=100
    )
    spaces = [space for page in pages for space in page["Spaces"]]
    return {
        str(space["SpaceName"]).casefold(): str(owner)
        for space in spaces
        if (space.get("SpaceSharingSettingsSummary") or {}).get("SharingType") == "Private"
        if (owner := (space.get("OwnershipSettingsSummary") or {}).get("OwnerUserProfileName"))
    }


def plan_places(
    context: Context, wanted: Sequence[tuple[Place, Mapping[str, str]]], *, only_missing: bool
) -> Plan:
    """Return the plan that gives each place its tags; raises `BadRequest` for what may not be.

    A place whose tags are not known is refused: what would be overwritten can't be shown.
    `only_missing` leaves every value that is there.
    """
    policy = context.policy_to_write_by()
    changes = []
    for place, tags in wanted:
        check_wanted(tags, policy)
        if place.tags is None:
            raise BadRequest(
                f"The tags of {place.name} could not be read: {place.reason or 'unknown'}",
                code="tags-unknown",
                action="Allow sagemaker:ListTags, or leave it out.",
            )
        absent = [key for key in tags if not place.own.get(key)]
        change = plan_repair(place.own, tags, absent) if only_missing else None
        change = change or plan_explicit(place.own, tags)
        changes.append(
            Change(
                arn=place.arn,
                id=resource_id(place.arn),
                kind=place.kind,
                name=place.name,
                current=place.own,
                add=change.add,
                overwrite=change.overwrite,
                remove=[],
                billing_effect="from-now",
            )
        )
    return summed(Plan(plan_id=secrets.token_hex(8), changes=changes))


def propagate(context: Context, domain_id: str, *, enable: bool, dry_run: bool) -> Propagated:
    """Turn TagPropagation on or off; apps that run keep what they have until they restart."""
    wanted = "ENABLED" if enable else "DISABLED"
    told = context.aws.call("sagemaker", "DescribeDomain", DomainId=domain_id)
    if not context.aws.accepts("sagemaker", "UpdateDomain", "TagPropagation"):
        raise NotAvailable("The installed boto3 has no TagPropagation.")
    was = str(told.get("TagPropagation") or "DISABLED")  # the default of CreateDomain
    restart, problems = _running_apps(context, domain_id)
    if was == wanted:
        return Propagated(domain_id, was, wanted, "unchanged", (), problems)
    if dry_run:
        return Propagated(domain_id, was, wanted, "planned", restart, problems)
    context.aws.call("sagemaker", "UpdateDomain", DomainId=domain_id, TagPropagation=wanted)
    return Propagated(domain_id, was, wanted, "changed", restart, problems)


def _running_apps(context: Context, domain_id: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    try:
        pages = context.aws.metered().pages(
            "sagemaker", "ListApps", expects=("Apps",), DomainIdEquals=domain_id, MaxResults=100
        )
        apps = [app for page in pages for app in page["Apps"]]
    except CostTagsError as error:
        return (), (error.problem(),)
    running = [app for app in apps if app.get("Status") in {"InService", "Pending"}]
    return tuple(map(_app_name, running)), ()


def _app_name(app: Mapping[str, Any]) -> str:
    whose = app.get("SpaceName") or app.get("UserProfileName")
    return f"{whose}/{app.get('AppType')}/{app.get('AppName')}"


@dataclass(frozen=True)
class Left:
    """What somebody who leaves has: spaces, and resources that go on costing."""

    profile: Place
    spaces: tuple[Place, ...]
    resources: tuple[Place, ...]  # kind is the resource's own
    problems: tuple[Problem, ...]


def left_by(context: Context, domain: Domain, profile: Place) -> Left:
    """Return the private spaces of a profile and what it launched that still accrues cost."""
    aws, identity = context.aws.metered(), context.identity()
    spaces = tuple(
        place
        for place in domain.places
        if place.kind == "space" and (place.owner or "").casefold() == profile.name.casefold()
    )
    owners = ((_MARK, profile.arn), *((_SPACE_MARK, place.arn) for place in spaces))
    rows = [row for row in usual_kinds("all") if row.kind not in _KINDS]
    now = context.now()
    wanted = Wanted(settled(rows, identity.home), now - timedelta(days=30), owners, {}, now)
    gathered = gather(aws, wanted)
    accruing = tuple(
        Place(one.kind.kind, one.name, one.arn, one.tags)
        for one in gathered.found
        if one.kind.billing_effect(one.status) == "from-now" and _is_of(one.tags, owners)
    )
    problems = {error.message: error.problem() for error in gathered.problems}
    return Left(profile, spaces, accruing, tuple(problems.values()))


def _is_of(tags: Mapping[str, str] | None, owners: Sequence[tuple[str, str]]) -> bool:
    marks = {(key, value.casefold()) for key, value in owners}
    return any((key, value.casefold()) in marks for key, value in (tags or {}).items())
