"""The meter: no request without a reservation, whatever dies, restarts or runs beside it."""

import os
import sqlite3
import threading
from datetime import datetime, timedelta, timezone

import pytest
from elsewhere import run, started

from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.state import Meter

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.sqlite"


def granted(path, attempts, cap, now=NOW):
    number = 0
    for _ in range(attempts):
        try:
            Meter(path).reserve(now, 1, cap)
        except Exhausted:
            continue
        number += 1
    return number


def test_cap_is_reached_and_not_passed(path):
    assert granted(path, attempts=10, cap=4) == 4
    assert Meter(path).requests_today(NOW) == 4


def test_refusal_says_until_when(path):
    granted(path, attempts=4, cap=4)
    with pytest.raises(Exhausted) as caught:
        Meter(path).reserve(NOW, 1, 4)
    assert caught.value.code == "limit-reached"
    assert "00:00 UTC" in caught.value.action
    assert "4" in caught.value.message


def test_several_are_granted_together_or_not_at_all(path):
    Meter(path).reserve(NOW, 3, 4)
    with pytest.raises(Exhausted):
        Meter(path).reserve(NOW, 2, 4)
    assert Meter(path).requests_today(NOW) == 3
    Meter(path).reserve(NOW, 1, 4)


def test_day_is_utc(path):
    west = timezone(timedelta(hours=-8))
    late = datetime(2026, 11, 22, 23, 30, tzinfo=west)  # 07:30 UTC on the 23rd
    Meter(path).reserve(late, 1, 4)
    assert Meter(path).requests_today(NOW) == 1
    midnight = datetime(2026, 11, 24, tzinfo=timezone.utc)
    assert Meter(path).requests_today(midnight - timedelta(microseconds=1)) == 1
    assert Meter(path).requests_today(midnight) == 0


def test_every_day_has_its_own_cap_over_thirty_days(path):
    days = [NOW + timedelta(days=number) for number in range(30)]
    assert [granted(path, attempts=6, cap=4, now=day) for day in days] == [4] * 30


def test_clock_that_goes_back_finds_the_count_again(path):
    granted(path, attempts=4, cap=4)
    granted(path, attempts=4, cap=4, now=NOW + timedelta(days=1))
    assert granted(path, attempts=1, cap=4) == 0


def test_raised_cap_lets_more_through_and_a_lowered_one_less(path):
    assert granted(path, attempts=9, cap=4) == 4
    assert granted(path, attempts=9, cap=6) == 2
    assert granted(path, attempts=9, cap=2) == 0


def test_cap_of_zero_is_off(path):
    with pytest.raises(Exhausted) as caught:
        Meter(path).reserve(NOW, 1, 0)
    assert caught.value.code == "spend-off"


@pytest.mark.parametrize("requests", [0, -5])
def test_reservation_of_nothing_is_a_mistake(path, requests):
    with pytest.raises(ValueError, match="at least one"):
        Meter(path).reserve(NOW, requests, 4)


def test_unsent_request_is_given_back_but_never_below_none(path):
    Meter(path).reserve(NOW, 1, 4)
    Meter(path).give_back(NOW, 1)
    Meter(path).give_back(NOW, 1)
    assert Meter(path).requests_today(NOW) == 0


@pytest.mark.parametrize("kind", ["missing folder", "folder is a file", "path is a folder"])
def test_count_that_cannot_be_written_grants_nothing(tmp_path, kind):
    path = tmp_path / "state" / "cache.sqlite"
    if kind == "folder is a file":
        (tmp_path / "state").write_text("")
    if kind == "path is a folder":
        path.mkdir(parents=True)
    with pytest.raises(Exhausted) as caught:
        Meter(path).reserve(NOW, 1, 4)
    assert caught.value.code == "meter-unwritable"
    assert Meter(path).requests_today(NOW) is None
    Meter(path).give_back(NOW, 1)


def test_full_disk_grants_nothing(path):
    Meter(path).reserve(NOW, 1, 4)
    code = """
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    print(reserved())
    """
    assert run(code, path) == ["meter-unwritable"]
    assert Meter(path).requests_today(NOW) == 1


def test_locked_file_grants_nothing(path):
    Meter(path).reserve(NOW, 1, 4)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Exhausted):
            Meter(path).reserve(NOW, 1, 4)
        assert Meter(path).requests_today(NOW) == 1
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_fifty_threads_share_the_cap(path):
    numbers = []
    threads = [
        threading.Thread(target=lambda: numbers.append(granted(path, attempts=3, cap=7)))
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(numbers) == 7


def test_two_processes_share_the_cap(path):
    code = """
    print(sum(reserved(cap=100) == "reserved" for _ in range(80)))
    """
    processes = [started(code, path) for _ in range(2)]
    numbers = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(numbers) == 100
    assert Meter(path).requests_today(NOW) == 100


def test_killed_processes_leave_no_request_uncounted(path):
    code = """
    while reserved(cap=10**6) == "reserved":
        print("sent", flush=True)
    """
    sent = 0
    kills = 6
    for turn in range(kills):
        process = started(code, path)
        sent += sum(1 for _ in zip(range(turn * 7 + 1), process.stdout, strict=False))
        process.kill()
        sent += process.stdout.read().count("sent")  # with what was read ahead
        process.stdout.close()
        process.wait(timeout=60)
    assert sent <= Meter(path).requests_today(NOW) <= sent + kills
    Meter(path).reserve(NOW, 1, 10**6)


def test_a_request_of_another_process_is_seen_after_a_read(path):
    meter = Meter(path)
    meter.reserve(NOW, 1, 4)
    os.utime(path, (0, 0))
    assert [meter.requests_today(NOW) for _ in range(2)] == [1, 1]
    Meter(path).reserve(NOW, 1, 4)
    assert meter.requests_today(NOW) == 2
    assert meter.requests_today(NOW + timedelta(days=1)) == 0
