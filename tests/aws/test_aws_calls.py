"""One call: what is tried again, how long is waited, what is told; over HTTP with real boto3."""

from __future__ import annotations

import time

import boto3
import pytest

from jupyter_cost_tags.aws import Aws, AwsSettings, list_tags
from jupyter_cost_tags.aws.connections import Connections
from jupyter_cost_tags.aws.patience import Patience
from jupyter_cost_tags.problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Misconfigured,
    Throttled,
    Unreachable,
)

ARN = "arn:aws:sagemaker:us-east-1:111122223333:training-job/one"


@pytest.fixture
def waits():
    return []


@pytest.fixture
def asker(aws, waits):
    return Aws(sleep=waits.append).metered()


@pytest.fixture
def impatient(aws):
    """Two seconds a call, once session and clients are made."""
    connections = Connections(AwsSettings())
    made = Aws(connections=connections)
    made.call("sagemaker", "ListTrainingJobs")
    made.call("sts", "GetCallerIdentity")
    return Aws(connections=connections, deadline=2.0).metered()


def refused(asker, service="sagemaker", operation="ListTrainingJobs", **parameters):
    with pytest.raises(CostTagsError) as caught:
        asker.call(service, operation, **parameters)
    return caught.value


def test_every_request_is_counted_as_aws_counts_it(aws, asker):
    aws.control.add_faults([{"op": "*", "times": 2, "code": "ThrottlingException"}])
    asker.call("sagemaker", "ListTrainingJobs")
    assert asker.calls() == {"sagemaker:ListTrainingJobs": 3}
    assert aws.control.counts() == {"sagemaker:ListTrainingJobs": 3}


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "ThrottlingException"},
        {"code": "InternalFailure", "status": 500},
        {"reset": True},
        {"body": "empty"},
        {"body": "html"},
    ],
)
def test_a_passing_fault_is_tried_over(aws, asker, waits, fault):
    aws.control.add_faults([{"op": "*", "times": 2, **fault}])
    assert asker.call("sagemaker", "ListTrainingJobs")["TrainingJobSummaries"] == []
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"code": "AccessDeniedException"}, Denied),
        ({"code": "ValidationException"}, CostTagsError),
    ],
)
def test_what_another_try_does_not_change_is_asked_once(aws, asker, fault, kind):
    aws.control.add_faults([{"op": "*", **fault}])
    assert isinstance(refused(asker), kind)
    assert sum(aws.control.counts().values()) == 1


def test_cost_explorer_is_asked_once_whatever_happens(aws, asker):
    aws.control.add_faults([{"op": "ce:*", "code": "LimitExceededException"}])
    period = {"Start": "2026-11-01", "End": "2026-11-02"}
    error = refused(asker, "ce", "GetTags", TimePeriod=period)
    assert isinstance(error, Throttled)
    assert aws.control.counts() == {"ce:GetTags": 1}


def test_a_write_whose_answer_was_lost_is_not_sent_again(aws, asker):
    aws.control.add_faults([{"op": "sagemaker:AddTags", "apply_then_drop": True}])
    refused(asker, "sagemaker", "AddTags", ResourceArn=ARN, Tags=[{"Key": "a", "Value": "b"}])
    assert aws.control.counts() == {"sagemaker:AddTags": 1}


def test_a_run_gives_up_what_stays_throttled(aws, asker, waits):
    aws.control.add_faults([{"op": "*", "code": "ThrottlingException"}])
    assert isinstance(refused(asker), Throttled)
    sent = sum(aws.control.counts().values())
    assert isinstance(refused(asker), Throttled)
    assert sum(aws.control.counts().values()) == sent  # not asked again
    assert sum(waits) < 20


@pytest.mark.parametrize("fault", [{"hang": 60.0}, {"drip": 0.2}, {"delay": 30.0}])
def test_silence_ends_at_the_deadline_and_is_not_tried_over(aws, impatient, fault):
    aws.control.add_faults([{"op": "*", **fault}])
    started = time.monotonic()
    error = refused(impatient)
    assert isinstance(error, Unreachable)
    assert error.waited
    assert refused(impatient) is error  # given up: no second wait
    assert time.monotonic() - started < 20  # AWS would take longer


def test_a_service_two_of_whose_operations_are_silent_is_given_up(aws, impatient):
    aws.control.add_faults([{"op": "sagemaker:*", "hang": 60.0}])
    refused(impatient)
    refused(impatient, operation="ListProcessingJobs")
    sent = aws.control.counts()
    refused(impatient, operation="ListTransformJobs")
    assert aws.control.counts() == sent
    aws.control.clear_faults()
    impatient.call("sts", "GetCallerIdentity")  # another service is another matter


def test_one_bad_answer_among_good_ones_gives_nothing_up(aws):
    patience = Patience(sleep=lambda _: None)
    for _ in range(10):
        patience.failed("sagemaker", "ListTags", BadResponse("no"))
        patience.failed("sagemaker", "ListTags", Denied("no"))
        patience.succeeded("sagemaker", "ListTags")
    patience.check("sagemaker", "ListTags")
    for _ in range(3):
        patience.failed("sagemaker", "ListTags", BadResponse("no"))
    with pytest.raises(BadResponse):
        patience.check("sagemaker", "ListTags")


def test_credentials_that_hang_are_not_blamed_on_the_network(monkeypatch, tmp_path, aws):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text("[default]\ncredential_process = sleep 60\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    started = time.monotonic()
    error = refused(Aws(deadline=1.0), "sts", "GetCallerIdentity")
    assert time.monotonic() - started < 30  # the process takes twice as long
    assert isinstance(error, Misconfigured)
    assert error.code == "no-credentials"
    assert aws.control.calls() == []


def test_new_credentials_are_picked_up_without_a_restart(aws, monkeypatch, tmp_path):
    """`aws sso login` and the like write a file; the session had none, or old ones."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    file = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    asker = Aws()
    assert refused(asker, "sts", "GetCallerIdentity").code == "no-credentials"
    file.write_text("[default]\naws_access_key_id = ASIAOLD\naws_secret_access_key = x\n")
    assert asker.call("sts", "GetCallerIdentity")["Account"] == "111122223333"
    aws.control.add_faults([{"op": "*", "times": 1, "code": "ExpiredTokenException"}])
    assert asker.call("sts", "GetCallerIdentity")["Account"] == "111122223333"


def test_pages_with_a_repeated_token_or_without_end_are_no_whole(aws):
    class Repeating(Aws):
        def call(self, service, operation, **parameters):
            return {"Tags": [{"Key": "a", "Value": "b"}], "NextToken": "again"}

    class Empty(Aws):
        made = 0

        def call(self, service, operation, **parameters):
            self.made += 1
            return {"Tags": [], "NextToken": str(self.made)}

    for pager in (Repeating(), Empty()):
        with pytest.raises(BadResponse):
            list_tags(pager, ARN)


def test_some_empty_pages_are_ordinary(aws):
    class Sparse(Aws):
        made = 0

        def call(self, service, operation, **parameters):
            self.made += 1
            if self.made < 15:
                return {"Tags": [], "NextToken": str(self.made)}
            return {"Tags": [{"Key": "a", "Value": "b"}]}

    assert list_tags(Sparse(), ARN) == {"a": "b"}


@pytest.mark.parametrize(
    ("environ", "region"),
    [
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-west-2"}, "eu-west-1"),
        ({"AWS_DEFAULT_REGION": "us-west-2"}, "us-west-2"),
        ({"AWS_PROFILE": "there"}, "eu-north-1"),
        ({"AWS_PROFILE": "there", "AWS_REGION": "eu-west-1"}, "eu-west-1"),
        ({}, None),
    ],
)
def test_the_region_comes_from_where_aws_says(monkeypatch, tmp_path, environ, region):
    (tmp_path / "config").write_text("[profile there]\nregion = eu-north-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert Aws().region() == region
    assert Aws(AwsSettings(region="ap-south-1")).region() == "ap-south-1"


def test_an_endpoint_for_one_service_is_obeyed_and_an_admin_may_ignore_it(aws, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", aws.url)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nothing leaves this machine
    assert Aws().call("sagemaker", "ListTrainingJobs")["TrainingJobSummaries"] == []
    ignoring = Aws(AwsSettings(ignore_configured_endpoints=True), sleep=lambda _: None)
    assert isinstance(refused(ignoring), Unreachable)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"code": "RequestTimeTooSkewed"}, "clock-skew"),
        ({"code": "OptInRequired"}, "aws-refused"),
        ({"code": "SomethingNew", "message": f"see {ARN}"}, "aws-refused"),
        ({"code": "AccessDeniedException", "message": f"User: {ARN} is not authorized"}, None),
    ],
)
def test_no_text_of_aws_passes(aws, asker, fault, code):
    aws.control.add_faults([{"op": "*", **fault}])
    problem = refused(asker).problem()
    assert problem.code == (code or "access-denied")
    assert "111122223333" not in problem.model_dump_json()
    assert problem.action


def test_the_embedded_aws_is_noticed(aws, asker):
    assert not asker.demo
    asker.call("sts", "GetCallerIdentity")
    assert asker.demo
    assert boto3.client("sts").get_caller_identity()["Account"]  # and nobody else is in the way


@pytest.mark.parametrize(
    ("mark", "endpoint", "ignoring", "demo"),
    [
        ("1", "http://127.0.0.1:9", False, True),
        ("1", "http://[::1]:9", False, True),
        ("1", "http://127.0.0.1:9", True, False),
        ("1", "https://127.0.0.1.example.com", False, False),
        ("1", "http://[", False, False),
        ("1", None, False, False),
        (None, "http://127.0.0.1:9", False, False),
    ],
)
def test_the_demo_is_known_before_any_answer(monkeypatch, mark, endpoint, ignoring, demo):
    for name, value in (("COST_TAGS_GUARD_ANY_ENDPOINT", mark), ("AWS_ENDPOINT_URL", endpoint)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert Aws(AwsSettings(ignore_configured_endpoints=ignoring)).demo is demo
