"""The server tells kernels in the background; it starts, answers and stops without waiting."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from pathlib import Path

import pytest
from launch_lines import HEAD, append, launch, loaded
from sagemaker_requests import minimal

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.state.home import current_dir


@pytest.fixture
def guard():
    return True


async def until(condition):
    """Let the server work until something holds."""
    for _ in range(6000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def told():
    return "COST_TAGS_GUARD_DIR" in os.environ


def settled(extension):
    """Whether the prices were asked for as well: then nothing is under way any more."""
    guards = extension.service().guards
    return guards.told is not None and guards.told.document["rates"] is not None


async def test_kernels_started_later_are_told(call, extension):
    await until(told)
    folder = Path(os.environ["COST_TAGS_GUARD_DIR"])
    assert folder == current_dir(os.environ)
    assert json.loads((folder / "guard.json").read_bytes())["mode"] == "warn"
    code, answer = await call("GET", "guard")
    assert (code, answer["mode"], answer["written"]) == (200, "warn", "2026-11-23T12:00:00Z")
    assert "COST_TAGS_GUARD" not in os.environ


async def test_a_kernel_inherits_where_to_look(call, extension, jp_fetch, jp_serverapp):
    await until(told)
    answer = await jp_fetch("api", "kernels", method="POST", body="{}")
    kernel_id = json.loads(answer.body)["id"]
    kernel = jp_serverapp.kernel_manager.get_kernel(kernel_id)
    environ = Path(f"/proc/{kernel.provisioner.process.pid}/environ")
    wanted = f"COST_TAGS_GUARD_DIR={current_dir(os.environ)}".encode()
    await until(lambda: wanted in environ.read_bytes().split(b"\0"))
    await jp_fetch("api", "kernels", kernel_id, method="DELETE")


async def test_an_idle_server_asks_nothing_and_stays_idle(call, studio, extension, jp_serverapp):
    await until(lambda: settled(extension))
    studio.control.reset()
    before = jp_serverapp.web_app.last_activity()
    files = _files()
    for _ in range(5):
        extension.service().watch.look()
        await call("GET", "guard")
    assert studio.control.calls() == []
    assert _files() == files
    assert jp_serverapp.web_app.last_activity() == before


async def test_a_launch_reaches_the_panel(call, studio, extension):
    await until(lambda: settled(extension))
    Aws().call("sagemaker", "CreateTrainingJob", **minimal("CreateTrainingJob"))
    append(current_dir(os.environ), loaded(), launch("abc", arn=f"{HEAD}:training-job/abc"))
    for _ in range(1200):
        answer = (await call("GET", "guard"))[1]
        if answer["launches"] and answer["launches"][0]["verified"] != "pending":
            break
        await asyncio.sleep(0.05)
    (one,) = answer["launches"]
    assert (one["name"], one["verified"]) == ("abc", "incomplete")
    assert one["note"] == "It lacks cost-center, project, environment."
    assert [kernel["kernel_id"] for kernel in answer["kernels"]] == ["2f6c"]


async def test_choices(call):
    code, answer = await call("POST", "bundle", {"bundle": "churn"})
    assert (code, answer["bundle"]) == (200, "churn")
    code, answer = await call("POST", "bundle", {"bundle": "chrun"})
    assert (code, answer["problem"]["code"]) == (400, "bundle-unknown")
    choice = {"kernel_id": "k1", "path": "a.ipynb", "bundle": "ranking", "tags": {}}
    code, answer = await call("POST", "notebook", choice)
    assert (code, answer["notebooks"]) == (200, [choice])
    code, answer = await call("POST", "notebook", {**choice, "tags": {"team": "x"}})
    assert (code, answer["problem"]["code"]) == (400, "key-protected")
    code, answer = await call("POST", "guard")
    assert (code, answer["bundle"]) == (200, "churn")


async def test_a_card_is_resolved(call, studio):
    Aws().call("sagemaker", "CreateModel", **minimal("CreateModel"))
    code, answer = await call("POST", "resolve", {"kind": "model", "name": "abc"})
    assert (code, answer["state"]) == (200, "non-compliant")
    code, plan = await call("POST", "plan", {"ids": [answer["id"]], "set": {"project": "churn"}})
    assert (code, plan["changes"][0]["add"]) == (200, {"project": "churn"})
    code, answer = await call("POST", "resolve", {"kind": "model", "name": "none"})
    assert (code, answer["problem"]["code"]) == (404, "gone")
    studio.control.deny(["sagemaker:ListTags"])
    code, answer = await call("POST", "resolve", {"kind": "model", "name": "abc"})
    assert (code, answer["problem"]["iam_action"]) == (403, "sagemaker:ListTags")


async def test_an_aws_that_hangs_delays_neither_start_nor_answer_nor_stop(
    studio, configured, jp_serverapp, extension, jp_fetch
):
    """`configured` made the calls hang before the server started."""
    answer = await jp_fetch("jupyter-cost-tags", "api", "guard")
    assert json.loads(answer.body)["written"] is None
    assert not told()
    await extension.stop_extension()
    with pytest.raises(Exhausted):
        extension.service().workers.submit(lambda: None)
    studio.control.calm()


async def test_a_server_that_stops_ends_its_thread(call, extension):
    await until(told)
    await extension.stop_extension()
    await until(lambda: not any(one.name == "cost-tags-guard" for one in threading.enumerate()))


@pytest.fixture
def configured(studio):
    studio.control.add_faults([{"op": "*", "hang": 120}])


class TestTurnedOff:
    """c.CostTags.guard = False"""

    @pytest.fixture
    def guard(self):
        return False

    async def test_kernels_inherit_that_it_is_off(self, call, studio, extension):
        assert extension.service()
        assert os.environ["COST_TAGS_GUARD"] == "off"
        assert not told()
        code, answer = await call("GET", "guard")
        assert (code, answer["mode"], answer["problem"]["code"]) == (200, "off", "guard-off")
        for path, body in (
            ("guard", {}),
            ("bundle", {"bundle": None}),
            ("notebook", {"path": "a.ipynb"}),
        ):
            code, answer = await call("POST", path, body)
            assert (code, answer["problem"]["code"]) == (409, "guard-off")
        assert studio.control.calls() == []


def _files():
    home = Path(os.environ["COST_TAGS_HOME"])
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in home.rglob("*")
        if path.is_file()
    }
