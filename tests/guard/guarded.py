"""What the guard's tests share: a guard.json, a client under guard, the launch files."""

from __future__ import annotations

import json
from pathlib import Path

import boto3
from trained import training

from jupyter_cost_tags.guard.guard import Guard
from jupyter_cost_tags.guard.hook import Hook

KEYS = [
    {"key": "cost-center", "required": True, "values": {"CC-4711": "Retail ML", "CC-4802": None}},
    {"key": "environment", "required": True, "values": {"dev": None, "prod": None}},
    {"key": "project", "required": False, "patterns": ["[a-z][a-z0-9-]{2,40}"]},
    {"key": "team", "required": False, "protected": True},
]
LAYERS = [
    {"source": "user-profile", "tags": {"cost-center": "CC-4711", "project": "churn"}},
    {"source": "policy-default", "tags": {"environment": "dev"}},
]
INHERITED = {"cost-center": "CC-4711", "project": "churn", "environment": "dev"}
RATES = {
    "as_of": "2026-11-23T12:00:00Z",
    "currency": "USD",
    "region": "us-east-1",
    "components": {"Training": {"ml.m5.xlarge": "0.23"}},
}
DOCUMENT = {
    "version": 1,
    "written": "2026-11-23T12:00:00Z",
    "identity": {"account": "111122223333", "region": "us-east-1"},
    "policy": "policy",
    "mode": "warn",
    "keys": KEYS,
    "bundles": {
        "churn": {"cost-center": "CC-4802", "environment": "prod", "project": "churn"},
        "ranking": {"project": "ranking", "cost-center": "CC-4711"},
    },
    "exempt": {"kinds": [], "name_patterns": ["tmp-.*"]},
    "layers": LAYERS,
    "bundle": None,
    "notebooks": {},
    "propagated": {},
    "confirm_above": None,
    "rates": RATES,
}


def document(**members):
    """Return a guard.json with some members replaced."""
    return {**DOCUMENT, **members}


def write(folder, **members):
    """Write guard.json into a folder, as the server does."""
    folder.mkdir(exist_ok=True)
    made = folder / "new"
    made.write_text(json.dumps(document(**members)), "utf-8")
    made.replace(folder / "guard.json")


def pairs(tags):
    """Return tags in AWS's form."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def lines(folder):
    """Return the lines of all launch files, oldest first."""
    files = sorted((Path(folder) / "launches").glob("*.jsonl"), key=lambda one: one.stat().st_ino)
    return [json.loads(line) for one in files for line in one.read_text("utf-8").splitlines()]


class Guarded:
    """A client under guard, on its own: no other session of this process is seen."""

    def __init__(self, folder, aws):
        self.folder = folder
        self.aws = aws
        self.guard = Guard()
        self.client = boto3.client("sagemaker")
        self.hook = Hook(self.guard)
        self.hook._attach_client(self.client)

    def goes_by(self, **members):
        """Change guard.json."""
        write(self.folder, **members)

    def train(self, name="train-1", **more):
        """Create a training job; return the tags that it has then."""
        answer = self.client.create_training_job(**training(name, **more))
        return self.tags(answer["TrainingJobArn"])

    def tags(self, arn):
        """Return a resource's tags as AWS has them, past the guard."""
        found = self.aws.world.store.get(arn)
        return {k: v for k, v in found.tags.items() if not k.startswith("sagemaker:")}

    def launches(self):
        """Return what the server is told of launches."""
        return [line for line in lines(self.folder) if line["event"] == "launch"]
