"""What is mine costs calls by how much it is, not by how much others have."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.company.jobs import PROCESSING, TRAINING, Launch, launch
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.demo.embedded_aws.world import Clock, World
from jupyter_cost_tags.identity.resolve import Identity
from jupyter_cost_tags.inventory import kind_named, scan
from jupyter_cost_tags.inventory.kept import Memory
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.state.cache import Cache

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
POLICY = parse_policy("version: 1\ntags: [{key: cost-center, required: true}]\n", "policy")
HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ME, BEN = f"{HEAD}:user-profile/d-1/ana", f"{HEAD}:user-profile/d-1/ben"
MARK = "sagemaker:user-profile-arn"
KINDS = (kind_named(TRAINING), kind_named(PROCESSING))


def put(world, name, kind, owner, minutes, **tags):
    created = NOW - timedelta(minutes=minutes)
    job = Launch(name, kind, "ml.m5.large", created, 0.1, {MARK: owner, **tags})
    return launch(world, job)[0].arn


@pytest.fixture(scope="module")
def account():
    """Of 1,500 processing and 300 training jobs in a month eight are mine, five without a tag."""
    world = World(clock=Clock(NOW))
    for number in range(1500):
        put(world, f"ben-{number}", PROCESSING, BEN, 60 + 28 * number)
    for number in range(300):
        put(world, f"ben-{number}", TRAINING, BEN, 60 + 140 * number)
    wrong = {put(world, f"ana-{number}", PROCESSING, ME, 5000 * number + 61) for number in range(5)}
    for number in range(3):
        put(world, f"good-{number}", PROCESSING, ME, 4000 * number + 62, **{"cost-center": "CC-1"})
    put(world, "ana-old", PROCESSING, ME, 60 * 24 * 90)  # from before the time span
    with EmbeddedAws(world) as server:
        server.control.lag(seconds=0)
        server.wrong, server.snapshot = wrong, server.control.snapshot()
        yield server


@pytest.fixture
def look(account, monkeypatch):
    account.control.restore(number=account.snapshot)
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)
    identity = Identity(
        environment="studio-private-space",
        account="111122223333",
        region="us-east-1",
        partition="aws",
        profile_arn=ME,
    )
    aws = Aws()

    def run(**more):
        account.control.reset()
        given = {"since": NOW - timedelta(days=30), "now": NOW, "kinds": KINDS, **more}
        return scan(aws, identity, POLICY, scope="mine", **given)

    return run


def wrong(made):
    return {one.arn for one in made.resources if one.state == "non-compliant"}


@pytest.mark.parametrize(("only_wrong", "found"), [(True, 5), (False, 8)])
def test_few_of_mine_are_described_where_everybody_s_pages_are_many(
    account, look, only_wrong, found
):
    made = look(only_wrong=only_wrong)
    assert made.complete
    assert wrong(made) == account.wrong
    assert len(made.resources) == found
    assert made.aws_calls["sagemaker:ListProcessingJobs"] <= 3  # of 16 pages
    assert made.aws_calls["sagemaker:DescribeProcessingJob"] <= found + 1
    assert "sagemaker:ListTags" not in made.aws_calls
    assert sum(made.aws_calls.values()) <= 16


def test_where_describe_is_denied_the_pages_are_read(account, look):
    account.control.deny(["sagemaker:Describe*"])
    made = look(only_wrong=True)
    assert made.complete
    assert wrong(made) == account.wrong
    assert made.aws_calls["sagemaker:ListProcessingJobs"] == 16


def test_where_the_tagging_api_is_denied_what_is_unread_is_said(account, look):
    account.control.deny(["tag:GetResources"])
    made = look(only_wrong=True)
    assert wrong(made) <= account.wrong
    assert not made.complete  # 400 tags are read one by one


def test_where_search_is_denied_mine_are_looked_up_likewise(account, look):
    account.control.deny(["sagemaker:Search"])
    put(account.world, "ana-training", TRAINING, ME, 30_000)
    made = look(only_wrong=True)
    assert made.complete
    assert len(wrong(made)) == len(account.wrong) + 1
    assert made.aws_calls["sagemaker:DescribeTrainingJob"] == 1
    assert made.aws_calls["sagemaker:ListTrainingJobs"] <= 2  # of 4 pages


@pytest.mark.parametrize("lag", [0, 60])
def test_what_is_young_is_mine_by_its_own_tags(account, look, lag):
    account.control.lag(seconds=0)
    fresh = put(account.world, "ana-fresh", PROCESSING, ME, 1)
    put(account.world, "ben-fresh", PROCESSING, BEN, 2)
    if lag:  # the index does not know them yet
        for arn in (fresh, fresh.replace("ana", "ben")):
            account.world.store.get(arn).visible_since = NOW + timedelta(minutes=1)
    made = look(only_wrong=True)
    assert made.complete
    assert wrong(made) == account.wrong | {fresh}


def test_a_second_scan_follows_what_runs(account, look, tmp_path):
    """What ran is asked again after two minutes, be it older than what is listed."""
    memory = Memory(Cache(tmp_path / "cache.sqlite"), sort="test")
    slow = launch(
        account.world,
        Launch("ana-slow", PROCESSING, "ml.m5.large", NOW - timedelta(hours=9), 90.0, {MARK: ME}),
    )[0].arn
    for number in range(6):  # what takes few calls is not kept
        put(account.world, f"more-{number}", PROCESSING, ME, 3000 * number + 63)
    first = look(memory=memory)
    state = {one.arn: (one.status, one.state, one.billing_effect) for one in first.resources}
    assert state[slow] == ("InProgress", "non-compliant", "from-now")
    account.control.job(slow, "Stopped")
    account.control.tags(slow, set={"cost-center": "CC-1"})
    later = NOW + timedelta(minutes=3)
    again = look(memory=memory, now=later)
    state = {one.arn: (one.status, one.state, one.billing_effect) for one in again.resources}
    assert state[slow] == ("Stopped", "compliant", "none")
    assert sum(again.aws_calls.values()) <= 4
    assert again.read_since == NOW
