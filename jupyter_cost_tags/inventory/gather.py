"""Gather every resource with its tags by the cheapest truthful way, or say why not.

`listing` finds them, `reading` reads the tags of those that came without. The indexes trail
writes, so what is young and seems wrong, or was written by us a moment ago, is read again with
ListTags. A way that is denied, missing or broken gives way to the next; what no way could read is
said, and what was read all the same is kept.
"""

from __future__ import annotations

from ..aws import Aws
from ..problems import AwsTrouble
from ..workers import each
from .found import Found
from .kept import Kept
from .kind import Kind
from .listing import Lister, Listing
from .reading import indexed, read_doubtful
from .regather import listings_again
from .wanted import ANOTHER_WAY, READERS, Gathered, Tell, Wanted, nobody_listens


def gather(
    aws: Aws, wanted: Wanted, tell: Tell = nobody_listens, kept: Kept | None = None
) -> Gathered:
    """Return every wanted resource once, newest first; a failure concerns its kind only.

    `kept` is what an earlier scan read: then only what can have changed by itself is asked for,
    as long as that works. `tell` hears of what is found and read while the rest is still asked
    for, from any thread.

    Raises the `CostTagsError` when nothing could be read at all, and for credentials.
    """
    lister = Lister(aws, wanted, tell)
    listings, before = _again(aws, wanted, lister, kept, tell), kept
    if listings is None:
        listings, read = _listed_and_read(aws, wanted, lister, tell)
        before = None
    else:
        read = _read(aws, wanted, lister, tell, listings)
    _raise_if_nothing(listings)
    tagged = _once([found for listing in listings for found in listing.tagged])
    gathered = Gathered(read_doubtful(aws, [*tagged, *read], wanted, tell), before=before)
    gathered.problems = [
        AwsTrouble.about(f"Some {listing.kind.noun}s may be missing", listing.problem)
        for listing in listings
        if listing.problem
    ]
    if wanted.owners:
        _keep_mine(gathered, wanted)
    gathered.found.sort(key=lambda found: (found.created, found.name), reverse=True)
    return gathered


def _listed_and_read(
    aws: Aws, wanted: Wanted, lister: Lister, tell: Tell
) -> tuple[list[Listing], list[Found]]:
    """List every kind, and read the tags of what came without while Search still goes on."""
    searched = [kind for kind in wanted.kinds if kind.search_resource and kind.parents]
    others = [kind for kind in wanted.kinds if kind not in searched]

    def group(kinds: list[Kind]) -> tuple[list[Listing], list[Found]]:
        listings = each(lister.listing, kinds, threads=READERS)
        return listings, _read(aws, wanted, lister, tell, listings)

    groups = each(group, [kinds for kinds in (searched, others) if kinds], threads=READERS)
    listings = [listing for some, _ in groups for listing in some]
    return listings, _once([found for _, read in groups for found in read])


def _read(
    aws: Aws, wanted: Wanted, lister: Lister, tell: Tell, listings: list[Listing]
) -> list[Found]:
    """Return what came without tags with those that the index has."""
    bare = _once([found for listing in listings for found in listing.bare])
    read = indexed(aws, bare, wanted, lister.mine)
    tell([found for found in read if found.tags and not wanted.is_young(found)])
    return read


def _again(
    aws: Aws, wanted: Wanted, lister: Lister, kept: Kept | None, tell: Tell
) -> list[Listing] | None:
    """Return the resources from an earlier scan brought up to date; None where that failed."""
    if kept is None:
        return None
    try:
        return listings_again(aws, wanted, lister, kept, tell)
    except ANOTHER_WAY:
        return None


def _raise_if_nothing(listings: list[Listing]) -> None:
    problems = [listing.problem for listing in listings if listing.problem]
    nothing = not any(listing.tagged or listing.bare for listing in listings)
    if problems and nothing and len(problems) == len(listings):
        raise problems[0]


def _once(found: list[Found]) -> list[Found]:
    """Leave out what was listed twice: pages shift while somebody launches."""
    return list({one.arn: one for one in found}.values())


def _keep_mine(gathered: Gathered, wanted: Wanted) -> None:
    """Leave others' resources out, and those whose owner could not be read: that is said."""
    mine: list[Found] = []
    nobodys: list[Found] = []
    for found in gathered.found:
        if found.tags is None and not found.is_mine:
            nobodys.append(found)
        elif found.is_mine or wanted.is_mine(found):
            mine.append(found)
    gathered.found = mine
    why = nobodys[0].why_unread if nobodys else None
    if why:
        what = f"Whether {len(nobodys)} more resources are yours isn't known"
        gathered.problems.append(AwsTrouble.about(what, why))
