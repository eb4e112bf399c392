"""SageMaker's own SDKs under guard, each in its own environment, against the embedded AWS."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from guarded import INHERITED, lines, write
from kernels import MIME

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
V2 = ROOT / ".venv-sdk" / "bin" / "python"
V3 = ROOT / ".venv-sdk3" / "bin" / "python"
ONE_CALL = {
    "v2-fit": "training-job",
    "v2-run": "processing-job",
    "v2-model": "model",
    "v2-endpoint": "endpoint",
    "v2-transform": "transform-job",
    "v2-tuning": "hyper-parameter-tuning-job",
    "v2-pipeline": "pipeline",
}


@pytest.fixture
def run(folder, aws, tmp_path):
    """Run one of the scripts beside this file; return what AWS has by name, and the launches."""
    write(folder, mode="fill")

    def script(python, name, **environment):
        isolated = {
            **aws.environment(),
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TERM": "dumb",
            "COST_TAGS_GUARD_DIR": str(folder),
            "COST_TAGS_GUARD_ANY_ENDPOINT": "1",
            "SAGEMAKER_USER_CONFIG_OVERRIDE": str(HERE.parent / "demo" / "sdk_config.yaml"),
            "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
            **environment,
        }
        done = subprocess.run(
            [python, "-W", "ignore", HERE / name],
            env=isolated,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert "launch guard failed" not in done.stderr
        found = {one.name: one for one in aws.world.store.all() if one.kind in ONE_CALL.values()}
        return found, [line for line in lines(folder) if line["event"] == "launch"]

    return script


def own(resource):
    """Return a resource's tags without those of AWS and the SDK."""
    return {key: value for key, value in resource.tags.items() if ":" not in key}


@pytest.mark.timeout(180)
def test_each_class_of_sdk_v2(run):
    found, launches = run(V2, "sdk_v2.py")
    for name, kind in ONE_CALL.items():
        assert found[name].kind == kind
        assert own(found[name]) == INHERITED, name
    operations = [launch["operation"] for launch in launches]
    assert operations.count("CreatePipeline") == 2  # the second is refused: it exists
    assert operations[-2:] == ["UpdatePipeline", "StartPipelineExecution"]
    assert [launch["outcome"] for launch in launches].count("refused") == 1
    step = next(launch for launch in launches if launch["operation"] == "UpdatePipeline")
    assert step["steps"] == [{"name": "train", "missing": ["cost-center", "environment"]}]


@pytest.mark.timeout(180)
def test_each_class_of_sdk_v3(run):
    found, launches = run(V3, "sdk_v3.py")
    names = {"v3-run", "v3-tuning", "v3-model", "v3-endpoint", "v3-transform"}
    trained = {name for name in found if name.startswith("v3-train-")}
    assert names < found.keys()
    assert len(trained) == 1
    for name in names | trained:
        assert own(found[name]) == INHERITED, name
    assert {launch["outcome"] for launch in launches} == {"sent"}
    assert len(launches) == 7


def test_aiobotocore(run):
    found, launches = run(V3, "with_aiobotocore.py")
    assert {name: own(one) for name, one in found.items()} == {
        "early": INHERITED,
        "late": INHERITED,
    }
    assert [launch["outcome"] for launch in launches] == ["sent", "sent"]


def test_papermill(folder, aws, tmp_path):
    """No server, no page: the kernel of the environment is guarded, and the card is kept."""
    write(folder, mode="fill")
    code = f"import sys; sys.path.insert(0, {str(HERE)!r})\nimport boto3\n"
    code += "from trained import training\n"
    code += "boto3.client('sagemaker').create_training_job(**training('milled'))"
    cell = {"cell_type": "code", "source": code, "metadata": {}, "outputs": []}
    notebook = {"nbformat": 4, "nbformat_minor": 4, "cells": [{**cell, "execution_count": None}]}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    (tmp_path / "in.ipynb").write_text(json.dumps(notebook), "utf-8")
    mill = [V3, "-m", "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb"]
    done = subprocess.run(mill, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    job = next(iter(aws.world.store.of_kind("training-job")))
    assert own(job) == INHERITED
    outputs = json.loads((tmp_path / "out.ipynb").read_text("utf-8"))["cells"][-1]["outputs"]
    card = next(one["data"] for one in outputs if MIME in one.get("data", {}))
    assert card[MIME]["verdict"] == "filled"
    assert "Launched milled. Added" in "".join(card["text/plain"])
