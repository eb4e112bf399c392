"""Status and age of resources whose ARNs are known: in List pages, or by Describe."""

from __future__ import annotations

from collections.abc import Iterator

from ..aws import Aws
from ..problems import CostTagsError
from ..workers import each
from . import ask
from .ask import Page
from .found import Found
from .kind import Kind
from .wanted import ANOTHER_WAY, READERS, Wanted


def locate(  # noqa: PLR0913  (all that decides which way is cheaper)
    aws: Aws,
    kind: Kind,
    wanted: Wanted,
    arns: set[str],
    pages: Iterator[Page],
    page: Page,
) -> tuple[list[Found], CostTagsError | None]:
    """Return every row that was read, those of the ARNs among them, and why some are missing.

    ARNs are in lower case. Pages are read as long as they may hold what an index does not know,
    then as long as they are fewer than the resources still looked for. So the calls grow with
    these and not with what others have. Resources from before the time span are left out.
    """
    rows = list(page.rows)
    left = arns - {row.arn.lower() for row in rows}
    read = 1
    try_describe = True
    while page.more:
        is_past_young = bool(rows) and rows[-1].created < wanted.young_from
        if is_past_young and not left:
            break
        if is_past_young and try_describe and len(left) <= _pages_left(rows, read, wanted, kind):
            told = _described(aws, kind, sorted(left))
            if told is not None:
                floor = wanted.floor(kind)
                return [*rows, *(row for row in told if not floor or row.created >= floor)], None
            try_describe = False
        try:
            following = next(pages, None)
        except ANOTHER_WAY as error:
            return rows, error
        if following is None:
            break
        page, read = following, read + 1
        rows += page.rows
        left -= {row.arn.lower() for row in page.rows}
    return rows, None


def _pages_left(rows: list[Found], read: int, wanted: Wanted, kind: Kind) -> float:
    """Estimate from those read how many pages the rest of the time span fills."""
    if kind.lasts:
        return float(read)  # nothing tells how many there are: double what was read
    span = (wanted.now - rows[-1].created).total_seconds()
    rest = (rows[-1].created - wanted.since).total_seconds()
    return read * rest / max(span, 1.0)


def _described(aws: Aws, kind: Kind, arns: list[str]) -> list[Found] | None:
    """Return what Describe tells of each, without what is gone; None if it can't be asked."""

    def one(arn: str) -> Found | None:
        try:
            return ask.describe(aws, kind, arn.rpartition("/")[2])
        except ANOTHER_WAY as error:
            if error.code == "not-found" and kind.lasts:
                return None  # deleted meanwhile; a job is not, the name may be spelled otherwise
            raise

    try:
        return [found for found in each(one, arns, threads=READERS) if found]
    except ANOTHER_WAY:
        return None
