"""Apply plans, take runs back and resume them: the journal first, whatever happens next."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from ..inventory.scan import resource_id
from ..models import Change, FixResult, Plan, Problem, Run, RunListed, Runs
from ..problems import BadRequest, Exhausted
from ..tags.attempt import Hands, result
from ..tags.fix import Order, apply
from ..tags.journal import Journal, Logged
from ..tags.plan import is_idle, may_write
from ..tags.standing import listed, maybe_sent, run_of, to_resume
from . import corrections
from .context import Context
from .own import places_of
from .plans import unknown_run
from .rights import check_arn, foreign_owner

MOST_LISTED = 50

Heard = Callable[[Sequence[FixResult]], None]
Stop = Callable[[], bool]


@dataclass
class Begun:
    """A run that is on disk and held: nobody else applies it."""

    context: Context
    logged: Logged
    todo: list[Change]
    order: Order
    refused: list[FixResult] = field(default_factory=list)  # not to be sent any more
    held: ExitStack = field(default_factory=ExitStack)
    blocked: Exhausted | None = None  # why nothing may be sent
    as_admin: bool = False  # an admin writes to what is other people's

    @property
    def run_id(self) -> str:
        """Return the run's id."""
        return self.logged.run_id

    def so_far(self) -> Run:
        """Return the run as it is while it goes on."""
        return run_of(self.logged, running=True)

    def finish(self, heard: Heard | None = None, stop: Stop | None = None) -> Run:
        """Apply what is to do and return the run; a failure concerns its resource only."""
        with self.held:
            return self._finish(heard or _nobody, stop or _never)

    def _finish(self, heard: Heard, stop: Stop) -> Run:
        if self.blocked:
            return self._unsent(self.blocked)
        journal, now = _journal(self.context), self.context.now
        attempt = self.order.attempt

        def tell(results: Sequence[FixResult]) -> None:
            self.logged.told.update({one.arn: one for one in results})
            heard(results)

        if self.refused:
            journal.conclude(self.run_id, self.refused, now(), attempt=attempt)
            tell(self.refused)
        applied = apply(_hands(self.context, stop, self.as_admin), self.order, self.todo, tell)
        problem = applied.problem.problem() if applied.problem else None
        if any(not is_idle(change) for change in self.todo):
            journal.end(self.run_id, now(), problem, attempt=attempt)
        self.logged.problem = problem
        run = run_of(self.logged, running=False)
        recorded, trouble = corrections.record_run(self.context, self.todo, run)
        return run.model_copy(
            update={"recorded": recorded, "problem": problem or trouble or run.problem}
        )

    def _unsent(self, why: Exhausted) -> Run:
        told = [
            result(one, "unchanged")
            if is_idle(one)
            else result(one, "failed", f"Not sent: {why.message}")
            for one in self.todo
        ]
        self.logged.told = {one.arn: one for one in told}
        self.logged.problem = why.problem()
        return run_of(self.logged, running=False)

    def abandon(self) -> None:
        """Let go of the run; it can be resumed."""
        self.held.close()


def apply_plan(
    context: Context,
    plan: Plan,
    *,
    undoes: str | None = None,
    heard: Heard | None = None,
    stop: Stop | None = None,
) -> Run:
    """Apply a plan and return what became of each change; a failure never raises."""
    return begin_plan(context, plan, undoes=undoes).finish(heard, stop)


def begin_plan(context: Context, plan: Plan, *, undoes: str | None = None) -> Begun:
    """Put a run on disk; where that fails nothing will be sent.

    A run without work leaves no trace.
    """
    run_id = secrets.token_hex(8)
    journal, now = _journal(context), context.now()
    logged = Logged(run_id, f"{now:%Y-%m-%dT%H:%M:%SZ}", plan_id=plan.plan_id, undoes=undoes)
    logged.changes = list(plan.changes)
    begun = Begun(context, logged, logged.changes, Order(run_id, undoes))
    if all(map(is_idle, plan.changes)):
        return begun
    try:
        with ExitStack() as held:
            held.enter_context(journal.running(run_id))
            journal.begin(run_id, plan.changes, now, plan_id=plan.plan_id, undoes=undoes)
            begun.held = held.pop_all()
    except Exhausted as error:
        begun.blocked = error
    return begun


def resume_run(
    context: Context, run_id: str, *, heard: Heard | None = None, stop: Stop | None = None
) -> Run:
    """Go on with a run and return it whole; raises as `begin_resume`."""
    return begin_resume(context, run_id).finish(heard, stop)


def begin_resume(context: Context, run_id: str) -> Begun:
    """Take a run up again: what is open, what nobody knows, what failed or was denied.

    Raises `BadRequest` for a run that is not known or has nothing left, `Exhausted` while it is
    being applied, or when the journal can't be written.
    """
    journal = _journal(context)
    if run_id not in journal.logged():
        raise unknown_run()
    with ExitStack() as held:
        held.enter_context(journal.running(run_id))
        logged = _with_ids(journal.logged()[run_id])
        todo = to_resume(logged)
        if not todo:
            raise BadRequest(
                "Nothing of this run is left to do.",
                code="nothing-to-resume",
                action="Scan again to see what needs a tag.",
            )
        allowed, refused = _still_allowed(context, logged, todo)
        journal.resume(run_id, logged.attempts, context.now())
        order = Order(run_id, logged.undoes, logged.attempts, maybe_sent(logged))
        for change in todo:
            logged.told.pop(change.arn, None)
        return Begun(context, logged, allowed, order, refused, held.pop_all())


def _still_allowed(
    context: Context, logged: Logged, todo: Sequence[Change]
) -> tuple[list[Change], list[FixResult]]:
    """Hold what is left against identity and policy as they are now; an undo only restores."""
    identity, policy = context.identity(), context.policy_to_write_by()
    region = context.aws.region()
    mine = {place.arn for place in places_of(identity)}
    allowed, refused = [], []
    for change in todo:
        try:
            if change.arn not in mine:
                check_arn(change.arn, identity, region)
            wanted = {} if logged.undoes else {**change.add, **change.overwrite}
            keys = [key for key, value in wanted.items() if not may_write(key, value, policy)]
            why = f"The policy does not allow {keys[0]} any more." if keys else None
        except BadRequest as error:
            why = error.message
        if why is None:
            allowed.append(change)
        else:
            sent = change.arn in maybe_sent(logged)
            refused.append(result(change, "unknown" if sent else "denied", why))
    return allowed, refused


def known_run(context: Context, run_id: str) -> Run:
    """Return a run as the journal has it, asking nobody; raises `BadRequest` if it lacks it."""
    journal = _known_journal(context)
    runs = journal.logged() if journal else {}
    if journal is None or run_id not in runs:
        raise unknown_run()
    return _told(context, journal, runs, run_id)


def run_of_plan(context: Context, plan_id: str) -> Run | None:
    """Return the run of a plan that was applied before, in whatever process."""
    journal = _journal(context)
    runs = journal.logged()
    found = [one.run_id for one in runs.values() if plan_id and one.plan_id == plan_id]
    return _told(context, journal, runs, found[-1]) if found else None


def list_runs(context: Context) -> Runs:
    """Return the runs of this identity, newest first; asks nobody."""
    journal = _known_journal(context)
    if journal is None:
        return Runs(runs=[], interrupted=0, problem=None)
    runs = journal.logged()
    undone = _undone(runs)
    rows = [
        listed(one, running=journal.is_running(one.run_id), undone_by=undone.get(one.run_id))
        for one in reversed(runs.values())
    ]
    known: list[RunListed] = [row for row in rows if row]
    damaged = journal.damaged()
    return Runs(
        runs=known[:MOST_LISTED],
        interrupted=sum(row.state == "interrupted" for row in known),
        problem=_damaged(damaged) if damaged else None,
    )


def _told(context: Context, journal: Journal, runs: dict[str, Logged], run_id: str) -> Run:
    logged = _with_ids(runs[run_id])
    undone_by = _undone(runs).get(run_id)
    run = run_of(logged, running=journal.is_running(run_id), undone_by=undone_by)
    return run.model_copy(update={"recorded": corrections.count_of(context, run_id)})


def _undone(runs: dict[str, Logged]) -> dict[str, str]:
    """Return by run the one that took it back, in whole or in part."""
    return {
        one.undoes: one.run_id
        for one in runs.values()
        if one.undoes and any(told.outcome == "applied" for told in one.told.values())
    }


def _with_ids(logged: Logged) -> Logged:
    """Name the resources whose plan is not in the journal."""
    logged.changes = [
        one if one.id else one.model_copy(update={"id": resource_id(one.arn)})
        for one in logged.changes
    ]
    return logged


def _damaged(lines: int) -> Problem:
    return Problem(
        code="journal-damaged",
        message=f"{lines} lines of the journal can't be understood; the others hold.",
        action="Keep the journal's folder and report it, if nobody edited it.",
        iam_action=None,
        retryable=False,
    )


def _journal(context: Context) -> Journal:
    return context.state(context.identity()).journal


def _known_journal(context: Context) -> Journal | None:
    """Return the journal of who is known already; None before AWS was asked."""
    identity = context.known_identity()
    return context.state(identity).journal if identity else None


def _hands(context: Context, stop: Stop, as_admin: bool) -> Hands:  # noqa: FBT001
    identity = context.identity()
    return Hands(
        aws=context.aws.metered(),  # gives up what stays silent: the rest is told, not waited for
        journal=_journal(context),
        now=context.now,
        refuse_owner=lambda tags: None if as_admin else foreign_owner(tags, identity),
        pace=context.pace,
        stop=stop,
    )


def _nobody(_: Sequence[FixResult]) -> None:
    return


def _never() -> bool:
    return False
