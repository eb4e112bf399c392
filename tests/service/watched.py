"""A server's watch, moved by hand, and a notebook whose launches it hears of."""

from __future__ import annotations

import os
import time
from pathlib import Path

import boto3
from launch_lines import HEAD, append, launch
from sagemaker_requests import minimal

from jupyter_cost_tags.aws import Aws, list_tags
from jupyter_cost_tags.guard.guard import Guard
from jupyter_cost_tags.guard.hook import Hook
from jupyter_cost_tags.service.watch import Pace, Watch

ADDED = {"environment": {"value": "dev", "source": "space"}}
# What ana's space, profile and domain have, and what the policy gives: all that fill may add.
FILLED = {"cost-center": "CC-4711", "project": "churn", "environment": "dev"}


class Clock:
    """A monotonic clock that moves when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def pass_by(self, seconds):
        self.now += seconds


class Watched:
    """One service and its watch; nothing moves but by `look`."""

    def __init__(self, service, aws, rescan=None, workers=None):
        self.service = service
        self.aws = aws
        self.clock = Clock()
        self.rescans = 0
        self.watch = Watch(
            service.guards,
            workers or service.workers,
            rescan or self._rescan,
            pace=Pace(),
            clock=self.clock,
        )
        service.guards.sync()
        self.watch.look()
        aws.control.reset()

    @property
    def folder(self) -> Path:
        return self.service.guards.told.folder

    def _rescan(self):
        self.rescans += 1
        return True

    def launched(self, *lines):
        """Let guards write lines, and the server look."""
        append(self.folder, *lines)
        self.watch.look()

    def settle(self, seconds=2.0):
        """Let time pass, and wait until what is due then was read."""
        self.clock.pass_by(seconds)
        self.watch.look()
        for _ in range(3000):
            if self.watch._reading is None:
                return
            time.sleep(0.005)
            self.watch.look()
        raise AssertionError("the read back never ended")

    def last(self):
        """Return the newest launch as the panel sees it."""
        return self.service.guard().launches[0]

    def mode(self, mode):
        """Change the policy's mode, as an admin does."""
        path = Path(os.environ["COST_TAGS_POLICY"])
        text = path.read_text("utf-8")
        start = text.index("mode: ")
        path.write_text(f"{text[:start]}mode: {mode}{text[text.index(chr(10), start) :]}", "utf-8")
        self.watch.look()

    def train(self, name="train-1", **tags):
        """Create a training job without a guard, and return its ARN."""
        given = [{"Key": key, "Value": value} for key, value in tags.items()]
        request = minimal("CreateTrainingJob", TrainingJobName=name, Tags=given)
        return Aws().call("sagemaker", "CreateTrainingJob", **request)["TrainingJobArn"]


def filled(name="train-1", **members):
    """Return a launch that the guard had filled."""
    return launch(name, **{"mode": "fill", "added": ADDED, **members})


def tags(arn=f"{HEAD}:training-job/train-1"):
    """Return a resource's own tags as AWS has them."""
    return {k: v for k, v in list_tags(Aws(), arn).items() if not k.startswith("sagemaker:")}


class Notebook:
    """A kernel with a guard, in this process, that goes by what the server wrote."""

    def __init__(self, watched, monkeypatch):
        monkeypatch.setenv("COST_TAGS_GUARD_DIR", str(watched.folder))
        monkeypatch.setenv("COST_TAGS_GUARD_ANY_ENDPOINT", "1")
        self.client = boto3.client("sagemaker")
        Hook(Guard())._attach_client(self.client)
