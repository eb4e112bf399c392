"""An idle server asks nothing; what guards told survives; the scan follows a launch."""

from __future__ import annotations

import threading

import pytest
from launch_lines import append, launch, loaded
from watched import FILLED, Watched, filled

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.workers import Workers


@pytest.fixture
def watched(service, studio):
    return Watched(service, studio)


def test_an_idle_server_asks_nothing(watched):
    append(watched.folder, loaded())
    for _ in range(20):
        watched.clock.pass_by(60)
        watched.watch.look()
    assert watched.aws.control.calls() == []
    (kernel,) = watched.service.guard().kernels
    assert (kernel.kernel_id, kernel.notebook, kernel.mode) == ("2f6c", "work/a.ipynb", "warn")


def test_a_process_changes_its_mode_and_ends(watched):
    mode = {"v": 1, "event": "mode", "at": "2026-11-23T12:00:00Z", "pid": 7, "mode": "off"}
    watched.launched(loaded(), mode)
    assert watched.service.guard().kernels[0].mode == "off"
    append(watched.folder, loaded(kernel_id="gone"), name="999999999-aaaa.jsonl")
    watched.watch.look()
    assert [one.kernel_id for one in watched.service.guard().kernels] == ["2f6c"]


def test_a_line_twice_is_one_launch(watched):
    line = launch(outcome="blocked")
    watched.launched(line, line)
    assert len(watched.service.guard().launches) == 1


def test_the_newest_fifty_are_shown(watched):
    many = [launch(f"job-{number}", outcome="blocked", arn=None) for number in range(60)]
    late = launch("late", outcome="blocked", arn=None, at="2026-11-23T12:00:05Z")
    watched.launched(late, *many)
    told = watched.service.guard().launches
    assert (len(told), told[0].name) == (50, "late")


def test_what_was_found_is_remembered_across_restarts(watched, start, studio):
    watched.train(project="churn")
    watched.launched(launch())
    watched.settle()
    again = Watched(start(), studio)
    told = again.last()
    assert (told.verified, told.note) == ("incomplete", "It lacks cost-center, environment.")
    again.settle(100)
    assert studio.control.calls() == []


def test_launches_of_a_day_are_read_after_a_start_older_ones_are_not(watched, start, studio):
    watched.train("young", **FILLED)
    append(watched.folder, launch("young", at="2026-11-22T12:30:00Z"))
    append(watched.folder, launch("old", at="2026-11-22T11:30:00Z"))
    again = Watched(start(), studio)
    again.settle()
    told = {one.name: one.verified for one in again.service.guard().launches}
    assert told == {"young": "complete", "old": "unknown"}
    assert again.rescans == 0  # nothing new was launched


def test_two_servers_find_the_same(watched, start, studio):
    other = Watched(start(), studio)
    watched.mode("fill")
    other.watch.look()
    watched.train(**{"cost-center": "CC-4711", "project": "churn"})
    watched.launched(filled())
    other.watch.look()
    watched.settle()
    other.settle()
    assert watched.last().verified == "repaired"
    assert other.last().verified in {"repaired", "complete"}
    journal = watched.service.context.state(watched.service.context.identity()).journal
    assert [one.outcome for one in journal.all()] == ["applied"]


def test_a_busy_pool_puts_it_off(service, studio):
    workers, hold = Workers(threads=1, waiting=1), threading.Event()
    watched = Watched(service, studio, workers=workers)
    watched.train(**FILLED)
    watched.launched(launch())
    busy = workers.submit(lambda: hold.wait(60))
    while not busy.running():
        pass
    workers.submit(lambda: None)  # nothing more finds room
    watched.clock.pass_by(5)
    watched.watch.look()
    assert (watched.watch._reading, watched.last().verified) == (None, "pending")
    hold.set()
    busy.result()
    for _ in range(3000):
        watched.settle()
        if watched.last().verified == "complete":
            break
    assert watched.last().verified == "complete"
    assert workers.close(patience=60)


def test_a_launch_triggers_one_rescan_a_moment_after_the_last(watched):
    watched.launched(launch("a"))
    watched.clock.pass_by(1)
    watched.launched(launch("b"))
    watched.clock.pass_by(1.5)
    watched.watch.look()
    assert watched.rescans == 0
    watched.clock.pass_by(1)
    watched.watch.look()
    watched.watch.look()
    assert watched.rescans == 1


def test_a_stream_of_launches_does_not_put_the_rescan_off_for_ever(watched):
    for number in range(12):
        watched.launched(launch(f"job-{number}"))
        watched.clock.pass_by(1)
    assert watched.rescans == 1


def test_a_rescan_waits_for_one_that_began_before_the_launch(service, studio):
    answers = iter([False, False, True])
    asked = []

    def rescan():
        asked.append(next(answers))
        return asked[-1]

    watched = Watched(service, studio, rescan)
    watched.launched(launch())
    for _ in range(6):
        watched.clock.pass_by(2)
        watched.watch.look()
    assert asked == [False, False, True]


def test_the_panels_scan_follows(service, studio):
    """Through the service's own rescan: the job is in the scan that the panel shows."""
    studio.control.studio(company.studio_tags(studio.world, company.PROFILE, company.SPACE))
    watched = Watched(service, studio, service._rescan)
    watched.train("brand-new")
    watched.launched(launch("brand-new"))
    watched.settle(3)
    for _ in range(3000):
        section = service.scan()
        if section.value and not section.refreshing:
            break
    names = [one.name for one in service.scan().value.resources]
    assert "brand-new" in names
