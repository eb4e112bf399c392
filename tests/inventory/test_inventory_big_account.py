"""2,700 jobs, 810 of them not compliant: few calls, nothing false, nothing lost, also throttled."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import boto3
import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.company.jobs import PROCESSING, TRAINING, TRANSFORM, Launch, launch
from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.demo.embedded_aws.world import Clock, World
from jupyter_cost_tags.identity import resolve
from jupyter_cost_tags.inventory import kind_named, scan
from jupyter_cost_tags.inventory.kept import Memory
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.state.cache import Cache

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
CLOSED = "[{key: cost-center, required: true, values: [CC-1, CC-2]}]"
POLICIES = {
    "values": CLOSED,
    "any value": "[{key: cost-center, required: true}]",
    "pattern": "[{key: cost-center, required: true, pattern: 'CC-[0-9]'}]",
    "patterns and values": "[{key: cost-center, required: true, pattern: 'CC-[0-9]'},"
    " {key: environment, required: true, values: [dev, prod]}]",
}
JOBS = ((TRAINING, 2000), (PROCESSING, 500), (TRANSFORM, 200))
KINDS = tuple(kind_named(kind) for kind in (TRAINING, PROCESSING, TRANSFORM))
TUNING = kind_named("hyper-parameter-tuning-job")


def tags_of(number):
    """Seven of ten have what they need; of a hundred one has a wrong or an empty value."""
    if number % 10 < 7:
        return {"cost-center": "CC-1", "environment": "dev"}
    if number % 100 == 99:
        return {"cost-center": "" if number % 200 == 99 else "CC-none", "environment": "dev"}
    return {}


@pytest.fixture(scope="module")
def account():
    world = World(clock=Clock(NOW))
    wrong, misspelt = set(), set()
    for kind, count in JOBS:
        for number in range(count):
            created = NOW - timedelta(hours=2, minutes=15 * number)
            job = Launch(f"job-{number}", kind, "ml.m5.large", created, 1.0, tags_of(number))
            (made,) = launch(world, job)
            if number % 10 >= 7:
                wrong.add(made.arn)
            if tags_of(number).get("cost-center") == "CC-none":
                misspelt.add(made.arn)
    with EmbeddedAws(world) as server:
        server.wrong, server.misspelt = wrong, misspelt
        server.control.lag(seconds=0)
        server.snapshot = server.control.snapshot()
        yield server


@pytest.fixture
def look(account, monkeypatch, tmp_path):
    account.control.restore(number=account.snapshot)
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)
    aws = Aws()
    identity = resolve(aws.metered(), {"RESOURCE_METADATA_FILE": str(tmp_path / "none")})

    def run(policy="values", **more):
        tags = POLICIES[policy]
        given = {"since": NOW - timedelta(days=365), "now": NOW, "only_wrong": True, **more}
        parsed = parse_policy(f"version: 1\ntags: {tags}\n", "policy")
        account.control.reset()
        return scan(aws, identity, parsed, scope="all", **given)

    return run


@pytest.fixture
def memory(tmp_path):
    return Memory(Cache(tmp_path / "cache.sqlite"), sort="test")


def wrong(made):
    return {one.arn for one in made.resources if one.state == "non-compliant"}


def calls(made):
    return sum(made.aws_calls.values())


def test_what_fails_is_found_in_20_calls(account, look):
    made = look(kinds=(*KINDS, TUNING))
    assert made.complete
    assert len(made.resources) == 810
    assert wrong(made) == account.wrong
    assert calls(made) == sum(account.control.counts().values()) == 20
    assert made.aws_calls == {
        "sagemaker:ListTrainingJobs": 1,  # the youngest, which the index may not have
        "sagemaker:Search": 6,  # the training jobs that fail
        "sagemaker:ListProcessingJobs": 5,
        "sagemaker:ListTransformJobs": 2,
        "sagemaker:ListHyperParameterTuningJobs": 1,
        "resourcegroupstaggingapi:GetResources": 5,  # 497 processing and transform jobs with tags
    }


def test_a_kind_more_is_a_call_more(look):
    """Endpoints, pipelines and notebook instances come on top of the jobs."""
    assert calls(look()) == 20 + 3


def test_what_was_wrong_is_told(look):
    by_name = {(one.kind, one.name): one for one in look(kinds=KINDS).resources}
    for kind, _ in JOBS:
        assert by_name[kind, "job-8"].missing == ["cost-center"]
        assert by_name[kind, "job-99"].missing == ["cost-center"]  # empty
        assert by_name[kind, "job-99"].tags == {"cost-center": "", "environment": "dev"}
        assert [one.value for one in by_name[kind, "job-199"].invalid] == ["CC-none"]


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        ("any value", 1),
        ("pattern", 2),
        pytest.param("patterns and values", 2, marks=pytest.mark.slow),
    ],
)
def test_values_that_search_cannot_be_asked_for_cost_a_call_or_two(account, look, policy, more):
    """Who has an empty one, and which are in use, only the tagging API tells."""
    made = look(policy, kinds=KINDS)
    assert made.complete
    allowed = account.misspelt if policy == "any value" else set()
    assert wrong(made) == account.wrong - allowed
    assert calls(made) == 19 + more


def test_all_of_them_cost_a_page_per_hundred(account, look):
    made = look(only_wrong=False)
    assert made.complete
    assert len(made.resources) == 2700
    assert wrong(made) == account.wrong
    assert calls(made) == 23 + 14


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_nothing_is_false_or_lost_at_20_percent_throttling(account, look, seed):
    account.control.clear_faults(seed=seed)
    account.control.add_faults([{"op": "*", "p": 0.2, "code": "ThrottlingException"}])
    made = look()
    assert made.complete
    assert wrong(made) == account.wrong
    assert len(made.resources) == 810


def test_at_20_percent_throttling_also_one_by_one(account, look):
    """Without Search and tagging API up to 1,000 are read singly; what is over is unknown."""
    account.control.clear_faults(seed=3)
    account.control.deny(["sagemaker:Search", "tag:GetResources"])
    account.control.add_faults([{"op": "sagemaker:ListTags", "p": 0.2, "code": "Throttling"}])
    made = look(only_wrong=False)
    assert not made.complete
    assert wrong(made) <= account.wrong
    assert 100 < sum(one.state != "unknown" for one in made.resources) <= 1000
    compliant = {one.arn for one in made.resources if one.state == "compliant"}
    assert not compliant & account.wrong


def test_where_search_does_not_take_the_question_all_is_searched(account, look):
    fault = {"op": "sagemaker:Search", "times": 1, "code": "ValidationException"}
    account.control.add_faults([fault])
    made = look(kinds=KINDS[:1], since=NOW - timedelta(days=5))
    assert made.complete
    assert made.aws_calls["sagemaker:Search"] == 1 + 5
    numbers = {int(one.name.partition("-")[2]) for one in made.resources}
    assert numbers == {n for n in range(472) if n % 10 >= 7}


def test_without_the_tagging_api_search_reads_all(account, look):
    """Who has an empty value can't be asked for then."""
    account.control.deny(["tag:*"])
    made = look("any value", kinds=KINDS[:1])
    assert made.complete
    assert made.aws_calls["sagemaker:Search"] == 20
    assert wrong(made) == {
        arn for arn in account.wrong - account.misspelt if ":training-job/" in arn
    }


# -- a second scan ------------------------------------------------------------------------------


def test_a_second_scan_asks_only_for_what_is_new(account, look, memory):
    first = look(memory=memory)
    again = look(memory=memory)
    assert calls(again) == sum(account.control.counts().values()) == 4
    assert again.resources == first.resources
    assert again.complete
    assert (first.read_since, again.read_since) == (None, NOW)


def test_a_second_scan_finds_what_is_new_and_what_we_wrote(account, look, memory):
    first = look(memory=memory)
    later = NOW + timedelta(minutes=1)
    account.control.clock(later)
    boto3.client("sagemaker").create_processing_job(
        ProcessingJobName="fresh",
        RoleArn="arn:aws:iam::111122223333:role/DataScientist",
        AppSpecification={"ImageUri": "process:1"},
        ProcessingResources={
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": "ml.m5.large",
                "VolumeSizeInGB": 9,
            }
        },
    )
    fixed = min(account.wrong)
    account.control.tags(fixed, set={"cost-center": "CC-2"})
    again = look(memory=memory, now=later, just_written={fixed: {"cost-center": "CC-2"}})
    assert {one.name for one in again.resources if one.arn not in account.wrong} == {"fresh"}
    assert wrong(again) == (wrong(first) - {fixed}) | {again.resources[0].arn}
    once_more = look(memory=memory, now=later)
    assert wrong(once_more) == wrong(again)


def test_a_second_scan_reads_all_where_a_read_fails(account, look, memory):
    look(memory=memory, kinds=KINDS)
    gone = min(account.wrong)
    account.control.tags(gone, set={"cost-center": "CC-2"})  # by somebody else
    fault = {"op": "sagemaker:ListTransformJobs", "times": 1, "code": "AccessDeniedException"}
    account.control.add_faults([fault])
    assert wrong(look(memory=memory, kinds=KINDS)) == account.wrong - {gone}


def test_what_took_few_calls_is_read_whole_each_time(account, look, memory):
    kinds = KINDS[2:]
    first = look(memory=memory, kinds=kinds)
    gone = min(wrong(first))
    account.control.tags(gone, set={"cost-center": "CC-2"})  # by somebody else
    assert wrong(look(memory=memory, kinds=kinds)) == wrong(first) - {gone}


# -- while it goes on ---------------------------------------------------------------------------


def test_results_come_while_the_rest_is_still_asked_for(account, look):
    told = []
    made = look(hear=lambda progress: told.append((progress.found, progress.scan())))
    early = [scan for found, scan in told if 0 < found < 810]
    assert early
    assert not any(scan.complete for scan in early)
    assert all(wrong(scan) <= wrong(made) for _, scan in told)
    assert all(len(scan.resources) == len(wrong(scan)) for _, scan in told)
