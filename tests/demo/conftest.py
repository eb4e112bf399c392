"""boto3 clients of the empty account."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from aws_clients import Clients
from botocore.exceptions import ClientError
from poison import Canary, canary, poisoned_home, poisoned_variables
from running_demo import RunningDemo, running_demo


@pytest.fixture(scope="session")
def clients(empty_account):
    return Clients(empty_account.url)


@pytest.fixture
def client(aws, clients):
    return clients


@pytest.fixture
def sagemaker(client):
    return client("sagemaker")


@pytest.fixture
def tagging(client):
    return client("resourcegroupstaggingapi")


@pytest.fixture
def remote():
    """True where the server runs elsewhere, with another botocore than the client's."""
    return "EMBEDDED_AWS_URL" in os.environ


@pytest.fixture
def refused():
    """Return the code and the message of the error that a call must end in."""

    def run(operation, **params):
        with pytest.raises(ClientError) as caught:
            operation(**params)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    return run


LAUNCH = """
import boto3, json, os
boto3.client("sagemaker").create_training_job(
    TrainingJobName="from-the-kernel",
    RoleArn="arn:aws:iam::111122223333:role/DataScientist",
    AlgorithmSpecification={"TrainingImage": "train:1", "TrainingInputMode": "File"},
    OutputDataConfig={"S3OutputPath": "s3://bucket/out"},
    ResourceConfig={"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
    StoppingCondition={"MaxRuntimeInSeconds": 3600},
)
print(json.dumps(dict(os.environ)))
"""
STUBBORN = """
import signal, subprocess, sys
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
get_ipython().kernel.do_shutdown = None
"""


@dataclass(frozen=True)
class DemoDay:
    """A demo that was started on a poisoned machine, used, and ended by Ctrl-C."""

    folder: Path
    canary: Canary
    poisoned: dict[str, str]
    demo: RunningDemo
    seen: dict[str, str]  # a kernel's environment
    scanned: dict[str, Any]
    family: list[psutil.Process]
    code: int
    told: str  # after the address


@pytest.fixture(scope="session")
def demo_day(tmp_path_factory):
    """One for all: JupyterLab takes its time to start."""
    folder = tmp_path_factory.mktemp("demo")
    with canary(folder) as trap:
        home = poisoned_home(trap, folder / "home")
        poisoned = {"HOME": str(home), **poisoned_variables(trap, home)}
        with running_demo(folder, variables=poisoned) as demo:
            seen = json.loads(demo.run(LAUNCH).splitlines()[-1])
            demo.ask("/jupyter-cost-tags/api/whoami", {"force": True})
            demo.ask("/jupyter-cost-tags/api/spend", {"force": True})
            scanned = demo.ask("/jupyter-cost-tags/api/scan", {"force": True})
            demo.run(STUBBORN)
            family = demo.family()
            code = demo.end(signal.SIGINT)
            told = demo.process.stdout.read()
        yield DemoDay(folder, trap, poisoned, demo, seen, scanned, family, code, told)
