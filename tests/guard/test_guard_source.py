"""What may be wrong with guard.json or the disk: one line says so, and the call goes out."""

from __future__ import annotations

import json
import os

import pytest
from guarded import INHERITED, pairs


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (None, "no policy reaches"),
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[]", "another version"),
        ('{"version": 2}', "another version"),
        ('{"version": 1, "policy": "policy", "mode": "shout"}', "no mode"),
        ('{"version": 1, "policy": "policy", "mode": "block", "keys": [{"key": 1}]}', "no name"),
        ('{"version": 1, "policy": "policy", "mode": "block", "keys": 7}', "malformed"),
        ("[" * 100_000, "malformed"),
    ],
)
def test_a_guard_file_that_can_not_be_used_lets_calls_out(guarded, capsys, text, word):
    path = guarded.folder / "guard.json"
    path.unlink() if text is None else path.write_text(text)
    assert guarded.train() == {}
    guarded.train("train-2")
    said = [line for line in capsys.readouterr().err.splitlines() if "not checked" in line]
    assert len(said) == 1
    assert word in said[0]
    assert "guard sync" in said[0]
    guarded.goes_by(mode="fill")
    assert guarded.train("train-3") == INHERITED


def test_a_guard_file_of_another_space_is_not_used(guarded, capsys, monkeypatch, tmp_path):
    metadata = tmp_path / "metadata.json"
    metadata.write_text(json.dumps({"DomainId": "d-1", "SpaceName": "ben-lab"}))
    monkeypatch.setenv("RESOURCE_METADATA_FILE", str(metadata))
    guarded.goes_by(mode="block", identity={"domain_id": "d-1", "space": "ana-lab"})
    assert guarded.train() == {}
    assert "another domain or space" in capsys.readouterr().err
    guarded.goes_by(mode="fill", identity={"domain_id": "D-1", "space": "Ben-Lab"})
    assert guarded.train("train-2") == INHERITED


def test_the_folder_follows_the_home_when_no_server_named_one(guarded, monkeypatch, tmp_path):
    from jupyter_cost_tags.state.home import mark_current, state_dir

    home = tmp_path / "state-home"
    monkeypatch.setenv("COST_TAGS_HOME", str(home))
    folder = state_dir(os.environ, "1", "r", None, "ana")
    mark_current(folder)
    monkeypatch.delenv("COST_TAGS_GUARD_DIR")
    guarded.folder = folder
    guarded.goes_by(mode="fill")
    assert guarded.train() == INHERITED


def test_a_fault_of_the_guard_never_fails_the_call(guarded, caplog):
    """Even in mode block; it is logged once."""
    guarded.goes_by(mode="block")
    guarded.guard.source = None
    assert guarded.train() == {}
    guarded.train("train-2")
    assert len([one for one in caplog.records if "launch guard failed" in one.message]) == 1


def test_a_disk_that_can_not_be_written_is_said_once(guarded, capsys):
    (guarded.folder / "launches").write_text("no folder")
    guarded.goes_by(mode="fill")
    assert guarded.train() == INHERITED
    guarded.train("train-2")
    assert capsys.readouterr().err.count("can't be told of launches") == 1


def test_a_long_launch_stays_one_short_line(guarded):
    tags = pairs({f"key-{n}" * 12: "värde" * 40 for n in range(48)})
    guarded.train(Tags=tags)
    for file in (guarded.folder / "launches").iterdir():
        assert all(len(line) <= 4000 for line in file.read_bytes().splitlines(keepends=True))
    assert guarded.launches()[-1]["name"] == "train-1"
