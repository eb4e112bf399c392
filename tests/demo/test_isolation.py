"""The demo sees nothing of the user's machine, and nothing leaves loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from poison import canary, poisoned_home, poisoned_variables
from running_demo import AUDIT, addresses, outside, running_demo

from jupyter_cost_tags.demo.isolation import Sandbox, in_force, isolated

ESCAPE = """
import urllib.request
try:
    urllib.request.urlopen("http://192.0.2.1/", timeout=5)
except OSError as error:
    print(type(error).__name__)
"""
# Without a route out of the machine, and loopback up.
NO_NETWORK = ("unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@pytest.fixture
def trap(tmp_path):
    """A canary, and the variables of a home that leads to it."""
    with canary(tmp_path) as made:
        home = poisoned_home(made, tmp_path / "home")
        yield made, {"HOME": str(home), **poisoned_variables(made, home)}


def test_no_poisoned_variable_keeps_its_value(trap, tmp_path):
    _, poisoned = trap
    seen = isolated({**os.environ, **poisoned}, Sandbox(tmp_path / "box"), {})
    kept = {name for name, value in poisoned.items() if seen.get(name) == value}
    assert kept == set()


def test_a_variable_that_nobody_thought_of_is_left_out(tmp_path):
    strange = {"AWS_TOMORROW": "x", "SAGEMAKER_NEW": "x", "MY_PROXY": "x", "LC_ALL": "C.UTF-8"}
    seen = isolated(strange, Sandbox(tmp_path / "box"), {})
    assert {name for name in strange if name in seen} == {"LC_ALL"}


def test_every_folder_is_in_the_sandbox(tmp_path):
    box = Sandbox(tmp_path / "box")
    paths = [v for k, v in box.variables().items() if "proxy" not in k.lower() and v != "1"]
    assert len(paths) > 8
    assert all(path.startswith(str(box.root)) for path in paths)


def test_the_environment_comes_back(tmp_path):
    before = dict(os.environ)
    with in_force({"ONLY": "this"}):
        assert dict(os.environ) == {"ONLY": "this"}
    assert dict(os.environ) == before


def test_a_poisoned_machine_stays_untouched(demo_day):
    kept = {name for name, value in demo_day.poisoned.items() if demo_day.seen.get(name) == value}
    assert kept == set()
    assert "999999999999" not in json.dumps(demo_day.scanned)
    assert demo_day.scanned["problem"] is None
    assert demo_day.canary.touches() == []
    assert outside(demo_day.folder) == []
    # The record itself works: it saw server and kernel talk to the embedded AWS.
    port = int(demo_day.seen["AWS_ENDPOINT_URL"].rpartition(":")[2])
    assert f"('127.0.0.1', {port})" in addresses(demo_day.folder)["socket.connect"]


def test_the_record_would_see_an_escape(tmp_path):
    log = tmp_path / "audit-log"
    log.mkdir()
    escape = "import socket; s = socket.socket(); s.setblocking(False); s.connect_ex({})"
    subprocess.run(
        [sys.executable, "-c", escape.format("('192.0.2.1', 9)")],
        env={"PYTHONPATH": f"{AUDIT}{os.pathsep}{log}"},
        check=True,
    )
    assert outside(tmp_path) == ["socket.connect ('192.0.2.1', 9)"]


@pytest.mark.slow
def test_who_tries_to_leave_is_refused(tmp_path):
    with running_demo(tmp_path) as demo:
        assert demo.run(ESCAPE).strip() == "URLError"
        assert demo.end() == 0
    assert outside(tmp_path) == []


@pytest.mark.slow
@pytest.mark.skipif(
    subprocess.run([*NO_NETWORK, "true"], check=False, capture_output=True).returncode != 0,
    reason="needs the right to make a network namespace",
)
def test_it_needs_no_network(tmp_path):
    with running_demo(tmp_path, through=NO_NETWORK) as demo:
        assert demo.address.startswith("http://127.0.0.1:")
        assert demo.end() == 0
