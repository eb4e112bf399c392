"""Undo restores the exact tags, and nothing is overwritten behind somebody's back."""

from itertools import count

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tagged_jobs import Account

WANTED = {"project": "churn"}
KEYS = ("cost-center", "project", "environment", "équipe", "a b", "Team", "team")
VALUES = ("", "a", "b", "churn", "é", " x ", "\u2028", "\U0001d400")
numbers = count()
keys = st.sampled_from(KEYS)
tag_sets = st.dictionaries(keys, st.sampled_from(VALUES), max_size=6)
wanted_sets = st.dictionaries(keys, st.sampled_from(VALUES[1:]), min_size=1, max_size=4)
edits = st.dictionaries(keys, st.none() | st.sampled_from(VALUES), max_size=2)

slice_of_schedules = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def account(aws, tmp_path):
    """One account for all schedules, each with a job of its own."""
    return Account(aws, tmp_path)


@pytest.fixture
def arn(account):
    return account.job("train", {"team": "a", "sagemaker:domain-arn": "d-1"})


def edit(account, arn, changes):
    """Change tags as somebody else would; return what is there now."""
    given = {key: value for key, value in changes.items() if value is not None}
    removed = [key for key, value in changes.items() if value is None]
    account.control.tags(arn=arn, set=given, remove=removed)
    return account.tags(arn)


def picked(tags, touched):
    return {key: tags.get(key) for key in touched}


@slice_of_schedules
@given(first=tag_sets, wanted=wanted_sets, before=edits, after=edits)
def test_a_fix_and_its_undo_with_somebody_else_writing(account, first, wanted, before, after):
    """Somebody else writes between plan and fix, and between fix and undo."""
    name = f"job-{next(numbers)}"
    arn = account.job(name, first)
    planned = account.plan(arn, wanted)
    touched = {**planned.add, **planned.overwrite}
    theirs = edit(account, arn, before)

    (fixed,) = account.fix(planned, run=name)
    now = account.tags(arn)
    if fixed.outcome == "applied":
        assert picked(theirs, touched) == picked(first, touched)  # nothing was lost
        assert now == {**theirs, **wanted_of(planned)}
    else:
        assert now == theirs
        assert fixed.outcome in {"conflict", "unchanged"}
        assert (fixed.outcome == "conflict") == (
            picked(theirs, touched) not in (picked(first, touched), touched)
        )

    edited = edit(account, arn, after)
    undone = account.undo(name)
    restored = account.tags(arn)
    if fixed.outcome != "applied":
        assert undone == []
        assert restored == edited
    elif picked(edited, touched) == touched:
        assert undone[0].outcome == "applied"
        assert picked(restored, touched) == picked(first, touched)
        assert other(restored, touched) == other(edited, touched)
    else:
        assert restored == edited
        expected = {"unchanged"} if picked(edited, touched) == picked(first, touched) else set()
        assert undone[0].outcome in (expected or {"conflict"})


def wanted_of(planned):
    return {**planned.add, **planned.overwrite}


def other(tags, touched):
    return {key: value for key, value in tags.items() if key not in touched}


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ({"code": "AccessDeniedException"}, "unknown"),
        ({"code": "ExpiredTokenException"}, "unknown"),
        ({"reset": True}, "unknown"),
        ({"apply_then_drop": True}, "applied"),
        ({"body": "html"}, "unknown"),
    ],
)
def test_half_an_undo_is_never_called_untouched(account, arn, trouble, expected):
    """Restoring a value went through, taking the added key away did not."""
    account.fix(account.plan(arn, {"team": "b", "project": "churn"}))
    account.fault("DeleteTags", **trouble)
    (result,) = account.undo("run-1")
    assert result.outcome == expected
    assert account.recorded("run-1-undone") == [expected]
    account.control.clear_faults()
    assert account.tags(arn)["team"] == "a"


def test_a_removal_that_nobody_saw_is_unknown(account, arn):
    """DeleteTags answers nothing, so that a portal's page looks like success."""
    account.fix(account.plan(arn, WANTED))
    account.fault("DeleteTags", body="html")
    account.fault("ListTags", skip=1, code="AccessDeniedException")
    (result,) = account.undo("run-1")
    assert result.outcome == "unknown"


def test_emptied_tags_are_restored_as_empty(account):
    arn = account.job("train", {"project": ""})
    account.fix(account.plan(arn, WANTED))
    assert account.tags(arn) == WANTED
    account.undo("run-1")
    assert account.tags(arn) == {"project": ""}


def test_an_undo_can_be_undone(account, arn):
    account.fix(account.plan(arn, {"team": "b", "project": "churn"}))
    account.undo("run-1")
    assert account.tags(arn) == {"team": "a", "sagemaker:domain-arn": "d-1"}
    account.undo("run-1-undone")
    assert account.tags(arn) == {"team": "b", "project": "churn", "sagemaker:domain-arn": "d-1"}


def test_undoing_twice_changes_nothing_the_second_time(account, arn):
    account.fix(account.plan(arn, WANTED))
    account.undo("run-1")
    account.control.reset()
    (result,) = account.undo("run-1")
    assert result.outcome == "unchanged"
    assert account.asked("DeleteTags") == 0
