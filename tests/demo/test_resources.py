"""Studio, endpoints, models, pipelines and notebook instances.

Sources: the sagemaker model of botocore 1.44.5 ("model"); pages of docs.aws.amazon.com by path.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from aws_requests import HEAD, ROLE, listed, read, studio

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def test_domain(sagemaker):
    """DescribeDomain tells TagPropagation, default DISABLED, and no tags (model)."""
    domain_id = studio(sagemaker)
    domain = sagemaker.describe_domain(DomainId=domain_id)
    assert domain["DomainArn"] == f"{HEAD}domain/{domain_id}"
    assert (domain["Status"], "Tags" in domain) == ("InService", False)
    assert domain.get("TagPropagation", "DISABLED") == "DISABLED"
    assert [d["DomainId"] for d in sagemaker.list_domains()["Domains"]] == [domain_id]


def test_missing_domain(sagemaker, refused):
    """Describe of an unknown domain is ResourceNotFound (model, DescribeDomain errors)."""
    assert refused(sagemaker.describe_domain, DomainId="d-none")[0] == "ResourceNotFound"


def test_user_profile(sagemaker, refused):
    """Profiles live in a domain; their names are not case sensitive (CreateUserProfile, API)."""
    domain_id = studio(sagemaker)
    arn = sagemaker.create_user_profile(DomainId=domain_id, UserProfileName="Bob")["UserProfileArn"]
    assert arn == f"{HEAD}user-profile/{domain_id}/bob"
    profile = sagemaker.describe_user_profile(DomainId=domain_id, UserProfileName="bob")
    assert (profile["UserProfileName"], "Tags" in profile) == ("Bob", False)
    taken = {"DomainId": domain_id, "UserProfileName": "BOB"}
    assert refused(sagemaker.create_user_profile, **taken)[0] == "ResourceInUse"
    listing = sagemaker.list_user_profiles(DomainIdEquals=domain_id, UserProfileNameContains="bo")
    assert [p["UserProfileName"] for p in listing["UserProfiles"]] == ["Bob"]


def test_profile_needs_its_domain(sagemaker, refused):
    """A profile of an unknown domain is ResourceNotFound (model, CreateUserProfile)."""
    params = {"DomainId": "d-none", "UserProfileName": "bob"}
    assert refused(sagemaker.create_user_profile, **params)[0] == "ResourceNotFound"


def test_space_names_its_owner(sagemaker):
    """A private space has OwnershipSettings and SpaceSharingSettings (model, DescribeSpace)."""
    domain_id = studio(sagemaker)
    space = sagemaker.describe_space(DomainId=domain_id, SpaceName="alice-lab")
    assert space["SpaceArn"] == f"{HEAD}space/{domain_id}/alice-lab"
    assert space["OwnershipSettings"] == {"OwnerUserProfileName": "alice"}
    assert space["SpaceSharingSettings"] == {"SharingType": "Private"}
    (summary,) = sagemaker.list_spaces(DomainIdEquals=domain_id)["Spaces"]
    assert summary["OwnershipSettingsSummary"] == {"OwnerUserProfileName": "alice"}
    assert summary["SpaceSettingsSummary"] == {"AppType": "JupyterLab"}


def test_space_of_nobody(sagemaker, refused):
    """The owner of a private space must exist (model, OwnershipSettings)."""
    params = {
        "DomainId": studio(sagemaker),
        "SpaceName": "lab",
        "OwnershipSettings": {"OwnerUserProfileName": "nobody"},
        "SpaceSharingSettings": {"SharingType": "Private"},
    }
    assert refused(sagemaker.create_space, **params)[0] == "ResourceNotFound"


def test_update_profile_and_space(sagemaker):
    """What an Update sends replaces what was there (model)."""
    domain_id = studio(sagemaker)
    sagemaker.update_space(DomainId=domain_id, SpaceName="alice-lab", SpaceDisplayName="Lab")
    sagemaker.update_user_profile(
        DomainId=domain_id, UserProfileName="alice", UserSettings={"ExecutionRole": ROLE}
    )
    space = sagemaker.describe_space(DomainId=domain_id, SpaceName="alice-lab")
    profile = sagemaker.describe_user_profile(DomainId=domain_id, UserProfileName="alice")
    assert (space["SpaceDisplayName"], profile["UserSettings"]["ExecutionRole"]) == ("Lab", ROLE)


def test_apps_of_a_space(sagemaker):
    """An app's ARN names domain, space, type and name (dg/notebooks-run-and-manage-metadata)."""
    domain_id = studio(sagemaker)
    app = {"DomainId": domain_id, "SpaceName": "alice-lab", "AppType": "JupyterLab"}
    arn = sagemaker.create_app(**app, AppName="default")["AppArn"]
    assert arn == f"{HEAD}app/{domain_id}/alice-lab/jupyterlab/default"
    assert sagemaker.describe_app(**app, AppName="default")["Status"] == "InService"
    listing = sagemaker.list_apps(DomainIdEquals=domain_id, SpaceNameEquals="alice-lab")
    assert [a["AppType"] for a in listing["Apps"]] == ["JupyterLab"]


def _serve(sagemaker, **tags):
    sagemaker.create_model(ModelName="m", PrimaryContainer={"Image": "i"})
    variant = {"VariantName": "v", "ModelName": "m", "InstanceType": "ml.m5.large"}
    variants = [{**variant, "InitialInstanceCount": 2}]
    sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=variants)
    return sagemaker.create_endpoint(EndpointName="E", EndpointConfigName="c", **tags)


def test_an_endpoint_comes_up(aws, sagemaker):
    """EndpointStatus goes from Creating to InService (model, DescribeEndpoint)."""
    aws.control.clock(now=NOON)
    arn = _serve(sagemaker, Tags=listed({"team": "a"}))["EndpointArn"]
    assert (arn, read(sagemaker, arn)) == (f"{HEAD}endpoint/e", {"team": "a"})
    assert sagemaker.describe_endpoint(EndpointName="E")["EndpointStatus"] == "Creating"
    aws.control.clock(now=NOON + timedelta(minutes=10))
    endpoint = sagemaker.describe_endpoint(EndpointName="E")
    assert endpoint["EndpointStatus"] == "InService"
    assert endpoint["ProductionVariants"][0]["CurrentInstanceCount"] == 2
    assert [e["EndpointName"] for e in sagemaker.list_endpoints()["Endpoints"]] == ["E"]
    assert sagemaker.describe_endpoint_config(EndpointConfigName="c")["ProductionVariants"]
    assert sagemaker.list_endpoint_configs()["EndpointConfigs"][0]["EndpointConfigName"] == "c"
    assert sagemaker.describe_model(ModelName="m")["ModelArn"] == f"{HEAD}model/m"


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("describe_endpoint", {"EndpointName": "none"}),
        ("describe_endpoint_config", {"EndpointConfigName": "none"}),
        ("describe_model", {"ModelName": "none"}),
        ("create_endpoint", {"EndpointName": "e", "EndpointConfigName": "none"}),
    ],
)
def test_hosting_that_is_not_there(sagemaker, refused, operation, params):
    """Hosting has no ResourceNotFound: ValidationException "Could not find …" (model errors)."""
    code, message = refused(getattr(sagemaker, operation), **params)
    assert (code, message.startswith("Could not find")) == ("ValidationException", True)


def test_pipeline_and_its_list(sagemaker, refused):
    """DescribePipeline carries CreatedBy (model); ListPipelines filters by prefix (model)."""
    request = {"PipelineDefinition": "{}", "ClientRequestToken": "t" * 32, "RoleArn": ROLE}
    sagemaker.create_pipeline(PipelineName="Nightly", **request, Tags=listed({"team": "a"}))
    pipeline = sagemaker.describe_pipeline(PipelineName="Nightly")
    assert (pipeline["PipelineStatus"], "CreatedBy" in pipeline) == ("Active", True)
    assert sagemaker.list_pipelines(PipelineNamePrefix="Ni")["PipelineSummaries"]
    assert sagemaker.list_pipelines(PipelineNamePrefix="x")["PipelineSummaries"] == []
    executions = sagemaker.list_pipeline_executions(PipelineName="Nightly")
    assert executions["PipelineExecutionSummaries"] == []
    assert refused(sagemaker.list_pipeline_executions, PipelineName="none")[0] == "ResourceNotFound"


def test_notebook_instance(sagemaker, refused):
    """Describe and list a notebook instance; an unknown one is RecordNotFound."""
    request = {"InstanceType": "ml.t3.medium", "RoleArn": ROLE, "LifecycleConfigName": "setup"}
    sagemaker.create_notebook_instance(NotebookInstanceName="nb", **request)
    notebook = sagemaker.describe_notebook_instance(NotebookInstanceName="nb")
    assert notebook["NotebookInstanceArn"] == f"{HEAD}notebook-instance/nb"
    assert notebook["NotebookInstanceLifecycleConfigName"] == "setup"
    assert sagemaker.list_notebook_instances()["NotebookInstances"][0]["InstanceType"]
    params = {"NotebookInstanceName": "none"}
    assert refused(sagemaker.describe_notebook_instance, **params) == (
        "ValidationException",
        "RecordNotFound",
    )
