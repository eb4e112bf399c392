"""Resource Groups Tagging API.

Sources: the resourcegroupstaggingapi model of botocore 1.44.5 ("model"); pages of
docs.aws.amazon.com by path.
"""

from __future__ import annotations

import pytest
from aws_requests import HEAD, listed, processing, read, studio, training


@pytest.fixture
def jobs(sagemaker):
    """Return ARNs: two tagged training jobs, a tagged processing job, an untagged training job."""
    made = [
        sagemaker.create_training_job(**training("t1", {"team": "a", "env": "dev"})),
        sagemaker.create_training_job(**training("t2", {"team": "b"})),
        sagemaker.create_processing_job(**processing("p1", Tags=listed({"env": "dev"}))),
        sagemaker.create_training_job(**training("bare")),
    ]
    return [job.get("TrainingJobArn") or job["ProcessingJobArn"] for job in made]


def arns(answer):
    return {item["ResourceARN"].rpartition("/")[2] for item in answer["ResourceTagMappingList"]}


def test_never_tagged_resources_are_not_returned(tagging, jobs):
    """GetResources "does not return untagged resources" (model, GetResources)."""
    assert arns(tagging.get_resources()) == {"t1", "t2", "p1"}


def test_once_tagged_resources_are_returned_with_no_tags(sagemaker, tagging, jobs):
    """Previously tagged ones come with `Tags: []` (model, GetResources)."""
    sagemaker.delete_tags(ResourceArn=jobs[1], TagKeys=["team"])
    answer = tagging.get_resources(ResourceARNList=[jobs[1]])
    assert answer["ResourceTagMappingList"] == [{"ResourceARN": jobs[1], "Tags": []}]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([{"Key": "team"}], {"t1", "t2"}),
        ([{"Key": "team", "Values": ["a", "c"]}], {"t1"}),
        ([{"Key": "team"}, {"Key": "env", "Values": ["dev"]}], {"t1"}),
        ([{"Key": "env", "Values": []}], {"t1", "p1"}),
    ],
)
def test_keys_join_by_and_values_by_or(tagging, jobs, filters, expected):
    """Several TagFilters AND, several Values OR (model, TagFilters)."""
    assert arns(tagging.get_resources(TagFilters=filters)) == expected


def test_types_filter_by_service_or_type(sagemaker, tagging, jobs):
    """`service[:resourceType]` (model, ResourceTypeFilters); three-part ARNs included."""
    space = f"{HEAD}space/{studio(sagemaker)}/alice-lab"
    sagemaker.add_tags(ResourceArn=space, Tags=listed({"team": "a"}))
    kinds = ["sagemaker:processing-job", "sagemaker:space"]
    assert arns(tagging.get_resources(ResourceTypeFilters=kinds)) == {"p1", "alice-lab"}
    assert len(arns(tagging.get_resources(ResourceTypeFilters=["sagemaker"]))) == 4
    assert arns(tagging.get_resources(ResourceTypeFilters=["s3"])) == set()


def test_pages(sagemaker, tagging):
    """50 resources a page by default, up to 100 (model, ResourcesPerPage)."""
    for number in range(60):
        sagemaker.create_training_job(**training(f"j{number}", {"team": "a"}))
    first = tagging.get_resources()
    assert (len(first["ResourceTagMappingList"]), bool(first["PaginationToken"])) == (50, True)
    pages = tagging.get_paginator("get_resources").paginate(ResourcesPerPage=25)
    assert [len(page["ResourceTagMappingList"]) for page in pages] == [25, 25, 10]


@pytest.mark.parametrize(
    "params",
    [
        {"ResourceARNList": [f"{HEAD}training-job/t1"], "TagFilters": [{"Key": "team"}]},
        {"ResourceARNList": [f"{HEAD}training-job/t1"], "ResourceTypeFilters": ["sagemaker"]},
        {"ResourceARNList": [f"{HEAD}training-job/t{i}" for i in range(101)]},
        {"ResourceARNList": ["not-an-arn"]},
        {"ResourcesPerPage": 101},
        {"TagsPerPage": 150},
        {"PaginationToken": "never given"},
        {"TagFilters": [{"Key": f"k{i}"} for i in range(51)]},
    ],
)
def test_what_get_resources_refuses(tagging, refused, jobs, params):
    """Exclusive members, 100 ARNs, 100 a page, 50 filters: InvalidParameterException (model)."""
    assert refused(tagging.get_resources, **params)[0] == "InvalidParameterException"


def test_get_resources_trails_behind_writes(aws, sagemaker, tagging):
    """The API is eventually consistent (tag-editor/latest/userguide/reference)."""
    aws.control.lag(seconds=60)
    arn = sagemaker.create_training_job(**training("t", {"team": "a"}))["TrainingJobArn"]
    assert arns(tagging.get_resources()) == set()
    assert read(sagemaker, arn) == {"team": "a"}
    aws.control.lag(seconds=0)
    assert arns(tagging.get_resources()) == {"t"}


def test_tag_resources_overwrites_and_tells_failures_apart(sagemaker, tagging, jobs):
    """HTTP 200 with a FailedResourcesMap per ARN (model, TagResources)."""
    missing = f"{HEAD}training-job/none"
    answer = tagging.tag_resources(ResourceARNList=[jobs[0], missing], Tags={"team": "z"})
    assert answer["FailedResourcesMap"][missing]["ErrorCode"] == "InvalidParameterException"
    assert list(answer["FailedResourcesMap"]) == [missing]
    assert read(sagemaker, jobs[0])["team"] == "z"


@pytest.mark.parametrize(
    "params",
    [
        {"ResourceARNList": [f"{HEAD}training-job/t{i}" for i in range(21)], "Tags": {"a": "b"}},
        {"ResourceARNList": [f"{HEAD}training-job/t1"], "Tags": {"aws:a": "b"}},
        {"ResourceARNList": [f"{HEAD}training-job/t1"], "Tags": {}},
        {"ResourceARNList": [], "Tags": {"a": "b"}},
    ],
)
def test_what_tag_resources_refuses(tagging, refused, jobs, params):
    """At most 20 ARNs, at least one tag, no `aws:` keys (model, TagResources)."""
    assert refused(tagging.tag_resources, **params)[0] == "InvalidParameterException"


def test_untag_resources(sagemaker, tagging, jobs):
    """UntagResources removes keys from up to 20 resources (model)."""
    answer = tagging.untag_resources(ResourceARNList=jobs[:2], TagKeys=["team"])
    assert answer["FailedResourcesMap"] == {}
    assert [read(sagemaker, arn) for arn in jobs[:2]] == [{"env": "dev"}, {}]


def test_keys_and_values_in_use(tagging, jobs, refused):
    """GetTagKeys and GetTagValues answer each text once (model)."""
    assert tagging.get_tag_keys()["TagKeys"] == ["env", "team"]
    assert tagging.get_tag_values(Key="team")["TagValues"] == ["a", "b"]
    assert refused(tagging.get_tag_values)[0] == "InvalidParameterException"


def test_required_tags_of_the_tag_policy(aws, tagging, remote):
    """ListRequiredTags answers resource type and reporting keys (model, RequiredTag)."""
    if remote or not hasattr(tagging, "list_required_tags"):
        pytest.skip("needs the world in process and a newer boto3")
    assert tagging.list_required_tags()["RequiredTags"] == []
    aws.world.required_tags = {"sagemaker:training-job": ["cost-center"]}
    (required,) = tagging.list_required_tags()["RequiredTags"]
    assert required["ReportingTagKeys"] == ["cost-center"]
    assert required["CloudFormationResourceTypes"] == ["AWS::SageMaker::TrainingJob"]


def test_compliance_with_the_tag_policy(aws, tagging, jobs, remote, refused):
    """IncludeComplianceDetails tells wrong case, wrong values and missing keys (model)."""
    if remote:
        pytest.skip("needs the world in process")
    rule = {"tag_key": "team", "tag_value": ["a", "c*"]}
    aws.world.tag_policy = {"tags": {"team": rule, "env": {"tag_key": "Env"}}}
    aws.world.required_tags = {"sagemaker:training-job": ["cost-center"]}
    first = tagging.get_resources(ResourceARNList=[jobs[1]], IncludeComplianceDetails=True)
    details = first["ResourceTagMappingList"][0]["ComplianceDetails"]
    assert (details["ComplianceStatus"], details["KeysWithNoncompliantValues"]) == (False, ["team"])
    aws.world.required_tags = {}
    answer = tagging.get_resources(IncludeComplianceDetails=True, ExcludeCompliantResources=True)
    assert arns(answer) == {"t1", "t2", "p1"}
    aws.world.tag_policy = {"tags": {"team": rule}}
    answer = tagging.get_resources(IncludeComplianceDetails=True, ExcludeCompliantResources=True)
    assert arns(answer) == {"t2"}
    assert refused(tagging.get_resources, ExcludeCompliantResources=True)[0] == (
        "InvalidParameterException"
    )
