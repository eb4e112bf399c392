"""Read the tags of what was listed: from the index in hundreds, the doubtful ones by ListTags."""

from __future__ import annotations

from collections.abc import Sequence

from ..aws import Aws, list_tags
from ..problems import Exhausted
from ..workers import each
from . import ask
from .ask import PAGE, Tags
from .found import Found
from .listing import Once
from .wanted import ANOTHER_WAY, READERS, Tell, Wanted

MOST_READS = 1000  # ListTags calls in one scan; what is over stays unknown
_FEW = 3  # ListTags calls that are not worth asking the index before
_BATCHES = 2  # of ARNs that are asked for without looking for a cheaper way
MineTags = Once[dict[str, Tags]]


def indexed(aws: Aws, bare: Sequence[Found], wanted: Wanted, mine: MineTags) -> list[Found]:
    """Return the resources with the tags that the tagging API has; without where it failed.

    What was never tagged is not in its answers and has no tags; what is young may not be there
    yet, and stays without an answer.
    """
    if len(bare) <= _FEW and all(wanted.is_young(one) for one in bare):
        return list(bare)
    known: dict[str, Tags] = {}
    left = {one.arn.lower(): one for one in bare if one.kind.is_indexed}
    if len(left) > _BATCHES * PAGE:
        owned = mine.get() if wanted.owners else None
        if owned is not None:  # what is not there is somebody else's
            unsearched = [
                arn
                for arn, one in left.items()
                if not one.kind.search_resource and not wanted.is_mine(one)
            ]
            known |= {arn: owned.get(arn, {}) for arn in unsearched}
        elif not wanted.owners:
            known |= _streamed(aws, left)
    left = {arn: one for arn, one in left.items() if arn not in known}
    known |= _batched(aws, list(left.values()))
    return [_told(one, known.get(one.arn.lower()), wanted) for one in bare]


def read_doubtful(aws: Aws, found: Sequence[Found], wanted: Wanted, tell: Tell) -> list[Found]:
    """Read again what has no tags yet, is young and fails, or was just written."""
    sure: list[Found] = []
    doubtful: list[Found] = []
    for one in found:
        (doubtful if _is_doubtful(one, wanted) else sure).append(one)
    if len(doubtful) > _FEW and any(one.tags is not None for one in doubtful):
        sure_now, doubtful = _asked_again(aws, doubtful, wanted)
        sure += sure_now
    doubtful.sort(key=lambda one: one.created, reverse=True)
    doubtful.sort(key=lambda one: not wanted.is_mine(one))
    read = _read_all(aws, doubtful[:MOST_READS], wanted)
    tell([one for one in read if one.tags is not None])
    too_many = Exhausted(
        "Too many tags to read one by one.", code="too-many", action="Choose a shorter time span."
    )
    over = [one.unread(too_many, is_mine=wanted.is_mine(one)) for one in doubtful[MOST_READS:]]
    return [*sure, *read, *over]


def _told(one: Found, tags: Tags | None, wanted: Wanted) -> Found:
    if tags is None or (not tags and wanted.is_young(one)):
        return one
    return one.with_tags(tags)


def _streamed(aws: Aws, left: dict[str, Found]) -> dict[str, Tags]:
    """Page through everything that is tagged, as long as that tells much of what is asked for.

    It takes fewer calls than naming ARNs where many have never been tagged, and more where the
    account has many from before the time span. What it leaves open is not in the answer.
    """
    known: dict[str, Tags] = {}
    kinds = {one.kind.kind: one.kind for one in left.values()}.values()
    try:
        for page in ask.tagged(aws, kinds):
            hits = {arn: tags for arn, tags in page.tags.items() if arn in left}
            known |= hits
            if not page.more:  # who is not there has never been tagged
                return {arn: known.get(arn, {}) for arn in left}
            if len(hits) < PAGE / 2 or len(known) == len(left):
                break
    except ANOTHER_WAY:
        pass
    return known


def _batched(aws: Aws, left: Sequence[Found]) -> dict[str, Tags]:
    """Ask for a hundred ARNs at a time; a batch that fails is not in the answer."""

    def batch(some: Sequence[Found]) -> dict[str, Tags]:
        try:
            told = ask.tags_of(aws, [one.arn for one in some])
        except ANOTHER_WAY:
            return {}
        return {one.arn.lower(): told.get(one.arn.lower(), {}) for one in some}

    batches = [left[start : start + PAGE] for start in range(0, len(left), PAGE)]
    known: dict[str, Tags] = {}
    for told in each(batch, batches, threads=READERS):
        known |= told
    return known


def _asked_again(
    aws: Aws, doubtful: Sequence[Found], wanted: Wanted
) -> tuple[list[Found], list[Found]]:
    """Ask the index once more about what was told otherwise; return who is sure by now."""
    told = [one for one in doubtful if one.tags is not None]
    known = _batched(aws, told)
    again = [_told(one, known.get(one.arn.lower()), wanted) for one in told]
    unread = [one for one in doubtful if one.tags is None]
    sure = [one for one in again if not _is_doubtful(one, wanted)]
    return sure, [*unread, *(one for one in again if _is_doubtful(one, wanted))]


def _is_doubtful(found: Found, wanted: Wanted) -> bool:
    """Tell whether what an index says may be old: it trails our own writes as well."""
    if found.tags is None:
        return True
    if wanted.is_young(found) and wanted.is_wrong(found):
        return not wanted.owners or wanted.is_mine(found) or not found.tags
    if found.arn not in wanted.just_written:
        return False
    written = wanted.just_written[found.arn]
    return written is None or any(found.tags.get(key) != written[key] for key in written)


def _read_all(aws: Aws, doubtful: Sequence[Found], wanted: Wanted) -> list[Found]:
    def read(one: Found) -> Found | None:
        try:
            return one.with_tags(list_tags(aws, one.arn))
        except ANOTHER_WAY as error:
            if error.code == "not-found":
                return None  # deleted meanwhile
            return one.unread(error, is_mine=wanted.is_mine(one))

    return [one for one in each(read, doubtful, threads=READERS) if one]
