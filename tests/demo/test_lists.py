"""The List operations, one a kind: what was made is listed, in pages, by time and by name.

Source: the sagemaker model of botocore 1.44.5, which also checks every answer.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import sagemaker_requests as requests
from aws_requests import HEAD

from jupyter_cost_tags.demo.embedded_aws.services.sagemaker.kinds import ALL

LISTED = [kind for kind in ALL if kind.is_listed and kind.noun not in {"Domain", "App"}]
NOTHING_MADE_AFTER = {"CreationTimeAfter", "CreatedAfter"}


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.noun)
def test_what_was_made_is_listed(client, kind):
    made = client("sagemaker", parameter_validation=True)
    request = requests.prepared(made, f"Create{kind.noun}")
    requests.call(made, f"Create{kind.noun}", **request)
    operation = f"List{kind.noun}s"
    (one,) = requests.call(made, operation, MaxResults=1)[kind.list_key]
    assert one[kind.name] == request[kind.name]
    assert one.get(kind.arn, f"{HEAD}{kind.type}/").startswith(f"{HEAD}{kind.type}/")
    age = one.get("CreationTime") or one["CreateDate"]
    for member in NOTHING_MADE_AFTER & requests.members(operation):
        after = {member: age + timedelta(seconds=1)}
        assert requests.call(made, operation, **after)[kind.list_key] == []
        before = {member: age - timedelta(seconds=1)}
        assert len(requests.call(made, operation, **before)[kind.list_key]) == 1


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind.noun)
def test_nothing_made_is_an_empty_list(client, kind):
    assert requests.call(client("sagemaker"), f"List{kind.noun}s")[kind.list_key] == []


def test_automl_jobs_of_both_versions_are_one_list(client):
    """ListAutoMLJobs lists what CreateAutoMLJob and CreateAutoMLJobV2 made (model)."""
    made = client("sagemaker", parameter_validation=True)
    for operation, name in (("CreateAutoMLJob", "first"), ("CreateAutoMLJobV2", "second")):
        requests.call(made, operation, **requests.minimal(operation, AutoMLJobName=name))
    summaries = made.list_auto_ml_jobs(SortBy="Name", SortOrder="Ascending")["AutoMLJobSummaries"]
    assert [one["AutoMLJobName"] for one in summaries] == ["first", "second"]
    assert all(one["AutoMLJobArn"].startswith(f"{HEAD}automl-job/") for one in summaries)
