"""The wire: protocols, headers, unknown operations, denials, and the services behind moto."""

from __future__ import annotations

import urllib.request

import botocore.session
import pytest
from aws_requests import ACCOUNT, HEAD, training
from botocore.exceptions import ClientError


def test_every_answer_is_marked(sagemaker):
    """AWS sends x-amzn-RequestId and Date; the mark tells this server from AWS."""
    headers = sagemaker.list_training_jobs()["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-jupyter-cost-tags-embedded-aws"] == "1"
    assert headers["x-amzn-requestid"]
    assert headers["date"].endswith("GMT")


def test_unsigned_requests_are_refused(aws):
    """AWS answers MissingAuthenticationToken to a request without a signature."""
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(aws.url):  # noqa: S310
        pass
    assert b"MissingAuthenticationToken" in caught.value.read()
    caught.value.close()


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("sagemaker", "list_human_task_uis", {}),
        ("resourcegroupstaggingapi", "describe_report_creation", {}),
        ("iam", "simulate_custom_policy", {"PolicyInputList": ["{}"], "ActionNames": ["s3:Get"]}),
        ("cloudtrail", "lookup_events", {}),
        ("cur", "describe_report_definitions", {}),
        ("sagemaker-runtime", "invoke_endpoint", {"EndpointName": "e", "Body": b""}),
    ],
)
def test_what_is_missing_says_so_once(aws, client, refused, service, operation, params):
    """UnknownOperationException with HTTP 400 is no retryable error of botocore's."""
    aws.control.reset()
    several = client(service, retries={"total_max_attempts": 3})
    code, message = refused(getattr(several, operation), **params)
    assert code == "UnknownOperationException"
    assert message.endswith("is not in the embedded AWS")
    assert sum(aws.control.counts().values()) == 1


def test_a_denial_reads_like_iams(aws, client, sagemaker, refused):
    """The wording is IAM's (IAM/latest/UserGuide/troubleshoot_access-denied)."""
    aws.control.deny([{"op": "sagemaker:Add*"}, {"op": "tag:*"}, {"op": "sts:*"}, {"op": "ce:*"}])
    arn = sagemaker.create_training_job(**training("job"))["TrainingJobArn"]
    assert refused(sagemaker.add_tags, ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}]) == (
        "AccessDeniedException",
        (
            f"User: arn:aws:sts::{ACCOUNT}:assumed-role/DataScientist/SageMaker is not authorized "
            f"to perform: sagemaker:AddTags on resource: {HEAD}training-job/job because no "
            "identity-based policy allows the sagemaker:AddTags action"
        ),
    )
    assert refused(client("resourcegroupstaggingapi").get_resources)[0] == "AccessDeniedException"
    assert refused(client("sts").get_caller_identity)[0] == "AccessDenied"
    period = {"Start": "2026-11-01", "End": "2026-11-02"}
    code, message = refused(
        client("ce").get_cost_and_usage, TimePeriod=period, Granularity="DAILY", Metrics=["x"]
    )
    assert code == "AccessDeniedException"
    assert f"on resource: arn:aws:ce:us-east-1:{ACCOUNT}:/GetCostAndUsage" in message
    aws.control.deny([])
    assert read_tags(sagemaker, arn) == []


def read_tags(sagemaker, arn):
    return sagemaker.list_tags(ResourceArn=arn)["Tags"]


def test_wrong_json_types_are_a_serialization_error(sagemaker, refused):
    """A number where the model has a string is a SerializationException."""
    code, _ = refused(sagemaker.describe_training_job, TrainingJobName=7)
    assert code == "SerializationException"


def test_rpc_v2_cbor(aws):
    """Some botocore releases ask the tagging API in RPC v2 CBOR (aws-doubles.md §8)."""
    serialize = pytest.importorskip("botocore.serialize")
    if "smithy-rpc-v2-cbor" not in serialize.SERIALIZERS:
        pytest.skip("this botocore speaks no CBOR")
    from botocore.parsers import create_parser

    model = botocore.session.Session().get_service_model("resourcegroupstaggingapi")
    speak = serialize.create_serializer("smithy-rpc-v2-cbor", include_validation=False)
    for params, operation in (({}, "GetResources"), ({"ResourcesPerPage": 500}, "GetResources")):
        operation_model = model.operation_model(operation)
        request = speak.serialize_to_request(params, operation_model)
        status, headers, body = _post(aws.url + request["url_path"], request)
        parsed = create_parser("smithy-rpc-v2-cbor").parse(
            {"status_code": status, "headers": headers, "body": body}, operation_model.output_shape
        )
        if params:
            assert parsed["Error"]["Code"] == "InvalidParameterException"
        else:
            assert parsed["ResourceTagMappingList"] == []


def _post(url, request):
    scope = "Credential=key/20261123/us-east-1/tagging/aws4_request"
    headers = {**request["headers"], "Authorization": f"AWS4-HMAC-SHA256 {scope}, Signature=0"}
    sent = urllib.request.Request(url, request["body"] or b"", headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(sent) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_caller_identity_is_a_studio_role_session(client):
    """Studio's role sessions are named SageMaker (aws.md §1)."""
    identity = client("sts").get_caller_identity()
    assert identity["Account"] == ACCOUNT
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/DataScientist/SageMaker"


@pytest.mark.parametrize(
    "principal",
    [f"arn:aws:sts::{ACCOUNT}:assumed-role/Analyst/dana", f"arn:aws:iam::{ACCOUNT}:user/dana"],
)
def test_caller_identity_follows_the_principal(aws, client, principal):
    """GetCallerIdentity tells role sessions and users apart (STS API reference)."""
    aws.control.principal(arn=principal)
    identity = client("sts").get_caller_identity()
    assert (identity["Arn"], identity["Account"]) == (principal, ACCOUNT)


def test_s3_keeps_objects(client):
    """S3 comes from moto, path style, in the world's account."""
    s3 = client("s3")
    s3.create_bucket(Bucket="bucket-one")
    s3.put_object(Bucket="bucket-one", Key="a/b", Body=b"text")
    assert s3.get_object(Bucket="bucket-one", Key="a/b")["Body"].read() == b"text"
    assert s3.head_object(Bucket="bucket-one", Key="a/b")["ContentLength"] == 4
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket="bucket-one", Key="none")


def test_other_services_behind_moto(client):
    """Budgets, IAM, SNS, Athena and Logs answer from moto."""
    limit = {"Amount": "500", "Unit": "USD"}
    budget = {"BudgetName": "b", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
    client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget)
    assert client("budgets").describe_budgets(AccountId=ACCOUNT)["Budgets"][0]["BudgetName"] == "b"
    topic = client("sns").create_topic(Name="t")["TopicArn"]
    assert topic == f"arn:aws:sns:us-east-1:{ACCOUNT}:t"
    role = client("iam").create_role(RoleName="R", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    assert role == f"arn:aws:iam::{ACCOUNT}:role/R"
    assert client("athena").list_work_groups()["WorkGroups"]
    assert client("logs").describe_log_groups()["logGroups"] == []


def test_nothing_in_moto_survives_a_restore(aws, client):
    """Tests don't see each other's buckets."""
    assert client("s3").list_buckets()["Buckets"] == []
