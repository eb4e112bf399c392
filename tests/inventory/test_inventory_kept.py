"""What an earlier scan serves for, and that it comes back from disk as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.inventory import kind_named
from jupyter_cost_tags.inventory.found import Found
from jupyter_cost_tags.inventory.kept import MOST_KEPT, Forgetful, Memory, is_due, kept_after
from jupyter_cost_tags.inventory.wanted import Wanted
from jupyter_cost_tags.state.cache import Cache

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
TRAINING, TUNING = kind_named("training-job"), kind_named("hyper-parameter-tuning-job")
WANTED = Wanted(
    kinds=(TRAINING, TUNING),
    since=NOW - timedelta(days=30),
    owners=(),
    just_written={},
    now=NOW,
    is_wrong=lambda found: not found.tags,
)


def found(name, tags, kind=TRAINING, **more):
    return Found(kind, f"arn:{name}", name, "Completed", NOW, tags, **more)


GOOD, BAD = found("good", {"k": "v"}, parent="arn:tune"), found("bad", {})
KEPT = kept_after([GOOD, BAD], WANTED, calls=20)


@pytest.mark.parametrize(
    "change",
    [
        {"now": NOW + timedelta(minutes=60)},  # ended ones are read again after an hour
        {"now": NOW - timedelta(seconds=1)},  # a clock that went back
        {"since": NOW - timedelta(days=31)},
        {"kinds": (TRAINING,)},
    ],
)
def test_it_serves_for_the_same_question_within_an_hour(change):
    assert KEPT.serves(WANTED)
    assert KEPT.serves(replace(WANTED, now=NOW + timedelta(minutes=59)))
    assert KEPT.serves(replace(WANTED, since=NOW - timedelta(days=2)))
    assert not KEPT.serves(replace(WANTED, **change))


def test_what_took_few_calls_serves_for_nothing():
    assert not kept_after([GOOD], WANTED, calls=12).serves(WANTED)


def test_what_runs_is_looked_at_after_two_minutes():
    at = NOW + timedelta(minutes=2)
    assert not is_due(KEPT, WANTED)
    assert is_due(KEPT, replace(WANTED, now=at))
    looked = kept_after([GOOD], replace(WANTED, now=at), calls=4, before=KEPT)
    assert (looked.running_at, looked.seen_at, looked.read_at) == (at, at, NOW)
    assert looked.calls == 20


def test_only_what_is_wrong_and_parents_are_kept_of_a_scan_for_that():
    parent = found("tune", {"k": "v"}, TUNING)
    kept = kept_after([GOOD, BAD, parent], replace(WANTED, only_wrong=True), calls=20)
    assert kept.found == (BAD, parent)


def test_what_is_too_big_is_not_kept():
    assert kept_after([GOOD] * (MOST_KEPT + 1), WANTED, calls=999) is None


def test_it_comes_back_from_disk(tmp_path):
    memory = Memory(Cache(tmp_path / "cache.sqlite"), scope="all")
    assert memory.recall() is None
    memory.keep(KEPT)
    again = Memory(Cache(tmp_path / "cache.sqlite"), scope="all")
    assert again.recall() == KEPT
    assert Forgetful(again).recall() is None
    assert Memory(Cache(tmp_path / "cache.sqlite"), scope="mine").recall() is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"found": [["no-kind"]]}', "null"])
def test_what_another_version_wrote_is_not_used(tmp_path, text):
    cache = Cache(tmp_path / "cache.sqlite")
    memory = Memory(cache, scope="all")
    cache.put(memory._key, {"kept": text}, NOW)
    assert memory.recall() is None
