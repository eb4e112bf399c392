"""Gather every resource with its tags by the cheapest truthful way, or say why not.

Kinds that Search finds come with their tags. For the others List pages are the census and the
tagging API gives tags. Both indexes trail writes, so what is young, or was written by us a
moment ago, is read again with ListTags. A way that is denied or missing gives way to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..aws import Aws, list_tags
from ..problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Failing,
    NotAvailable,
    Refused,
    Throttled,
)
from ..workers import each
from . import ask
from .ask import OwnerTag
from .found import Found
from .kinds import Kind

YOUNG = timedelta(minutes=15)  # the longest that an index is believed to trail
READERS = 4
MOST_READS = 400  # ListTags calls in one scan; what is over stays unknown
_ANOTHER_WAY = (BadResponse, Denied, Failing, NotAvailable, Refused, Throttled)


@dataclass
class Gathered:
    """What was found, and what could not be read."""

    found: list[Found] = field(default_factory=list)
    problems: list[CostTagsError] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What to look for."""

    kinds: tuple[Kind, ...]
    since: datetime
    owners: tuple[OwnerTag, ...]  # empty: everybody's
    just_written: frozenset[str]  # ARNs whose tags we wrote within the last minutes
    now: datetime


def gather(aws: Aws, wanted: Wanted) -> Gathered:
    """Return every wanted resource once; a failure concerns its kind only."""
    gathered = Gathered()
    listed: list[Found] = []
    for kind in wanted.kinds:
        if kind.search_resource:
            searched = _searched(aws, kind, wanted)
            if searched is not None:
                gathered.found += searched
                listed += _too_young_for_search(aws, kind, wanted, gathered, searched)
                continue
        listed += _listed(aws, kind, wanted.since, gathered)
    gathered.found += _with_tags(aws, listed, wanted)
    gathered.found = _reread_doubtful(aws, gathered.found, wanted)
    if wanted.owners:
        gathered.found = [found for found in gathered.found if _is_mine(found, wanted.owners)]
    gathered.found.sort(key=lambda found: (found.created, found.name), reverse=True)
    return gathered


def _searched(aws: Aws, kind: Kind, wanted: Wanted) -> list[Found] | None:
    """Return what Search finds; None when it must be done another way."""
    try:
        return list(ask.search(aws, kind, wanted.since, wanted.owners))
    except _ANOTHER_WAY:
        return None


def _listed(aws: Aws, kind: Kind, since: datetime, gathered: Gathered) -> list[Found]:
    found: list[Found] = []
    try:
        found.extend(ask.census(aws, kind, since))
    except _ANOTHER_WAY as error:
        gathered.problems.append(error)
    return found


def _too_young_for_search(
    aws: Aws, kind: Kind, wanted: Wanted, gathered: Gathered, searched: list[Found]
) -> list[Found]:
    """Return the youngest resources that the search index may not have yet."""
    known = {found.arn for found in searched}
    since = max(wanted.since, wanted.now - YOUNG)
    return [found for found in _listed(aws, kind, since, gathered) if found.arn not in known]


def _with_tags(aws: Aws, listed: list[Found], wanted: Wanted) -> list[Found]:
    """Return the listed resources with tags from the tagging API, or still without."""
    if not any(not _is_young(found, wanted) for found in listed):
        return listed
    kinds = {found.kind.kind: found.kind for found in listed}.values()
    try:
        tags = ask.tagged(aws, kinds, wanted.owners)
    except _ANOTHER_WAY:
        return listed  # each is then read with ListTags
    # Not in the answer: never tagged, or not mine. Either way it has none of the tags asked for.
    return [found.with_tags(tags.get(found.arn, {})) for found in listed]


def _reread_doubtful(aws: Aws, found: Iterable[Found], wanted: Wanted) -> list[Found]:
    """Read again what has no tags yet, is young, or was just written."""
    sure: list[Found] = []
    doubtful: list[Found] = []
    for one in found:
        doubt = one.tags is None or _is_young(one, wanted) or one.arn in wanted.just_written
        (doubtful if doubt else sure).append(one)
    read = _read_all(aws, doubtful[:MOST_READS])
    over = [
        one.unread("Too many tags to read one by one; narrow the time span.")
        for one in doubtful[MOST_READS:]
    ]
    return [*sure, *read, *over]


def _read_all(aws: Aws, doubtful: Sequence[Found]) -> list[Found]:
    def read(one: Found) -> Found:
        try:
            return one.with_tags(list_tags(aws, one.arn))
        except CostTagsError as error:
            return one.unread(error.message)

    return each(read, doubtful, threads=READERS)


def _is_young(found: Found, wanted: Wanted) -> bool:
    return found.created >= wanted.now - YOUNG


def _is_mine(found: Found, owners: Sequence[OwnerTag]) -> bool:
    """Tell whether it carries an owner's tag; what could not be read stays in, as unknown."""
    if found.tags is None:
        return True
    tags = {key: value.casefold() for key, value in found.tags.items()}
    return any(tags.get(key) == value.casefold() for key, value in owners)
