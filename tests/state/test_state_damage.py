"""A damaged, foreign or newer file is put aside, and never reopens the day's requests."""

import os
import sqlite3
import time
from datetime import datetime, timedelta, timezone

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.state import Cache, Cached, Meter

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.sqlite"


def change(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def use_cache(path):
    cache = Cache(path)
    cache.get("a")
    cache.put("b", {"n": 2}, NOW)
    assert Cache(path).get("b") == Cached({"n": 2}, NOW)


def outcome(path):
    """Use cache and meter, and return whether a request was granted."""
    use_cache(path)
    try:
        Meter(path).reserve(NOW, 1, 4)
    except Exhausted as error:
        return error.code
    return "reserved"


def used(path, requests=3):
    Cache(path).put("a", {"n": 1}, NOW)
    Meter(path).reserve(NOW, requests, 4)


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"\0" * 5000, b"x"])
def test_garbage_is_put_aside_and_closes_the_day(path, content):
    used(path)
    path.write_bytes(content)
    assert outcome(path) == "meter-lost"
    assert path.with_name("cache.sqlite.bad").read_bytes() == content
    assert Meter(path).requests_today(NOW) is None
    with pytest.raises(Exhausted, match="lost"):
        Meter(path).reserve(NOW + timedelta(hours=11), 1, 4)
    Meter(path).reserve(NOW + timedelta(days=1), 1, 4)
    assert Meter(path).requests_today(NOW + timedelta(days=1)) == 1


def test_empty_file_is_a_new_one(path):
    path.touch()
    assert outcome(path) == "reserved"
    assert not path.with_name("cache.sqlite.bad").exists()


def test_newer_file_is_put_aside_with_its_count_carried_over(path):
    used(path, requests=4)
    change(path, "PRAGMA user_version = 2")
    assert outcome(path) == "limit-reached"
    assert path.with_name("cache.sqlite.bad").exists()
    assert Meter(path).requests_today(NOW) == 4


def test_foreign_database_is_kept_aside_whole(path):
    change(path, "CREATE TABLE theirs (name TEXT)", "INSERT INTO theirs VALUES ('kept')")
    assert outcome(path) == "meter-lost"
    aside = sqlite3.connect(path.with_name("cache.sqlite.bad"))
    assert aside.execute("SELECT name FROM theirs").fetchall() == [("kept",)]
    aside.close()


@pytest.mark.parametrize("table", ["entries", "notes"])
def test_missing_table_is_damage_that_keeps_the_count(path, table):
    used(path)
    change(path, f"DROP TABLE {table}")
    assert outcome(path) == "reserved"
    assert Meter(path).requests_today(NOW) == 4


def test_missing_count_table_closes_the_day(path):
    used(path)
    change(path, "DROP TABLE ce_requests")
    assert outcome(path) == "meter-lost"


@pytest.mark.parametrize("value", ["'not json'", "'[1]'", "x'ff'", "'{\"n\":'"])
def test_entry_that_cannot_be_read_is_no_entry(path, value):
    used(path)
    change(path, f"UPDATE entries SET value = {value}")  # noqa: S608
    assert Cache(path).get("a") is None
    change(path, """UPDATE entries SET value = '{}', stored_at = '2026-11-23T12:00:00'""")
    assert Cache(path).get("a") is None


def test_count_that_is_no_number_closes_the_day(path):
    used(path)
    change(path, "UPDATE ce_requests SET requests = 'none'")
    with pytest.raises(Exhausted, match="lost"):
        Meter(path).reserve(NOW, 1, 4)


def test_journal_of_the_damaged_file_is_not_played_into_the_new_one(path):
    used(path)
    path.write_bytes(b"garbage" * 1000)
    path.with_name("cache.sqlite-journal").write_bytes(b"old journal")
    assert outcome(path) == "meter-lost"
    assert not path.with_name("cache.sqlite-journal").exists()


def test_repair_left_by_a_dead_process_is_taken_over(path):
    path.write_bytes(b"garbage" * 1000)
    lock = path.with_name("cache.sqlite.repair")
    lock.touch()
    long_ago = time.time() - 3600
    os.utime(lock, (long_ago, long_ago))
    assert outcome(path) == "meter-lost"
    assert not lock.exists()


def test_repair_of_a_living_process_is_respected(path):
    path.write_bytes(b"garbage" * 1000)
    path.with_name("cache.sqlite.repair").touch()
    with pytest.raises(Exhausted) as caught:
        Meter(path).reserve(NOW, 1, 4)
    assert caught.value.code == "meter-unwritable"
    assert path.read_bytes() == b"garbage" * 1000


@settings(max_examples=examples(60), deadline=None)
@given(page=st.integers(0, 3), junk=st.binary(min_size=1, max_size=64))
def test_overwritten_page_never_grants_more_than_the_cap(tmp_path_factory, page, junk):
    path = tmp_path_factory.mktemp("damage") / "cache.sqlite"
    used(path, requests=4)
    content = path.read_bytes()
    block = (junk * 4096)[:4096]
    path.write_bytes(content[: page * 4096] + block + content[(page + 1) * 4096 :])
    assert still_capped(path)


@settings(max_examples=examples(60), deadline=None)
@given(share=st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_cut_file_never_grants_more_than_the_cap(tmp_path_factory, share):
    path = tmp_path_factory.mktemp("damage") / "cache.sqlite"
    used(path, requests=4)
    content = path.read_bytes()
    path.write_bytes(content[: max(1, int(len(content) * share))])
    assert still_capped(path)


def still_capped(path):
    """Use the cache, which must work, and tell whether the meter still refuses."""
    use_cache(path)
    try:
        Meter(path).reserve(NOW, 1, 4)
    except Exhausted:
        return True
    return False
