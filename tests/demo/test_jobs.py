"""Create, Describe, List and Stop of jobs.

Sources: the sagemaker model of botocore 1.44.5 ("model"); pages of docs.aws.amazon.com by path.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from aws_requests import HEAD, ROLE, listed, processing, training, transform, tuning

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def _make(sagemaker, kind, name):
    """Create one job of a kind and return its ARN."""
    if kind == "Transform":
        container = {"Image": "serve:1"}
        sagemaker.create_model(ModelName="m", PrimaryContainer=container, ExecutionRoleArn=ROLE)
        return sagemaker.create_transform_job(**transform(name, "m"))["TransformJobArn"]
    if kind == "Processing":
        return sagemaker.create_processing_job(**processing(name))["ProcessingJobArn"]
    if kind == "HyperParameterTuning":
        made = sagemaker.create_hyper_parameter_tuning_job(**tuning(name))
        return made["HyperParameterTuningJobArn"]
    return sagemaker.create_training_job(**training(name))["TrainingJobArn"]


OPERATIONS = {
    "Training": ("training_job", "TrainingJob"),
    "Processing": ("processing_job", "ProcessingJob"),
    "Transform": ("transform_job", "TransformJob"),
    "HyperParameterTuning": ("hyper_parameter_tuning_job", "HyperParameterTuningJob"),
}
every_kind = pytest.mark.parametrize("kind", OPERATIONS)


@every_kind
def test_a_job_is_born_in_progress_and_described(sagemaker, kind):
    """Create answers the ARN; Describe the whole job with its status (model)."""
    verb, noun = OPERATIONS[kind]
    arn = _make(sagemaker, kind, "My-Job")
    job = getattr(sagemaker, f"describe_{verb}")(**{f"{noun}Name": "My-Job"})
    assert (job[f"{noun}Arn"], job[f"{noun}Name"]) == (arn, "My-Job")
    assert job[f"{noun}Status"] == "InProgress"


@every_kind
def test_arn_carries_the_name_in_lower_case(sagemaker, kind):
    """SageMaker writes resource names in ARNs in lower case (aws.md §1.3; seen on live ARNs)."""
    arn = _make(sagemaker, kind, "My-Job")
    assert arn.endswith("-job/my-job")


@every_kind
def test_name_is_taken_once_whatever_its_case(sagemaker, refused, kind):
    """Names are unique within account and Region: ResourceInUse (model, Create*Job errors)."""
    _make(sagemaker, "Training", "other")
    arn = _make(sagemaker, kind, "job")
    verb, _ = OPERATIONS[kind]
    again = {
        "Training": training,
        "Processing": processing,
        "HyperParameterTuning": tuning,
        "Transform": lambda name: transform(name, "m"),
    }[kind]
    code, message = refused(getattr(sagemaker, f"create_{verb}"), **again("JOB"))
    assert (code, arn in message) == ("ResourceInUse", True)


@every_kind
def test_stop_ends_a_running_job(sagemaker, kind):
    """Stop*Job stops a job; on one that ended it changes nothing (model)."""
    verb, noun = OPERATIONS[kind]
    _make(sagemaker, kind, "job")
    for _ in range(2):
        getattr(sagemaker, f"stop_{verb}")(**{f"{noun}Name": "job"})
    job = getattr(sagemaker, f"describe_{verb}")(**{f"{noun}Name": "job"})
    assert job[f"{noun}Status"] == "Stopped"


@every_kind
def test_a_missing_job_is_an_error(sagemaker, refused, kind):
    """Describe of an unknown name fails: ValidationException, or ResourceNotFound for tuning."""
    verb, noun = OPERATIONS[kind]
    code, _ = refused(getattr(sagemaker, f"describe_{verb}"), **{f"{noun}Name": "none"})
    assert code in ("ValidationException", "ResourceNotFound")


def test_a_job_runs_starts_and_completes_as_time_passes(aws, sagemaker):
    """Starting, Training, Completed, with billable seconds (model, DescribeTrainingJob)."""
    aws.control.clock(now=NOON)
    sagemaker.create_training_job(**training("job"))

    def at(minutes):
        aws.control.clock(now=NOON + timedelta(minutes=minutes))
        return sagemaker.describe_training_job(TrainingJobName="job")

    assert (at(1)["SecondaryStatus"], "TrainingStartTime" in at(1)) == ("Starting", False)
    assert (at(5)["SecondaryStatus"], at(5)["TrainingStartTime"] > NOON) == ("Training", True)
    done = at(40)
    assert (done["TrainingJobStatus"], done["SecondaryStatus"]) == ("Completed", "Completed")
    ran = done["TrainingEndTime"] - done["TrainingStartTime"]
    assert done["BillableTimeInSeconds"] == ran.total_seconds() > 0


def test_a_failed_job_says_why(aws, sagemaker):
    """`FailureReason` is there when the status is Failed (model, DescribeTrainingJob)."""
    arn = sagemaker.create_training_job(**training("job"))["TrainingJobArn"]
    aws.control.job(arn=arn, status="Failed", reason="AlgorithmError: exit code 1")
    job = sagemaker.describe_training_job(TrainingJobName="job")
    assert (job["TrainingJobStatus"], job["FailureReason"]) == (
        "Failed",
        "AlgorithmError: exit code 1",
    )


@pytest.mark.parametrize("name", ["under_score", "-dash", "n" * 64, "", "ümlaut", "with space"])
def test_a_name_outside_the_pattern_is_refused(sagemaker, refused, name):
    """Names have up to 63 letters, digits and inner dashes (model, TrainingJobName)."""
    code, message = refused(sagemaker.create_training_job, **training(name))
    assert (code, "at 'trainingJobName'" in message) == ("ValidationException", True)


def test_every_violation_is_told_at_once(sagemaker, refused):
    """AWS lists all violated constraints of a request in one message."""
    bad = training("under_score", RoleArn="role", ResourceConfig={"InstanceType": "big"})
    code, message = refused(sagemaker.create_training_job, **bad)
    assert code == "ValidationException"
    assert "validation errors detected: " in message
    assert "at 'roleArn'" in message
    assert "Member must satisfy enum value set: [" in message


def test_a_required_member_is_missed(sagemaker, refused):
    """Required members must not be null (model)."""
    code, message = refused(sagemaker.create_training_job, TrainingJobName="job")
    assert (code, "Value null at 'roleArn'" in message) == ("ValidationException", True)


def _series(aws, sagemaker, count):
    """Create training jobs one hour apart and return their names, oldest first."""
    names = [f"job-{number:02d}" for number in range(count)]
    for number, name in enumerate(names):
        aws.control.clock(now=NOON + timedelta(hours=number))
        sagemaker.create_training_job(**training(name))
    return names


def _names(page):
    return [job["TrainingJobName"] for job in page["TrainingJobSummaries"]]


def test_a_page_has_ten_by_default_and_a_hundred_at_most(aws, sagemaker, refused):
    """MaxResults is 10 by default (ListTrainingJobs, API reference) and at most 100 (model)."""
    _series(aws, sagemaker, 12)
    assert len(sagemaker.list_training_jobs()["TrainingJobSummaries"]) == 10
    code, _ = refused(sagemaker.list_training_jobs, MaxResults=101)
    assert code == "ValidationException"


def test_pages_join_to_everything_once(aws, sagemaker):
    """NextToken continues where the page ended (model)."""
    names = _series(aws, sagemaker, 23)
    paginator = sagemaker.get_paginator("list_training_jobs")
    assert [n for page in paginator.paginate(MaxResults=5) for n in _names(page)] == names


def test_training_jobs_come_ascending_and_models_descending(aws, sagemaker):
    """SortOrder's default is Ascending for training jobs, Descending for models (model docs)."""
    names = _series(aws, sagemaker, 3)
    assert _names(sagemaker.list_training_jobs()) == names
    for number, name in enumerate(("a", "b")):
        aws.control.clock(now=NOON + timedelta(hours=number))
        sagemaker.create_model(ModelName=name, PrimaryContainer={"Image": "i"})
    assert [m["ModelName"] for m in sagemaker.list_models()["Models"]] == ["b", "a"]


@pytest.mark.parametrize(("sort_by", "reverse"), [("Name", True), ("CreationTime", True)])
def test_sort_order_is_obeyed(aws, sagemaker, sort_by, reverse):
    """SortBy takes Name, CreationTime and Status; SortOrder both directions (model)."""
    names = _series(aws, sagemaker, 4)
    page = sagemaker.list_training_jobs(SortBy=sort_by, SortOrder="Descending")
    assert _names(page) == sorted(names, reverse=reverse)


def test_creation_time_bounds_the_list(aws, sagemaker):
    """CreationTimeAfter and CreationTimeBefore filter what is listed (model)."""
    _series(aws, sagemaker, 5)
    page = sagemaker.list_training_jobs(
        CreationTimeAfter=NOON + timedelta(minutes=30),
        CreationTimeBefore=NOON + timedelta(hours=2, minutes=30),
    )
    assert _names(page) == ["job-01", "job-02"]


def test_status_and_name_filter_a_page_that_is_already_cut(aws, sagemaker):
    """StatusEquals with MaxResults first takes the page, then filters (ListTrainingJobs, API
    reference): an empty page with a NextToken is an ordinary answer."""
    _series(aws, sagemaker, 4)
    aws.control.clock(now=NOON + timedelta(hours=3, minutes=1))
    first = sagemaker.list_training_jobs(StatusEquals="InProgress", MaxResults=2)
    assert (first["TrainingJobSummaries"], bool(first["NextToken"])) == ([], True)
    second = sagemaker.list_training_jobs(
        StatusEquals="InProgress", MaxResults=2, NextToken=first["NextToken"]
    )
    assert _names(second) == ["job-03"]
    assert _names(sagemaker.list_training_jobs(NameContains="JOB-01")) == ["job-01"]


@pytest.mark.parametrize("token", ["garbage", "bm90IGpzb24="])
def test_a_broken_token_is_refused(sagemaker, refused, token):
    """A NextToken that was never given is a ValidationException."""
    assert refused(sagemaker.list_training_jobs, NextToken=token)[0] == "ValidationException"


def test_a_token_is_good_for_its_own_filters_only(aws, sagemaker, refused):
    """Tokens belong to the request that they came from."""
    _series(aws, sagemaker, 3)
    token = sagemaker.list_training_jobs(MaxResults=1)["NextToken"]
    code, _ = refused(sagemaker.list_training_jobs, NameContains="x", NextToken=token)
    assert code == "ValidationException"


def test_jobs_of_another_region_are_elsewhere(client, sagemaker):
    """Resources are regional."""
    sagemaker.create_training_job(**training("here"))
    elsewhere = client("sagemaker", "eu-west-1")
    assert elsewhere.list_training_jobs()["TrainingJobSummaries"] == []
    arn = elsewhere.create_training_job(**training("here"))["TrainingJobArn"]
    assert arn == f"{HEAD}training-job/here".replace("us-east-1", "eu-west-1")


def test_lists_show_no_tags(sagemaker):
    """Summaries carry no tags (model, TrainingJobSummary): they take one ListTags each."""
    sagemaker.create_training_job(**training("job", {"team": "a"}))
    assert "Tags" not in sagemaker.list_training_jobs()["TrainingJobSummaries"][0]


def test_lists_of_the_other_kinds(sagemaker):
    """List of processing, transform and tuning jobs answer their summaries (model)."""
    for kind in ("Processing", "Transform", "HyperParameterTuning"):
        verb, noun = OPERATIONS[kind]
        _make(sagemaker, kind, "job")
        page = getattr(sagemaker, f"list_{verb}s")()
        (summary,) = page[f"{noun}Summaries"]
        assert (summary[f"{noun}Name"], summary[f"{noun}Status"]) == ("job", "InProgress")


def test_children_of_a_tuning_job_are_listed_by_status(aws, sagemaker):
    """ListTrainingJobsForHyperParameterTuningJob filters and sorts (model)."""
    sagemaker.create_hyper_parameter_tuning_job(**tuning("tune", 2, Tags=listed({"a": "b"})))
    every = sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="tune"
    )["TrainingJobSummaries"]
    aws.control.job(arn=every[0]["TrainingJobArn"], status="Completed")
    running = sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="tune", StatusEquals="InProgress"
    )["TrainingJobSummaries"]
    assert [job["TrainingJobName"] for job in running] == [every[1]["TrainingJobName"]]
