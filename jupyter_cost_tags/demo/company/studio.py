"""The Studio domain: its profiles, spaces and apps, past sessions included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jupyter_cost_tags.demo.embedded_aws.world import Resource, TagVersion

from .jobs import role
from .people import DOMAIN_ID, DOMAIN_TAGS, PEOPLE, PROFILE, SHARED_SPACES, private_space

if TYPE_CHECKING:
    from random import Random

    from jupyter_cost_tags.demo.embedded_aws.world import World

    from .people import Person, SharedSpace

_FOUNDED = timedelta(days=400)
_DAYS = 61
# Hours of ana's JupyterLab on five working days; the others' are drawn.
_ANA_HOURS = (3.2, 4.1, 2.8, 3.9, 3.2)
_DISK = {"ana": 50}  # GB; 20 for the others
# Whose JupyterLab runs now, and since how many minutes.
_RUNNING = {"ana-lab": 312, "ben-lab": 190, "gwen-lab": 455, "team-nlp": 1630, "dara-lab": 44}


def studio_tags(world: World, profile: str, space: str = "") -> dict[str, str]:
    """Return the tags that Studio puts on what is created there.

    A private space stands for its owner, so the profile is named; in a shared space nobody
    knows who sits at the keyboard, so the space is.
    """
    tags = {"sagemaker:domain-arn": world.arn("domain", DOMAIN_ID)}
    if space in {shared.name for shared in SHARED_SPACES}:
        return tags | {"sagemaker:space-arn": world.arn("space", DOMAIN_ID, space)}
    return tags | {"sagemaker:user-profile-arn": world.arn("user-profile", DOMAIN_ID, profile)}


def found_domain(world: World) -> None:
    """Create the domain, a profile and a space per person, and the shared spaces."""
    born = world.now() - _FOUNDED
    domain = {
        "DomainName": "northwind-analytics",
        "HomeEfsFileSystemId": "fs-0c3f9a1b7d2e4f506",
        "TagPropagation": "DISABLED",
        "AuthMode": "IAM",
        "AppNetworkAccessType": "PublicInternetOnly",
        "DefaultUserSettings": {"ExecutionRole": role(world)},
        "DefaultSpaceSettings": {"ExecutionRole": role(world)},
        "Url": f"https://{DOMAIN_ID}.studio.{world.region}.sagemaker.aws",
    }
    _add(world, ("domain", DOMAIN_ID), born, domain, DOMAIN_TAGS)
    for number, person in enumerate(PEOPLE):
        joined = born + timedelta(days=3 * number)
        settings = {"UserSettings": {"ExecutionRole": role(world)}}
        _add(world, ("user-profile", DOMAIN_ID, person.profile), joined, settings, person.tags)
        _private_space(world, person, joined)
    for shared in SHARED_SPACES:
        _space(world, shared.name, shared.owner, "Shared", born + timedelta(days=60), shared.tags)


def _private_space(world: World, person: Person, joined: datetime) -> None:
    environment = {k: v for k, v in person.tags.items() if k == "environment"}
    tags = environment | studio_tags(world, person.profile)
    created = joined + timedelta(hours=1)
    _space(world, private_space(person.profile), person.profile, "Private", created, tags)


def _space(  # noqa: PLR0913
    world: World, name: str, owner: str, sharing: str, created: datetime, tags: dict[str, str]
) -> None:
    size = _DISK.get(owner, 20)
    detail = {
        "OwnershipSettings": {"OwnerUserProfileName": owner},
        "SpaceSharingSettings": {"SharingType": sharing},
        "SpaceSettings": {
            "AppType": "JupyterLab",
            "SpaceStorageSettings": {"EbsStorageSettings": {"EbsVolumeSizeInGb": size}},
        },
    }
    _add(world, ("space", DOMAIN_ID, name), created, detail, tags)


def open_apps(world: World, random: Random) -> list[Resource]:
    """Start the apps that run now, and return the sessions of the last two months."""
    sessions: list[Resource] = []
    for person in PEOPLE:
        space = private_space(person.profile)
        tags = DOMAIN_TAGS | person.tags | studio_tags(world, person.profile)
        sessions += _sessions(world, random, space, person.app, tags)
        _run(world, space, person.app, tags)
    for shared in SHARED_SPACES:
        tags = DOMAIN_TAGS | shared.tags | studio_tags(world, "", shared.name)
        sessions += _shared_sessions(world, random, shared, tags)
        _run(world, shared.name, shared.app, tags)
    return sessions


def _run(world: World, space: str, instance_type: str, tags: dict[str, str]) -> None:
    minutes = _RUNNING.get(space)
    if minutes:
        since = world.now() - timedelta(minutes=minutes)
        detail = _app(space, instance_type, "InService")
        detail["LastUserActivityTimestamp"] = world.now() - timedelta(minutes=minutes // 3)
        _add(world, ("app", DOMAIN_ID, space, "JupyterLab", "default"), since, detail, tags)


def _sessions(
    world: World, random: Random, space: str, instance_type: str, tags: dict[str, str]
) -> list[Resource]:
    """Return a person's past sessions: on working days, some days off."""
    is_ana = space == private_space(PROFILE)
    found = []
    for days_ago in range(1, _DAYS):
        day = _midnight(world.now()) - timedelta(days=days_ago)
        hour, hours, works = random.uniform(7.5, 9.5), random.uniform(1.5, 6.5), random.random()
        if day.weekday() > 4 or (works > 0.8 and not is_ana):
            continue
        length = _ANA_HOURS[day.weekday()] if is_ana else hours
        start = day + timedelta(hours=round(hour, 2))
        found.append(_past(world, space, instance_type, start, length, tags))
    return [session for session in found if _ended(session) < _busy_since(world, space)]


def _shared_sessions(
    world: World, random: Random, shared: SharedSpace, tags: dict[str, str]
) -> list[Resource]:
    found = []
    for days_ago in range(1, _DAYS):
        day = _midnight(world.now()) - timedelta(days=days_ago)
        hours = random.uniform(8, 15)
        if day.weekday() <= 4:
            start = day + timedelta(hours=7)
            found.append(_past(world, shared.name, shared.app, start, hours, tags))
    return [session for session in found if _ended(session) < _busy_since(world, shared.name)]


def _past(  # noqa: PLR0913
    world: World,
    space: str,
    instance_type: str,
    start: datetime,
    hours: float,
    tags: dict[str, str],
) -> Resource:
    arn = world.arn("app", DOMAIN_ID, space, "JupyterLab", "default")
    end = start + timedelta(hours=round(hours, 2))
    detail = _app(space, instance_type, "Deleted") | {"LastModifiedTime": end}
    return Resource(arn, "app", "default", start, detail, [TagVersion(start, dict(tags))])


def _app(space: str, instance_type: str, status: str) -> dict[str, Any]:
    return {
        "AppType": "JupyterLab",
        "AppName": "default",
        "DomainId": DOMAIN_ID,
        "SpaceName": space,
        "Status": status,
        "ResourceSpec": {"InstanceType": instance_type},
    }


def _ended(session: Resource) -> datetime:
    end: datetime = session.detail["LastModifiedTime"]
    return end


def _busy_since(world: World, space: str) -> datetime:
    """Return when the app that runs now started; a space has one at a time."""
    return world.now() - timedelta(minutes=_RUNNING.get(space, 0))


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _add(
    world: World,
    path: tuple[str, ...],
    created: datetime,
    detail: dict[str, Any],
    tags: dict[str, str],
) -> None:
    """Put a Studio resource into the world, with the members that all of them have."""
    kind, name = path[0], path[-1]
    common = {"DomainId": DOMAIN_ID, "Status": "InService", "CreationTime": created}
    if kind != "app":
        common["LastModifiedTime"] = created
    members = {"user-profile": "UserProfileName", "space": "SpaceName"}
    named = {members[kind]: name} if kind in members else {}
    history = [TagVersion(created, dict(tags))] if tags else []
    full = {**common, **named, **detail}
    world.store.add(Resource(world.arn(*path), kind, name, created, full, history))
