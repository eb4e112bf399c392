"""2,700 jobs, 810 of them untagged, also at 20 % throttling: nothing false, nothing lost."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.company.jobs import PROCESSING, TRAINING, TRANSFORM, Launch, launch
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.demo.embedded_aws.world import Clock, World
from jupyter_cost_tags.identity import resolve
from jupyter_cost_tags.inventory import scan
from jupyter_cost_tags.policy.read import parse_policy

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
POLICY = parse_policy("version: 1\ntags: [{key: cost-center, required: true}]\n", "policy")
JOBS = ((TRAINING, 2000), (PROCESSING, 500), (TRANSFORM, 200))


@pytest.fixture(scope="module")
def account():
    """One server; every tenth job but the first seven of ten has `cost-center`."""
    world = World(clock=Clock(NOW))
    untagged = set()
    for kind, count in JOBS:
        for number in range(count):
            created = NOW - timedelta(hours=2, minutes=15 * number)
            tags = {"sagemaker:domain-arn": "x"} | (
                {"cost-center": "CC-1"} if number % 10 < 7 else {}
            )
            made = launch(world, Launch(f"job-{number}", kind, "ml.m5.large", created, 1.0, tags))
            if number % 10 >= 7:
                untagged.add(made[0].arn)
    with EmbeddedAws(world) as server:
        server.untagged = untagged
        yield server


@pytest.fixture
def look(account, monkeypatch, tmp_path):
    account.control.calm()
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)
    aws = Aws()
    identity = resolve(aws.metered(), {"RESOURCE_METADATA_FILE": str(tmp_path / "none")})
    since = NOW - timedelta(days=365)
    return lambda: scan(aws, identity, POLICY, scope="all", since=since, now=NOW)


def wrong(made):
    return {one.arn for one in made.resources if one.state == "non-compliant"}


def test_all_are_found_in_few_calls(account, look):
    look()  # warms the client
    account.control.reset()
    made = look()
    assert made.complete
    assert len(made.resources) == 2700
    assert wrong(made) == account.untagged
    assert len(account.untagged) == 810
    assert sum(made.aws_calls.values()) == sum(account.control.counts().values()) == 40
    assert made.aws_calls == {
        "sagemaker:Search": 20 + 1,  # training jobs with their tags; tuning jobs
        "sagemaker:ListTrainingJobs": 1,  # the youngest
        "sagemaker:ListHyperParameterTuningJobs": 1,
        "sagemaker:ListProcessingJobs": 5,
        "sagemaker:ListTransformJobs": 2,
        "sagemaker:ListEndpoints": 1,
        "sagemaker:ListPipelines": 1,
        "sagemaker:ListNotebookInstances": 1,
        "resourcegroupstaggingapi:GetResources": 7,  # 700 processing and transform jobs
    }


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_nothing_is_false_or_lost_at_20_percent_throttling(account, look, seed):
    account.control.clear_faults(seed=seed)
    account.control.add_faults([{"op": "*", "p": 0.2, "code": "ThrottlingException"}])
    made = look()
    assert made.complete
    assert len(made.resources) == 2700
    assert wrong(made) == account.untagged


def test_at_20_percent_throttling_also_one_by_one(account, look):
    """Without Search and tagging API 400 tags are read singly; what is over is unknown."""
    account.control.clear_faults(seed=3)
    account.control.deny(["sagemaker:Search", "tag:GetResources"])
    account.control.add_faults([{"op": "sagemaker:ListTags", "p": 0.2, "code": "Throttling"}])
    made = look()
    assert not made.complete
    assert wrong(made) <= account.untagged
    assert sum(one.state == "unknown" for one in made.resources) == 2700 - 400
    compliant = {one.arn for one in made.resources if one.state == "compliant"}
    assert not compliant & account.untagged
