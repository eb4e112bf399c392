"""Which resource decides about a launch: of the own account and Region, or none."""

from __future__ import annotations

import pytest
from launch_lines import HEAD, launch, spell

from jupyter_cost_tags.guard.operations import CREATES, STARTS
from jupyter_cost_tags.identity import Identity
from jupyter_cost_tags.launches.lines import parse
from jupyter_cost_tags.launches.places import Resource, by_name, place

ME = Identity(account="111122223333", region="us-east-1", partition="aws", domain_id="d-1")


def placed(**members):
    line = parse(spell(launch(**members)).rstrip(b"\n"))
    assert line is not None
    return place(line, ME)


def test_what_the_answer_named():
    assert placed() == Resource(f"{HEAD}:training-job/train-1", "training-job", "train-1")


@pytest.mark.parametrize(
    ("arn", "why"),
    [
        (HEAD.replace("111122223333", "999999999999") + ":training-job/train-1", "account"),
        (HEAD.replace("arn:aws:", "arn:aws-cn:") + ":training-job/train-1", "account"),
        (HEAD.replace("us-east-1", "eu-west-1") + ":training-job/train-1", "region"),
        ("arn:aws:s3:::bucket", "account"),
        ("nonsense", "account"),
    ],
)
def test_what_is_not_mine(arn, why):
    assert placed(arn=arn) == why


def test_another_region_without_an_answer():
    assert placed(arn=None, region="eu-west-1", outcome="failed") == "region"


def test_an_arn_of_another_kind_than_the_call_makes_is_not_read():
    """The name may still tell; the ARN of a hostile line does not."""
    found = placed(arn=f"{HEAD}:user-profile/d-1/bob", name="train-1")
    assert found == Resource(f"{HEAD}:training-job/train-1", "training-job", "train-1")


def test_a_line_that_contradicts_itself_is_taken_by_its_name():
    found = placed(name="train-1", arn=f"{HEAD}:training-job/somebody-elses")
    assert found.arn == f"{HEAD}:training-job/train-1"


@pytest.mark.parametrize("name", ["a/../../user-profile/d-1/bob", "a/b", "../x"])
def test_a_name_that_leaves_its_kind_still_names_nothing_else(name):
    found = placed(arn=None, name=name, outcome="failed")
    assert found == "unplaced" or found.arn.startswith(f"{HEAD}:training-job/")


def test_a_call_without_an_answer_is_named_by_its_name():
    found = placed(arn=None, name="Train-1", outcome="failed")
    assert found == Resource(f"{HEAD}:training-job/train-1", "training-job", "Train-1")


@pytest.mark.parametrize(
    ("operation", "name", "arn", "tail"),
    [
        ("StartPipelineExecution", "P", f"{HEAD}:pipeline/p/execution/ab12", "pipeline/p"),
        ("StartPipelineExecution", "Nightly", None, "pipeline/nightly"),
        ("StartPipelineExecution", f"{HEAD}:pipeline/nightly", None, "pipeline/nightly"),
        ("RetryPipelineExecution", f"{HEAD}:pipeline/p/execution/ab", None, "pipeline/p"),
        ("UpdatePipeline", "Nightly", f"{HEAD}:pipeline/nightly", "pipeline/nightly"),
        ("UpdateEndpoint", "e", f"{HEAD}:endpoint/e", "endpoint/e"),
        ("StartNotebookInstance", "Nb", None, "notebook-instance/nb"),
        ("StartMonitoringSchedule", "m", None, "monitoring-schedule/m"),
        ("UpdateCluster", "c", f"{HEAD}:cluster/abcdef123456", "cluster/abcdef123456"),
        ("UpdateSpace", "Lab", None, "space/d-1/lab"),
        ("CreateModelPackage", None, f"{HEAD}:model-package/g/3", "model-package-group/g"),
        ("CreateModelPackage", "m", f"{HEAD}:model-package/m", "model-package/m"),
        ("CreateApp", "default", f"{HEAD}:app/d-1/ana/jupyterlab/default",
         "app/d-1/ana/jupyterlab/default"),
    ],
)  # fmt: skip
def test_what_decides_about_other_calls(operation, name, arn, tail):
    assert placed(operation=operation, kind="x", name=name, arn=arn).arn == f"{HEAD}:{tail}"


@pytest.mark.parametrize(
    ("operation", "members", "why"),
    [
        ("CreateExperiment", {"arn": f"{HEAD}:experiment/e"}, "free"),
        ("UpdateCluster", {"arn": None, "name": "c", "outcome": "failed"}, "unplaced"),
        ("CreateApp", {"arn": None, "name": "default", "outcome": "failed"}, "unplaced"),
        ("DeleteEverything", {"arn": None}, "unplaced"),
        ("CreateTrainingJob", {"arn": None, "name": None}, "unplaced"),
    ],
)
def test_what_is_not_read(operation, members, why):
    assert placed(operation=operation, **members) == why


def test_no_name_without_an_account():
    assert by_name("training-job", "a", Identity(region="us-east-1")) is None
    assert by_name("space", "a", Identity(account="1" * 12, region="us-east-1")) is None


@pytest.mark.parametrize(
    "name",
    [
        f"{HEAD.replace('111122223333', '999999999999')}:pipeline/p",
        f"{HEAD.replace('us-east-1', 'eu-west-1')}:pipeline/p",
        f"{HEAD}:endpoint/e",
        "arn:aws:s3:::x",
    ],
)
def test_an_arn_as_a_name_must_be_mine_and_of_the_kind(name):
    assert by_name("pipeline", name, ME) is None


def test_every_row_of_the_guard_is_placed_or_says_why():
    """A new row can't be forgotten: its answer's ARN is of its kind."""
    for row in (*CREATES, *STARTS):
        found = placed(operation=row.operation, kind="x", name="a", arn=f"{HEAD}:{row.kind}/a")
        assert found == "free" or found.arn == f"{HEAD}:{row.kind}/a", row.operation
