"""The same conformance tests with the oldest boto3 we support as the client."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOOR = "boto3==1.34.*"
CONFORMANCE = (
    "control",
    "gateway",
    "jobs",
    "resources",
    "search",
    "studio_tags",
    "tagging",
    "tags",
)


def _python() -> Path:
    """Make the environment once and keep it in the cache."""
    folder = ROOT / ".cache" / "boto3-1.34"
    python = folder / "bin" / "python"
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if uv is None:
        pytest.skip("needs uv")
    if not (folder / "done").exists():
        subprocess.run([uv, "venv", "-q", "--clear", "-p", sys.executable, folder], check=True)
        packages = [FLOOR, "cbor2", "pytest>=8"]
        subprocess.run([uv, "pip", "install", "-q", "-p", python, *packages], check=True)
        (folder / "done").touch()
    return python


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_conformance_with_the_oldest_boto3():
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

    tests = [str(Path(__file__).with_name(f"test_{name}.py")) for name in CONFORMANCE]
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", "-W", "ignore", "-c", os.devnull]
    with EmbeddedAws() as server:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "EMBEDDED_AWS_URL": server.url,
        }
        done = subprocess.run(
            [_python(), "-m", "pytest", *options, "--rootdir", str(ROOT / "tests"), *tests],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
