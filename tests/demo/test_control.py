"""The control channel: counters, faults, latency, clock, somebody else's changes."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import suppress
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import pytest
from aws_requests import listed, read, training
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError


def test_calls_are_counted_by_iam_action(aws, sagemaker, tagging):
    aws.control.reset()
    sagemaker.list_training_jobs(MaxResults=7)
    tagging.get_resources()
    assert aws.control.counts() == {"sagemaker:ListTrainingJobs": 1, "tag:GetResources": 1}
    first = aws.control.calls()[0]
    assert (first["service"], first["operation"]) == ("sagemaker", "ListTrainingJobs")
    assert first["params"] == {"MaxResults": 7}


def test_the_channel_is_plain_http(aws, sagemaker):
    aws.control.reset()
    sagemaker.list_training_jobs()
    with urllib.request.urlopen(f"{aws.url}/_control/counts") as answer:  # noqa: S310
        assert json.load(answer) == {"sagemaker:ListTrainingJobs": 1}


def test_web_pages_may_not_use_the_channel(aws):
    request = urllib.request.Request(f"{aws.url}/_control/counts", headers={"Origin": "http://x"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310
    with caught.value as error:
        assert error.code == 403


def test_a_throttle_hits_as_often_as_told(aws, sagemaker, refused):
    rule = {"op": "sagemaker:List*", "code": "ThrottlingException", "message": "slow", "times": 2}
    aws.control.add_faults([rule])
    for _ in range(2):
        assert refused(sagemaker.list_training_jobs) == ("ThrottlingException", "slow")
    assert sagemaker.list_training_jobs()["TrainingJobSummaries"] == []


def test_a_fault_may_let_calls_pass_first(aws, sagemaker, refused):
    aws.control.add_faults([{"code": "ThrottlingException", "skip": 1, "times": 1}])
    sagemaker.list_training_jobs()
    assert refused(sagemaker.list_training_jobs)[0] == "ThrottlingException"
    sagemaker.list_training_jobs()


def test_probability_is_seeded(aws, sagemaker):
    def run():
        aws.control.clear_faults(seed=7)
        aws.control.add_faults([{"code": "ThrottlingException", "p": 0.5}])
        outcomes = []
        for _ in range(20):
            try:
                sagemaker.list_training_jobs()
                outcomes.append(True)
            except ClientError:
                outcomes.append(False)
        return outcomes

    first = run()
    assert first == run()
    assert 0 < sum(first) < 20


def test_error_status_and_service_behind_moto(aws, client, refused):
    aws.control.add_faults([{"op": "s3:*", "code": "SlowDown", "status": 503, "times": 1}])
    assert refused(client("s3").list_buckets)[0] == "SlowDown"


@pytest.mark.parametrize("body", ["html", "empty"])
def test_a_200_without_a_usable_body_parses_as_nothing(aws, sagemaker, body):
    """botocore returns no members for an empty body, and raises for HTML (DESIGN §3.1)."""
    aws.control.add_faults([{"body": body}])
    assert "TrainingJobSummaries" not in _whatever_comes(sagemaker.list_training_jobs)


def test_garbage_and_half_a_body(aws, sagemaker):
    for body in ("garbage", "truncated"):
        aws.control.clear_faults()
        aws.control.add_faults([{"body": body}])
        assert "TrainingJobSummaries" not in _whatever_comes(sagemaker.list_training_jobs)


def _whatever_comes(operation):
    """Return an operation's answer; none when botocore, which one way or other depends on its
    release, can't make sense of what it got."""
    with suppress(BotoCoreError, ResponseParserError, ValueError):
        return operation()
    return {}


def test_hang_and_delay(aws, client):
    impatient = client("sagemaker", read_timeout=0.3)
    aws.control.add_faults([{"hang": 0.6, "times": 1}])
    with pytest.raises(ReadTimeoutError):
        impatient.list_training_jobs()
    aws.control.add_faults([{"delay": 0.15, "times": 1}])
    began = time.perf_counter()
    impatient.list_training_jobs()
    assert time.perf_counter() - began >= 0.15


def test_reset_by_peer(aws, sagemaker):
    aws.control.add_faults([{"reset": True, "times": 1}])
    with pytest.raises((ConnectionClosedError, ClientError, OSError)) as caught:
        sagemaker.list_training_jobs()
    assert caught.value


def test_applied_but_never_answered(aws, sagemaker):
    arn = sagemaker.create_training_job(**training("job"))["TrainingJobArn"]
    aws.control.add_faults([{"op": "sagemaker:AddTags", "apply_then_drop": True, "times": 1}])
    with pytest.raises(ConnectionClosedError):
        sagemaker.add_tags(ResourceArn=arn, Tags=listed({"team": "a"}))
    assert read(sagemaker, arn) == {"team": "a"}


def test_some_arns_fail(aws, sagemaker, tagging):
    made = [sagemaker.create_training_job(**training(f"j{i}"))["TrainingJobArn"] for i in range(3)]
    aws.control.add_faults([{"op": "tag:TagResources", "failed": 2, "times": 1}])
    failed = tagging.tag_resources(ResourceARNList=made, Tags={"a": "b"})["FailedResourcesMap"]
    assert list(failed) == made[:2]
    assert read(sagemaker, made[2]) == {"a": "b"}


def test_dates_off(aws, sagemaker):
    aws.control.add_faults([{"date_skew": -3600, "times": 1}])
    headers = sagemaker.list_training_jobs()["ResponseMetadata"]["HTTPHeaders"]
    sent = parsedate_to_datetime(headers["date"])
    assert (datetime.now(timezone.utc) - sent).total_seconds() > 3000


def test_unknown_members_of_a_fault_are_an_error(aws):
    with pytest.raises(ValueError, match="no such_thing"):
        aws.control.add_faults([{"such_thing": 1}])


def test_latency_on_some_operations(aws, sagemaker):
    aws.control.latency(seconds=0.1, op="sagemaker:Search")
    began = time.perf_counter()
    sagemaker.search(Resource="TrainingJob")
    assert time.perf_counter() - began >= 0.1


def test_somebody_elses_change(aws, sagemaker):
    job = sagemaker.create_training_job(**training("job", {"a": "1", "b": "2"}))["TrainingJobArn"]
    aws.control.tags(arn=job, set={"c": "3"}, remove=["a"])
    assert read(sagemaker, job) == {"b": "2", "c": "3"}


def test_a_fixed_clock(aws, sagemaker):
    aws.control.clock(now="2026-11-01T00:00:00Z")
    sagemaker.create_training_job(**training("job"))
    created = sagemaker.describe_training_job(TrainingJobName="job")["CreationTime"]
    assert created == datetime(2026, 11, 1, tzinfo=timezone.utc)


def test_snapshot_and_restore(aws, sagemaker):
    sagemaker.create_training_job(**training("kept"))
    number = aws.control.snapshot()
    sagemaker.create_training_job(**training("lost"))
    aws.control.restore(number=number)
    (job,) = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    assert job["TrainingJobName"] == "kept"


def test_an_unknown_resource_is_told(aws):
    with pytest.raises(Exception, match="no resource"):
        aws.control.tags(arn="arn:aws:sagemaker:us-east-1:111122223333:training-job/none")
