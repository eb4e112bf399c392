"""A line is a hint: what no guard writes is no line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from launch_lines import HEAD, launch, loaded, spell

from jupyter_cost_tags.launches.lines import LONGEST, LaunchLine, Loaded, ModeChange, parse

HOSTILE = json.loads((Path(__file__).parents[1] / "corpus" / "hostile.json").read_text("utf-8"))
TEXTS = ("id", "batch", "operation", "kind", "region", "kernel_id", "cell_id", "mode", "outcome")


def parsed(line):
    return parse(spell(line).rstrip(b"\n"))


def test_a_launch_as_the_contract_has_it():
    line = parsed(
        launch(
            added={"environment": {"value": "dev", "source": "policy-default"}},
            missing=["cost-center"],
            invalid=[{"key": "environment", "value": "Prod", "suggestion": "prod"}],
            near=[{"key": "Cost-Center", "meant": "cost-center"}],
            ceiling={"amount": "3.69", "currency": "USD", "basis": "1 × ml.m5", "reason": None},
        )
    )
    assert isinstance(line, LaunchLine)
    assert (line.name, line.arn) == ("train-1", f"{HEAD}:training-job/train-1")
    assert line.added["environment"].source == "policy-default"
    assert (line.invalid[0].suggestion, line.near[0].meant) == ("prod", "cost-center")
    assert (line.ceiling.amount, line.ceiling.basis) == ("3.69", "1 × ml.m5")


def test_the_other_events():
    assert isinstance(parsed(loaded()), Loaded)
    mode = {"v": 1, "event": "mode", "at": "2026-11-23T12:00:00Z", "pid": 7, "mode": "off"}
    assert isinstance(parsed(mode), ModeChange)


def test_null_is_not_known_and_a_new_member_is_ignored():
    members = dict.fromkeys(
        ("arn", "name", "region", "given", "added", "missing", "invalid", "near", "resent")
    )
    line = parsed(launch(**members, colour="blue"))
    assert (line.arn, line.name, line.given, line.missing, line.resent) == (None, "", {}, [], False)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b'"launch"',
        b"\xff\xfe",
        b"[" * 3000,
        b'{"v": 1}',
        b'{"event": "launch"}',
        b'{"v": 2, "event": "loaded"}',
        b'{"v": 1, "event": "gone", "at": "2026-11-23T12:00:00Z", "pid": 7}',
    ],
)
def test_what_is_no_line(line):
    assert parse(line) is None


@pytest.mark.parametrize(
    "members",
    [
        {"v": 2},
        {"v": "one"},
        {"at": "yesterday"},
        {"at": "2026-11-23T12:00:00"},  # no zone
        {"at": "0001-01-01T00:00:00+14:00"},
        {"id": "short"},
        {"id": "../../etc/passwd"},
        {"operation": "Create Training"},
        {"kind": "Training Job"},
        {"outcome": "maybe"},
        {"mode": "strict"},
        {"pid": 0},
        {"pid": "7; rm"},
        {"pid": 2**40},
        {"name": "a/../../b c"},
        {"name": "x" * 300},
        {"arn": "a" * 300},
        {"given": {"k": 3}},
        {"given": {f"k{number}": "v" for number in range(51)}},
        {"given": {"k" * 129: "v"}},
        {"added": {"k": "v"}},
        {"added": {"k": {"value": "v", "source": "somebody"}}},
        {"missing": "cost-center"},
        {"missing": ["a\u202eb"]},
        {"ceiling": {"amount": "NaN"}},
        {"ceiling": {"amount": "-1"}},
        {"ceiling": {"amount": 3.5}},
        {"kernel_id": "a b"},
        {"notebook": "a\x00.ipynb"},
        {"notebook": "x" * 1100},
    ],
)
def test_a_member_that_no_guard_writes(members):
    assert parsed(launch(**members)) is None


@pytest.mark.parametrize("member", TEXTS)
def test_hostile_texts_in_what_decides(member):
    """What passes is a harmless word; nothing of it is ever a path, a key or markup."""
    passed = [text for text in HOSTILE if parsed(launch(**{member: text}))]
    assert [text for text in passed if not re.fullmatch(r"[A-Za-z0-9_.-]*", text)] == []


def test_a_hostile_name_that_aws_took_is_no_name():
    passed = [text for text in HOSTILE if parsed(launch(name=text, arn=None))]
    assert [text for text in passed if not re.fullmatch(r"[A-Za-z0-9._:/@+=,-]*", text)] == []


def test_hostile_texts_never_break_the_reader():
    for text in HOSTILE:
        line = launch(outcome="blocked", name=text, missing=[text], given={text: text})
        found = parsed(line)
        assert found is None or found.model_dump_json().encode()


def test_a_lone_surrogate_is_no_text():
    assert parse(spell(launch(missing=["\ud800"])).rstrip(b"\n")) is None


def test_a_line_has_a_longest():
    line = spell(launch()).rstrip(b"\n")
    assert parse(line + b" " * (LONGEST - len(line))) is not None
    assert parse(line + b" " * (LONGEST - len(line) + 1)) is None
