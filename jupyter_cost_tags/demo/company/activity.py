"""What everybody else launches: drawn from a seed, on working days, tagged as people tag."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .jobs import PROCESSING, TRAINING, TRANSFORM, TUNING, Launch, launch
from .people import MENDED, PEOPLE, private_space
from .studio import studio_tags

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from jupyter_cost_tags.demo.embedded_aws.world import World

    from .people import Person

_DAYS = 60
_KINDS = ((TRAINING, 50), (PROCESSING, 26), (TRANSFORM, 15), (TUNING, 9))
_STATUSES = (("Completed", 90), ("Failed", 6), ("Stopped", 4))
_WORDS = {TRAINING: "train", PROCESSING: "features", TRANSFORM: "score", TUNING: "tune"}
_HOURS = {TRAINING: 2.2, PROCESSING: 0.7, TRANSFORM: 0.6, TUNING: 5.0}
_RUNNING = ("ben", "chen", "gwen", "jon", "luis")  # have a job under way
_UNTAGGED_OUTSIDE = 0.4
_MENDED = 0.8  # launches whose tags make up for what the profile lacks

# What goes wrong with tags, and how often in a hundred launches: key, then what becomes of it.
_MISTAKES: tuple[tuple[int, str, dict[str, str]], ...] = (
    (5, "project", {}),
    (4, "environment", {}),
    (3, "cost-center", {}),
    (2, "environment", {"environment": "Prod"}),
    (2, "environment", {"enviroment": "dev"}),
    (1, "project", {"project": "Churn"}),
    (1, "cost-center", {"cost-center": "CC-4702"}),
)


def launch_jobs(world: World, random: Random) -> None:
    """Launch two months of jobs, and a handful that runs now."""
    number = 1000
    for days_ago in range(_DAYS, 0, -1):
        day = (world.now() - timedelta(days=days_ago)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        for person in PEOPLE:
            for _ in range(_count(random, person, day)):
                number += 1
                created = day + timedelta(hours=random.uniform(7, 18))
                launch(world, _drawn(world, random, person, f"{number}", created))
    for person in PEOPLE:
        if person.profile in _RUNNING:
            number += 1
            created = world.now() - timedelta(minutes=random.randint(10, 170))
            launch(world, _under_way(world, random, person, f"{number}", created))


def _count(random: Random, person: Person, day: datetime) -> int:
    """Return how many jobs a person launches on a day; few at the weekend."""
    busy = person.busy if day.weekday() < 5 else person.busy / 10
    return int(busy * 2 * random.random() + 0.5)


def _drawn(world: World, random: Random, person: Person, number: str, created: datetime) -> Launch:
    kind = _pick(random, _KINDS)
    machine = random.choice(person.training)
    if kind in (PROCESSING, TRANSFORM):
        machine = random.choice(("ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge"))
    return Launch(
        name=f"{person.tags.get('project', person.profile)}-{_WORDS[kind]}-{number}",
        kind=kind,
        instance_type=machine,
        created=created,
        hours=round(_HOURS[kind] * random.lognormvariate(0, 0.6), 2),
        tags=_tags(world, random, person),
        status=_pick(random, _STATUSES),
        children=random.choice((4, 4, 6)) if kind == TUNING else 0,
    )


def _under_way(
    world: World, random: Random, person: Person, number: str, created: datetime
) -> Launch:
    return Launch(
        name=f"{person.tags.get('project', person.profile)}-train-{number}",
        kind=TRAINING,
        instance_type=random.choice(person.training),
        created=created,
        hours=8.0,
        tags=_tags(world, random, person),
    )


def _pick(random: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    values, weights = zip(*weighted, strict=True)
    return str(random.choices(values, weights)[0])


def _tags(world: World, random: Random, person: Person) -> dict[str, str]:
    """Return the tags of a launch: people's own, mistakes included, then Studio's."""
    place = random.random()
    by_hand = MENDED.get(person.profile, {}) if random.random() < _MENDED else {}
    meant = {k: v for k, v in person.tags.items() if k != "team"} | by_hand
    own = _mistaken(random, meant)
    if place < 0.14:
        return {} if random.random() < _UNTAGGED_OUTSIDE else own  # from a laptop or from CI
    if place < 0.3 and person.space:
        return own | studio_tags(world, person.profile, person.space)
    return own | studio_tags(world, person.profile, private_space(person.profile))


def _mistaken(random: Random, tags: dict[str, str]) -> dict[str, str]:
    drawn = random.uniform(0, 100)
    for share, key, instead in _MISTAKES:
        drawn -= share
        if drawn < 0:
            return {k: v for k, v in tags.items() if k != key} | instead
    return tags
