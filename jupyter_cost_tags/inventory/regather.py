"""Scan again from what an earlier scan read: ask for what is new, runs, or was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..aws import Aws
from ..workers import each
from . import ask
from .found import Found
from .kept import Kept, is_due
from .kind import Kind
from .listing import Lister, Listing
from .wanted import READERS, YOUNG, Tell, Wanted

_DESCRIBED = 5  # Describe calls at most for what runs longer than a List page goes back


def listings_again(
    aws: Aws, wanted: Wanted, lister: Lister, kept: Kept, tell: Tell
) -> list[Listing]:
    """Return the kinds' resources, those of the earlier scan among them.

    Raises the `CostTagsError` of a failed read: then all has to be read.
    """
    by_kind: dict[str, list[Found]] = {kind.called: [] for kind in wanted.kinds}
    for one in kept.found:
        floor = wanted.floor(one.kind)
        if floor is None or one.created >= floor:
            by_kind[one.kind.called].append(one)
    tell([one for rows in by_kind.values() for one in rows])
    due = is_due(kept, wanted)

    def listing(kind: Kind) -> Listing:
        known = by_kind[kind.called]
        if kind.lasts:
            return lister.listing(kind) if due else Listing(kind, tagged=known)
        return _again(aws, kind, wanted, kept, known)

    listings = each(listing, wanted.kinds, threads=READERS)
    for told in listings:
        if told.problem:
            raise told.problem
    return listings


def _again(aws: Aws, kind: Kind, wanted: Wanted, kept: Kept, known: list[Found]) -> Listing:
    """List what is new, and what an index may not have known the last time."""
    due = is_due(kept, wanted)
    running = {one.arn: one for one in known if kind.billing_effect(one.status) == "from-now"}
    rows = _rows(aws, kind, wanted, kept, running if due else {})
    by_arn = {row.arn: row for row in rows}
    listing = Listing(kind)
    for one in known:
        row = by_arn.pop(one.arn, None)
        current = replace(one, status=row.status) if row else one
        if due and one.arn in running:
            listing.bare.append(replace(current, tags=None))  # somebody may have tagged it
        else:
            listing.tagged.append(current)
    listing.bare += by_arn.values()
    return listing


def _rows(
    aws: Aws, kind: Kind, wanted: Wanted, kept: Kept, running: dict[str, Found]
) -> list[Found]:
    """Return the rows of what is new and of what ran; few that ran long are described."""
    floor = max(wanted.since, kept.seen_at - YOUNG)
    older = [one for one in running.values() if one.created < floor]
    if len(older) > _DESCRIBED:
        floor, older = min(_oldest(older), floor), []
    rows = [row for page in ask.census(aws, kind, floor) for row in page.rows]
    return [*rows, *each(lambda one: ask.describe(aws, kind, one.name), older, threads=READERS)]


def _oldest(found: list[Found]) -> datetime:
    return min(one.created for one in found)
