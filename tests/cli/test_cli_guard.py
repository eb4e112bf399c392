"""`guard sync` writes what kernels go by; `guard status` shows it from the files alone."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from launch_lines import append, launch, loaded

from jupyter_cost_tags.state.home import current_dir


def folder():
    return current_dir(os.environ)


def test_sync(studio, ask):
    told = ask("guard", "sync")
    assert told.code == 0
    found = told.json
    path = Path(found["file"])
    assert path == folder() / "guard.json"
    content = json.loads(path.read_bytes())
    assert (content["mode"], content["rates"]["currency"]) == ("warn", "USD")
    assert (found["mode"], found["age_seconds"], found["demo"]) == ("warn", 0, True)
    assert found["identity"]["user_profile"] == "ana"
    assert found["rates_as_of"] == found["written"] == "2026-11-23T12:00:00Z"


def test_sync_for_people(studio, run):
    told = run("guard", "sync")
    assert told.code == 0
    assert "guard.json" in told.out
    assert "111122223333 / us-east-1 / ana" in told.out
    assert "No running kernel has a guard." in told.err
    assert "DEMO DATA" in told.err


def test_status_without_anything(studio, ask, run):
    told = ask("guard", "status")
    assert (told.code, told.json["file"], told.json["written"]) == (1, None, None)
    assert told.json["problem"]["code"] == "guard-not-written"
    assert told.json["mode"] is None
    people = run("guard", "status")
    assert "jupyter cost-tags guard sync" in people.err
    assert "not known" in people.out
    assert studio.control.calls() == []


def test_status_reads_files_only(studio, ask):
    ask("guard", "sync")
    append(folder(), loaded(), launch("job-a", missing=["cost-center"]))
    append(folder(), launch("job-b", outcome="blocked", arn=None, at="2026-11-23T12:00:01Z"))
    append(folder(), loaded(kernel_id="over"), name="999999999-aaaa.jsonl")
    studio.control.reset()
    told = ask("guard", "status")
    assert told.code == 0
    launches = [(one["name"], one["verified"]) for one in told.json["launches"]]
    assert launches == [("job-b", "gone"), ("job-a", "pending")]
    assert [one["kernel_id"] for one in told.json["kernels"]] == ["2f6c"]
    assert studio.control.calls() == []


def test_status_for_people(studio, run, monkeypatch):
    run("guard", "sync")
    added = {"environment": {"value": "dev", "source": "space"}}
    append(folder(), loaded(), launch("job-a", missing=["cost-center"], added=added))
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T15:30:00Z")
    told = run("guard", "status")
    assert "3 hours ago" in told.out
    for text in ("work/a.ipynb", "job-a", "training", "pending", "sent"):
        assert text in told.out
    said = " ".join(told.out.split())
    assert "added environment; went out without cost-center" in said


def test_status_as_csv(studio, run):
    run("guard", "sync")
    append(folder(), launch("job-a", missing=["cost-center"]))
    rows = run("guard", "status", "--format", "csv").out.splitlines()
    assert rows[0].startswith("at,kind,name,outcome,verified,added,missing,note")
    assert rows[1].startswith("2026-11-23T12:00:00Z,training-job,job-a,sent,pending,,cost-center")


def test_status_follows_what_kernels_inherit(studio, ask, monkeypatch, tmp_path):
    ask("guard", "sync")
    other = tmp_path / "other"
    shutil.copytree(folder(), other)
    content = json.loads((other / "guard.json").read_bytes())
    (other / "guard.json").write_text(json.dumps({**content, "mode": "block"}))
    monkeypatch.setenv("COST_TAGS_GUARD_DIR", str(other))
    assert ask("guard", "status").json["mode"] == "block"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{bad",
        b"[]",
        b'{"version": 2}',
        b'{"version": 1, "policy": "policy", "mode": "strict"}',
        b'{"version": 1, "policy": "policy", "mode": "warn", "written": "yesterday"}',
        b'{"version": 1, "policy": "policy", "mode": "warn"}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_no_kernel_takes(studio, ask, content):
    ask("guard", "sync")
    (folder() / "guard.json").write_bytes(content)
    told = ask("guard", "status")
    assert (told.code, told.json["problem"]["code"]) == (1, "guard-unreadable")


def test_a_file_with_odd_members_is_no_crash(studio, ask):
    ask("guard", "sync")
    path = folder() / "guard.json"
    content = json.loads(path.read_bytes())
    odd = {"identity": "ana", "rates": [], "bundle": {"a": 1}, "written": "2026-11-23T12:00:00Z"}
    path.write_text(json.dumps({**content, **odd}))
    told = ask("guard", "status")
    assert (told.code, told.json["problem"]["code"]) == (1, "guard-unreadable")


def test_sync_without_aws(studio, ask):
    studio.control.add_faults([{"op": "*", "code": "ExpiredToken", "status": 403}])
    told = ask("guard", "sync")
    assert (told.code, told.problem["code"]) == (3, "credentials-expired")
    assert folder() is None


def test_sync_with_a_policy_that_was_never_read(studio, ask, tmp_path, monkeypatch):
    (tmp_path / "odd.yaml").write_text("version: 1\nmode: wran\n")
    monkeypatch.setenv("COST_TAGS_POLICY", str(tmp_path / "odd.yaml"))
    told = ask("guard", "sync")
    assert (told.code, told.json["problem"]["code"]) == (2, "policy-invalid")


def test_sync_on_a_disk_that_can_t_be_written(studio, ask, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COST_TAGS_HOME", str(tmp_path / "file"))
    told = ask("guard", "sync")
    assert (told.code, told.problem["code"]) == (3, "guard-unwritable")


def test_prices_that_nobody_may_read_are_said(studio, run):
    studio.control.deny(["pricing:GetProducts"])
    told = run("guard", "sync")
    assert told.code == 0
    assert "pricing:GetProducts" in told.err


def test_help_teaches(run):
    told = run("guard", "--help")
    assert "sync" in told.out
    assert "status" in told.out
    assert "For example" in run("guard", "sync", "--help").out
