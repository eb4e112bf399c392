"""Generated documents on trial: the truth table, and the launches of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from ..inventory.gather import gather
from ..inventory.kinds import usual_kinds
from ..inventory.marks import user_of
from ..inventory.wanted import Wanted
from ..models import Problem, spell_instant
from ..policy.rules import Policy
from ..problems import BadRequest
from ..rollout.compare import Comparison, compare
from ..rollout.documents import Note
from ..rollout.history import NOBODY, Launched, Replay, is_launch, read_history, replay
from ..rollout.truth import Row, truth_table
from .context import Context

_HOUR = timedelta(hours=1)
_PIPELINE = "sagemaker:pipeline-execution-arn"


@dataclass(frozen=True)
class Trial:
    """The documents that are tried; Deny ones stand beside an Allow of everything."""

    documents: tuple[Mapping[str, Any], ...]
    notes: tuple[Note, ...]
    denies: bool


@dataclass(frozen=True)
class History:
    """Launches to try the documents on."""

    launches: tuple[Launched, ...]
    source: str  # the file's name, or aws
    since: str | None
    period: str  # for people: the last 30 days
    problems: tuple[Problem, ...]
    complete: bool


@dataclass(frozen=True)
class Simulation:
    """What the documents say to calls that matter, and to the past."""

    rows: tuple[Row, ...]
    replay: Replay | None
    comparison: Comparison | None


def simulate(
    policy: Policy,
    trial: Trial,
    history: History | None,
    *,
    context: Context | None = None,
) -> Simulation:
    """Try the documents; with a context, AWS's own simulator is asked as well."""
    rows = truth_table(policy, trial.documents, trial.notes, denies=trial.denies)
    replayed = replay(policy, trial.documents, history.launches) if history else None
    compared = compare(context.aws, trial.documents, rows) if context else None
    return Simulation(tuple(rows), replayed, compared)


def recent_launches(context: Context, span: timedelta) -> History:
    """Return everybody's launches within the span, with Studio's own tags.

    What a tuning job or a pipeline launched is left out: nobody's call, and judged at its parent.
    """
    now = context.now()
    kinds = tuple(row for row in usual_kinds("all") if is_launch(row.kind))
    wanted = Wanted(kinds, now - span, (), {}, now)
    gathered = gather(context.aws.metered(), wanted)
    launches = [
        Launched(
            kind=one.kind.kind,
            name=one.name,
            arn=one.arn,
            created=spell_instant(one.created),
            user=user_of(one.tags) or NOBODY,
            tags=one.tags,
        )
        for one in gathered.found
        if one.parent is None and _PIPELINE not in (one.tags or {}) and one.created >= wanted.since
    ]
    problems = {error.message: error.problem() for error in gathered.problems}
    whole = not problems and all(one.tags is not None for one in launches)
    since = spell_instant(wanted.since)
    found = tuple(problems.values())
    return History(tuple(launches), "aws", since, _period(span), found, whole)


def launches_in(file: Path) -> History:
    """Return the launches of a scan's JSON file; raises `BadRequest`."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadRequest(f"{file}: {why}.", action="Name a scan's JSON file.") from error
    told = read_history(text, str(file))
    period = _period(told.span) if told.span else "the launches of that file"
    return History(told.launches, str(file), told.since, period, (), told.complete)


def summary(replayed: Replay, history: History) -> str:
    """Return the one sentence that decides: how many launches would have been lost."""
    lost, made = len(replayed.lost), replayed.launches
    return f"With this policy {history.period} would have lost {lost:,} of {made:,} launches."


def _period(span: timedelta) -> str:
    days = round(span / timedelta(days=1))
    return f"the last {days} days" if days > 1 else f"the last {round(span / _HOUR)} hours"


def differing(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that differ without a note, and those of which a note tells."""
    apart = [row for row in rows if not row.agrees]
    return [row for row in apart if not row.noted], [row for row in apart if row.noted]
