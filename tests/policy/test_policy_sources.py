"""A policy that the admin's file only names: read from S3 or Parameter Store, and kept."""

import os
from pathlib import Path

import boto3
import pytest

from jupyter_cost_tags.policy.read import source_of
from jupyter_cost_tags.policy.remote import Fetched
from jupyter_cost_tags.policy.store import PolicyStore
from jupyter_cost_tags.problems import AwsTrouble, PolicyInvalid
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.service import Service

POLICY = "version: 1\nmode: block\ntags: [{key: cost-center, required: true}]\n"
S3 = "s3://company-policies/ml/cost-tags.yaml"
SSM = "ssm:/company/cost-tags"


@pytest.fixture
def naming(aws, tmp_path, monkeypatch):
    """Let the policy file name a place in AWS, whose text is given."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    path = tmp_path / "cost-tags.yaml"
    monkeypatch.setenv("COST_TAGS_POLICY", str(path))

    def named(source, text=POLICY):
        path.write_text(f"version: 1\nsource: {source}\n")
        if source == SSM:
            boto3.client("ssm").put_parameter(Name="/company/cost-tags", Value=text, Type="String")
        elif text is not None:
            s3 = boto3.client("s3")
            s3.create_bucket(Bucket="company-policies")
            s3.put_object(Bucket="company-policies", Key="ml/cost-tags.yaml", Body=text.encode())
        return aws

    return named


@pytest.mark.parametrize("source", [S3, SSM])
def test_a_command_reads_what_the_file_names(naming, source):
    naming(source)
    loaded = Context(os.environ).policy()
    assert (loaded.policy.mode, loaded.policy.required_keys) == ("block", ("cost-center",))
    assert loaded.sources[0].startswith(f"{source} (named by ")
    assert (loaded.problem, loaded.unread) == (None, False)


def test_a_server_reads_it_with_the_identity_and_never_in_a_get(naming):
    aws = naming(S3)
    service = Service(Context(os.environ))
    aws.control.reset()
    assert "not read yet" in service.policy().problem.message
    assert aws.control.calls() == []
    service.context.identity()
    told = service.policy()
    assert (told.state, told.problem) == ("policy", None)
    read = aws.control.counts()["s3:GetObject"]
    service.context.identity()
    assert aws.control.counts()["s3:GetObject"] == read
    assert service.workers.close(patience=60)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 1\nmdoe: warn\n", "s3://company-policies/ml/cost-tags.yaml:2: unknown field"),
        (f"version: 1\nsource: {SSM}\n", "names another place, where only a policy can stand"),
        ("\xff", "must hold names and values"),
        ("# " + "x" * 300_000, "larger than 256 KiB"),
        (None, "s3:GetObject"),
    ],
)  # fmt: skip
def test_what_is_no_policy_there_is_told_and_nothing_is_judged(naming, text, told):
    naming(S3, text)
    loaded = Context(os.environ).policy()
    assert (loaded.policy, loaded.unread) == (None, True)
    assert told in loaded.problem.message


def test_a_missing_permission_is_named(naming):
    aws = naming(SSM)
    aws.control.deny(["ssm:GetParameter"])
    problem = Context(os.environ).policy().problem
    assert problem.iam_action == "ssm:GetParameter"
    assert problem.message.startswith(f"{os.environ['COST_TAGS_POLICY']} names {SSM}: ")


def test_the_last_good_text_survives_a_restart(naming):
    aws = naming(S3)
    Context(os.environ).identity()
    aws.control.deny(["s3:GetObject"])
    context = Context(os.environ)
    context.identity()
    loaded = context.policy()
    assert (loaded.policy.mode, loaded.unread) == ("block", False)
    assert loaded.problem.action.endswith("the last good policy stays in force.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("version: 1\nsource: https://example.com/x\n", 2),
        ("version: 1\nsource: s3://bucket\n", 2),
        ("version: 1\nsource: 'ssm:a b'\n", 2),
        (f"version: 1\nsource: {S3}\nmode: warn\n", 3),
    ],
)
def test_a_place_that_is_none_is_told_with_its_line(text, line):
    with pytest.raises(PolicyInvalid, match=f"^f:{line}: "):
        source_of(text, "f")


def test_an_admins_floor_may_be_elsewhere(tmp_path):
    admin, own = tmp_path / "admin.yaml", tmp_path / "own.yaml"
    admin.write_text(f"version: 1\nsource: {S3}\n")
    own.write_text("version: 1\nmode: off\ntags: [{key: team}]\n")
    store = PolicyStore({"COST_TAGS_POLICY": str(own)}, [admin], [])
    assert store.current().unread
    store.give(S3, Fetched(POLICY))
    loaded = store.current()
    assert (loaded.policy.mode, loaded.unread) == ("block", False)
    assert [rule.key for rule in loaded.policy.tags] == ["cost-center", "team"]


def test_check_follows_the_name(naming):
    from jupyter_cost_tags.service.sources import policy_of

    aws = naming(S3)
    path = Path(os.environ["COST_TAGS_POLICY"])
    policy, source = policy_of(Context(os.environ).aws, path)
    assert (policy.mode, source) == ("block", S3)
    aws.control.deny(["s3:GetObject"])
    with pytest.raises(AwsTrouble) as caught:
        policy_of(Context(os.environ).aws, path)
    assert (caught.value.iam_action, caught.value.exit_code) == ("s3:GetObject", 3)
