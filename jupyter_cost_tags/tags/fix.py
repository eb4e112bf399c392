"""Apply a plan: journal the intent, read again, write, read back, journal the outcome.

Nothing is overwritten that changed since the plan, and nothing is called applied that was not
seen to be.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..aws import Aws, list_tags
from ..models import Change, FixResult, Outcome, spell_instant
from ..problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Exhausted,
    Expired,
    Failing,
    Misconfigured,
    Unreachable,
)
from .journal import Intent, Journal
from .plan import TagChange, too_many

PACE = 0.2  # seconds between writes: at most 5 a second
_LOST = (Unreachable, Failing, BadResponse)  # the write may have been applied all the same


@dataclass(frozen=True)
class Hands:
    """What applying needs: AWS, the journal, the clock, and who may be written to."""

    aws: Aws
    journal: Journal
    now: Callable[[], datetime]
    refuse_owner: Callable[[Mapping[str, str]], str | None]  # of the tags as they are now
    sleep: Callable[[float], None] = time.sleep


def apply(
    hands: Hands, run_id: str, changes: Sequence[Change], *, undoes: str | None = None
) -> list[FixResult]:
    """Apply each change by itself; a failure concerns its resource only.

    Credentials that are over and a journal that can't be written end the run: what is left
    is then `failed`, and was not sent.
    """
    results: list[FixResult] = []
    stopped: CostTagsError | None = None
    begun = False
    for change in changes:
        wanted = TagChange(add=change.add, overwrite=change.overwrite, remove=tuple(change.remove))
        if stopped:
            results.append(_result(change, "failed", f"Not sent: {stopped.message}"))
            continue
        if wanted.is_empty:
            results.append(_result(change, "unchanged", None))
            continue
        if begun:
            hands.sleep(PACE)
        begun = True
        try:
            results.append(_apply_one(hands, run_id, change, wanted, undoes))
        except (Exhausted, Expired, Misconfigured) as error:
            stopped = error
            results.append(_result(change, "failed", f"Not sent: {error.message}"))
    return results


def _apply_one(
    hands: Hands, run_id: str, change: Change, wanted: TagChange, undoes: str | None
) -> FixResult:
    touched = [*change.add, *change.overwrite, *change.remove]
    intent = Intent(
        run_id=run_id,
        arn=change.arn,
        before={key: change.current.get(key) for key in touched},
        add=change.add,
        overwrite=change.overwrite,
        remove=change.remove,
        at=spell_instant(hands.now()),
        undoes=undoes,
        kind=change.kind,
        name=change.name,
    )
    hands.journal.intend(intent)
    try:
        result = _attempt(hands, change, wanted, intent)
    except CostTagsError:  # credentials are over: nothing was written
        hands.journal.conclude(intent, "failed", hands.now())
        raise
    hands.journal.conclude(intent, result.outcome, hands.now())
    return result


def _attempt(hands: Hands, change: Change, wanted: TagChange, intent: Intent) -> FixResult:
    try:
        current = list_tags(hands.aws, change.arn)
    except CostTagsError as error:
        return _from_error(change, error)
    settled = _settled(hands, change, current, intent) or _over(change, current, wanted)
    return settled or _write_one(hands, change, wanted, intent)


def _settled(
    hands: Hands, change: Change, current: Mapping[str, str], intent: Intent
) -> FixResult | None:
    """Return the result when nothing is to be written: done already, changed, or not ours."""
    seen = {key: current.get(key) for key in intent.after}
    if seen == intent.after:
        return _result(change, "unchanged", None)
    if seen != intent.before:
        return _result(change, "conflict", "Somebody changed these tags meanwhile. Look again.")
    refused = hands.refuse_owner(current)
    return _result(change, "denied", refused) if refused else None


def _over(change: Change, current: Mapping[str, str], wanted: TagChange) -> FixResult | None:
    over = too_many(current, wanted)
    return _result(change, "failed", over) if over else None


def _write_one(hands: Hands, change: Change, wanted: TagChange, intent: Intent) -> FixResult:
    begun = False
    for operation, parameters in _requests(wanted):
        try:
            hands.aws.call("sagemaker", operation, ResourceArn=change.arn, **parameters)
        except _LOST:
            return _reconcile(hands, change, intent)
        except CostTagsError as error:
            return _reconcile(hands, change, intent) if begun else _from_error(change, error)
        begun = True
    return _read_back(hands, change, intent)


def _requests(wanted: TagChange) -> Iterator[tuple[str, dict[str, Any]]]:
    tags = {**wanted.add, **wanted.overwrite}
    if tags:
        yield "AddTags", {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
    if wanted.remove:
        yield "DeleteTags", {"TagKeys": list(wanted.remove)}


def _reconcile(hands: Hands, change: Change, intent: Intent) -> FixResult:
    """Look what became of a write whose answer was lost, or of which only a part went through."""
    try:
        current = list_tags(hands.aws, change.arn)
    except CostTagsError:
        return _result(change, "unknown", "No answer from AWS; whether it was written isn't known.")
    if _matches(current, intent.after):
        return _result(change, "applied", None)
    if _matches(current, intent.before):
        reason = "AWS gave no answer and the tags are unchanged. Try again."
        return _result(change, "failed", reason)
    return _result(change, "unknown", "Only a part was written, or somebody wrote too. Look again.")


def _read_back(hands: Hands, change: Change, intent: Intent) -> FixResult:
    """See that what AWS accepted is so; its answer to AddTags alone is good enough as well."""
    try:
        current = list_tags(hands.aws, change.arn)
    except CostTagsError:
        outcome: Outcome = "unknown" if change.remove else "applied"
        return _result(change, outcome, "AWS accepted it; reading it back failed.")
    if _matches(current, intent.after):
        return _result(change, "applied", None)
    return _result(change, "unknown", "AWS accepted it, but the tags read back differently.")


def _matches(current: Mapping[str, str], after: Mapping[str, str | None]) -> bool:
    return all(current.get(key) == value for key, value in after.items())


def _from_error(change: Change, error: CostTagsError) -> FixResult:
    if isinstance(error, Expired | Misconfigured):
        raise error
    if isinstance(error, Denied):
        return _result(change, "denied", error.message, error.iam_action)
    outcome: Outcome = "gone" if error.code == "not-found" else "failed"
    reason = "The resource no longer exists." if outcome == "gone" else error.message
    return _result(change, outcome, reason)


def _result(
    change: Change, outcome: Outcome, reason: str | None, iam_action: str | None = None
) -> FixResult:
    return FixResult(
        arn=change.arn,
        id=change.id,
        name=change.name,
        outcome=outcome,
        reason=reason,
        iam_action=iam_action,
    )
