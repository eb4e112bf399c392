"""What the journal's entries tell: runs, what was sent and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, get_args

from ..models import Change, FixResult, Outcome, Problem
from .lines import Entry


@dataclass(frozen=True)
class Intent:
    """What is about to be written to one resource."""

    run_id: str
    arn: str
    before: dict[str, str | None]  # of the touched keys; None where the key was absent
    add: dict[str, str]
    overwrite: dict[str, str]
    remove: list[str]
    at: str
    undoes: str | None = None  # the run that this one takes back
    kind: str = ""
    name: str = ""
    attempt: int = 0  # a resumed run tries again

    @property
    def after(self) -> dict[str, str | None]:
        """Return the touched keys as they should be afterwards."""
        removed: dict[str, str | None] = dict.fromkeys(self.remove)
        return {**removed, **self.add, **self.overwrite}


_OUTCOMES = get_args(Outcome)
_INTENT_TYPES: dict[str, Any] = {
    **dict.fromkeys((member.name for member in fields(Intent)), str),
    **dict.fromkeys(("before", "add", "overwrite"), dict),
    "remove": list,
    "undoes": (str, type(None)),
    "attempt": int,
}


@dataclass
class Recorded:
    """An intent and, once it is known, its outcome."""

    intent: Intent
    outcome: Outcome | None = None
    at: str = ""


@dataclass
class Logged:
    """One run as the journal has it."""

    run_id: str
    at: str
    plan_id: str = ""
    undoes: str | None = None
    changes: list[Change] = field(default_factory=list)  # in the order of the plan
    sent: dict[str, Recorded] = field(default_factory=dict)  # by ARN: the last attempt
    told: dict[str, FixResult] = field(default_factory=dict)  # by ARN: the last attempt's
    attempts: int = 1
    problem: Problem | None = None
    lost: int = 0  # changes of the plan whose lines are damaged


def read_runs(entries: Sequence[Entry]) -> dict[str, Logged]:
    """Return the runs that entries tell of, whatever the order of files; pure."""
    runs: dict[str, Logged] = {}
    totals: dict[str, int] = {}
    places: dict[str, dict[int, Change]] = {}
    for entry in entries:
        run_id = entry.get("run_id")
        if isinstance(run_id, str):
            _read_plan(entry, run_id, runs, totals, places)
    for intent in filter(None, map(_intent, entries)):
        logged = runs.setdefault(intent.run_id, Logged(intent.run_id, intent.at))
        logged.undoes = logged.undoes or intent.undoes
        known = logged.sent.get(intent.arn)
        if known is None or known.intent.attempt <= intent.attempt:
            logged.sent[intent.arn] = Recorded(intent)
    _read_outcomes(entries, runs)
    for run_id, logged in runs.items():
        planned = places.get(run_id, {})
        logged.changes = [planned[place] for place in sorted(planned)]
        listed = {change.arn for change in logged.changes}
        logged.changes += [
            _as_change(one.intent) for arn, one in logged.sent.items() if arn not in listed
        ]
        logged.lost = max(0, totals.get(run_id, 0) - len(logged.changes))
    return dict(sorted(runs.items(), key=lambda item: item[1].at))


def _read_plan(
    entry: Entry,
    run_id: str,
    runs: dict[str, Logged],
    totals: dict[str, int],
    places: dict[str, dict[int, Change]],
) -> None:
    kind = entry.get("type")
    if kind == "run" and isinstance(entry.get("total"), int):
        undoes = entry.get("undoes")
        runs[run_id] = Logged(
            run_id,
            str(entry.get("at")),
            plan_id=str(entry.get("plan_id")),
            undoes=undoes if isinstance(undoes, str) else None,
        )
        totals[run_id] = entry["total"]
    elif kind == "planned" and isinstance(entry.get("place"), int):
        change = _model(Change, entry.get("change"))
        if change:
            places.setdefault(run_id, {})[entry["place"]] = change


def _read_outcomes(entries: Sequence[Entry], runs: dict[str, Logged]) -> None:
    attempts: dict[tuple[str, str], int] = {}
    ends: dict[str, int] = {}
    for entry in entries:
        logged = runs.get(str(entry.get("run_id")))
        kind, attempt = entry.get("type"), entry.get("attempt", 0)
        if logged is None or not isinstance(attempt, int):
            continue
        if kind == "resumed":
            logged.attempts = max(logged.attempts, attempt + 1)
        elif kind == "end" and attempt >= ends.get(logged.run_id, 0):
            ends[logged.run_id] = attempt
            logged.problem = _model(Problem, entry.get("problem"))
        elif kind == "outcome" and entry.get("outcome") in _OUTCOMES:
            _read_outcome(entry, logged, attempt, attempts)


def _read_outcome(
    entry: Entry, logged: Logged, attempt: int, attempts: dict[tuple[str, str], int]
) -> None:
    arn = str(entry.get("arn"))
    if attempt < attempts.get((logged.run_id, arn), 0):
        return
    attempts[logged.run_id, arn] = attempt
    sent = logged.sent.get(arn)
    if sent and sent.intent.attempt == attempt:
        sent.outcome, sent.at = entry["outcome"], str(entry.get("at", ""))
    members = {name: entry.get(name) for name in FixResult.model_fields}
    told = _model(FixResult, members)
    if told and not (sent and sent.intent.attempt > attempt):
        logged.told[arn] = told


def _as_change(intent: Intent) -> Change:
    """Return the change that an intent was of, where the plan's line is damaged or never was."""
    return Change(
        arn=intent.arn,
        id="",
        kind=intent.kind,
        name=intent.name,
        current={key: value for key, value in intent.before.items() if value is not None},
        add=intent.add,
        overwrite=intent.overwrite,
        remove=intent.remove,
        billing_effect=None,
    )


def _model(model: Any, value: object) -> Any:
    """Return a value of a model; None for what is not one."""
    try:
        return model.model_validate(value)
    except ValueError:
        return None


def _intent(entry: Entry) -> Intent | None:
    """Return an entry's intent; None for another entry, and for one of another form."""
    if entry.get("type") != "intent":
        return None
    known = {name: entry[name] for name in _INTENT_TYPES if name in entry}
    if not all(isinstance(value, _INTENT_TYPES[name]) for name, value in known.items()):
        return None
    try:
        return Intent(**known)
    except TypeError:  # a member is missing
        return None
