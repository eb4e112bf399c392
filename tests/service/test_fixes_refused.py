"""ARNs and tags that may not be written: they never reach AWS."""

import pytest
from examples import examples
from fix_account import ACCOUNT, HEAD, JOB, environment, prepared, refused, scanned
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service import plans, rights
from jupyter_cost_tags.service.context import Context


@pytest.fixture
def server(aws):
    return prepared(aws)


@pytest.fixture
def environ(tmp_path):
    return environment(tmp_path)


@pytest.fixture
def context(server, environ):
    return Context(environ)


BAD_ARNS = [
    "",
    "train",
    "arn:aws:sagemaker",
    JOB.replace(ACCOUNT, "444455556666"),
    JOB.replace(ACCOUNT, ""),
    JOB.replace(ACCOUNT, "11112222333"),
    JOB.replace(ACCOUNT, "１１１１２２２２３３３３"),  # noqa: RUF001
    JOB.replace("us-east-1", "us-west-2"),
    JOB.replace("us-east-1", ""),
    JOB.replace("us-east-1", "US-EAST-1"),
    JOB.replace("us-east-1", "us-east-1@evil.example"),
    JOB.replace(":aws:", ":aws-cn:"),
    JOB.replace(":aws:", ":AWS:"),
    JOB.replace(":sagemaker:", ":s3:"),
    JOB.replace(":sagemaker:", ":iam:"),
    f"{HEAD}:user-profile/d-1/ana",
    f"{HEAD}:domain/d-1",
    f"{HEAD}:app/d-1/ana/JupyterLab/default",
    f"{HEAD}:endpoint/live/more",
    f"{HEAD}:workteam/crowd",
    f"{HEAD}:Training-Job/train",
    f"{HEAD}:training-job",
    f"{HEAD}:training-job/",
    f"{HEAD}:training-job//train",
    f"{HEAD}:training-job/train/",
    f"{HEAD}:training-job/train/more",
    f"{HEAD}:training-job/../domain/d-1",
    f"{HEAD}:training-job/train:1",
    f"{HEAD}:training-job/train\n",
    f"{HEAD}:training-job/tra in",
    f"{HEAD}:training-job/trän",
    f"{HEAD}:training-job/-train",
    f"{HEAD}:training-job/{'a' * 64}",
    f"{HEAD}:training-job/{'a' * 300}",
    f" {JOB}",
    f"{JOB}\0",
    JOB.upper(),
    f"{JOB},{JOB}",
]


@pytest.mark.parametrize("arn", BAD_ARNS, ids=range(len(BAD_ARNS)))
def test_an_arn_that_is_not_mine_to_write_reaches_nothing(server, context, arn):
    context.identity()
    server.control.reset()
    assert refused(context, [JOB, arn]) == "arn-refused"
    assert server.control.counts() == {}


def test_arns_of_all_our_kinds_are_taken(server, context):
    """They pass the check; that there is no such resource is AWS's to say."""
    for kind in ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job"):
        rights.check_arn(f"{HEAD}:{kind}/{'a' * 63}", context.identity(), "us-east-1")


parts = st.text(max_size=12) | st.sampled_from(
    ["arn", "aws", "aws-cn", "sagemaker", "s3", "us-east-1", "eu-west-1", ACCOUNT, "training-job"]
)
arns = (
    st.lists(parts, max_size=8).map(":".join)
    | st.tuples(parts, parts, parts, parts).map(
        lambda given: f"arn:{given[0]}:sagemaker:{given[1]}:{given[2]}:training-job/{given[3]}"
    )
    | st.text(max_size=300).map(lambda text: f"{HEAD}:{text}")
)


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arn=arns)
def test_only_names_of_my_account_and_region_pass(server, context, arn):
    identity = context.identity()
    try:
        rights.check_arn(arn, identity, "us-east-1")
    except BadRequest:
        return
    head, _, name = arn.partition("/")
    assert head.rpartition(":")[0] == HEAD
    assert name.isascii()
    assert name.replace("-", "").isalnum()


BAD_TAGS = [
    ({"team": "a"}, "key-protected"),
    ({"aws:x": "a"}, "key-reserved"),
    ({"AWS:x": "a"}, "key-reserved"),
    ({"sagemaker:user-profile-arn": "a"}, "key-reserved"),
    ({"SageMaker:user-profile-arn": "a"}, "key-reserved"),
    ({"owner": "a"}, "key-not-in-policy"),
    ({"Project": "a"}, "key-not-in-policy"),
    ({"stage": "a" * 257}, "tag-invalid"),
    ({"stage": "\U0001f680"}, "tag-invalid"),
    ({"stage": "a\nb"}, "tag-invalid"),
    ({"stage": ""}, "tag-invalid"),
    ({"a" * 129: "a"}, "tag-invalid"),
    ({"": "a"}, "tag-invalid"),
    ({"cost-center": "CC-3"}, "value-not-allowed"),
    ({"project": "UPPER"}, "value-not-allowed"),
    ({"project": "churn", "team": "a"}, "key-protected"),
]


@pytest.mark.parametrize(("wanted", "code"), BAD_TAGS, ids=range(len(BAD_TAGS)))
def test_tags_that_may_not_be_written_reach_nothing(server, context, wanted, code):
    context.identity()
    server.control.reset()
    assert refused(context, [JOB], wanted) == code
    for resources in ([scanned()], [scanned(), scanned(f"{HEAD}:training-job/other")]):
        with pytest.raises(BadRequest) as caught:
            plans.plan_listed(context, resources, wanted)
        assert caught.value.code == code
    assert server.control.counts() == {}
