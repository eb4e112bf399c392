"""Find the resources of each kind by the cheapest truthful way.

The first List page costs one call, has the youngest, which no index may know yet, and tells
whether there are more than a page holds. Where there are not, that is the census. Where there
are, Search takes over for the kinds that it finds, and asks for what fails alone if nothing else
is wanted. For the others further pages are the census of everybody's; mine are named by the
tagging API and looked up in the pages, or one by one where that takes fewer calls.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..aws import Aws
from ..problems import CostTagsError, Refused
from ..workers import each
from . import ask
from .ask import Page, Tags
from .failing import Condition, refused_values
from .found import Found
from .kind import Kind
from .locate import locate
from .wanted import ANOTHER_WAY, PARENTS, READERS, Tell, Wanted

T = TypeVar("T")


@dataclass
class Listing:
    """One kind's resources: those that came with tags, those without, and what is missing."""

    kind: Kind
    tagged: list[Found] = field(default_factory=list)
    bare: list[Found] = field(default_factory=list)
    problem: CostTagsError | None = None


class Once(Generic[T]):
    """A value that several threads need and one makes; None where it can't be made."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Make nothing yet."""
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T | None] = []

    def get(self) -> T | None:
        """Return the value, made at the first call."""
        with self._lock:
            if not self._made:
                try:
                    self._made.append(self._make())
                except ANOTHER_WAY:
                    self._made.append(None)
            return self._made[0]


class Lister:
    """Lists kinds, each on a thread of its own; what they share is asked for once."""

    def __init__(self, aws: Aws, wanted: Wanted, tell: Tell) -> None:
        """Ask nothing yet."""
        self._aws = aws
        self._wanted = wanted
        self._tell = tell
        unsearched = [kind for kind in wanted.kinds if not kind.search_resource]
        searched = [kind for kind in wanted.kinds if kind.search_resource]
        self.mine = Once(lambda: ask.owned(aws, unsearched, wanted.owners))
        self._mine_if_search_fails = Once(lambda: ask.owned(aws, searched, wanted.owners))
        self._refused = Once(self._ask_refused)

    def listing(self, kind: Kind) -> Listing:
        """Return one kind's resources."""
        listing = Listing(kind)
        if self._wanted.named is not None:
            return self._named(kind, listing, self._wanted.named)
        pages = ask.census(self._aws, kind, self._wanted.floor(kind))
        first = self._next(pages, listing)
        if first is None:  # Search finds most of it, if not the youngest
            if kind.search_resource:
                self._search(kind, listing, narrow=True)
            return listing
        if not first.more and not (first.rows and kind.parents):
            return listing  # else only Search tells what launched it
        if kind.search_resource and self._search(kind, listing, narrow=first.more) is None:
            self._rest(pages, first, listing, young_only=first.more)
            known = {found.arn for found in listing.tagged}
            listing.bare = [found for found in listing.bare if found.arn not in known]
            return listing
        listing.tagged = []
        by_name = first.more and self._wanted.owners and kind.sort_by
        told = self._mine_if_search_fails if kind.search_resource else self.mine
        mine = told.get() if by_name else None
        if mine is None:
            self._rest(pages, first, listing, young_only=False)
            return listing
        return self._mine(kind, mine, pages, listing, first)

    def _next(self, pages: Iterator[Page], listing: Listing) -> Page | None:
        try:
            page = next(pages, None)
        except ANOTHER_WAY as error:
            listing.problem = error
            return None
        if page:
            listing.bare += page.rows
        return page

    def _rest(
        self, pages: Iterator[Page], page: Page | None, listing: Listing, *, young_only: bool
    ) -> None:
        """Read on, to the end or as long as the index may not know what is listed."""
        while page and page.more:
            oldest = page.rows[-1].created if page.rows else None
            if young_only and oldest and oldest < self._wanted.young_from:
                break
            page = self._next(pages, listing)
        if young_only:
            listing.bare = [one for one in listing.bare if self._wanted.is_young(one)]

    def _mine(
        self,
        kind: Kind,
        mine: dict[str, Tags],
        pages: Iterator[Page],
        listing: Listing,
        first: Page,
    ) -> Listing:
        """Look up what the tagging API says is mine; what is young may be mine as well."""
        own = {arn: tags for arn, tags in mine.items() if _kind_of(arn) == kind.kind}
        looked_for = set(own)
        if self._wanted.only_wrong and kind.kind not in PARENTS:
            listed = {one.arn.lower(): one for one in listing.bare}
            looked_for = {arn for arn in own if self._fails(kind, arn, own[arn], listed.get(arn))}
        rows, why = locate(self._aws, kind, self._wanted, looked_for, pages, first)
        listing.problem = why
        found = [row.with_tags(own[row.arn.lower()]) for row in rows if row.arn.lower() in own]
        listing.tagged = [one for one in found if one.arn.lower() in looked_for]
        listing.bare = [
            row for row in rows if row.arn.lower() not in own and self._wanted.is_young(row)
        ]
        return listing

    def _named(self, kind: Kind, listing: Listing, named: frozenset[str]) -> Listing:
        """Look up resources that are known by name: one by one, or in pages if they are many."""
        own = {arn for arn in named if _kind_of(arn) == kind.kind}
        if not own:
            return listing
        if len(own) == 1:
            try:
                rows = [ask.describe(self._aws, kind, next(iter(own)).rpartition("/")[2])]
            except ANOTHER_WAY:
                rows = []
            floor = self._wanted.floor(kind)
            listing.bare = [row for row in rows if not floor or row.created >= floor]
            if rows:
                return listing
        pages = ask.census(self._aws, kind, self._wanted.floor(kind))
        first = self._next(pages, listing)
        if first:
            rows, listing.problem = locate(self._aws, kind, self._wanted, own, pages, first)
            listing.bare = [row for row in rows if row.arn.lower() in own]
        return listing

    def _fails(self, kind: Kind, arn: str, tags: Tags, row: Found | None) -> bool:
        """Judge before anything but the ARN is known."""
        stand_in = row or Found(kind, arn, arn.rpartition("/")[2], "", self._wanted.now)
        return self._wanted.is_wrong(stand_in.with_tags(tags))

    # -- Search ---------------------------------------------------------------------------

    def _search(self, kind: Kind, listing: Listing, *, narrow: bool) -> CostTagsError | None:
        """Search a kind, all of it or only what is wanted; return why not all could be found."""
        wanted = self._wanted
        owners = wanted.owners if narrow else ()
        failing = self._failing(kind) if narrow and kind.kind not in PARENTS else None
        why: CostTagsError | None = None
        for is_narrow in dict.fromkeys([bool(failing), False]):
            listing.tagged = []
            try:
                asked = failing if is_narrow else None
                for page in ask.search(self._aws, kind, wanted.floor(kind), owners, asked):
                    listing.tagged += page
                    self._tell(page)
            except Refused as error:  # an endpoint may not take the question: all is searched then
                why = error
            except ANOTHER_WAY as error:
                return error
            else:
                return None
        return why

    def _failing(self, kind: Kind) -> Condition | None:
        """Return the expression for what fails; None to search for everything."""
        if not (self._wanted.only_wrong and self._wanted.question):
            return None
        known = self._refused.get()
        if known is None:
            return None
        refused, empty = known
        arns = [arn for arn in empty if _kind_of(arn) == kind.kind]
        return self._wanted.question.expression(kind.kind, refused, f"{kind.prefix}Arn", arns)

    def _ask_refused(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return what only the tagging API tells: refused values in use, and who has empty ones."""
        asked = self._wanted.question
        assert asked is not None  # noqa: S101  (only asked for then)
        rules = asked.patterned
        in_use = each(lambda rule: ask.values_in_use(self._aws, rule.key), rules, threads=READERS)
        refused = {
            rule.key: refused_values(rule, values)
            for rule, values in zip(rules, in_use, strict=True)
        }
        keys = [*asked.free, *(key for key, values in refused.items() if "" in values)]
        kinds = [
            kind for kind in self._wanted.kinds if kind.search_resource and kind.kind not in PARENTS
        ]
        pages = each(
            lambda key: [
                arn for page in ask.tagged(self._aws, kinds, {key: [""]}) for arn in page.tags
            ],
            keys,
            threads=READERS,
        )
        return refused, [arn for page in pages for arn in page]


def _kind_of(arn: str) -> str:
    return arn.split(":", 5)[-1].partition("/")[0]
