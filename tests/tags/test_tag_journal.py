"""The journal on disk: nothing lost, nothing torn, whatever else lies in its folder."""

import json
import os
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journal_processes import conclude, run, started
from tagged_jobs import HEAD, NOW

from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.tags.journal import Intent, Journal


def intent(name="train", run_id="run-1", **more):
    given = {
        "run_id": run_id,
        "arn": f"{HEAD}/{name}",
        "before": {"project": None, "team": "a"},
        "add": {"project": "churn"},
        "overwrite": {"team": "b"},
        "remove": [],
        "at": "2026-11-23T12:00:00Z",
        "kind": "training-job",
        "name": name,
    }
    return Intent(**{**given, **more})


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "state" / "journal")


def lines(journal):
    (path,) = journal.folder.glob("*.jsonl")
    return path, path.read_bytes()


def line(entry):
    body = json.dumps(entry).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def test_what_was_intended_and_what_became_of_it(journal):
    first, second = intent(), intent("other", at="2026-11-23T12:00:01Z", undoes="run-0")
    journal.intend(first)
    journal.intend(second)
    conclude(journal, first, "applied", NOW)
    for reader in (journal, Journal(journal.folder)):
        recorded = reader.run("run-1")
        assert [one.intent for one in recorded] == [first, second]
        assert [one.outcome for one in recorded] == ["applied", None]
    assert journal.run("run-2") == []


def test_only_its_owner_reads_it(journal):
    journal.intend(intent())
    path, _ = lines(journal)
    assert path.stat().st_mode & 0o777 == 0o600
    assert journal.folder.stat().st_mode & 0o777 == 0o700


def test_without_a_folder_there_is_nothing(journal):
    assert journal.all() == []
    assert not journal.folder.exists()


def test_text_of_any_kind_comes_back_exactly(journal):
    texts = json.loads((Path(__file__).parent.parent / "corpus" / "hostile.json").read_text())
    before = {f"k{number}": text for number, text in enumerate(texts)}
    journal.intend(intent(before=before, name=texts[0]))
    assert journal.run("run-1")[0].intent.before == before


def test_cut_at_any_byte_whole_lines_stay(journal):
    entries = [intent("a"), intent("b")]
    for entry in entries:
        journal.intend(entry)
    path, content = lines(journal)
    for end in range(len(content) + 1):
        path.write_bytes(content[:end])
        whole = content[: end + 1].count(b"\n")  # a line counts without its line feed, too
        assert [one.intent for one in journal.all()] == entries[:whole]


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(at=st.integers(0, 10_000), junk=st.binary(min_size=1, max_size=40))
def test_damage_loses_only_what_it_hits(journal, at, junk):
    entries = [intent("a"), intent("b"), intent("c")]
    folder = journal.folder
    for old in folder.glob("*"):
        old.unlink()
    for entry in entries:
        Journal(folder).intend(entry)  # each in a file of its own
    path = sorted(folder.iterdir())[1]
    content = path.read_bytes()
    cut = at % len(content)
    path.write_bytes(content[:cut] + junk + content[cut:])
    found = [one.intent for one in journal.all()]
    assert len(found) >= 2
    assert all(one in entries for one in found)


FOREIGN = [
    b"garbage\n",
    b"\n\n\n",
    b"\xff\xfe\x00\n",
    b"00000000 {}\n",
    b"zzzzzzzz {}\n",
    line([1, 2]),
    line("text"),
    line(None),
    line({}),
    line({"type": "intent"}),
    line({"type": "intent", "run_id": "run-1"}),
    line({"type": "outcome"}),
    line({"type": "outcome", "run_id": "run-1", "arn": "arn:of-nobody", "outcome": "applied"}),
    line({"type": "outcome", "run_id": ["run-1"], "arn": {}, "outcome": "applied"}),
    line({"type": "outcome", "run_id": "run-1", "arn": f"{HEAD}/train", "outcome": "exploded"}),
    line({"type": "outcome", "run_id": "run-1", "arn": f"{HEAD}/train", "outcome": ["applied"]}),
    line({"type": "note", "run_id": "run-1", "arn": f"{HEAD}/train", "outcome": "applied"}),
    *[
        line({"type": "intent", **vars(intent("x")), member: wrong})
        for member, wrong in [("before", []), ("add", None), ("arn", 1), ("at", None)]
    ],
    b"%08x %s\n" % (zlib.crc32(b"[" * 100_000), b"[" * 100_000),
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=range(len(FOREIGN)))
@pytest.mark.parametrize("first", [True, False])
def test_foreign_lines_are_passed_over(journal, foreign, first):
    journal.intend(intent())
    path, content = lines(journal)
    path.write_bytes(foreign + content if first else content + foreign)
    (only,) = journal.all()
    assert (only.intent, only.outcome) == (intent(), None)


def test_members_of_a_newer_version_are_passed_over(journal):
    journal.intend(intent())
    path, content = lines(journal)
    path.write_bytes(content + line({"type": "intent", **vars(intent("new")), "colour": "red"}))
    assert [one.intent.name for one in journal.all()] == ["train", "new"]


def test_other_things_in_the_folder_are_passed_over(journal):
    journal.intend(intent())
    (journal.folder / "folder.jsonl").mkdir()
    (journal.folder / "notes.txt").write_text("hello")
    os.mkfifo(journal.folder / "pipe.jsonl")
    (journal.folder / "loop.jsonl").symlink_to("loop.jsonl")
    (journal.folder / "nowhere.jsonl").symlink_to("not-there")
    assert len(journal.all()) == 1


def test_a_file_that_cannot_be_read_is_never_called_empty(journal):
    journal.intend(intent())
    (journal.folder / "broken.jsonl").symlink_to("/proc/self/mem")
    with pytest.raises(Exhausted) as caught:
        journal.run("run-1")
    assert caught.value.code == "journal-unreadable"


def test_an_outcome_is_found_in_whatever_file(journal):
    """After a failed write the rest goes to another file, which may be read first."""
    for number in range(8):
        one = intent(f"job-{number}")
        Journal(journal.folder).intend(one)
        conclude(Journal(journal.folder), one, "applied", NOW)
    assert [one.outcome for one in journal.all()] == ["applied"] * 8


def test_what_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "journal")
    with pytest.raises(Exhausted) as caught:
        journal.intend(intent())
    assert caught.value.code == "journal-unwritable"
    conclude(journal, intent(), "applied", NOW)  # the intent alone stays: not known


def test_a_disk_without_space(tmp_path):
    """`/dev/full` in the journal's place, and the same journal once there is space again."""
    journal = Journal(tmp_path)
    full = tmp_path / "full.jsonl"
    full.symlink_to("/dev/full")
    journal.lines._own = (os.getpid(), full)
    with pytest.raises(Exhausted):
        journal.intend(intent())
    journal.intend(intent("later"))
    assert [one.intent.name for one in journal.all()] == ["later"]


def test_a_line_cut_short_by_a_limit_harms_no_later_one(tmp_path):
    """RLIMIT_FSIZE cuts a write in the middle, as a quota does; then the limit is lifted."""
    printed = run(
        """
        import resource
        journal.intend(intent("first"))
        size = next(FOLDER.glob("*.jsonl")).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, resource.RLIM_INFINITY))
        try:
            journal.intend(intent("second"))
        except CostTagsError as error:
            print(error.code)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        journal.intend(intent("third"))
        conclude(intent("first"), "applied")
        """,
        tmp_path,
    )
    assert printed == ["journal-unwritable"]
    recorded = Journal(tmp_path).all()
    assert [one.intent.name for one in recorded] == ["first", "third"]
    assert [one.outcome for one in recorded] == ["applied", None]
    assert sum(b"second" in path.read_bytes() for path in tmp_path.glob("*.jsonl")) <= 1


def test_several_processes_and_threads_at_once(tmp_path):
    """A fork has its parent's journal object, threads share one, strangers share the folder."""
    code = """
    import threading
    journal.intend(intent(f"before-{os.getpid()}"))
    conclude(intent(f"before-{os.getpid()}"), "applied")
    if os.fork() == 0:
        who = "child"
    else:
        who = "parent"
    def write(number):
        for each in range(10):
            one = intent(f"{os.getpid()}-{who}-{number}-{each}")
            journal.intend(one)
            conclude(one, "applied")
    threads = [threading.Thread(target=write, args=[number]) for number in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if who == "child":
        os._exit(0)
    os.wait()
    """
    processes = [started(code, tmp_path) for _ in range(3)]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    recorded = Journal(tmp_path).all()
    assert len({one.intent.name for one in recorded}) == 3 * (1 + 2 * 3 * 10)
    assert {one.outcome for one in recorded} == {"applied"}
    assert len(list(tmp_path.glob("*.jsonl"))) == 3 * 2


def test_same_host_name_and_process_number_share_no_file(tmp_path):
    """Two containers on one home may both be process 7 of "default"."""
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.intend(intent("a"))
    other.intend(intent("b"))
    assert len(list(tmp_path.glob("*.jsonl"))) == 2


def test_a_journal_that_vanishes_is_begun_anew(journal):
    journal.intend(intent())
    path, _ = lines(journal)
    path.unlink()
    journal.intend(intent("again"))
    assert [one.intent.name for one in journal.all()] == ["again"]


def test_runs_come_oldest_first(journal):
    late = NOW + timedelta(hours=1)
    journal.intend(intent("b", "run-2", at="2026-11-23T13:00:00Z"))
    journal.intend(intent("a", "run-1", at="2026-11-23T12:00:00Z"))
    conclude(journal, intent("b", "run-2"), "conflict", late)
    assert [one.intent.name for one in journal.all()] == ["a", "b"]
