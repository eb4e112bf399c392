"""Up to 20 resources in one request, where they all get or lose the same tags.

The tagging API needs `tag:TagResources` beside `sagemaker:AddTags` and tells per ARN what failed,
with HTTP 200 (its API reference, TagResources). What it refuses is written one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from ..models import Change, FixResult
from ..problems import CostTagsError, Denied, NotAvailable, Unreachable
from ..workers import each
from .attempt import LOST, OVER, Attempt, Hands, paced, read_back, reconcile, settle, write_one

THREADS = 8  # that read tags at a time
_FOR_THIS_RUN = (Denied, NotAvailable, Unreachable)  # another batch would meet the same
_SERVICE = "resourcegroupstaggingapi"


def alike(change: Change) -> Hashable | None:
    """Return what changes must share to be written together; None for one that goes alone.

    A value that is replaced goes alone: then nothing lies between reading and writing it.
    """
    if change.overwrite or bool(change.add) == bool(change.remove):
        return None
    return (tuple(sorted(change.add.items())), tuple(sorted(change.remove)))


def batches(changes: Sequence[Change], most: int) -> list[list[Change]]:
    """Return the changes in the order in which they are written, those alike together."""
    found: list[list[Change]] = []
    open_ones: dict[Hashable, list[Change]] = {}
    for change in changes:
        kind = alike(change)
        batch = open_ones.get(kind) if kind is not None else None
        if batch is None or len(batch) >= most:
            batch = []
            found.append(batch)
            if kind is not None:
                open_ones[kind] = batch
        batch.append(change)
    return found


@dataclass
class Writer:
    """Writes batches; remembers that requests for many don't work here."""

    hands: Hands
    over: CostTagsError | None = None  # why nothing that follows can succeed
    one_by_one: bool = field(default=False)

    def write(self, attempts: Sequence[Attempt]) -> list[FixResult]:
        """Return what became of each, in order."""
        if len(attempts) == 1 or self.one_by_one:
            return [self._alone(attempt) for attempt in attempts]
        self.hands.pace.take()
        settled = each(
            lambda one: self._guarded(one, lambda: settle(self.hands, one)),
            attempts,
            threads=THREADS,
        )
        ready = [one for one, told in zip(attempts, settled, strict=True) if told is None]
        written = self._together(ready) if len(ready) > 1 and not self.over else {}
        return [
            told or written.get(one.change.arn) or self._alone(one)
            for one, told in zip(attempts, settled, strict=True)
        ]

    def _together(self, ready: Sequence[Attempt]) -> dict[str, FixResult]:
        """Send one request; return the outcomes that it gave, by ARN."""
        arns = [one.change.arn for one in ready]
        change = ready[0].change
        try:
            if change.add:
                answer = paced(
                    self.hands, _SERVICE, "TagResources", ResourceARNList=arns, Tags=change.add
                )
            else:
                answer = paced(
                    self.hands,
                    _SERVICE,
                    "UntagResources",
                    ResourceARNList=arns,
                    TagKeys=list(change.remove),
                )
        except OVER as error:
            self.over = error
            return {}
        except CostTagsError as error:
            self.one_by_one = self.one_by_one or isinstance(error, _FOR_THIS_RUN)
            return self._looked_at(ready) if isinstance(error, LOST) else {}
        refused = answer.get("FailedResourcesMap") or {}
        kept = [one for one in ready if one.change.arn not in refused]
        back = each(lambda one: read_back(self.hands, one), kept, threads=THREADS)
        return {told.arn: told for told in back}

    def _looked_at(self, ready: Sequence[Attempt]) -> dict[str, FixResult]:
        """Return what a lost answer left behind; what is unchanged is written by itself."""
        found = each(lambda one: reconcile(self.hands, one), ready, threads=THREADS)
        return {told.arn: told for told in found if told.outcome != "failed"}

    def _alone(self, attempt: Attempt) -> FixResult:
        told = self._guarded(attempt, lambda: write_one(self.hands, attempt))
        assert told is not None  # noqa: S101  (write_one always tells)
        return told

    def _guarded(self, attempt: Attempt, work: Callable[[], FixResult | None]) -> FixResult | None:
        """Do it unless all is over; what raises that has sent nothing."""
        if self.over:
            return not_sent(attempt, self.over)
        try:
            return work()
        except OVER as error:
            self.over = error
            return not_sent(attempt, error)


def not_sent(attempt: Attempt, why: CostTagsError) -> FixResult:
    """Return the outcome of what was left; an earlier process may have written it."""
    if attempt.maybe_sent:
        return attempt.told("unknown", f"Whether it was written isn't known: {why.message}")
    return attempt.told("failed", f"Not sent: {why.message}")
