"""The demo notebook launches jobs that lack tags, with boto3 and with the SageMaker SDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from running_demo import AUDIT, addresses, outside

from jupyter_cost_tags.demo import company, notebooks
from jupyter_cost_tags.demo.isolation import Sandbox, isolated
from jupyter_cost_tags.demo.run import embedded_aws, product_environment

SDK_PYTHON = Path(__file__).parents[2] / ".venv-sdk" / "bin" / "python"
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=90).execute()
nbformat.write(notebook, sys.argv[1])
"""


def executed(folder: Path, inherited: dict[str, str]):
    """Run the notebook's cells as the demo would; return the world and what they printed."""
    log = folder / "audit-log"
    log.mkdir()
    box = Sandbox(folder / "box")
    with embedded_aws(box, None) as aws:
        known = {resource.arn for resource in aws.world.store.all()}
        path = notebooks.put_notebook(box.notebooks, notebooks.offer_kernel(inherited, box.data))
        inherited = {**inherited, "PYTHONPATH": f"{AUDIT}{os.pathsep}{log}"}
        environment = isolated(inherited, box, product_environment(box, aws, None))
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", EXECUTE, str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        launched = [r for r in aws.world.store.all() if r.arn not in known]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    printed = ["".join(output.get("text", "")) for output in outputs]
    # No server has told the kernel of a policy here, and its guard says so.
    return launched, [text for text in printed if not text.startswith("Cost Tags: launches are")]


def assert_lacks_tags(job):
    assert job.kind == "training-job"
    assert job.tags["cost-center"] == "CC-4711"
    assert not {"project", "environment"} & job.tags.keys()
    # The automatic tag of Studio says whose it is.
    assert job.tags["sagemaker:user-profile-arn"].endswith(f"/{company.PROFILE}")


def test_the_notebook_is_one_without_outputs():
    path = Path(notebooks.__file__).with_name("notebook") / "launch_jobs.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not cell.get("outputs") for cell in cells)
    assert [cell["cell_type"] for cell in cells].count("code") == 2


def test_a_python_that_is_none_leaves_the_plain_kernel(tmp_path, capsys):
    kernel = notebooks.offer_kernel({notebooks.SDK_PYTHON: str(tmp_path / "no")}, tmp_path)
    assert kernel == notebooks.PLAIN
    assert notebooks.SDK_PYTHON in capsys.readouterr().err


@pytest.mark.skipif(not SDK_PYTHON.exists(), reason="needs the SDK's environment")
def test_both_cells_launch_jobs_without_required_tags(tmp_path):
    launched, printed = executed(
        tmp_path, {"PATH": os.environ["PATH"], notebooks.SDK_PYTHON: str(SDK_PYTHON)}
    )
    assert sorted(job.name[:-7] for job in launched) == ["train-boto3", "train-sdk"]
    for job in launched:
        assert_lacks_tags(job)
    assert all(text.startswith("Launched train-") for text in printed)
    assert outside(tmp_path) == []
    assert addresses(tmp_path)["socket.connect"]


def test_without_the_sdk_its_cell_says_in_one_line_how_to_get_it(tmp_path):
    launched, printed = executed(tmp_path, {"PATH": os.environ["PATH"]})
    assert [job.name[:-7] for job in launched] == ["train-boto3"]
    assert_lacks_tags(launched[0])
    assert len(printed) == 2
    assert printed[1].count("\n") == 1
    assert 'pip install "sagemaker<3"' in printed[1]
