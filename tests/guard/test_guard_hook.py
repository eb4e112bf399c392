"""The hook in real boto3 clients, against the embedded AWS."""

from __future__ import annotations

import json
import os

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


def deny_tagging(guarded):
    guarded.aws.control.deny(["sagemaker:AddTags"])


def test_refused_tags_send_the_call_once_more_as_it_was(guarded):
    guarded.goes_by(mode="fill")
    deny_tagging(guarded)
    guarded.aws.control.reset()
    assert guarded.train() == {}
    sent = guarded.aws.control.calls()
    assert [call["operation"] for call in sent] == ["CreateTrainingJob"] * 2
    assert "Tags" not in sent[1]["params"]
    launch = guarded.launches()[-1]
    assert (launch["outcome"], launch["resent"], launch["added"]) == ("sent", True, {})
    assert launch["missing"] == ["cost-center", "environment"]
    guarded.aws.control.reset()
    guarded.train("train-2")  # and the same refusal is not asked for again
    assert len(guarded.aws.control.calls()) == 1
    guarded.aws.control.deny([])
    guarded.goes_by(mode="fill")
    assert guarded.train("train-3") == INHERITED


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "not authorized: explicit deny in a service control policy"),
        ("ValidationException", "The tag policy does not allow the specified value"),
        ("TagPolicyException", "not allowed"),
        ("AccessDeniedException", "… because of a condition on aws:RequestTag/project"),
    ],
)  # fmt: skip
def test_refusals_that_may_be_about_tags_are_sent_once_more(guarded, code, message):
    guarded.goes_by(mode="fill")
    fault = {"op": "sagemaker:CreateTrainingJob", "code": code, "message": message, "times": 1}
    guarded.aws.control.add_faults([fault])
    assert guarded.train() == {}
    assert guarded.launches()[-1]["resent"] is True


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "not authorized to perform: sagemaker:CreateTrainingJob"),
        ("ValidationException", "the image stage-x of the vintage storage is not there"),
        ("ResourceLimitExceeded", "account-level service limit"),
    ],
)
def test_other_refusals_reach_the_user_at_once(guarded, code, message):
    guarded.goes_by(mode="fill")
    guarded.aws.control.reset()
    fault = {"op": "sagemaker:CreateTrainingJob", "code": code, "message": message}
    guarded.aws.control.add_faults([fault])
    with pytest.raises(ClientError) as caught:
        guarded.train()
    assert caught.value.response["Error"]["Code"] == code
    assert len(guarded.aws.control.calls()) == 1
    launch = guarded.launches()[-1]
    assert (launch["outcome"], launch["code"], launch["resent"]) == ("refused", code, False)


def test_the_users_own_refused_tags_stay_refused(guarded):
    guarded.goes_by(mode="warn")
    deny_tagging(guarded)
    with pytest.raises(ClientError, match="AddTags"):
        guarded.train(Tags=pairs({"project": "churn"}))


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


# -- what may be wrong with guard.json: one line says so, and the call goes out ----------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (None, "no policy reaches"),
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[]", "another version"),
        ('{"version": 2}', "another version"),
        ('{"version": 1, "policy": "policy", "mode": "shout"}', "no mode"),
        ('{"version": 1, "policy": "policy", "mode": "block", "keys": [{"key": 1}]}', "no name"),
        ('{"version": 1, "policy": "policy", "mode": "block", "keys": 7}', "malformed"),
        ("[" * 100_000, "malformed"),
    ],
)
def test_a_guard_file_that_can_not_be_used_lets_calls_out(guarded, capsys, text, word):
    path = guarded.folder / "guard.json"
    path.unlink() if text is None else path.write_text(text)
    assert guarded.train() == {}
    guarded.train("train-2")
    said = [line for line in capsys.readouterr().err.splitlines() if "not checked" in line]
    assert len(said) == 1
    assert word in said[0]
    assert "guard sync" in said[0]
    guarded.goes_by(mode="fill")
    assert guarded.train("train-3") == INHERITED


def test_a_guard_file_of_another_space_is_not_used(guarded, capsys, monkeypatch, tmp_path):
    metadata = tmp_path / "metadata.json"
    metadata.write_text(json.dumps({"DomainId": "d-1", "SpaceName": "ben-lab"}))
    monkeypatch.setenv("RESOURCE_METADATA_FILE", str(metadata))
    guarded.goes_by(mode="block", identity={"domain_id": "d-1", "space": "ana-lab"})
    assert guarded.train() == {}
    assert "another domain or space" in capsys.readouterr().err
    guarded.goes_by(mode="fill", identity={"domain_id": "D-1", "space": "Ben-Lab"})
    assert guarded.train("train-2") == INHERITED


def test_the_folder_follows_the_home_when_no_server_named_one(guarded, monkeypatch, tmp_path):
    from jupyter_cost_tags.state.home import mark_current, state_dir

    home = tmp_path / "state-home"
    monkeypatch.setenv("COST_TAGS_HOME", str(home))
    folder = state_dir(os.environ, "1", "r", None, "ana")
    mark_current(folder)
    monkeypatch.delenv("COST_TAGS_GUARD_DIR")
    guarded.folder = folder
    guarded.goes_by(mode="fill")
    assert guarded.train() == INHERITED


def test_a_fault_of_the_guard_never_fails_the_call(guarded, caplog):
    """Even in mode block; it is logged once."""
    guarded.goes_by(mode="block")
    guarded.guard.source = None
    assert guarded.train() == {}
    guarded.train("train-2")
    assert len([one for one in caplog.records if "launch guard failed" in one.message]) == 1


def test_a_disk_that_can_not_be_written_is_said_once(guarded, capsys):
    (guarded.folder / "launches").write_text("no folder")
    guarded.goes_by(mode="fill")
    assert guarded.train() == INHERITED
    guarded.train("train-2")
    assert capsys.readouterr().err.count("can't be told of launches") == 1


def test_a_long_launch_stays_one_short_line(guarded):
    tags = pairs({f"key-{n}" * 12: "värde" * 40 for n in range(48)})
    guarded.train(Tags=tags)
    for file in (guarded.folder / "launches").iterdir():
        assert all(len(line) <= 4000 for line in file.read_bytes().splitlines(keepends=True))
    assert guarded.launches()[-1]["name"] == "train-1"
