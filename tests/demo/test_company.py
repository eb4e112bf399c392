"""Northwind Analytics is believable, the same every time, and good on any day."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
import yaml
from small_bill import NOW, by_key, total
from test_ledger import ask

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.demo.embedded_aws.models import operation_model
from jupyter_cost_tags.demo.embedded_aws.services.sagemaker.resources import described
from jupyter_cost_tags.demo.embedded_aws.shapes import checked

JOBS = ("training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job")
REQUIRED = {"cost-center", "project", "environment"}
VALUES = {"cost-center": {"CC-4711", "CC-4802"}, "environment": {"dev", "staging", "prod"}}
USAGE = {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}}
DAYS = [
    datetime(2026, 12, 1, 0, 30, tzinfo=timezone.utc),
    datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc),
    datetime(2028, 2, 29, 23, 59, tzinfo=timezone.utc),
    datetime(2027, 1, 1, 0, 0, tzinfo=timezone.utc),
    datetime(2027, 3, 31, 9, 0, tzinfo=timezone(timedelta(hours=9))),
]


@pytest.fixture(scope="module")
def world():
    return company.build(NOW)


def jobs(world, since=timedelta(days=60)):
    """Return the jobs that people launched: a tuning job's own are its."""
    found = world.store.of_kind(*JOBS)
    return [j for j in found if j.created >= world.now() - since and "TuningJobArn" not in j.detail]


def is_anas(world, resource):
    mine = {
        world.arn("user-profile", company.DOMAIN_ID, "ana"),
        world.arn("space", company.DOMAIN_ID, "ana-lab"),
    }
    return bool(mine & set(resource.tags.values()))


def is_compliant(tags):
    return tags.keys() >= REQUIRED and all(tags[k] in allowed for k, allowed in VALUES.items())


def spend_of_ana(world, **params):
    arn = world.arn("user-profile", company.DOMAIN_ID, "ana")
    space = world.arn("space", company.DOMAIN_ID, "ana-lab")
    mine = {
        "Or": [
            {"Tags": {"Key": "sagemaker:user-profile-arn", "Values": [arn]}},
            {"Tags": {"Key": "sagemaker:space-arn", "Values": [space]}},
        ]
    }
    return ask(world, **{"Filter": {"And": [mine, USAGE]}, **params})


def test_it_has_the_size_of_a_team(world):
    counts = {kind: len(world.store.of_kind(kind)) for kind in (*JOBS, "user-profile", "space")}
    assert (counts["user-profile"], counts["space"]) == (12, 14)
    assert all(counts[kind] > 20 for kind in JOBS)
    assert 300 < len(jobs(world)) < 600


def test_a_quarter_of_the_jobs_is_not_compliant(world):
    found = [is_compliant(job.tags) for job in jobs(world)]
    assert 0.2 < 1 - sum(found) / len(found) < 0.35


def test_some_jobs_were_launched_outside_studio_without_any_tag(world):
    assert 5 < sum(1 for job in jobs(world) if not job.tags) < 60


def test_every_outcome_occurs_and_a_handful_runs(world):
    status = [job.detail.get(f"{noun}Status") for job in jobs(world) for noun in ("TrainingJob",)]
    assert {"Completed", "Failed", "Stopped"} <= set(status)
    assert 4 <= status.count("InProgress") <= 8


def test_a_tuning_job_s_jobs_carry_its_tags(world):
    tuner = world.store.get(world.arn("hyper-parameter-tuning-job", "tune-xgb-0410"))
    children = [
        j for j in world.store.of_kind("training-job") if j.detail.get("TuningJobArn") == tuner.arn
    ]
    assert len(children) == 8
    assert all(child.tags == tuner.tags for child in children)


def test_ana_has_fourteen_recent_jobs_and_two_lack_a_tag(world):
    mine = [job for job in jobs(world, timedelta(days=30)) if is_anas(world, job)]
    missing = {job.name: sorted(REQUIRED - set(job.tags)) for job in mine}
    assert len(mine) == 14
    assert {name: keys for name, keys in missing.items() if keys} == {
        "train-xgb-0412": ["project"],
        "proc-0408": ["environment"],
    }
    running = world.store.get(world.arn("training-job", "train-xgb-0412"))
    assert running.detail["TrainingJobStatus"] == "InProgress"


def test_ana_s_month_is_that_of_the_pictures(world):
    by = [{"Type": "TAG", "Key": "project"}]
    assert total(spend_of_ana(world)).quantize(Decimal("0.01")) == Decimal("212.40")
    assert set(by_key(spend_of_ana(world, GroupBy=by))) == {
        "project$",
        "project$churn",
        "project$ranking",
    }
    month_before = {"Start": "2026-10-01", "End": "2026-10-23"}
    assert 230 < total(spend_of_ana(world, TimePeriod=month_before)) < 260


def test_ana_s_credits_are_apart(world):
    by = [{"Type": "DIMENSION", "Key": "RECORD_TYPE"}]
    arn = world.arn("space", company.DOMAIN_ID, "ana-lab")
    mine = {"Tags": {"Key": "sagemaker:space-arn", "Values": [arn]}}
    assert Decimal(by_key(ask(world, Filter=mine, GroupBy=by))["Credit"]) < -3


def test_it_is_the_same_every_time(world):
    other = company.build(NOW)
    assert list(other.store.all()) == list(world.store.all())
    rows = "SELECT * FROM line_items"
    assert other.ledger.query(rows) == world.ledger.query(rows)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_any_day_will_do(now):
    world = company.build(now)
    ends = ("TrainingEndTime", "ProcessingEndTime", "TransformEndTime", "LastModifiedTime")
    for resource in world.store.all():
        times = [resource.created, *(resource.detail.get(name, now) for name in ends)]
        assert max(times) <= now, resource.arn
    wrong = world.ledger.query(
        "SELECT count(*) FROM line_items WHERE line_item_usage_start_date >= ?"
        " OR (line_item_unblended_cost < 0 AND line_item_line_item_type <> 'Credit')"
        " OR bill_billing_period_start_date <> date_trunc('month', line_item_usage_start_date)",
        [now.astimezone(timezone.utc).replace(tzinfo=None)],
    )
    assert wrong == [(0,)]
    mine = [job for job in jobs(world, timedelta(days=30)) if is_anas(world, job)]
    assert len(mine) == 14


def test_the_first_day_of_a_month_starts_at_nothing():
    world = company.build(DAYS[0])
    today = {"Start": "2026-12-01", "End": "2026-12-02"}
    assert total(ask(world, TimePeriod=today)) == 0
    assert total(ask(world, TimePeriod={"Start": "2026-11-01", "End": "2026-12-01"})) > 1000


def test_every_resource_is_one_that_aws_would_describe(world):
    nouns = {
        "domain": "Domain", "user-profile": "UserProfile", "space": "Space", "app": "App",
        "training-job": "TrainingJob", "processing-job": "ProcessingJob",
        "transform-job": "TransformJob", "hyper-parameter-tuning-job": "HyperParameterTuningJob",
        "model": "Model", "endpoint-config": "EndpointConfig", "endpoint": "Endpoint",
        "pipeline": "Pipeline", "notebook-instance": "NotebookInstance",
    }  # fmt: skip
    for resource in world.store.all():
        if resource.kind == "pipeline-execution":
            continue
        shape = operation_model("sagemaker", f"Describe{nouns[resource.kind]}").output_shape
        detail = described(resource)
        _, problems = checked(shape, detail)
        unknown = set(resource.detail) - set(shape.members)
        assert (problems, unknown - {"LastModifiedTime"}) == ([], set()), resource.arn


def test_people_find_ana_s_jobs_through_boto3(company_aws):
    import boto3

    arn = company_aws.world.arn("user-profile", company.DOMAIN_ID, "ana")
    wanted = {
        "Filters": [{"Name": "Tags.sagemaker:user-profile-arn", "Operator": "Equals", "Value": arn}]
    }
    found = boto3.client("sagemaker").search(
        Resource="TrainingJob", SearchExpression=wanted, MaxResults=100
    )
    names = {r["TrainingJob"]["TrainingJobName"] for r in found["Results"]}
    assert "train-xgb-0412" in names


def test_studio_names_the_profile_in_a_private_space_and_the_space_in_a_shared_one(world):
    assert set(company.studio_tags(world, "ana", "ana-lab")) == {
        "sagemaker:domain-arn",
        "sagemaker:user-profile-arn",
    }
    assert set(company.studio_tags(world, "ana", "team-nlp")) == {
        "sagemaker:domain-arn",
        "sagemaker:space-arn",
    }


def test_the_metadata_file_is_that_of_a_private_space(world, tmp_path):
    found = json.loads(company.write_metadata(world, tmp_path).read_text())
    assert found["ResourceArn"].endswith(f":app/{company.DOMAIN_ID}/ana-lab/JupyterLab/default")
    assert (found["SpaceName"], found["AppType"]) == ("ana-lab", "JupyterLab")
    assert "UserProfileName" not in found


def test_the_policy_file_requires_what_the_demo_shows(tmp_path):
    policy = yaml.safe_load(company.write_policy(tmp_path).read_text())
    assert {t["key"] for t in policy["tags"] if t["required"]} == REQUIRED
    assert policy["tags"][0]["values"] == {"CC-4711": "Retail ML", "CC-4802": "Logistics ML"}
