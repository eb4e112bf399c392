"""The guard in whole processes: whatever makes the client, and whenever."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from guarded import INHERITED, lines, write

from jupyter_cost_tags.guard.source import Source

HEAD = """
import json, sys
from trained import training
def train(client, name):
    client.create_training_job(**training(name))
"""


@pytest.fixture
def run(folder, aws):
    """Run a script under the embedded AWS; return its output and what AWS has of each job."""
    write(folder, mode="fill")

    def script(body, **environment):
        done = subprocess.run(
            [sys.executable, "-c", HEAD + textwrap.dedent(body)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        jobs = aws.world.store.of_kind("training-job")
        return done, {job.name: job.tags for job in jobs}

    return script


def test_clients_made_before_and_after_by_any_session(run):
    _, jobs = run(
        """
        import boto3, botocore.session
        early = boto3.client("sagemaker")
        session = boto3.Session()
        core = botocore.session.get_session()
        import jupyter_cost_tags.guard as guard
        guard.install()
        guard.install()
        train(early, "early")
        train(session.client("sagemaker"), "early-session")
        train(core.create_client("sagemaker"), "early-core")
        train(boto3.client("sagemaker"), "default")
        train(boto3.Session().client("sagemaker"), "session")
        train(botocore.session.Session().create_client("sagemaker"), "core")
        """
    )
    assert len(jobs) == 6
    assert all(tags == INHERITED for tags in jobs.values())


def test_installing_imports_no_boto3_and_touches_no_aws(folder, aws):
    code = """if True:
        import sys
        import jupyter_cost_tags.guard as guard
        guard.install()
        named = {name.split(".")[0] for name in sys.modules}
        print(sorted(named & {"boto3", "pydantic", "tornado"}), "botocore.session" in sys.modules)
        """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "[] False"
    assert aws.control.calls() == []


def test_threads_and_asyncio(run):
    _, jobs = run(
        """
        import asyncio, threading, boto3
        import jupyter_cost_tags.guard as guard
        guard.install()
        client = boto3.client("sagemaker")
        threads = [threading.Thread(target=train, args=(client, f"thread-{n}")) for n in range(8)]
        for one in threads: one.start()
        for one in threads: one.join()
        async def main():
            jobs = (asyncio.to_thread(train, client, f"async-{n}") for n in range(8))
            await asyncio.gather(*jobs)
        asyncio.run(main())
        """
    )
    assert len(jobs) == 16
    assert all(tags == INHERITED for tags in jobs.values())


def test_threads_that_meet_a_new_policy_all_go_by_it(folder):
    """One of them reads the file; the others never take that for a file without rules."""
    source = Source({"COST_TAGS_GUARD_DIR": str(folder)})
    keys = [{"key": f"key-{n}", "required": True} for n in range(2000)]  # it takes a while to read
    for turn in range(5):
        write(folder, keys=keys, written=f"2026-11-23T12:00:0{turn}Z")
        together = threading.Barrier(8)

        def read(_, together=together):
            together.wait()
            return len(source.rules().rules)

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(read, range(8))) == [2000] * 8


def test_a_fork_never_waits_for_a_line_of_its_parent(run, folder):
    run(
        """
        import os, signal, threading
        from pathlib import Path
        from jupyter_cost_tags.guard.launches import LaunchFile
        file, folder, over = LaunchFile(), Path(os.environ["COST_TAGS_GUARD_DIR"]), []
        def write():
            while not over: file.write(folder, "mode", {"mode": "warn"})
        threads = [threading.Thread(target=write) for _ in range(8)]
        for one in threads: one.start()
        ends = []
        for _ in range(10):
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                file.write(folder, "mode", {"mode": "fill"})
                os._exit(0)
            ends.append(os.waitpid(child, 0)[1])
        over.append(True)
        for one in threads: one.join()
        assert ends == [0] * 10, ends
        """
    )
    assert len([line for line in lines(folder) if line.get("mode") == "fill"]) == 10


def test_a_fork_has_a_launch_file_of_its_own(run, folder):
    _, jobs = run(
        """
        import os, boto3
        import jupyter_cost_tags.guard as guard
        guard.install()
        client = boto3.client("sagemaker")
        train(client, "parent")
        child = os.fork()
        if child == 0:
            train(boto3.client("sagemaker"), "child")
            os._exit(0)
        os.waitpid(child, 0)
        """
    )
    assert jobs == {"parent": INHERITED, "child": INHERITED}
    assert len(list((folder / "launches").iterdir())) == 2
    launches = [line for line in lines(folder) if line["event"] == "launch"]
    assert {line["name"] for line in launches} == {"parent", "child"}
    loaded = {line["pid"] for line in lines(folder) if line["event"] == "loaded"}
    assert loaded == {line["pid"] for line in launches}
    assert len(loaded) == 2


def test_a_script_is_told_in_one_line_a_call(run):
    done, _ = run(
        """
        import boto3
        import jupyter_cost_tags.guard as guard
        guard.install()
        client = boto3.client("sagemaker")
        train(client, "one")
        train(client, "two")
        """
    )
    said = done.stderr.strip().splitlines()
    assert len(said) == 2
    assert said[0].startswith("Cost Tags: Launched one. Added cost-center=CC-4711")
    assert "At most ~0.92 USD" in said[0]
    assert done.stdout == ""


def test_a_broken_initializer_never_breaks_boto3(run):
    """botocore calls initializers unguarded: a fault there would end every Session()."""
    _, jobs = run(
        """
        import boto3
        import jupyter_cost_tags.guard as guard
        guard.install()
        class Odd(boto3.session.botocore.session.Session):
            def get_component(self, name):
                if name == "event_emitter" and getattr(self, "_broken", True):
                    self._broken = False
                    raise RuntimeError("no emitter")
                return super().get_component(name)
        Odd()
        train(boto3.client("sagemaker"), "fine")
        """
    )
    assert jobs["fine"] == INHERITED


def test_sessions_that_close_leave_nothing_behind(run):
    done, _ = run(
        """
        import gc, weakref, boto3
        import jupyter_cost_tags.guard as guard
        guard.install()
        session = boto3.Session()
        seen = weakref.ref(session._session)
        del session
        gc.collect()
        print(seen() is None)
        """
    )
    assert done.stdout.strip() == "True"
