"""The cache: last value wins, bounded, private, and alive on a disk that is not."""

import json
import os
import sqlite3
import tempfile
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from elsewhere import run

from jupyter_cost_tags.state import Cache, Cached

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.sqlite"


def test_value_comes_back_with_its_instant(path):
    Cache(path).put("spend", {"amount": "212.40", "no": None, "é": [1]}, NOW)
    value = {"amount": "212.40", "no": None, "é": [1]}
    assert Cache(path).get("spend") == Cached(value=value, stored_at=NOW)


def test_unknown_key_has_no_value(path):
    assert Cache(path).get("spend") is None


def test_last_value_wins(path):
    cache = Cache(path)
    cache.put("a", {"n": 1}, NOW)
    cache.put("a", {"n": 2}, NOW)
    assert cache.get("a") == Cache(path).get("a") == Cached({"n": 2}, NOW)


def test_value_of_another_process_is_seen(path):
    cache = Cache(path)
    cache.put("a", {"n": 1}, NOW)
    Cache(path).put("a", {"n": 2}, NOW)  # also with a clock that stands
    assert cache.get("a").value == {"n": 2}


def test_caller_cannot_change_what_is_kept(path):
    cache = Cache(path)
    kept = {"list": [1]}
    cache.put("a", kept, NOW)
    kept["list"].append(2)
    cache.get("a").value["list"].append(3)
    assert cache.get("a").value == {"list": [1]}


def test_instant_is_kept_in_utc(path):
    zone = timezone(timedelta(hours=5))
    Cache(path).put("a", {}, NOW.astimezone(zone))
    assert Cache(path).get("a").stored_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", [{"n": float("nan")}, {"n": object()}])
def test_value_that_is_no_json_is_refused(path, value):
    with pytest.raises((TypeError, ValueError)):
        Cache(path).put("a", value, NOW)
    assert Cache(path).get("a") is None


def test_oldest_entries_make_room(path):
    cache = Cache(path, limit=3)
    for number in range(6):
        cache.put(str(number), {"n": number}, NOW + timedelta(seconds=number))
    assert [key for key in "012345" if Cache(path, limit=3).get(key)] == ["3", "4", "5"]
    assert [key for key in "012345" if cache.get(key)] == ["3", "4", "5"]


def test_file_is_private(path):
    before = os.umask(0)
    try:
        Cache(path).put("a", {}, NOW)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    Cache(path).get("a")
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_write_ahead_log(path):
    Cache(path).put("a", {}, NOW)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    assert not list(path.parent.glob("cache.sqlite-*"))


def test_threads_and_instances_share_one_file(path):
    def work(number):
        cache = Cache(path)
        for turn in range(20):
            cache.put(f"{number}", {"turn": turn}, NOW)
            assert cache.get(f"{number}").value == {"turn": turn}
        done.append(number)

    done = []
    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(6))
    assert [Cache(path).get(str(number)).value for number in range(6)] == [{"turn": 19}] * 6


def test_locked_file_is_answered_from_memory(path):
    cache = Cache(path)
    cache.put("a", {"n": 1}, NOW)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert cache.get("a") == Cached({"n": 1}, NOW)
        cache.put("a", {"n": 2}, NOW)
        assert cache.get("a") == Cached({"n": 2}, NOW)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert Cache(path).get("a") == Cached({"n": 1}, NOW)


@pytest.mark.parametrize("kind", ["missing folder", "folder is a file", "path is a folder"])
def test_impossible_path_keeps_to_memory(tmp_path, kind):
    path = tmp_path / "state" / "cache.sqlite"
    if kind == "folder is a file":
        (tmp_path / "state").write_text("")
    if kind == "path is a folder":
        path.mkdir(parents=True)
    cache = Cache(path)
    assert cache.get("a") is None
    cache.put("a", {"n": [1]}, NOW)
    cache.get("a").value["n"].append(2)
    assert cache.get("a") == Cached({"n": [1]}, NOW)


def test_full_disk_keeps_to_memory(path):
    Cache(path).put("a", {"n": 1}, NOW)
    printed = run(
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        cache = Cache(PATH)
        print(json.dumps(cache.get("a").value))
        cache.put("a", {"n": 2}, NOW)
        print(json.dumps(cache.get("a").value))
        """,
        path,
    )
    assert [json.loads(line) for line in printed] == [{"n": 1}, {"n": 2}]
    assert Cache(path).get("a").value == {"n": 1}


def test_read_only_home_is_read():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cache.sqlite"
        Cache(path).put("a", {"n": 1}, NOW)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        printed = run(
            """
            give_up_root()
            cache = Cache(PATH)
            print(json.dumps(cache.get("a").value))
            cache.put("a", {"n": 2}, NOW)
            print(json.dumps(cache.get("a").value))
            print(json.dumps(Cache(PATH).get("a").value))
            print(json.dumps(reserved()))
            """,
            path,
        )
        Path(folder).chmod(0o755)
        assert [json.loads(line) for line in printed] == [
            {"n": 1},
            {"n": 2},
            {"n": 1},
            "meter-unwritable",
        ]


def test_a_file_that_stays_is_read_once(path):
    cache = Cache(path)
    cache.put("a", {"n": 1}, NOW)
    _written_a_minute_ago(path)
    first = cache.look("a")
    assert cache.look("a") is first
    assert cache.look("b") is None
    Cache(path).put("b", {"n": 2}, NOW)  # another process, another key
    assert cache.look("b").value == {"n": 2}
    assert cache.look("a") is first
    Cache(path).put("a", {"n": 3}, NOW)
    _written_a_minute_ago(path)
    assert cache.look("a").value == {"n": 3}


def _written_a_minute_ago(path):
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 60_000_000_000))
