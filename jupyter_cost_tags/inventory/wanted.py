"""What a scan looks for, and what it brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Failing,
    NotAvailable,
    Refused,
    Throttled,
    Unreachable,
)
from .ask import OwnerTag
from .failing import Question
from .found import Found
from .kind import Kind

if TYPE_CHECKING:
    from .kept import Kept

YOUNG = timedelta(minutes=15)  # the longest that an index is believed to trail
READERS = 6  # threads that ask at the same time
# What one way may fail with while another still works.
ANOTHER_WAY = (BadResponse, Denied, Failing, NotAvailable, Refused, Throttled, Unreachable)
# Kinds that launch others: where one is not in the list, its children are.
PARENTS = frozenset({"hyper-parameter-tuning-job", "pipeline"})

# What we wrote within the last minutes, by ARN: the tags as they should be (None: removed), or
# None when it is not known whether the write was applied.
JustWritten = Mapping[str, Mapping[str, str | None] | None]
Tell = Callable[[Sequence[Found]], None]


def nobody_listens(_: Sequence[Found]) -> None:
    """Take what was found so far, and tell nobody."""


def nothing_is(_: Found) -> bool:
    """Judge nothing."""
    return False


@dataclass
class Gathered:
    """What was found, and what could not be read."""

    found: list[Found] = field(default_factory=list)
    problems: list[CostTagsError] = field(default_factory=list)
    before: Kept | None = None  # the earlier scan that it builds on


@dataclass(frozen=True)
class Wanted:
    """What to look for."""

    kinds: tuple[Kind, ...]
    since: datetime
    owners: tuple[OwnerTag, ...]  # empty: everybody's
    just_written: JustWritten
    now: datetime
    is_wrong: Callable[[Found], bool] = nothing_is  # whether its tags fail the policy
    only_wrong: bool = False  # what is compliant may be left out
    question: Question | None = None  # what to ask Search for, if only what is wrong is wanted
    named: frozenset[str] | None = None  # only these ARNs, in lower case

    @property
    def young_from(self) -> datetime:
        """Return the instant from which an index may not know what was created."""
        return max(self.since, self.now - YOUNG)

    def is_young(self, found: Found) -> bool:
        """Tell whether an index may not know it as it is."""
        return found.created >= self.now - YOUNG

    def floor(self, kind: Kind) -> datetime | None:
        """Return how far back a kind counts; None for what lasts."""
        return None if kind.lasts else self.since

    def is_mine(self, found: Found) -> bool:
        """Tell whether the tags that are known carry an owner's, or it is the owner itself."""
        arn = found.arn.casefold()
        is_owner = any(arn == value.casefold() for _, value in self.owners)
        return is_owner or carries(found.tags or {}, self.owners)


def carries(tags: Mapping[str, str], owners: Sequence[OwnerTag]) -> bool:
    """Tell whether tags carry any of these; AWS takes names in ARNs in whatever case."""
    folded = {key: value.casefold() for key, value in tags.items()}
    return any(folded.get(key) == value.casefold() for key, value in owners)
