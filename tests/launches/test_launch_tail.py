"""Files of guards: each line once, whatever happens to the file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest
from launch_lines import append, launch, loaded, spell

from jupyter_cost_tags.launches import tail
from jupyter_cost_tags.launches.lines import LONGEST
from jupyter_cost_tags.launches.tail import FOLDER, KEPT, Tail, runs_since


@pytest.fixture
def followed(tmp_path):
    return Tail(tmp_path / FOLDER)


def names(look):
    return [heard.line.name for heard in look.heard]


def test_nothing_there(followed):
    assert followed.look().heard == []


def test_each_line_once(followed, tmp_path):
    append(tmp_path, launch("a"), launch("b"))
    assert names(followed.look()) == ["a", "b"]
    assert names(followed.look()) == []
    append(tmp_path, launch("c"))
    assert names(followed.look()) == ["c"]


def test_every_process_has_its_file(followed, tmp_path):
    append(tmp_path, launch("a"), name="1-aaaa.jsonl")
    append(tmp_path, launch("b"), name="2-bbbb.jsonl")
    assert sorted(names(followed.look())) == ["a", "b"]


def test_a_torn_line_waits_for_its_end(followed, tmp_path):
    whole = spell(launch("a"))
    append(tmp_path, launch("first"), whole[:40])
    assert names(followed.look()) == ["first"]
    append(tmp_path, whole[40:100])
    assert names(followed.look()) == []
    append(tmp_path, whole[100:], launch("last"))
    assert names(followed.look()) == ["a", "last"]
    assert followed.skipped == 0


def test_a_line_torn_for_ever_takes_only_the_next_with_it(followed, tmp_path):
    append(tmp_path, spell(launch("torn"))[:50])
    followed.look()
    append(tmp_path, launch("lost"), launch("kept"))
    assert names(followed.look()) == ["kept"]
    assert followed.skipped == 1


def test_malformed_and_oversized_lines_are_skipped_and_counted(followed, tmp_path):
    append(tmp_path, b"nonsense\n", b"\n", b"{}\n", launch("a"), b"x" * (LONGEST + 9) + b"\n")
    append(tmp_path, launch("b"))
    assert names(followed.look()) == ["a", "b"]
    assert followed.skipped == 4


def test_a_line_without_end_is_skipped_while_it_grows(followed, tmp_path):
    append(tmp_path, launch("a"), b"x" * (LONGEST * 2))
    assert names(followed.look()) == ["a"]
    append(tmp_path, b"x" * 10_000)
    assert names(followed.look()) == []
    append(tmp_path, b"x\n", launch("b"))
    assert names(followed.look()) == ["b"]
    assert followed.skipped == 1


def test_much_is_read_in_parts(followed, tmp_path, monkeypatch):
    append(tmp_path, *[launch(f"job-{number}") for number in range(3000)])
    found, looks = [], 0
    while len(found) < 3000:
        found += names(followed.look())
        looks += 1
    assert found == [f"job-{number}" for number in range(3000)]
    assert looks > 1


def test_a_file_that_was_replaced_or_cut_is_read_anew(followed, tmp_path):
    path = append(tmp_path, launch("a"), launch("b"))
    followed.look()
    path.write_bytes(spell(launch("c")))
    assert names(followed.look()) == ["c"]
    path.unlink()
    followed.look()
    append(tmp_path, launch("d"))
    assert names(followed.look()) == ["d"]


@pytest.mark.parametrize(
    "name", ["notes.txt", "a.jsonl", "7-x.jsonl.bak", "-7-x.jsonl", ".7-x.jsonl", "7-x y.jsonl"]
)
def test_other_files_are_none_of_ours(followed, tmp_path, name):
    append(tmp_path, launch("a"), name=name)
    assert followed.look().heard == []


def test_symlinks_and_other_things_are_left_alone(followed, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(spell(launch("stolen")))
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "1-link.jsonl").symlink_to(secret)
    (folder / "2-folder.jsonl").mkdir()
    os.mkfifo(folder / "3-pipe.jsonl")
    assert followed.look().heard == []
    assert secret.exists()


def test_a_folder_that_is_a_link_is_left_alone(followed, tmp_path):
    append(tmp_path / "other", launch("a"))
    (tmp_path / FOLDER).symlink_to(tmp_path / "other" / FOLDER)
    assert followed.look().heard == []


def test_a_huge_file_is_refused(followed, tmp_path):
    path = append(tmp_path, launch("a"))
    with path.open("r+b") as file:
        file.truncate(tail.LARGEST + 1)
    assert followed.look().heard == []


def test_the_file_of_an_ended_process_goes_after_a_week(tmp_path):
    now = time.time()
    path = append(tmp_path, launch("a"), name=f"{ended_process()}-aaaa.jsonl")
    clock = {"now": now + KEPT - 60}
    followed = Tail(tmp_path / FOLDER, clock=lambda: clock["now"])
    assert names(followed.look()) == ["a"]
    assert path.exists()
    clock["now"] = now + KEPT + 60
    for _ in range(40):
        followed.look()
    assert not path.exists()


def test_the_file_of_a_running_process_stays(tmp_path):
    path = append(tmp_path, loaded())
    followed = Tail(tmp_path / FOLDER, clock=lambda: time.time() + 10 * KEPT)
    assert followed.look().alive == {path.name}
    assert path.exists()


def test_a_process_elsewhere_is_still_heard(tmp_path):
    """On a shared home its number means nothing here: its file is looked at now and then."""
    name = f"{ended_process()}-aaaa.jsonl"
    append(tmp_path, launch("a"), name=name)
    followed = Tail(tmp_path / FOLDER)
    assert names(followed.look()) == ["a"]
    followed.look()
    append(tmp_path, launch("b"), name=name)
    found = []
    for _ in range(40):
        found += names(followed.look())
    assert found == ["b"]


def test_who_runs():
    assert runs_since(os.getpid(), time.time())
    assert not runs_since(ended_process(), time.time())
    assert not runs_since(2**40, time.time())
    assert not runs_since(os.getpid(), time.time() - 10**7)  # another one had the number then


def test_a_reader_beside_a_writer_loses_nothing(followed, tmp_path):
    """Appends of whole lines, as guards write them, while they are read."""
    wanted = [f"job-{number}" for number in range(300)]

    def write():
        for name in wanted:
            append(tmp_path, launch(name))

    writer = threading.Thread(target=write)
    writer.start()
    found = []
    while writer.is_alive():
        found += names(followed.look())
    writer.join()
    found += names(followed.look())
    assert found == wanted
    assert followed.skipped == 0


def ended_process():
    """Return the number of a process that is over."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid
