"""Choices outlive the server, and servers on one home share them."""

from __future__ import annotations

import json
import stat
import threading

import pytest

from jupyter_cost_tags.launches.choices import MOST_NOTEBOOKS, Choice, ChoiceFile, Choices
from jupyter_cost_tags.state.files import write_atomically

A = Choice("k1", "a.ipynb", "churn")


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return folder / "choices.json"


def test_nothing_is_chosen_at_first(path):
    assert ChoiceFile(path).current() == Choices()
    assert not path.exists()


def test_a_choice_survives(path):
    ChoiceFile(path).change(lambda choices: choices.with_bundle("churn").with_notebook(A))
    assert ChoiceFile(path).current() == Choices("churn", (A,))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_servers_share_a_home(path):
    one, other = ChoiceFile(path), ChoiceFile(path)
    one.change(lambda choices: choices.with_bundle("churn"))
    other.change(lambda choices: choices.with_notebook(A))
    assert one.current() == other.current() == Choices("churn", (A,))


def test_the_newest_of_a_notebook_stands():
    later = Choice("k2", "a.ipynb", None, {"project": "x"})
    moved = Choice("k2", "b.ipynb", "ranking")
    choices = Choices().with_notebook(A).with_notebook(later)
    assert choices.notebooks == (later,)
    assert choices.with_notebook(moved).notebooks == (moved,)


def test_notebooks_without_a_kernel_are_kept_apart_by_path():
    one, other = Choice(None, "a.ipynb", "churn"), Choice(None, "b.ipynb", "churn")
    assert Choices().with_notebook(one).with_notebook(other).notebooks == (other, one)


def test_choosing_nothing_forgets():
    assert Choices().with_notebook(A).with_notebook(Choice("k1", "a.ipynb")).notebooks == ()


def test_the_newest_are_kept(path):
    choices = Choices()
    for number in range(MOST_NOTEBOOKS + 5):
        choices = choices.with_notebook(Choice(f"k{number}", f"{number}.ipynb", "churn"))
    assert len(choices.notebooks) == MOST_NOTEBOOKS
    assert choices.notebooks[0].path == f"{MOST_NOTEBOOKS + 4}.ipynb"
    ChoiceFile(path).change(lambda _: choices)
    assert ChoiceFile(path).current() == choices


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{bad",
        b"[]",
        b"\xff",
        b'{"bundle": 3}',
        b'{"notebooks": [{"path": 1}]}',
        b'{"notebooks": {}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_chooses_nothing_and_can_be_written_again(path, content):
    path.write_bytes(content)
    file = ChoiceFile(path)
    assert file.current() == Choices()
    file.change(lambda choices: choices.with_bundle("churn"))
    assert json.loads(path.read_bytes())["bundle"] == "churn"


def test_a_disk_that_fails_chooses_nothing(tmp_path):
    file = ChoiceFile(tmp_path / "no-folder" / "choices.json")
    with pytest.raises(FileNotFoundError):
        file.change(lambda choices: choices.with_bundle("churn"))
    assert file.current() == Choices()


def test_whoever_reads_finds_a_whole_file(path):
    """A reader beside a writer sees one content or the other, never half of one."""
    wanted = {b"a" * 300_000, b"b" * 300_000}
    write_atomically(path, b"a" * 300_000)

    def write():
        for content in sorted(wanted) * 30:
            write_atomically(path, content)

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while writer.is_alive():
        seen.add(path.read_bytes())
    writer.join()
    assert seen <= wanted
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(path):
    path.mkdir()  # a folder can't be replaced by a file
    with pytest.raises(IsADirectoryError):
        write_atomically(path, b"new")
    assert [one.name for one in path.parent.iterdir()] == [path.name]
