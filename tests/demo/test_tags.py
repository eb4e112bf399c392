"""ListTags, AddTags, DeleteTags: what AWS promises and what it refuses.

Sources: the sagemaker model of botocore 1.44.5 ("model"); pages of docs.aws.amazon.com by path.
"""

from __future__ import annotations

import pytest
from aws_requests import HEAD, listed, processing, read, studio, training


@pytest.fixture
def job(sagemaker):
    return sagemaker.create_training_job(**training("job", {"team": "a"}))["TrainingJobArn"]


def test_add_tags_overwrites_and_answers_all_tags(sagemaker, job):
    """`AddTags` "adds or overwrites one or more tags" and returns the list (model, AddTags)."""
    answer = sagemaker.add_tags(ResourceArn=job, Tags=listed({"team": "b", "cost-center": "7"}))
    assert {t["Key"]: t["Value"] for t in answer["Tags"]} == {"team": "b", "cost-center": "7"}
    assert read(sagemaker, job) == {"team": "b", "cost-center": "7"}


def test_delete_tags_ignores_absent_keys(sagemaker, job):
    """`DeleteTags` deletes the specified keys (model, DeleteTags)."""
    sagemaker.delete_tags(ResourceArn=job, TagKeys=["team", "absent"])
    assert read(sagemaker, job) == {}


def test_keys_are_case_sensitive(sagemaker, job):
    """Tag keys are case-sensitive (tag-editor/latest/userguide/reference)."""
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"Team": "b"}))
    assert read(sagemaker, job) == {"team": "a", "Team": "b"}


@pytest.mark.parametrize("key", ["a#b", "", "k" * 129, "tab\t", "emoji-😀", "<b>", "a,b"])
def test_key_outside_the_grammar_is_refused(sagemaker, refused, job, key):
    """Keys are 1-128 of letters, spaces, digits and `_.:/=+-@` (model, TagKey)."""
    code, message = refused(sagemaker.add_tags, ResourceArn=job, Tags=listed({key: "v"}))
    assert code == "ValidationException"
    assert "at 'tags.1.member.key' failed to satisfy constraint: Member must" in message


@pytest.mark.parametrize("key", ["cost center", "Kostenträger", "部門", "a:b/c=d+e-f@g.h_i"])
def test_key_within_the_grammar_is_kept(sagemaker, job, key):
    """Letters, spaces and digits are Unicode's (model, TagKey)."""
    sagemaker.add_tags(ResourceArn=job, Tags=listed({key: "v"}))
    assert read(sagemaker, job)[key] == "v"


def test_value_may_be_empty_but_not_longer_than_256(sagemaker, refused, job):
    """Values have 0-256 characters (model, TagValue)."""
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"empty": "", "long": "v" * 256}))
    code, message = refused(sagemaker.add_tags, ResourceArn=job, Tags=listed({"k": "v" * 257}))
    assert code == "ValidationException"
    assert "Member must have length less than or equal to 256" in message


def test_value_is_required(sagemaker, refused, job):
    """`Tag.Value` is a required member (model, Tag)."""
    code, message = refused(sagemaker.add_tags, ResourceArn=job, Tags=[{"Key": "k"}])
    assert (code, "Value null at 'tags.1.member.value'" in message) == ("ValidationException", True)


@pytest.mark.parametrize("key", ["aws:x", "AWS:x", "Aws:createdBy"])
def test_aws_prefix_is_reserved_in_any_case(sagemaker, refused, job, key):
    """The prefix `aws:` is reserved, in any case (tag-editor/latest/userguide/reference)."""
    assert refused(sagemaker.add_tags, ResourceArn=job, Tags=listed({key: "v"}))[0] == (
        "ValidationException"
    )


def test_sagemaker_prefix_is_not_reserved(sagemaker, job):
    """Admins back-fill `sagemaker:domain-arn` themselves (dg/domain-multiple-backfill)."""
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"sagemaker:domain-arn": f"{HEAD}domain/d-1"}))
    assert "sagemaker:domain-arn" in read(sagemaker, job)


def test_a_key_given_twice_is_refused(sagemaker, refused, job):
    """Each key is unique on a resource (tag-editor/latest/userguide/reference)."""
    twice = [*listed({"k": "1"}), *listed({"k": "2"})]
    code, message = refused(sagemaker.add_tags, ResourceArn=job, Tags=twice)
    assert (code, "Duplicate tag key" in message) == ("ValidationException", True)


def test_fifty_tags_are_the_limit_and_overwriting_is_free(sagemaker, refused, job):
    """At most 50 tags per resource (dg/custom-tags); an overwrite adds none."""
    sagemaker.add_tags(ResourceArn=job, Tags=listed({f"k{i}": "v" for i in range(49)}))
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"team": "z"}))
    assert refused(sagemaker.add_tags, ResourceArn=job, Tags=listed({"one-more": "v"}))[0] == (
        "ValidationException"
    )
    assert len(read(sagemaker, job)) == 50


def test_a_request_carries_at_most_fifty_tags(sagemaker, refused, job):
    """`TagList` has at most 50 members (model)."""
    many = listed({f"k{i}": "v" for i in range(51)})
    code, message = refused(sagemaker.add_tags, ResourceArn=job, Tags=many)
    assert (code, "at 'tags'" in message) == ("ValidationException", True)


def test_aws_tags_do_not_count_and_make_a_second_page(aws, sagemaker, job):
    """`aws:` tags count against no limit (tag-editor/…/reference); ListTags pages by 50 (model)."""
    aws.control.tags(arn=job, set={f"aws:k{i}": "v" for i in range(60)})
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"mine": "v"}))
    first = sagemaker.list_tags(ResourceArn=job)
    assert (len(first["Tags"]), bool(first["NextToken"])) == (50, True)
    assert len(read(sagemaker, job)) == 62


def test_list_tags_page_is_fifty_at_least(sagemaker, refused, job):
    """`ListTags.MaxResults` is at least 50 (model, ListTagsMaxResults)."""
    code, message = refused(sagemaker.list_tags, ResourceArn=job, MaxResults=10)
    assert code == "ValidationException"
    assert "Member must have value greater than or equal to 50" in message


def test_a_foreign_token_is_refused(sagemaker, refused, job):
    """A NextToken is good for the request that it came from (model, ListTags.NextToken)."""
    assert refused(sagemaker.list_tags, ResourceArn=job, NextToken="abc")[0] == (
        "ValidationException"
    )


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("", "ValidationException"),
        ("arn:aws:s3:::bucket", "ValidationException"),
        (f"{HEAD}training-job/none", "ValidationException"),
        (f"{HEAD}training-job/job".replace("us-east-1", "eu-west-1"), "ValidationException"),
        (f"{HEAD}training-job/job".replace("arn:aws:", "arn:aws-cn:"), "ValidationException"),
        (f"{HEAD}training-job/job".replace("1111", "9999"), "AccessDeniedException"),
    ],
)
@pytest.mark.parametrize("operation", ["list_tags", "add_tags", "delete_tags"])
def test_arn_of_nothing_of_ours_is_refused(sagemaker, refused, job, operation, arn, code):
    """The ARN's pattern (model, ResourceArn), account, Region and existence are checked."""
    members = {"add_tags": {"Tags": listed({"k": "v"})}, "delete_tags": {"TagKeys": ["k"]}}
    params = {"ResourceArn": arn, **members.get(operation, {})}
    assert refused(getattr(sagemaker, operation), **params)[0] == code


def test_three_part_arns_carry_tags(sagemaker):
    """Profiles and spaces have ARNs of three parts (service authorization reference)."""
    domain_id = studio(sagemaker)
    for arn in (f"{HEAD}user-profile/{domain_id}/alice", f"{HEAD}space/{domain_id}/alice-lab"):
        sagemaker.add_tags(ResourceArn=arn, Tags=listed({"team": "a"}))
        assert read(sagemaker, arn) == {"team": "a"}


def test_ended_jobs_can_still_be_tagged(aws, sagemaker, job):
    """AddTags takes training jobs whatever their status (model, AddTags)."""
    aws.control.job(arn=job, status="Failed", reason="AlgorithmError: out of memory")
    sagemaker.add_tags(ResourceArn=job, Tags=listed({"late": "yes"}))
    assert read(sagemaker, job)["late"] == "yes"


def test_create_refuses_what_add_tags_refuses(sagemaker, refused):
    """Tags of a Create obey the same rules (model, TagList)."""
    assert refused(sagemaker.create_training_job, **training("a", {"aws:x": "1"}))[0] == (
        "ValidationException"
    )
    assert refused(sagemaker.create_processing_job, **processing("b", Tags=[{"Key": "a#"}]))[0] == (
        "ValidationException"
    )
    assert sagemaker.list_training_jobs()["TrainingJobSummaries"] == []
