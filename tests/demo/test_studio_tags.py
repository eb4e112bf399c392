"""Tags that a resource gets from where it was created: automatic, propagated, inherited."""

from __future__ import annotations

import pytest
from aws_requests import HEAD, listed, processing, read, studio, training, tuning


def _from_space(aws, domain_id):
    arns = {
        "sagemaker:domain-arn": f"{HEAD}domain/{domain_id}",
        "sagemaker:space-arn": f"{HEAD}space/{domain_id}/alice-lab",
    }
    aws.control.studio(tags=arns)
    return arns


def _tag_layers(sagemaker, domain_id):
    layers = {
        f"{HEAD}domain/{domain_id}": {"org": "ml", "team": "domain"},
        f"{HEAD}user-profile/{domain_id}/alice": {"team": "profile", "who": "alice"},
        f"{HEAD}space/{domain_id}/alice-lab": {"who": "space", "sagemaker:x": "system"},
    }
    for arn, tags in layers.items():
        sagemaker.add_tags(ResourceArn=arn, Tags=listed(tags))


def _needs_propagation(sagemaker):
    model = sagemaker.meta.service_model.operation_model("CreateDomain")
    if "TagPropagation" not in model.input_shape.members:
        pytest.skip("this botocore has no TagPropagation")


def test_studio_marks_what_it_creates(aws, sagemaker):
    """`sagemaker:domain-arn` and the creator's ARN come by themselves (dg/domain-multiple-tag)."""
    arns = _from_space(aws, studio(sagemaker))
    job = sagemaker.create_training_job(**training("job", {"team": "a"}))["TrainingJobArn"]
    assert read(sagemaker, job) == {"team": "a", **arns}


def test_custom_tags_stay_where_they_are_by_default(aws, sagemaker):
    """Propagation is opt-in per domain, default DISABLED (dg/custom-tags)."""
    domain_id = studio(sagemaker)
    _tag_layers(sagemaker, domain_id)
    arns = _from_space(aws, domain_id)
    job = sagemaker.create_processing_job(**processing("job"))["ProcessingJobArn"]
    assert read(sagemaker, job) == arns


def test_propagation_merges_domain_profile_space_and_request(aws, sagemaker):
    """Later layers win, the request's own tags win over all (dg/custom-tags)."""
    _needs_propagation(sagemaker)
    domain_id = studio(sagemaker, TagPropagation="ENABLED")
    _tag_layers(sagemaker, domain_id)
    arns = _from_space(aws, domain_id)
    job = sagemaker.create_training_job(**training("job", {"org": "mine"}))["TrainingJobArn"]
    assert read(sagemaker, job) == {"org": "mine", "team": "profile", "who": "space", **arns}


def test_update_domain_turns_propagation_on(aws, sagemaker):
    """`UpdateDomain.TagPropagation` affects new resources only (dg/custom-tags)."""
    _needs_propagation(sagemaker)
    domain_id = studio(sagemaker)
    _tag_layers(sagemaker, domain_id)
    _from_space(aws, domain_id)
    before = sagemaker.create_training_job(**training("before"))["TrainingJobArn"]
    sagemaker.update_domain(DomainId=domain_id, TagPropagation="ENABLED")
    assert sagemaker.describe_domain(DomainId=domain_id)["TagPropagation"] == "ENABLED"
    after = sagemaker.create_training_job(**training("after"))["TrainingJobArn"]
    assert "org" not in read(sagemaker, before)
    assert read(sagemaker, after)["org"] == "ml"


def test_more_than_fifty_in_sum_fail_the_launch(aws, sagemaker, refused):
    """Above 50 tags AWS "returns an error during resource creation" (dg/custom-tags)."""
    _needs_propagation(sagemaker)
    domain_id = studio(sagemaker, TagPropagation="ENABLED")
    many = listed({f"k{i}": "v" for i in range(30)})
    sagemaker.add_tags(ResourceArn=f"{HEAD}domain/{domain_id}", Tags=many)
    _from_space(aws, domain_id)
    own = {f"own{i}": "v" for i in range(20)}
    assert refused(sagemaker.create_training_job, **training("job", own))[0] == (
        "ValidationException"
    )


def test_a_tuning_jobs_tags_reach_its_training_jobs(sagemaker):
    """Tags of a tuning job go to all training jobs it launches (model, AddTags)."""
    tuner = tuning("tune", parallel=3, Tags=listed({"team": "a"}))
    arn = sagemaker.create_hyper_parameter_tuning_job(**tuner)["HyperParameterTuningJobArn"]
    children = sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="tune"
    )["TrainingJobSummaries"]
    assert len(children) == 3
    sagemaker.add_tags(ResourceArn=arn, Tags=listed({"late": "yes"}))
    assert [read(sagemaker, c["TrainingJobArn"]) for c in children] == [{"team": "a"}] * 3
    child = sagemaker.describe_training_job(TrainingJobName=children[0]["TrainingJobName"])
    assert child["TuningJobArn"] == arn


def test_an_app_takes_the_tags_of_domain_and_profile_when_it_starts(sagemaker):
    """AddTags on a domain or profile reaches apps that it launches afterwards (API, AddTags)."""
    domain_id = studio(sagemaker)
    _tag_layers(sagemaker, domain_id)
    app = {"DomainId": domain_id, "UserProfileName": "alice", "AppType": "JupyterServer"}
    arn = sagemaker.create_app(**app, AppName="default", Tags=listed({"who": "me"}))["AppArn"]
    assert read(sagemaker, arn) == {"org": "ml", "team": "profile", "who": "me"}
    profile = f"{HEAD}user-profile/{domain_id}/alice"
    sagemaker.add_tags(ResourceArn=profile, Tags=listed({"team": "late"}))
    assert read(sagemaker, arn)["team"] == "profile"


def test_an_app_of_a_space_takes_the_space_s_tags(sagemaker):
    """A space's own tags win over its owner's and the domain's (dg/custom-tags)."""
    domain_id = studio(sagemaker)
    _tag_layers(sagemaker, domain_id)
    app = {"DomainId": domain_id, "SpaceName": "alice-lab", "AppType": "JupyterLab"}
    arn = sagemaker.create_app(**app, AppName="default")["AppArn"]
    assert read(sagemaker, arn) == {"org": "ml", "team": "profile", "who": "space"}
