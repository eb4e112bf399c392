"""The demo's start and end: one address, no port that is taken, nobody left behind."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from running_demo import running_demo

from jupyter_cost_tags.demo import ports
from jupyter_cost_tags.problems import Misconfigured

WHO_AM_I = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"


@pytest.fixture
def taken():
    """A port of loopback that somebody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def runs(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(family, within=10):
    deadline = time.monotonic() + within
    while any(map(runs, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(runs, family))


def test_a_free_port_is_nobodys():
    port = ports.free_port()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert ports.wanted_port(port) == port


def test_a_taken_port_is_refused(taken):
    with pytest.raises(Misconfigured) as caught:
        ports.wanted_port(taken)
    assert caught.value.code == "port-taken"
    assert str(taken) in caught.value.message


def test_the_command_names_a_taken_port_and_leaves_nothing(taken, tmp_path):
    with running_demo(tmp_path, "--port", str(taken)) as demo:
        _, told = demo.process.communicate(timeout=60)
        assert demo.process.returncode == 2
    assert demo.address == ""
    assert f"Port {taken}" in told
    assert demo.sandbox is None


def test_a_clock_without_a_zone_is_a_usage_error(tmp_path):
    with running_demo(tmp_path, "--now", "2026-12-01T00:30:00") as demo:
        _, told = demo.process.communicate(timeout=60)
        assert demo.process.returncode == 2
    assert "2026-12-01T00:30:00" in told


def test_ctrl_c_ends_everything_stubborn_kernels_too(demo_day):
    lab = f"{demo_day.demo.origin}/lab/tree/Launch%20jobs.ipynb?token="
    assert demo_day.demo.address.startswith(lab)
    assert len(demo_day.family) >= 4  # server, two kernels, what the stubborn one started
    assert (demo_day.code, demo_day.told) == (0, "")
    assert gone(demo_day.family)
    assert demo_day.demo.sandbox is None


def test_aws_only_prints_what_a_shell_exports_and_serves_until_sigterm(tmp_path):
    with running_demo(
        tmp_path, "--aws-only", "--now", "2026-12-01T00:30:00Z", variables={"AWS_PROFILE": "real"}
    ) as demo:
        assert demo.address == "unset AWS_PROFILE"
        exported = {}
        while "COST_TAGS_NOW" not in exported:
            name, _, value = demo.process.stdout.readline().removeprefix("export ").partition("=")
            exported[name] = shlex.split(value)[0]
        asked = subprocess.run(
            [sys.executable, "-c", WHO_AM_I],
            env={"PATH": os.environ["PATH"], **exported},
            capture_output=True,
            text=True,
            check=True,
        )
        assert asked.stdout.strip() == "111122223333"
        for name in ("RESOURCE_METADATA_FILE", "COST_TAGS_POLICY", "COST_TAGS_HOME"):
            assert Path(exported[name]).exists()
        assert exported["COST_TAGS_GUARD_ANY_ENDPOINT"] == "1"
        code = demo.end(signal.SIGTERM)
    assert code == 0
    assert demo.sandbox is None


@pytest.mark.slow
def test_the_token_in_the_address_is_needed(tmp_path):
    with running_demo(tmp_path) as demo:
        assert demo.ask("/api/contents")["type"] == "directory"
        demo.token = "wrong"
        with pytest.raises(OSError, match="403"):
            demo.ask("/api/contents")


@pytest.mark.slow
def test_two_demos_run_side_by_side(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with running_demo(tmp_path / "a") as one, running_demo(tmp_path / "b") as other:
        assert one.origin != other.origin
        assert one.ask("/api/status")["started"]
        assert other.ask("/api/status")["started"]


@pytest.mark.slow
def test_the_server_ends_when_the_demo_is_killed(tmp_path):
    with running_demo(tmp_path) as demo:
        demo.run("pass")
        family = demo.family()
        demo.end(signal.SIGKILL)
    assert gone(family)


@pytest.mark.slow
def test_shutting_the_server_down_ends_the_demo(tmp_path):
    with running_demo(tmp_path) as demo:
        demo.send("/api/shutdown", {})
        assert demo.process.wait(timeout=20) == 0
    assert demo.sandbox is None


@pytest.mark.slow
def test_the_default_is_offered_beside_a_busy_port(tmp_path):
    port = ports.free_port()
    with running_demo(tmp_path, "--port", str(port)) as demo:
        assert demo.origin == f"http://127.0.0.1:{port}"
