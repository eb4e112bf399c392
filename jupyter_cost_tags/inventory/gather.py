"""Gather every resource with its tags by the cheapest truthful way, or say why not.

Where there may be many of a kind and Search finds it, they come with their tags. For the others
List pages are the census and the tagging API gives tags. Both indexes trail writes, so what is
young, or was written by us a moment ago, is read again with ListTags. A way that is denied,
missing or broken gives way to the next; what no way could read is said, and what was read all the
same is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..aws import Aws, list_tags
from ..problems import (
    AwsTrouble,
    BadResponse,
    CostTagsError,
    Denied,
    Exhausted,
    Failing,
    NotAvailable,
    Refused,
    Throttled,
    Unreachable,
)
from ..workers import each
from . import ask
from .ask import OwnerTag
from .found import Found
from .kind import Kind

YOUNG = timedelta(minutes=15)  # the longest that an index is believed to trail
READERS = 4
MOST_READS = 400  # ListTags calls in one scan; what is over stays unknown
_ANOTHER_WAY = (BadResponse, Denied, Failing, NotAvailable, Refused, Throttled, Unreachable)


# What we wrote within the last minutes, by ARN: the tags as they should be (None: removed), or
# None when it is not known whether the write was applied.
JustWritten = Mapping[str, Mapping[str, str | None] | None]


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
    just_written: JustWritten
    now: datetime


@dataclass(frozen=True)
class _Census:
    """One kind's resources: those that came with tags, those without, and what is missing."""

    tagged: list[Found]
    bare: list[Found]
    problem: CostTagsError | None


def gather(aws: Aws, wanted: Wanted) -> Gathered:
    """Return every wanted resource once, newest first; a failure concerns its kind only.

    Raises the `CostTagsError` when nothing could be read at all, and for credentials.
    """
    counted = each(lambda kind: _counted(aws, kind, wanted), wanted.kinds, threads=READERS)
    failed = [(kind, census.problem) for kind, census in zip(wanted.kinds, counted, strict=True)]
    problems = [
        AwsTrouble.about(f"Some {kind.noun}s may be missing", why) for kind, why in failed if why
    ]
    tagged = [found for census in counted for found in census.tagged]
    bare = [found for census in counted for found in census.bare]
    if not (tagged or bare) and all(why for _, why in failed):
        raise next(why for _, why in failed if why)
    read = _reread_doubtful(aws, [*tagged, *_with_tags(aws, bare, wanted)], wanted)
    gathered = Gathered(read, list(problems))
    if wanted.owners:
        _keep_mine(gathered, wanted.owners)
    gathered.found.sort(key=lambda found: (found.created, found.name), reverse=True)
    return gathered


def _counted(aws: Aws, kind: Kind, wanted: Wanted) -> _Census:
    """Count one kind: where there may be many by Search, else by its List operation.

    Few are in one page of a List, and their tags in pages of the tagging API that are read
    anyway: two calls less. Search stands in where the List fails.
    """
    searched: list[Found] = []
    since = None if kind.lasts else wanted.since
    if kind.search_resource and kind.is_many:
        failed = _collect(ask.search(aws, kind, wanted.since, wanted.owners), searched)
        if failed is None:  # its index may not have the youngest yet
            since = max(wanted.since, wanted.now - YOUNG)
    bare: list[Found] = []
    problem = _collect(ask.census(aws, kind, since), bare)
    if problem and kind.search_resource and not kind.is_many:
        _collect(ask.search(aws, kind, wanted.since, wanted.owners), searched)
    known = {found.arn for found in searched}
    return _Census(searched, [found for found in bare if found.arn not in known], problem)


def _collect(pages: Iterator[Found], into: list[Found]) -> CostTagsError | None:
    """Gather what comes; return why not all of it did."""
    try:
        for found in pages:
            into.append(found)  # noqa: PERF402  (what came before a failure is kept)
    except _ANOTHER_WAY as error:
        return error
    return None


def _with_tags(aws: Aws, listed: list[Found], wanted: Wanted) -> list[Found]:
    """Return the listed resources with tags from the tagging API, or still without."""
    if all(_is_young(found, wanted) for found in listed):
        return listed  # each is read with ListTags anyway
    kinds = {found.kind.kind: found.kind for found in listed if found.kind.is_indexed}.values()
    if not kinds:
        return listed
    try:
        tags = ask.tagged(aws, kinds, wanted.owners)
    except _ANOTHER_WAY:
        return listed  # each is then read with ListTags
    # Not in the answer: never tagged, or not mine. Either way it has none of the tags asked for.
    # What is mine by its own ARN, a profile or space, need not carry a mark, and not every kind
    # is in that index: those are read with ListTags.
    mine = {value.casefold() for _, value in wanted.owners}
    return [
        found
        if not found.kind.is_indexed or found.arn.casefold() in mine
        else found.with_tags(tags.get(found.arn.lower(), {}))
        for found in listed
    ]


def _reread_doubtful(aws: Aws, found: Iterable[Found], wanted: Wanted) -> list[Found]:
    """Read again what has no tags yet, is young, or was just written."""
    sure: list[Found] = []
    doubtful: list[Found] = []
    for one in found:
        (doubtful if _is_doubtful(one, wanted) else sure).append(one)
    doubtful.sort(key=lambda one: one.created, reverse=True)
    doubtful.sort(key=lambda one: not _is_mine(one, wanted.owners))
    read = _read_all(aws, doubtful[:MOST_READS], wanted.owners)
    too_many = Exhausted(
        "Too many tags to read one by one.", code="too-many", action="Choose a shorter time span."
    )
    over = [
        one.unread(too_many, is_mine=_is_mine(one, wanted.owners)) for one in doubtful[MOST_READS:]
    ]
    return [*sure, *read, *over]


def _is_doubtful(found: Found, wanted: Wanted) -> bool:
    """Tell whether what an index says may be old: it trails our own writes as well."""
    if found.tags is None or _is_young(found, wanted):
        return True
    if found.arn not in wanted.just_written:
        return False
    written = wanted.just_written[found.arn]
    return written is None or any(found.tags.get(key) != written[key] for key in written)


def _read_all(aws: Aws, doubtful: Sequence[Found], owners: Sequence[OwnerTag]) -> list[Found]:
    def read(one: Found) -> Found | None:
        try:
            return one.with_tags(list_tags(aws, one.arn))
        except _ANOTHER_WAY as error:
            if error.code == "not-found":
                return None  # deleted meanwhile
            return one.unread(error, is_mine=_is_mine(one, owners))

    return [one for one in each(read, doubtful, threads=READERS) if one]


def _keep_mine(gathered: Gathered, owners: Sequence[OwnerTag]) -> None:
    """Leave others' resources out, and those whose owner could not be read: that is said."""
    mine: list[Found] = []
    nobodys: list[Found] = []
    for found in gathered.found:
        if found.tags is None and not found.is_mine:
            nobodys.append(found)
        elif found.is_mine or _is_mine(found, owners):
            mine.append(found)
    gathered.found = mine
    why = nobodys[0].why_unread if nobodys else None
    if why:
        what = f"Whether {len(nobodys)} more resources are yours isn't known"
        gathered.problems.append(AwsTrouble.about(what, why))


def _is_young(found: Found, wanted: Wanted) -> bool:
    return found.created >= wanted.now - YOUNG


def _is_mine(found: Found, owners: Sequence[OwnerTag]) -> bool:
    """Tell whether the tags that are known carry an owner's, or it is the owner itself."""
    tags = {key: value.casefold() for key, value in (found.tags or {}).items()}
    if any(found.arn.casefold() == value.casefold() for _, value in owners):
        return True
    return any(tags.get(key) == value.casefold() for key, value in owners)
