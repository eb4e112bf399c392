"""Plans, fixes, undos, cut-off runs and somebody else who writes, in any order."""

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tagged_jobs import NOW, Account, change

from jupyter_cost_tags.tags.fix import Order, apply
from jupyter_cost_tags.tags.plan import plan_explicit, plan_undo
from jupyter_cost_tags.tags.standing import maybe_sent, results, to_resume

KEYS = ("project", "stage")
VALUES = ("a", "b")
NAMES = ("one", "two", "three")
numbers = count()
tag_sets = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), min_size=1)
edits = st.dictionaries(st.sampled_from(KEYS), st.none() | st.sampled_from(VALUES), min_size=1)
targets = st.sets(st.sampled_from(NAMES), min_size=1)


class Killed(BaseException):
    """The process is over at this moment."""


class Machine(RuleBasedStateMachine):
    """The model: what each job's tags must be, after whoever wrote last and was allowed to."""

    made = None  # makes an account with an AWS and a journal of its own
    plans = Bundle("plans")
    runs = Bundle("runs")

    def __init__(self):
        super().__init__()
        prefix = f"m{next(numbers)}"
        self.account = self.made()
        self.arns = {name: self.account.job(f"{prefix}-{name}") for name in NAMES}
        self.tags = {arn: {} for arn in self.arns.values()}
        self.told = {}  # by run: what was there before and after, of each resource that it wrote

    # -- somebody else --------------------------------------------------------------------

    @rule(name=st.sampled_from(NAMES), changes=edits)
    def somebody_writes(self, name, changes):
        self._edit(self.arns[name], changes)

    def _edit(self, arn, changes):
        given = {key: value for key, value in changes.items() if value is not None}
        removed = [key for key, value in changes.items() if value is None]
        self.account.control.tags(arn=arn, set=given, remove=removed)
        kept = {key: value for key, value in self.tags[arn].items() if key not in removed}
        self.tags[arn] = {**kept, **given}

    # -- we -------------------------------------------------------------------------------

    @rule(target=plans, names=targets, wanted=tag_sets)
    def plan(self, names, wanted):
        """From the tags as they are now; they may be others when it is applied."""
        chosen = [self.arns[name] for name in sorted(names)]
        return [
            change(arn, dict(self.tags[arn]), plan_explicit(self.tags[arn], wanted))
            for arn in chosen
        ]

    @rule(target=runs, changes=consumes(plans), most=st.sampled_from([1, 20]))
    def fix(self, changes, most):
        return self._run(changes, None, most)

    @rule(
        target=runs,
        changes=consumes(plans),
        reads=st.integers(1, 3),
        name=st.sampled_from(NAMES),
        theirs=edits,
    )
    def fix_while_somebody_writes(self, changes, reads, name, theirs):
        """Their write falls between two of our reads, to one that is done or yet to come."""
        seen = []

        def meddle(_):
            seen.append(1)
            read = self.account.control.calls()[-1]["params"]["ResourceArn"]
            if len(seen) == reads and read != self.arns[name]:
                self._edit(self.arns[name], theirs)

        return self._run(changes, None, 1, refuse_owner=meddle)

    @rule(target=runs, changes=consumes(plans), most=st.sampled_from([1, 20]), at=st.integers(0, 3))
    def fix_and_die(self, changes, most, at):
        """Our process ends after so many looks at a resource: nothing of it was written yet."""
        seen = []

        def look(_):
            seen.append(1)
            if len(seen) > at:
                raise Killed

        try:
            return self._run(changes, None, most, refuse_owner=look)
        except Killed:
            return self.run_id

    @rule(run=runs, most=st.sampled_from([1, 20]))
    def resume(self, run, most):
        logged = self.account.journal.logged().get(run)
        todo = to_resume(logged) if logged else []
        if todo:
            self.account.journal.resume(run, logged.attempts, NOW)
            order = Order(run, logged.undoes, logged.attempts, maybe_sent(logged))
            self._hold(todo, order, most)

    @rule(target=runs, run=runs, most=st.sampled_from([1, 20]))
    def undo(self, run, most):
        logged = self.account.journal.logged().get(run)
        if logged is None or self.told.get(run) is None:
            return multiple()
        written = [one for one in logged.sent.values() if one.outcome in {"applied", None}]
        changes = [
            change(
                one.intent.arn,
                {key: value for key, value in one.intent.after.items() if value is not None},
                plan_undo(one.intent.before, one.intent.after),
            )
            for one in written
        ]
        return self._run(changes, run, most) if changes else multiple()

    def _run(self, changes, undoes, most, **more):
        self.run_id = f"run-{next(numbers)}"
        self.account.journal.begin(self.run_id, changes, NOW, undoes=undoes)
        self._hold(changes, Order(self.run_id, undoes), most, **more)
        return self.run_id

    def _hold(self, changes, order, most, **more):
        """Apply, and hold each outcome against what was there right before."""
        told = self.told.setdefault(order.run_id, {})

        def heard(results):
            by_arn = {one.arn: one for one in changes}
            for result in results:
                self._held(by_arn[result.arn], result.outcome, order, told)

        apply(self.account.hands(most_at_once=most, **more), order, changes, heard)

    def _held(self, one, outcome, order, told):
        before = self.tags[one.arn]
        after = {**dict.fromkeys(one.remove), **one.add, **one.overwrite}
        expected = {key: one.current.get(key) for key in after}
        seen = {key: before.get(key) for key in after}
        if seen == after:
            assert outcome == "unchanged" or (outcome == "applied" and order.attempt)
        elif seen == expected:
            assert outcome == "applied"
            told[one.arn] = (expected, after)
        else:
            assert outcome == "conflict"  # nothing is overwritten behind somebody's back
            return
        merged = {**before, **after}
        self.tags[one.arn] = {key: value for key, value in merged.items() if value is not None}

    # -- what always holds ----------------------------------------------------------------

    @invariant()
    def aws_has_what_the_model_has(self):
        """No tag was overwritten, lost or left behind, and each undo restored exactly."""
        for arn, tags in self.tags.items():
            assert self.account.tags(arn) == tags

    @invariant()
    def every_run_tells_of_each_change(self):
        for run in self.account.journal.logged().values():
            told = {one.arn for one in results(run, running=False)}
            left = {one.arn for one in to_resume(run)}
            assert told | left == {one.arn for one in run.changes}


def hold(aws, folder, **more):
    folders = count()

    class Made(Machine):
        def made(self):
            return Account(aws, folder / str(next(folders)))

    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Made, settings=settings(deadline=None, suppress_health_check=checks, **more)
    )


def test_nothing_is_overwritten_and_each_undo_is_exact(aws, tmp_path):
    hold(aws, tmp_path, max_examples=8, stateful_step_count=12, derandomize=True)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_is_overwritten_whatever_happens(aws, tmp_path):
    hold(aws, tmp_path, max_examples=150, stateful_step_count=30)
