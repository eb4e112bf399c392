"""The hook in real boto3 clients, against the embedded AWS."""

from __future__ import annotations

import json

import botocore.session
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from guarded import INHERITED, pairs
from sagemaker_requests import call, known, minimal, prepared
from trained import training

from jupyter_cost_tags.guard.errors import LaunchAboveLimit, TagPolicyError
from jupyter_cost_tags.guard.operations import (
    CREATES,
    METADATA,
    SPENDS,
    STARTS,
    Create,
    create_of,
)

ELSEWHERE = {"CreateEdgeDeploymentPlan", "CreateClusterExtension"}  # not in the embedded AWS
GUARDED = [
    row
    for row in CREATES
    if row.tier != METADATA and row.operation not in ELSEWHERE and known(row.operation)
]
NAMES = [row.operation for row in GUARDED]


def test_the_table_is_the_models():
    """A new operation of AWS's that takes tags wants a row; a row wants AWS's own names."""
    model = botocore.session.Session().get_service_model("sagemaker")
    rows = {row.operation: row for row in CREATES}
    for name in model.operation_names:
        operation = model.operation_model(name)
        takes = operation.input_shape is not None and "Tags" in operation.input_shape.members
        if name.startswith("Create") and takes:
            row = rows[name]
            assert row.name in operation.input_shape.members
            assert not row.arn or row.arn in operation.output_shape.members
    for row in STARTS:
        if known(row.operation):
            operation = model.operation_model(row.operation)
            assert row.name in operation.input_shape.members
            assert not row.arn or row.arn in operation.output_shape.members


def test_an_operation_that_is_in_no_row_is_judged_by_its_name():
    assert create_of("CreateQuantumJob") == Create(
        "CreateQuantumJob", SPENDS, "quantum-job", "QuantumJobName", "QuantumJobArn"
    )
    assert create_of("CreateQuantum") is None
    assert create_of("DescribeTrainingJob") is None


@pytest.mark.parametrize("row", GUARDED, ids=NAMES)
def test_each_create_is_filled(guarded, row):
    guarded.goes_by(mode="off")
    request = prepared(guarded.client, row.operation)
    guarded.goes_by(mode="fill")
    answer = call(guarded.client, row.operation, **request)
    launch = guarded.launches()[-1]
    assert (launch["operation"], launch["kind"], launch["outcome"]) == (
        row.operation,
        row.kind,
        "sent",
    )
    assert launch["name"] == request.get(row.name)
    assert {key: one["value"] for key, one in launch["added"].items()} == INHERITED
    if row.arn:
        assert launch["arn"] == answer[row.arn]
        assert guarded.tags(answer[row.arn]) == INHERITED


@pytest.mark.parametrize("row", GUARDED, ids=NAMES)
def test_each_create_is_blocked_before_the_request(guarded, row):
    guarded.goes_by(mode="off")
    request = prepared(guarded.client, row.operation)
    guarded.goes_by(mode="block")
    guarded.aws.control.reset()
    with pytest.raises(TagPolicyError, match=f"{row.operation} not sent: missing cost-center"):
        call(guarded.client, row.operation, **request)
    assert guarded.aws.control.calls() == []
    assert guarded.launches()[-1]["outcome"] == "blocked"


def test_warn_sends_the_call_exactly_as_it_is(guarded):
    tags = pairs({"project": "churn"})
    assert guarded.train(Tags=tags) == {"project": "churn"}
    launch = guarded.launches()[-1]
    assert (launch["missing"], launch["added"]) == (["cost-center", "environment"], {})
    assert launch["given"] == {"project": "churn"}


def test_the_users_own_list_is_left_as_it_is(guarded):
    guarded.goes_by(mode="fill")
    tags = pairs({"project": "mine"})
    assert guarded.train(Tags=tags)["project"] == "mine"
    assert tags == pairs({"project": "mine"})
    shared = tuple(tags)
    assert guarded.train("train-2", Tags=shared)["environment"] == "dev"


def test_off_sends_and_only_tells_the_server(guarded):
    guarded.goes_by(mode="off")
    assert guarded.train() == {}
    assert guarded.launches()[-1]["missing"] == []


def test_the_variable_turns_it_off(guarded, monkeypatch):
    guarded.goes_by(mode="block")
    monkeypatch.setenv("COST_TAGS_GUARD", "off")
    assert guarded.train() == {}


def test_a_change_of_the_file_counts_for_the_next_call(guarded):
    assert guarded.train() == {}
    guarded.goes_by(mode="fill")
    assert guarded.train("train-2") == INHERITED
    guarded.goes_by(mode="fill", bundle="churn")
    assert guarded.train("train-3")["cost-center"] == "CC-4802"


@pytest.mark.parametrize("tags", [[], None])
def test_an_empty_list_is_no_tag(guarded, tags):
    guarded.goes_by(mode="fill")
    given = {} if tags is None else {"Tags": tags}
    assert guarded.train(**given) == INHERITED


def test_what_botocore_refuses_is_refused_by_botocore(guarded):
    guarded.goes_by(mode="block")
    with pytest.raises(ParamValidationError):
        guarded.train(Tags="project=churn")


def test_reads_and_metadata_pass(guarded):
    guarded.goes_by(mode="block")
    guarded.client.list_training_jobs()
    with pytest.raises(ClientError, match="not in the embedded AWS"):  # it got there
        guarded.client.create_experiment(ExperimentName="abc")
    assert guarded.launches() == []


def test_a_version_of_a_package_group_takes_no_tags(guarded):
    guarded.goes_by(mode="off")
    guarded.client.create_model_package_group(ModelPackageGroupName="group")
    guarded.goes_by(mode="fill")
    request = minimal("CreateModelPackage", ModelPackageGroupName="group")
    request.pop("ModelPackageName", None)
    guarded.client.create_model_package(**request)  # AWS refuses tags here
    guarded.goes_by(mode="block")
    guarded.client.create_model_package(**request)


def test_a_presigned_url_is_no_launch(guarded):
    guarded.goes_by(mode="block")
    url = guarded.client.generate_presigned_url("create_training_job", Params=training())
    assert url.startswith("http")
    assert guarded.launches() == []


@pytest.mark.parametrize(
    ("endpoint", "seen"),
    [
        (None, True),
        ("https://sagemaker.us-east-1.amazonaws.com", True),
        ("https://api.sagemaker.cn-north-1.amazonaws.com.cn", True),
        ("https://vpce-1.api.sagemaker.us-east-1.vpce.amazonaws.com", True),
        ("https://sagemaker.us-east-1.api.aws", True),
        ("http://127.0.0.1:5000", False),
        ("http://localhost:5000", False),
        ("https://amazonaws.com.example.org", False),
        ("https://notamazonaws.com", False),
    ],
)
def test_stand_ins_of_aws_are_left_alone(guarded, monkeypatch, endpoint, seen):
    """People run moto in notebooks; the demo and these tests ask for it."""
    from jupyter_cost_tags.guard.hook import _is_aws

    monkeypatch.delenv("COST_TAGS_GUARD_ANY_ENDPOINT")
    assert _is_aws(endpoint) is seen
    guarded.goes_by(mode="block")
    assert guarded.train() == {}  # the embedded AWS is one


def test_a_lost_answer_is_failed_not_sent(guarded):
    guarded.aws.control.add_faults([{"op": "sagemaker:CreateTrainingJob", "reset": True}])
    with pytest.raises(Exception, match=r"[Cc]onnection"):
        guarded.train()
    assert guarded.launches()[-1]["outcome"] == "failed"


def test_the_price_ceiling_is_told(guarded):
    guarded.goes_by(confirm_above="0.50")
    guarded.train()
    launch = guarded.launches()[-1]
    assert launch["ceiling"]["amount"] == "0.92"
    assert launch["above_limit"] is True
    guarded.train("train-2", ResourceConfig={
        "InstanceType": "ml.p4d.24xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9,
    })  # fmt: skip
    ceiling = guarded.launches()[-1]["ceiling"]
    assert (ceiling["amount"], ceiling["reason"]) == (None, "no rate for ml.p4d.24xlarge")


def test_rates_of_another_region_are_no_rates(guarded):
    guarded.goes_by(rates={**guarded_rates(), "region": "eu-west-1"})
    guarded.train()
    assert guarded.launches()[-1]["ceiling"]["amount"] is None


def guarded_rates():
    from guarded import RATES

    return RATES


def test_block_asks_for_a_second_look_above_the_limit(guarded, monkeypatch):
    guarded.goes_by(mode="block", confirm_above="0.50")
    tags = pairs({"cost-center": "CC-4711", "environment": "dev"})
    with pytest.raises(LaunchAboveLimit, match=r"at most 0\.92 USD"):
        guarded.train(Tags=tags)
    guarded.guard.confirmed = True
    guarded.train(Tags=tags)
    with pytest.raises(LaunchAboveLimit):  # one look, one launch
        guarded.train("train-2", Tags=tags)
    monkeypatch.setenv("COST_TAGS_CONFIRM", "1")
    guarded.train("train-3", Tags=tags)


@pytest.mark.parametrize("row", [row for row in STARTS if known(row.operation)], ids=str)
def test_what_starts_spend_without_tags_is_told_and_let_pass(guarded, row):
    guarded.goes_by(mode="off")
    request = prepared(guarded.client, row.operation)
    guarded.goes_by(mode="block")
    call(guarded.client, row.operation, **request)
    launch = guarded.launches()[-1]
    assert (launch["operation"], launch["kind"], launch["outcome"]) == (
        row.operation,
        row.kind,
        "sent",
    )
    assert (launch["missing"], launch["added"]) == ([], {})


def test_exempt_names_pass(guarded):
    guarded.goes_by(mode="block")
    assert guarded.train("tmp-1") == {}


def test_a_pipelines_steps_are_looked_at(guarded, capsys):
    step = {"Name": "train", "Type": "Training", "Arguments": {"Tags": pairs({"project": "x"})}}
    given = {"Name": "eval", "Type": "Processing", "Arguments": {"Tags": pairs(INHERITED)}}
    inner = {"Name": "if", "Type": "Condition", "Arguments": {"IfSteps": [step], "ElseSteps": []}}
    late = [{"Key": "cost-center", "Value": {"Get": "Parameters.Center"}}, *pairs(INHERITED)]
    parameter = {"Name": "late", "Type": "Training", "Arguments": {"Tags": late}}
    definition = json.dumps({"Version": "2020-12-01", "Steps": [given, inner, parameter]})
    guarded.client.create_pipeline(
        PipelineName="abc", PipelineDefinition=definition, Tags=pairs(INHERITED),
        ClientRequestToken="x" * 32, RoleArn="arn:aws:iam::111122223333:role/DataScientist",
    )  # fmt: skip
    assert guarded.launches()[-1]["steps"] == [
        {"name": "train", "missing": ["cost-center", "environment"]}
    ]
    assert "Its steps train have no cost-center and environment" in capsys.readouterr().err
