"""Apply a plan: journal the intents, read again, write, read back, journal the outcomes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ..models import Change, FixResult, spell_instant
from ..problems import CostTagsError, Exhausted
from .attempt import Attempt, Hands, result
from .bulk import Writer, batches, not_sent
from .journal import Intent
from .plan import is_idle

Heard = Callable[[Sequence[FixResult]], None]


def _nobody(_: Sequence[FixResult]) -> None:
    return


@dataclass(frozen=True)
class Order:
    """Which run it is, and what came before."""

    run_id: str
    undoes: str | None = None
    attempt: int = 0
    maybe_sent: Collection[str] = ()  # ARNs that an earlier process may have written


@dataclass
class Applied:
    """What became of a run."""

    results: list[FixResult] = field(default_factory=list)  # in the order of the plan
    problem: CostTagsError | None = None  # what ended it before its end
    is_stopped: bool = False  # what has no result is left for later


def apply(hands: Hands, order: Order, changes: Sequence[Change], heard: Heard = _nobody) -> Applied:
    """Apply each change; a failure concerns its resource only.

    `heard` is told of results as they come. Credentials that are over and a journal that can't be
    written end the run: what is left is then `failed`, and was not sent.
    """
    found: dict[int, FixResult] = {}
    places = {id(change): place for place, change in enumerate(changes)}
    writer = Writer(hands)
    stopped = False

    def tell(batch: Sequence[Change], results: Sequence[FixResult]) -> None:
        found.update({places[id(c)]: r for c, r in zip(batch, results, strict=True)})
        heard(results)

    idle = [change for change in changes if is_idle(change)]
    if idle:
        tell(idle, [result(change, "unchanged") for change in idle])
    work = [change for change in changes if not is_idle(change)]
    left: list[Change] = []
    for batch in batches(work, hands.most_at_once):
        stopped = stopped or hands.stop()
        if writer.over:
            left.extend(batch)
        elif not stopped:
            tell(batch, _applied(hands, order, batch, writer))
    if left and writer.over:
        tell(left, _left(hands, order, left, writer.over))
    results = [found[place] for place in sorted(found)]
    return Applied(results, writer.over, stopped and len(results) < len(changes))


def _applied(
    hands: Hands, order: Order, batch: Sequence[Change], writer: Writer
) -> list[FixResult]:
    attempts = [_attempt(hands, order, change) for change in batch]
    try:
        with hands.journal.writing():
            hands.journal.intend(*[attempt.intent for attempt in attempts])
            results = writer.write(attempts)
            hands.journal.conclude(order.run_id, results, hands.now(), attempt=order.attempt)
    except Exhausted as error:
        writer.over = error
        return [not_sent(attempt, error) for attempt in attempts]
    return results


def _left(
    hands: Hands, order: Order, left: Sequence[Change], why: CostTagsError
) -> list[FixResult]:
    """Return and journal the outcomes of what nothing was sent for."""
    results = [not_sent(_attempt(hands, order, change), why) for change in left]
    hands.journal.conclude(order.run_id, results, hands.now(), attempt=order.attempt)
    return results


def _attempt(hands: Hands, order: Order, change: Change) -> Attempt:
    touched = [*change.add, *change.overwrite, *change.remove]
    intent = Intent(
        run_id=order.run_id,
        arn=change.arn,
        before={key: change.current.get(key) for key in touched},
        add=change.add,
        overwrite=change.overwrite,
        remove=change.remove,
        at=spell_instant(hands.now()),
        undoes=order.undoes,
        kind=change.kind,
        name=change.name,
        attempt=order.attempt,
    )
    return Attempt(change, intent, maybe_sent=change.arn in order.maybe_sent)
