"""Each row against AWS's own model, against the embedded AWS, and against the documentation."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import boto3
import botocore.session
import pytest
import sagemaker_requests as requests

from jupyter_cost_tags.aws import Aws, AwsSettings
from jupyter_cost_tags.aws.connections import Connections
from jupyter_cost_tags.guard.operations import CREATES, create_of, start_of
from jupyter_cost_tags.identity import resolve
from jupyter_cost_tags.inventory import KINDS, kind_named, scan
from jupyter_cost_tags.inventory.kinds import usual_kinds
from jupyter_cost_tags.inventory.table import kinds_page, permissions_part, spliced
from jupyter_cost_tags.policy.read import parse_policy

MODEL = botocore.session.Session().get_service_model("sagemaker")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "admins"
POLICY = parse_policy("version: 1\ntags: [{key: cost-center, required: true}]\n", "policy")
ROWS = pytest.mark.parametrize("row", KINDS, ids=lambda row: row.called)
LISTED = [row for row in KINDS if not row.per]
EACH = pytest.mark.parametrize("row", LISTED, ids=lambda row: row.called)


def members_of(path):
    """Return the members of a path, each of which a summary may have."""
    return {name for member in path for name in member.split("|")}


@EACH
def test_the_list_operation_is_as_the_row_says(row):
    operation = MODEL.operation_model(row.list_operation)
    taken = operation.input_shape.members
    assert {row.after_member or "MaxResults", "MaxResults"} <= set(taken)
    if row.sort_by:
        assert "SortOrder" in taken
        assert row.sort_by in taken["SortBy"].enum
    assert ("SortBy" in taken) == bool(row.sort_by)
    told = operation.output_shape.members[row.list_member].member.members
    path = members_of(row.arn_path[1:]) or {f"{row.prefix}Arn"}
    names = members_of(row.name_path) or {f"{row.prefix}Name"}
    assert {*path, *names, row.created_member} <= set(told)
    assert bool(row.arn_path) == (f"{row.prefix}Arn" not in told)
    if row.status and row.has_status_always:
        assert row.status in told


@ROWS
def test_the_row_names_statuses_that_aws_has(row):
    """Older SDKs lack some of the newest; misspelt ones are in none."""
    if row.status is None:
        assert not row.ended
        return
    describe = "DescribePipelineExecution" if row.per else None
    describe = describe or row.create_operation.replace("Create", "Describe")
    known = {
        status.lower()
        for status in MODEL.operation_model(describe).output_shape.members[row.status].enum
    }
    ended = {status.lower() for status in row.ended}
    assert ended - {"deletefailed", "deleting", "deleted"} <= known


@ROWS
def test_what_search_finds_carries_its_tags(row):
    if row.search_resource:
        assert row.search_resource in MODEL.shape_for("ResourceType").enum
        record = MODEL.shape_for("SearchRecord").members[row.search_resource].members
        assert {"Tags", "CreationTime", row.status, *row.parents} <= set(record)


@ROWS
def test_the_guard_knows_what_creates_it(row):
    assert row.create_operations
    for operation in row.create_operations:
        known = create_of(operation) or start_of(operation)
        assert known.kind == (row.per or row.kind)
        if create_of(operation):
            assert "Tags" in MODEL.operation_model(operation).input_shape.members


def test_both_versions_of_automl_are_one_kind():
    row = kind_named("automl-job")
    assert set(row.create_operations) == {"CreateAutoMLJob", "CreateAutoMLJobV2"}


def test_the_guard_s_kinds_are_the_types_of_arns():
    """The model's patterns name the type of most ARNs: both lists must say the same."""
    told = {}
    for create in CREATES:
        if create.arn and create.operation in MODEL.operation_names:
            shape = MODEL.operation_model(create.operation).output_shape.members[create.arn]
            named = re.search(r"\{12\}:([a-z-]+)\W", str(shape.metadata.get("pattern", "")))
            told |= {create.kind: named[1]} if named else {}
    assert len(told) > 25
    assert {kind: named for kind, named in told.items() if kind != named} == {}


@pytest.fixture(scope="module")
def connections(empty_account):
    """The clients of all tests here: to make them takes longer than a scan."""
    return Connections(AwsSettings())


@pytest.fixture
def look(aws, connections, tmp_path):
    """Scan everybody's resources of one kind in the empty account."""
    identity = resolve(
        Aws(connections=connections), {"RESOURCE_METADATA_FILE": str(tmp_path / "none")}
    )

    def run(row, now=None, **more):
        now = now or datetime.now(timezone.utc)
        since = now - timedelta(days=30)
        given = {"scope": "all", "since": since, "now": now, "kinds": (row,), **more}
        return scan(Aws(connections=connections), identity, POLICY, **given)

    return run


@cache
def sagemaker(url):
    """One client for all tests: SageMaker's is dear to make."""
    return boto3.client("sagemaker", endpoint_url=url)


def made(row, **members):
    """Create one of the kind."""
    client = sagemaker(os.environ["AWS_ENDPOINT_URL"])
    request = requests.prepared(client, row.create_operation)
    if row.mark:
        mark = {"Key": row.mark[0], "Value": row.mark[1]}
        members["Tags"] = [*members.get("Tags", []), mark]
    requests.call(client, row.create_operation, **request, **members)


TAGS = [{"Key": "cost-center", "Value": "CC-1"}]


@EACH
def test_one_is_found_and_judged(look, row):
    """A young one by ListTags; an hour later by the index; never tagged by no index at all."""
    made(row)
    for hours in (0, 1):
        (one,) = look(row, datetime.now(timezone.utc) + timedelta(hours=hours)).resources
        assert (one.kind, one.state, one.missing) == (row.kind, "non-compliant", ["cost-center"])
        assert one.noun == row.noun
        assert one.billing_effect == ("from-now" if row.accrues else "none")
    assert f":{row.kind}/" in one.arn


@EACH
def test_a_tagged_one_is_compliant_by_way_of_the_index(aws, look, row):
    made(row, Tags=TAGS)
    told = look(row, datetime.now(timezone.utc) + timedelta(hours=1))
    assert [one.state for one in told.resources] == ["compliant"]
    assert "sagemaker:ListTags" not in told.aws_calls
    assert sum(told.aws_calls.values()) == 2


@EACH
def test_age_leaves_out_only_what_does_not_last(look, row):
    made(row)
    later = datetime.now(timezone.utc) + timedelta(days=90)
    assert len(look(row, later).resources) == (1 if row.lasts else 0)


@EACH
def test_what_may_not_be_listed_is_said(aws, look, row):
    """Where there is Search, what it finds is shown all the same."""
    made(row, Tags=TAGS)
    other = kind_named("model" if row.kind == "workteam" else "workteam")
    aws.control.deny([f"sagemaker:{row.list_operation}"])
    later = datetime.now(timezone.utc) + timedelta(hours=1)
    told = look(row, later, kinds=(row, other))
    assert [problem.iam_action for problem in told.problems] == [f"sagemaker:{row.list_operation}"]
    assert not told.complete
    assert len([one for one in told.resources if one.kind == row.kind]) == bool(row.search_resource)


@EACH
def test_an_answer_cut_short_is_no_empty_list(aws, look, row):
    """botocore returns {} for a 200 whose body is broken."""
    made(row)
    other = kind_named("model" if row.kind == "workteam" else "workteam")
    aws.control.add_faults([{"op": f"sagemaker:{row.list_operation}", "body": "truncated"}])
    told = look(row, kinds=(row, other))
    assert not told.complete
    assert "may be missing" in told.problems[0].message


def test_usual_kinds_are_few():
    assert [row.kind for row in usual_kinds("mine")] == [
        "training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job",
        "endpoint", "pipeline",
    ]  # fmt: skip
    extra = set(usual_kinds("all")) - set(usual_kinds("mine"))
    assert extra == {kind_named("notebook-instance")}


def test_the_documentation_is_up_to_date():
    """`make generate` writes the page of kinds and a part of the page of permissions."""
    assert (DOCS / "kinds.md").read_text(encoding="utf-8") == kinds_page()
    permissions = (DOCS / "permissions.md").read_text(encoding="utf-8")
    assert spliced(permissions) == permissions


def test_the_documented_policy_is_one_and_names_every_kind():
    """IAM takes 6,144 characters without white space."""
    text = permissions_part().split("```json\n")[1].split("```")[0]
    find, _, fix = json.loads(text)["Statement"]
    for row in KINDS:
        assert f"sagemaker:{row.list_operation}" in find["Action"]
        assert row.arn_pattern in fix["Resource"]
    assert len("".join(text.split())) < 6144
