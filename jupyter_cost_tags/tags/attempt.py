"""One resource of a run: read again, write, read back, and say what became of it.

Nothing is overwritten that changed since the plan, and nothing is called applied that was not
seen to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..aws import Aws, list_tags
from ..models import Change, FixResult, Outcome
from ..problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Expired,
    Failing,
    Misconfigured,
    Unreachable,
)
from .journal import Intent, Journal
from .pace import Pace
from .plan import TagChange, too_many

LOST = (Unreachable, Failing, BadResponse)  # the write may have been applied all the same
OVER = (Expired, Misconfigured)  # nothing that follows can succeed either
_UNANSWERED = "AWS gave no answer and the tags are unchanged. Try again."
_CONFLICT = "Somebody changed these tags meanwhile. Look again."


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Hands:
    """What applying needs: AWS, the journal, the clock, and who may be written to."""

    aws: Aws
    journal: Journal
    now: Callable[[], datetime]
    refuse_owner: Callable[[Mapping[str, str]], str | None]  # of the tags as they are now
    pace: Pace = field(default_factory=Pace)
    stop: Callable[[], bool] = _never  # asked between two writes
    most_at_once: int = 20  # resources per request where the tagging API takes them


@dataclass(frozen=True)
class Attempt:
    """One change and its intent; `maybe_sent` if an earlier process may have written it."""

    change: Change
    intent: Intent
    maybe_sent: bool = False

    @property
    def wanted(self) -> TagChange:
        """Return the change without the resource."""
        change = self.change
        return TagChange(add=change.add, overwrite=change.overwrite, remove=tuple(change.remove))

    def told(
        self, outcome: Outcome, reason: str | None = None, iam_action: str | None = None
    ) -> FixResult:
        """Return what became of it."""
        return result(self.change, outcome, reason, iam_action)


def result(
    change: Change, outcome: Outcome, reason: str | None = None, iam_action: str | None = None
) -> FixResult:
    """Return what became of a change."""
    return FixResult(
        arn=change.arn,
        id=change.id,
        name=change.name,
        outcome=outcome,
        reason=reason,
        iam_action=iam_action,
        billing_effect=change.billing_effect,
    )


def settle(hands: Hands, attempt: Attempt) -> FixResult | None:
    """Read again; return the result when nothing is to be written, None when it is.

    Raises `Expired` or `Misconfigured`: then no other can be written either.
    """
    try:
        current = list_tags(hands.aws, attempt.change.arn)
    except OVER:
        raise
    except CostTagsError as error:
        return _unread(attempt, error)
    intent = attempt.intent
    seen = {key: current.get(key) for key in intent.after}
    if seen == intent.after:
        return attempt.told("applied" if attempt.maybe_sent else "unchanged")
    if seen != intent.before and not (attempt.maybe_sent and _is_half(seen, intent)):
        return attempt.told("conflict", _CONFLICT)
    refused = hands.refuse_owner(current)
    if refused:
        return attempt.told("denied", refused)
    over = too_many(current, attempt.wanted)
    return attempt.told("failed", over) if over else None


def _is_half(seen: Mapping[str, str | None], intent: Intent) -> bool:
    """Tell whether each key is as it was or as it should be: a write was cut off between two."""
    return all(value in (intent.before[key], intent.after[key]) for key, value in seen.items())


def _unread(attempt: Attempt, error: CostTagsError) -> FixResult:
    if attempt.maybe_sent and error.code != "not-found":
        return attempt.told("unknown", f"Whether it was written isn't known: {error.message}")
    return from_error(attempt, error)


def write_one(hands: Hands, attempt: Attempt) -> FixResult:
    """Settle and write by itself; raises as `settle`, and then nothing was sent.

    What AWS gave no answer to, and did not write, is sent once more.
    """
    told = _write(hands, attempt)
    return _write(hands, attempt) if told.reason == _UNANSWERED else told


def _write(hands: Hands, attempt: Attempt) -> FixResult:
    hands.pace.take()
    settled = settle(hands, attempt)
    if settled:
        return settled
    begun = False
    for operation, parameters in _requests(attempt.wanted):
        if begun:
            hands.pace.take()
        try:
            paced(hands, "sagemaker", operation, ResourceArn=attempt.change.arn, **parameters)
        except LOST:
            return reconcile(hands, attempt)
        except CostTagsError as error:
            return reconcile(hands, attempt) if begun else from_error(attempt, error)
        begun = True
    return read_back(hands, attempt)


def paced(hands: Hands, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """Send one write; requests that were sent again because AWS throttled them count as well."""
    name = f"{service}:{operation}"
    before = hands.aws.calls().get(name, 0)
    hands.pace.sent()
    try:
        return hands.aws.call(service, operation, **parameters)
    finally:
        hands.pace.debit(hands.aws.calls().get(name, 0) - before - 1)


def _requests(wanted: TagChange) -> Iterator[tuple[str, dict[str, Any]]]:
    tags = {**wanted.add, **wanted.overwrite}
    if tags:
        yield "AddTags", {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
    if wanted.remove:
        yield "DeleteTags", {"TagKeys": list(wanted.remove)}


def reconcile(hands: Hands, attempt: Attempt) -> FixResult:
    """Look what became of a write whose answer was lost, or of which only a part went through."""
    try:
        current = list_tags(hands.aws, attempt.change.arn)
    except CostTagsError:
        return attempt.told("unknown", "No answer from AWS; whether it was written isn't known.")
    if _matches(current, attempt.intent.after):
        return attempt.told("applied")
    if _matches(current, attempt.intent.before):
        return attempt.told("failed", _UNANSWERED)
    return attempt.told("unknown", "Only a part was written, or somebody wrote too. Look again.")


def read_back(hands: Hands, attempt: Attempt) -> FixResult:
    """See that what AWS accepted is so; its answer to an addition alone is good enough as well."""
    try:
        current = list_tags(hands.aws, attempt.change.arn)
    except CostTagsError:
        outcome: Outcome = "unknown" if attempt.change.remove else "applied"
        return attempt.told(outcome, "AWS accepted it; reading it back failed.")
    if _matches(current, attempt.intent.after):
        return attempt.told("applied")
    return attempt.told("unknown", "AWS accepted it, but the tags read back differently.")


def _matches(current: Mapping[str, str], after: Mapping[str, str | None]) -> bool:
    return all(current.get(key) == value for key, value in after.items())


def from_error(attempt: Attempt, error: CostTagsError) -> FixResult:
    """Return the outcome of a request that AWS refused; credentials that are over raise."""
    if isinstance(error, OVER):
        raise error
    if isinstance(error, Denied):
        reason = f"{error.message} {error.action}" if error.by_organisation else error.message
        return attempt.told("denied", reason, error.iam_action)
    if error.code == "not-found":
        return attempt.told("gone", "The resource no longer exists.")
    return attempt.told("failed", error.message)
