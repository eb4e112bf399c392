"""Search: resources, operators, limits, pages, and how far it trails behind writes.

Sources: the sagemaker model of botocore 1.44.5, shapes Filter, SearchExpression, SearchRequest.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sagemaker_requests as requests
from aws_requests import HEAD, ROLE, listed, processing, training, transform, tuning

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


@pytest.fixture
def jobs(aws, sagemaker):
    """Four training jobs an hour apart: team a, a, b and none."""
    for number, team in enumerate(("a", "a", "b", None)):
        aws.control.clock(now=NOON + timedelta(hours=number))
        tags = {"team": team, "sagemaker:domain-arn": "d"} if team else None
        hyper = {"rate": f"0.{number + 1}"}
        sagemaker.create_training_job(**training(f"job-{number}", tags, HyperParameters=hyper))


def found(sagemaker, *filters, operator="And", **more):
    """Return the numbers of the training jobs that a search finds, in order."""
    keys = ("Name", "Operator", "Value")
    listed_filters = [dict(zip(keys, item, strict=False)) for item in filters]
    expression = {"Filters": listed_filters, "Operator": operator}
    answer = sagemaker.search(Resource="TrainingJob", SearchExpression=expression, **more)
    return [int(r["TrainingJob"]["TrainingJobName"][-1]) for r in answer["Results"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("Tags.team", "Equals", "a"), [1, 0]),
        (("Tags.team", "NotEquals", "a"), [3, 2]),
        (("Tags.team", "Exists"), [2, 1, 0]),
        (("Tags.team", "NotExists"), [3]),
        (("Tags.team", "In", "b,c"), [2]),
        (("Tags.team", "Contains", "a"), [1, 0]),
        (("Tags.sagemaker:domain-arn", "Equals", "d"), [2, 1, 0]),
        (("TrainingJobName", "Equals", "job-2"), [2]),
        (("TrainingJobName", "Contains", "b-2"), [2]),
        (("TrainingJobStatus", "Equals", "InProgress"), [3]),
        (("CreationTime", "GreaterThanOrEqualTo", "2026-11-20T14:00:00"), [3, 2]),
        (("CreationTime", "GreaterThan", "2026-11-20T14:00:00Z"), [3]),
        (("CreationTime", "LessThan", "2026-11-20T13:00:00"), [0]),
        (("HyperParameters.rate", "LessThanOrEqualTo", "0.2"), [1, 0]),
        (("ResourceConfig.InstanceType", "Equals", "ml.m5.xlarge"), [3, 2, 1, 0]),
    ],
)
def test_operators(sagemaker, jobs, condition, expected):
    """Each operator on tags, texts, times and numbers (model, Filter); newest change first."""
    assert found(sagemaker, condition, SortBy="CreationTime") == expected


def test_one_call_finds_my_untagged_jobs(sagemaker, jobs):
    """Filters and nested expressions join by And or Or (model, SearchExpression)."""
    since = {"Name": "CreationTime", "Operator": "GreaterThan", "Value": "2026-11-20T12:30:00"}
    lacking = [{"Name": f"Tags.{key}", "Operator": "NotExists"} for key in ("team", "project")]
    expression = {
        "Filters": [since],
        "SubExpressions": [{"Filters": lacking, "Operator": "Or"}],
        "Operator": "And",
    }
    answer = sagemaker.search(Resource="TrainingJob", SearchExpression=expression)
    names = {r["TrainingJob"]["TrainingJobName"] for r in answer["Results"]}
    assert names == {"job-1", "job-2", "job-3"}


def test_records_carry_tags_and_no_creator(sagemaker, jobs):
    """A TrainingJob record has Tags and no CreatedBy (model, TrainingJob)."""
    (record,) = sagemaker.search(
        Resource="TrainingJob",
        SearchExpression={"Filters": [{"Name": "TrainingJobName", "Value": "job-2"}]},
    )["Results"]
    assert {"Key": "team", "Value": "b"} in record["TrainingJob"]["Tags"]
    assert "CreatedBy" not in record["TrainingJob"]


def test_pages_and_total_hits(sagemaker, jobs, refused):
    """MaxResults is at most 100; NextToken continues (model, SearchRequest)."""
    pages = list(sagemaker.get_paginator("search").paginate(Resource="TrainingJob", MaxResults=3))
    assert [len(page["Results"]) for page in pages] == [3, 1]
    if "TotalHits" in sagemaker.meta.service_model.operation_model("Search").output_shape.members:
        assert pages[0]["TotalHits"] == {"Value": 4, "Relation": "EqualTo"}
    assert refused(sagemaker.search, Resource="TrainingJob", MaxResults=101)[0] == (
        "ValidationException"
    )
    assert refused(sagemaker.search, Resource="TrainingJob", NextToken="x")[0] == (
        "ValidationException"
    )


def test_sort_order(sagemaker, jobs):
    """SortBy takes a property, SortOrder is Descending by default (model, SearchRequest)."""
    assert found(sagemaker, ("Tags.team", "Exists"), SortBy="TrainingJobName") == [2, 1, 0]
    ascending = {"SortBy": "TrainingJobName", "SortOrder": "Ascending"}
    assert found(sagemaker, ("Tags.team", "Exists"), **ascending) == [0, 1, 2]


@pytest.mark.parametrize(
    "expression",
    [
        {},
        {"Filters": [{"Name": "NoSuchProperty", "Value": "x"}]},
        {"Filters": [{"Name": "Tags.team", "Operator": "Equals"}]},
        {"Filters": [{"Name": "Tags.team", "Operator": "Like", "Value": "x"}]},
        {"Filters": [{"Name": "CreationTime", "Operator": "LessThan", "Value": "soon"}]},
        {"Filters": [{"Name": f"Tags.k{i}", "Operator": "Exists"} for i in range(21)]},
        {"Filters": [{"Name": "Tags.a", "Operator": "Contains", "Value": "x"}] * 2},
        {"SubExpressions": [{"Filters": [{"Name": "Tags.a", "Operator": "Exists"}] * 18}] * 3},
    ],
)
def test_what_search_refuses(sagemaker, jobs, refused, expression):
    """Unknown properties, operators and times; 20 filters, 50 conditions, one Contains (model)."""
    params = {"Resource": "TrainingJob", "SearchExpression": expression}
    assert refused(sagemaker.search, **params)[0] == "ValidationException"


def test_search_trails_behind_writes(aws, sagemaker):
    """The index is eventually consistent: for new resources and for changed tags alike."""
    aws.control.lag(seconds=60)
    arn = sagemaker.create_training_job(**training("job-1"))["TrainingJobArn"]
    exists = ("TrainingJobName", "Exists")
    assert found(sagemaker, exists) == []
    aws.control.lag(seconds=0)
    assert found(sagemaker, exists) == [1]
    aws.control.lag(seconds=60)
    sagemaker.add_tags(ResourceArn=arn, Tags=listed({"team": "a"}))
    aws.control.lag(seconds=0)
    assert found(sagemaker, ("Tags.team", "Equals", "a")) == [1]


def test_every_searchable_resource(sagemaker):
    """Endpoint, Model, Pipeline and tuning job records carry Tags (model, SearchRecord)."""
    tags = {"Tags": listed({"team": "a"})}
    sagemaker.create_model(ModelName="m", PrimaryContainer={"Image": "i"}, **tags)
    variant = {"VariantName": "v", "ModelName": "m", "InstanceType": "ml.m5.large"}
    variants = [{**variant, "InitialInstanceCount": 1}]
    sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=variants)
    sagemaker.create_endpoint(EndpointName="e", EndpointConfigName="c", **tags)
    pipeline = {"PipelineDefinition": "{}", "ClientRequestToken": "t" * 32, "RoleArn": ROLE}
    sagemaker.create_pipeline(PipelineName="p", **pipeline, **tags)
    sagemaker.create_hyper_parameter_tuning_job(**tuning("h"), **tags)
    expression = {"Filters": [{"Name": "Tags.team", "Value": "a"}]}
    for resource in ("Endpoint", "Model", "Pipeline", "HyperParameterTuningJob"):
        params = {"Resource": resource, "SearchExpression": expression}
        (record,) = sagemaker.search(**params)["Results"]
        entity = record[resource]["Model"] if resource == "Model" else record[resource]
        assert entity["Tags"] == listed({"team": "a"})


def test_processing_and_transform_jobs_only_as_trial_components(sagemaker, refused):
    """No ResourceType for them (model); trial components hold them in SourceDetail."""
    sagemaker.create_processing_job(**processing("proc", Tags=listed({"team": "a"})))
    sagemaker.create_model(ModelName="m", PrimaryContainer={"Image": "i"})
    sagemaker.create_transform_job(**transform("trans", "m"))
    assert refused(sagemaker.search, Resource="ProcessingJob")[0] == "ValidationException"
    kind = {"Name": "Source.SourceType", "Value": "SageMakerProcessingJob"}
    (record,) = sagemaker.search(
        Resource="ExperimentTrialComponent", SearchExpression={"Filters": [kind]}
    )["Results"]
    detail = record["TrialComponent"]["SourceDetail"]
    assert detail["SourceArn"] == f"{HEAD}processing-job/proc"
    assert detail["ProcessingJob"]["Tags"] == listed({"team": "a"})


def test_resources_without_data_are_empty(sagemaker):
    """Every value of ResourceType is answered (model)."""
    assert sagemaker.search(Resource="FeatureGroup")["Results"] == []


@pytest.mark.parametrize("noun", ["FeatureGroup", "ModelPackageGroup"])
def test_what_is_no_job_is_found_with_its_tags(sagemaker, noun):
    """Both are values of ResourceType whose records carry Tags (model)."""
    request = requests.minimal(f"Create{noun}", Tags=listed({"team": "a"}))
    requests.call(sagemaker, f"Create{noun}", **request)
    for team, number in (("a", 1), ("b", 0)):
        expression = {"Filters": [{"Name": "Tags.team", "Value": team}]}
        results = sagemaker.search(Resource=noun, SearchExpression=expression)["Results"]
        assert len(results) == number
    (record,) = sagemaker.search(Resource=noun)["Results"]
    assert record[noun]["Tags"] == listed({"team": "a"})
    assert record[noun][f"{noun}Status"] == {"FeatureGroup": "Creating"}.get(noun, "Completed")
