"""Where a run stands: what has an outcome, what is open, what nobody knows. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from ..models import Change, FixResult, Problem, Run, RunListed, RunProgress, RunState, Waiting
from .attempt import result
from .logged import Logged
from .plan import is_idle

CUT_OFF = "The process ended while this was being written. Resume the run to see what became of it."
_AGAIN = frozenset({"failed", "denied", "unknown"})


def results(logged: Logged, *, running: bool) -> list[FixResult]:
    """Return what became of each change so far; what a dead process left open is unknown."""
    found = []
    for change in logged.changes:
        told = logged.told.get(change.arn)
        if told is None and is_idle(change):
            told = result(change, "unchanged")
        if told is None and change.arn in logged.sent and not running:
            told = result(change, "unknown", CUT_OFF)
        if told is not None:
            found.append(told)
    return found


def waiting(logged: Logged) -> list[Change]:
    """Return the changes that nothing was sent for."""
    return [
        change
        for change in logged.changes
        if change.arn not in logged.told and change.arn not in logged.sent and not is_idle(change)
    ]


def to_resume(logged: Logged) -> list[Change]:
    """Return what a resumed run goes on with: what is open, not known, failed or denied."""
    again = {told.arn for told in results(logged, running=False) if told.outcome in _AGAIN}
    open_ones = {change.arn for change in waiting(logged)}
    return [change for change in logged.changes if change.arn in again | open_ones]


def maybe_sent(logged: Logged) -> set[str]:
    """Return the ARNs that may have been written although nobody saw it."""
    return {arn for arn, sent in logged.sent.items() if sent.outcome in {None, "unknown"}}


def run_of(logged: Logged, *, running: bool, undone_by: str | None = None) -> Run:
    """Return a run as it crosses the wire."""
    told = results(logged, running=running)
    left = waiting(logged)
    return Run(
        run_id=logged.run_id,
        results=told,
        state=_state(logged, left, running=running),
        progress=_progress(logged, told),
        waiting=[Waiting(arn=one.arn, id=one.id, name=one.name) for one in left],
        undoes=logged.undoes,
        undone_by=undone_by,
        started=_instant(logged.at),
        problem=logged.problem or _lost(logged),
    )


def listed(logged: Logged, *, running: bool, undone_by: str | None) -> RunListed | None:
    """Return a run in the list of runs; None for one whose time can't be read."""
    started = _instant(logged.at)
    if started is None:
        return None
    return RunListed(
        run_id=logged.run_id,
        state=_state(logged, waiting(logged), running=running),
        started=started,
        progress=_progress(logged, results(logged, running=running)),
        undoes=logged.undoes,
        undone_by=undone_by,
    )


def _state(logged: Logged, left: list[Change], *, running: bool) -> RunState:
    if running:
        return "running"
    cut = any(
        change.arn in logged.sent and change.arn not in logged.told for change in logged.changes
    )
    return "interrupted" if left or cut else "done"


def _progress(logged: Logged, told: list[FixResult]) -> RunProgress:
    return RunProgress(
        total=len(logged.changes) + logged.lost,
        ended=len(told),
        by_outcome=dict(Counter(one.outcome for one in told)),
    )


def _lost(logged: Logged) -> Problem | None:
    if not logged.lost:
        return None
    return Problem(
        code="journal-damaged",
        message=f"The journal is damaged: {logged.lost} changes of this run's plan can't be read.",
        action="Scan again and fix what is left. What was written is not affected.",
        iam_action=None,
        retryable=False,
    )


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
