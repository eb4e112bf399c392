"""What holds releases together must be able to say no."""

from __future__ import annotations

import itertools
import json
from email.message import Message
from pathlib import Path

import audit
import check_release
import leftovers
import matrix
import matrix_row
import pytest

ROOT = Path(__file__).parents[2]
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
LABS = ("4.2", "4.3", "4.4", "4.5", "4.6")


def minor(version: object) -> str:
    return ".".join(str(version).split(".")[:2])


def test_every_python_meets_every_jupyterlab_with_old_and_new_clients():
    rows = matrix.rows()
    met = {(row.python, minor(row.pins["jupyterlab"])) for row in rows}
    assert met == set(itertools.product(PYTHONS, LABS))
    assert len({row.name for row in rows}) == len(rows) == len(met)
    for name, wanted in (
        ("boto3", {"1.34", "1.37", "newest"}),
        ("jupyter_server", {"2.14", "newest"}),
    ):
        tried = {minor(row.pins.get(name, "newest")) for row in rows}
        assert wanted <= tried


def test_oldest_row_is_what_pyproject_allows():
    oldest = next(row for row in matrix.rows() if row.name == "oldest")
    floors = (ROOT / "requirements" / "floor.in").read_text(encoding="utf-8")
    for name, version in oldest.pins.items():
        assert f"{name}=={version}" in floors


@pytest.fixture
def installed(tmp_path):
    prefix, home = tmp_path / "env", tmp_path / "somebody"
    (prefix / "lib").mkdir(parents=True)
    (prefix / "lib" / "theirs.py").write_text("a = 1\n")
    home.mkdir()
    leftovers.seed(home)
    return prefix, home, leftovers.Seen.of(prefix, home)


def test_nothing_is_left(installed):
    prefix, home, seen = installed
    compiled = prefix / "lib" / "__pycache__"
    compiled.mkdir()
    (compiled / "theirs.cpython-312.pyc").touch()
    state = home / ".local" / "share" / "jupyter" / "cost-tags" / "0123"
    state.mkdir(parents=True)
    (state / "cache.sqlite").touch()
    assert seen.left() == []


def test_what_is_left_is_named(installed):
    prefix, home, seen = installed
    (prefix / "etc").mkdir()
    (prefix / "lib" / "__pycache__").mkdir()
    (prefix / "lib" / "__pycache__" / "_jupyter_cost_tags_guard.cpython-312.pyc").touch()
    (prefix / "lib" / "theirs.py").write_text("a = 12\n")
    (home / ".ipython" / "profile_default" / "startup" / "00-jupyter-cost-tags.py").touch()
    theirs = next(iter(leftovers.THEIRS))
    (home / theirs).write_text("{}")
    told = "\n".join(seen.left())
    for words in (
        "left behind: etc/",
        "left behind: lib/__pycache__/_jupyter_cost_tags_guard",
        "changed: lib/theirs.py",
        f"settings changed: {theirs}",
        "left in the home: .ipython/profile_default/startup/00-jupyter-cost-tags.py",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("packages", "words"),
    [
        ([{"name": "boto3", "version": "1", "vulns": []}], "clean, 1 packages"),
        ([{"name": "boto3", "skip_reason": "not found"}], "not audited here"),
        (
            [{"name": "boto3", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}],
            "boto3 1: X-1, better 2",
        ),
    ],
)
def test_what_was_skipped_is_not_clean(packages, words):
    assert words in str(audit.read("it", json.dumps({"dependencies": packages})))


def test_no_answer_is_not_clean():
    assert "not audited here" in str(audit.read("it", ""))


def test_a_dependency_that_images_lack_is_named():
    metadata = Message()
    for line in ("boto3>=1.43.50", "left-pad>=1", "typer>=0.9", 'moto==5; extra == "demo"'):
        metadata["Requires-Dist"] = line
    found = list(check_release.of_dependencies(metadata))
    assert "image 2.2.5 has boto3 1.34.162: the base install would replace it" in found
    assert "image 4.4.1 has no left-pad: the base install would add it" in found
    assert not any("typer" in line or "moto" in line for line in found)
    assert not any("image 4.4.1 has boto3" in line for line in found)


def test_a_version_that_is_none_is_refused():
    assert not check_release.SEMANTIC.fullmatch("1.2")
    assert not check_release.SEMANTIC.fullmatch("01.2.3")
    assert check_release.SEMANTIC.fullmatch("1.2.3-rc.1")


def test_a_row_without_its_python_is_never_ok():
    row = matrix_row.Row("none", "3.10", {})
    assert matrix_row.Result(row, unavailable="no Python 3.10").verdict.startswith("not available")
    assert matrix_row.Result(row, failed=["x"]).verdict == "FAILS"
    tried = [matrix_row.Result(row, unavailable="no Python 3.10")]
    assert matrix.summarize(tried, every=True) == 1
