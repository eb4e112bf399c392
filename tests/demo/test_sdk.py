"""The SageMaker Python SDK v2 launches jobs here, and talks to nobody else."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".venv-sdk" / "bin" / "python"


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.skipif(not PYTHON.exists(), reason="needs the SDK's environment")
def test_the_sdk_launches_and_waits(aws, tmp_path):
    aws.world.job_duration = timedelta(seconds=1)
    environment = {
        **aws.environment(),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SAGEMAKER_USER_CONFIG_OVERRIDE": str(HERE / "sdk_config.yaml"),
        "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
        "TERM": "dumb",
    }
    done = subprocess.run(
        [PYTHON, "-W", "ignore", HERE / "sdk_launch.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "amazonaws.com" not in done.stderr
    names = {r.name for r in aws.world.store.of_kind("training-job", "processing-job")}
    assert names == {"from-the-sdk", "processed-by-the-sdk"}
    assert aws.control.counts()["s3:PutObject"] >= 1
