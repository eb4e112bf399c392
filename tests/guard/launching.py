"""What cells of a kernel run first, and what tests look at afterwards."""

from __future__ import annotations

from pathlib import Path

from guarded import lines

HELPERS = Path(__file__).parent
SETUP = f"""
import sys; sys.path.insert(0, {str(HELPERS)!r})
import boto3
from trained import training
client = boto3.client("sagemaker")
def train(name="train-1", **more):
    client.create_training_job(**training(name, **more))
"""


def of(aws, name="train-1", kind="training-job"):
    """Return the tags of a job as AWS has them."""
    return next(one.tags for one in aws.world.store.of_kind(kind) if one.name == name)


def told(kernel):
    return [line for line in lines(kernel.folder) if line["event"] == "launch"]
