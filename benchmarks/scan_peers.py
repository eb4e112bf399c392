"""What a user would find untagged jobs with instead of `scan`: each returns the ARNs it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scan_account import KINDS, ROOT, VALUES

ENVIRONMENT = ROOT / ".venv-c7n"
_LISTS = {
    "training-job": ("list_training_jobs", "TrainingJobSummaries", "TrainingJobArn"),
    "processing-job": ("list_processing_jobs", "ProcessingJobSummaries", "ProcessingJobArn"),
    "transform-job": ("list_transform_jobs", "TransformJobSummaries", "TransformJobArn"),
}
_CUSTODIAN = {
    "training-job": "sagemaker-job",
    "processing-job": "sagemaker-processing-job",
    "transform-job": "sagemaker-transform-job",
}


def client(service: str) -> Any:
    """Return a client as boto3 makes it, but for room for many threads."""
    import boto3
    from botocore.config import Config

    return boto3.client(service, config=Config(max_pool_connections=32))


def listed(sagemaker: Any, kind: str) -> list[str]:
    """Return every job of a kind, a hundred a call."""
    operation, rows, arn = _LISTS[kind]
    pages = sagemaker.get_paginator(operation).paginate(PaginationConfig={"PageSize": 100})
    return [row[arn] for page in pages for row in page[rows]]


def complies(sagemaker: Any, arn: str) -> bool:
    """Read a job's tags, and judge them."""
    tags = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=arn)["Tags"]}
    return tags.get("cost-center") in VALUES


def one_by_one(threads: int) -> set[str]:
    """List each kind and read each job's tags, so many at a time."""
    sagemaker = client("sagemaker")
    arns = [arn for kind in KINDS for arn in listed(sagemaker, kind)]
    with ThreadPoolExecutor(threads) as pool:
        good = pool.map(lambda arn: complies(sagemaker, arn), arns)
        return {arn for arn, is_good in zip(arns, good, strict=True) if not is_good}


def difference() -> set[str]:
    """List each kind, and take away what the tagging API has with an allowed value."""
    tagging, sagemaker = client("resourcegroupstaggingapi"), client("sagemaker")

    def tagged() -> set[str]:
        pages = tagging.get_paginator("get_resources").paginate(
            TagFilters=[{"Key": "cost-center", "Values": list(VALUES)}],
            ResourceTypeFilters=[f"sagemaker:{kind}" for kind in KINDS],
            ResourcesPerPage=100,
        )
        return {one["ResourceARN"] for page in pages for one in page["ResourceTagMappingList"]}

    with ThreadPoolExecutor(4) as pool:
        good = pool.submit(tagged)
        lists = pool.map(lambda kind: listed(sagemaker, kind), KINDS)
        return {arn for arns in lists for arn in arns} - good.result()


def install_custodian() -> str | None:
    """Make Cloud Custodian's environment; return why that failed."""
    if (ENVIRONMENT / "bin" / "custodian").exists():
        return None
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    for words in (
        [sys.executable, "-m", "venv", str(ENVIRONMENT)],
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "c7n.txt")],
    ):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
    return None


def custodian() -> set[str]:
    """Run three policies; `query` is named since it looks only at running jobs by itself."""
    allowed = {"type": "value", "key": "tag:cost-center", "op": "in", "value": list(VALUES)}
    policies = [
        {
            "name": kind,
            "resource": f"aws.{resource}",
            "query": [{"StatusEquals": "Completed"}],
            "filters": [{"not": [allowed]}],
        }
        for kind, resource in _CUSTODIAN.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.json"
        file.write_text(json.dumps({"policies": policies}))
        words = ["run", "-s", folder, "--cache-period", "0", "-r", "us-east-1", str(file)]
        done = subprocess.run(
            [str(ENVIRONMENT / "bin" / "custodian"), *words],
            env={**os.environ, "HOME": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        found: set[str] = set()
        for kind in KINDS:
            told = Path(folder) / kind / "resources.json"
            if not told.exists():
                raise RuntimeError(done.stderr[-2000:])
            found |= {one[_LISTS[kind][2]] for one in json.loads(told.read_text())}
        return found
