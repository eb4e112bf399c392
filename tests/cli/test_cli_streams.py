"""What people and pipes get: tables, CSV, help, marks, Ctrl-C, a terminal to agree on."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from jupyter_cost_tags.cli.output import visible
from jupyter_cost_tags.demo.company.jobs import TRAINING, Launch, launch
from jupyter_cost_tags.state.spreadsheet import harmless

COMMANDS = (
    "whoami", "scan", "fix", "undo", "spend", "estimate", "lint", "demo", "policy show",
    "policy check", "running", "stop", "snapshot", "cur sql", "cur run", "cur report",
    "report statement",
)  # fmt: skip
LONG = "a-very-long-training-job-name-that-uses-all-sixty-three-letters"
PROFILE = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-nw7x4k2m9qpa/ana"
HOSTILE = ("=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "[red]markup[/red]")
FLOOR = Path(__file__).parents[2] / ".venv-floor" / "bin" / "python"


@pytest.fixture
def hostile(studio):
    """A job of ana's with a long name, whose tags spreadsheets and terminals dislike."""
    tags = {"sagemaker:user-profile-arn": PROFILE, "project": "x\u2028y", "=key": "@v"}
    created = studio.world.now() - timedelta(hours=3)
    launch(studio.world, Launch(LONG, TRAINING, "ml.m5.large", created, 1.0, tags))
    return studio


def command(*words, python=sys.executable):
    return [str(python), "-m", "jupyter_cost_tags.cli", *words]


def ended(words, **more):
    return subprocess.run(words, check=False, capture_output=True, text=True, **more)


def test_tables_fit_in_80_columns_and_lose_no_name(hostile, run):
    for words in (("whoami",), ("scan",), ("spend",), ("fix", "--from-scan", "--dry-run")):
        told = run(*words)
        assert told.out
        assert max(map(len, told.out.splitlines())) <= 80, words
    scanned = run("scan").out
    assert LONG in re.sub(r"\s+", "", scanned)
    rows = [line for line in scanned.splitlines() if "train-xgb-0412" in line]
    assert len(rows) == 1  # an ordinary name stays whole, on one line
    assert "missing project" in scanned
    assert "counts from now" in scanned
    assert "history" in scanned or "record" in scanned


def test_what_needs_action_comes_first(studio, run):
    lines = run("scan").out.splitlines()
    assert "train-xgb-0412" in lines[1]


def test_control_and_direction_characters_are_visible():
    assert visible("a\x1b[31mb\u202ec\u2028d") == "a\\u001b[31mb\\u202ec\\u2028d"
    assert visible(None) == ""


def test_csv_is_safe_to_open_in_a_spreadsheet(hostile, run):
    for words in (("whoami",), ("scan",), ("spend",), ("fix", "--from-scan", "--dry-run")):
        told = run(*words, "--format", "csv")
        header, *rows = csv.reader(io.StringIO(told.out))
        assert rows
        assert {len(row) for row in rows} == {len(header)}
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for row in rows for cell in row)
        assert not any(re.match(r"-[^0-9]", cell) for row in rows for cell in row)
        assert header[-1] == "note"
        assert {row[-1] for row in rows} == {"DEMO DATA"}
    scanned = list(csv.DictReader(io.StringIO(run("scan", "--format", "csv").out)))
    assert next(row for row in scanned if row["name"] == LONG)["tags"].startswith("'=key=@v")


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_is_a_formula_and_numbers_stay_numbers(cell):
    assert not harmless(cell).startswith(("=", "+", "-", "@"))
    assert harmless("-3.54") == "-3.54"


def test_demo_data_and_a_fixed_clock_are_marked_in_every_format(studio, run):
    for words in (("whoami",), ("scan",), ("spend",)):
        told = run(*words, "--format", "json")
        assert (told.json["demo"], told.json["clock_fixed"]) == (True, "2026-11-23T12:00:00Z")
        table = run(*words)
        assert "DEMO DATA" in table.err
        assert "clock is fixed" in table.err
        assert "DEMO DATA" not in table.out


def test_off_a_terminal_nothing_moves(studio, run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    told = run("scan", "--format", "json")
    assert "Reading jobs" not in told.err
    assert "\x1b" not in told.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches(run, name):
    told = run(*name.split(), "--help")
    assert told.code == 0
    assert f"jupyter cost-tags {name}" in told.out
    assert "For example" in told.out
    assert "Exit code" in " ".join(told.out.split()) or name == "demo"
    assert max(map(len, told.out.splitlines())) <= 80


def test_no_command_shows_the_help_and_is_a_usage_error(run):
    told = run()
    assert told.code == 2
    assert all(name.split()[0] in told.out for name in COMMANDS)


def test_a_pipe_that_closes_is_no_error(studio):
    words = " ".join(command("scan", "--scope", "all", "--format", "json"))
    done = ended(["/bin/bash", "-c", f"set -o pipefail; {words} | head -c 1"])
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_odd_terminals_take_every_character(hostile):
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    program = (
        "from jupyter_cost_tags.cli import main\n"
        "print('codes', [main(['scan', '--format', f]) for f in ('json', 'csv', 'table')])"
    )
    done = ended([sys.executable, "-c", program], env=environ)
    assert done.stdout.splitlines()[-1] == "codes [1, 1, 1]"
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_at_once_and_answers_json(studio):
    studio.control.add_faults([{"op": "sts:*", "hang": 120.0}])
    process = subprocess.Popen(
        command("scan", "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not studio.control.counts():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)  # AWS hangs for twice as long
    assert process.returncode == 130
    assert json.loads(out)["problem"]["code"] == "interrupted"
    assert "Traceback" not in err


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_on_a_terminal_it_shows_the_changes_and_asks(studio, answer, code):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("fix", "--from-scan", "--format", "json"),
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(ours, 4096)
    os.write(ours, f"{answer}\n".encode())
    out = json.loads(process.stdout.read())
    assert process.wait(30) == code
    os.close(ours)
    process.stdout.close()
    assert b"Reading jobs" in said  # progress, on a terminal
    assert b"project=churn" in said
    if answer == "y":
        assert {result["outcome"] for result in out["results"]} == {"applied"}
    else:
        assert out["problem"]["code"] == "not-confirmed"
        assert "sagemaker:AddTags" not in studio.control.counts()


def test_the_oldest_supported_releases_answer_the_same(studio, ask):
    """typer 0.9 (with click itself), pydantic 2.5, boto3 1.34."""
    if not FLOOR.exists():
        pytest.skip("make env-floor builds it")

    def old(*words):
        return ended(command(*words, python=FLOOR))

    told = old("scan", "--format", "json")
    assert told.returncode == 1
    assert json.loads(told.stdout) == ask("scan").json
    whoami = json.loads(old("whoami", "--format", "json").stdout)
    assert whoami == {**ask("whoami").json, "tag_propagation": "unknown"}  # newer than boto3 1.34
    wrong = old("scan", "--nope", "--format", "json")
    assert wrong.returncode == 2
    assert json.loads(wrong.stdout) == ask("scan", "--nope").json
    assert old().returncode == 2
    assert "For example" in old("fix", "--help").stdout


@pytest.mark.slow
@pytest.mark.parametrize("words", [("whoami",), ("scan",), ("spend",), ("fix", "--from-scan")])
@pytest.mark.parametrize("operation", ["*", "sagemaker:*", "ce:*", "tag:*"])
@pytest.mark.parametrize("fault", [{"hang": 90.0}, {"drip": 1.0}])
def test_no_command_waits_longer_than_half_a_minute(studio, ask, words, operation, fault):
    studio.control.add_faults([{"op": operation, **fault}])
    started = time.monotonic()
    ask(*words)
    assert time.monotonic() - started < 32
