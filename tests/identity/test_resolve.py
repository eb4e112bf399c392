"""Identity in the environments of AWS's docs, against the embedded AWS through real boto3."""

from __future__ import annotations

import json

import boto3
import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.identity import resolve
from jupyter_cost_tags.problems import CostTagsError

ACCOUNT = "111122223333"
HEAD = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/DataScientist"


@pytest.fixture
def domain(aws):
    """A domain with ana, her private space and a shared one, each with a tag of its own."""
    sagemaker = boto3.client("sagemaker")
    made = sagemaker.create_domain(
        DomainName="team",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ROLE},
        SubnetIds=["subnet-1"],
        VpcId="vpc-1",
        **({"TagPropagation": "ENABLED"} if knows_propagation(sagemaker) else {}),
        Tags=[{"Key": "org", "Value": "ml"}],
    )
    domain_id = made["DomainArn"].rpartition("/")[2]
    sagemaker.create_user_profile(
        DomainId=domain_id, UserProfileName="ana", Tags=[{"Key": "who", "Value": "ana"}]
    )
    for name, sharing in (("ana-lab", "Private"), ("ana-two", "Private"), ("team-nlp", "Shared")):
        sagemaker.create_space(
            DomainId=domain_id,
            SpaceName=name,
            OwnershipSettings={"OwnerUserProfileName": "ana"},
            SpaceSharingSettings={"SharingType": sharing},
            SpaceSettings={"AppType": "JupyterLab"},
            Tags=[{"Key": "space", "Value": name}],
        )
    aws.control.reset()
    return domain_id


@pytest.fixture
def environment(tmp_path):
    """Write a metadata file and return the environment that names it."""

    def write(**fields):
        path = tmp_path / "metadata.json"
        path.write_text(json.dumps(fields))
        return {"RESOURCE_METADATA_FILE": str(path)}

    return write


def knows_propagation(sagemaker):
    """Tell whether this botocore has the member; boto3 1.34 does not."""
    model = sagemaker.meta.service_model.operation_model("CreateDomain")
    return "TagPropagation" in model.input_shape.members


def space_file(domain_id, space, **more):
    """The fields of a new-Studio JupyterLab (no UserProfileName)."""
    return {
        "AppType": "JupyterLab",
        "DomainId": domain_id,
        "SpaceName": space,
        "ExecutionRoleArn": ROLE,
        "ResourceArn": f"{HEAD}:app/{domain_id}/{space}/JupyterLab/default",
        "ResourceName": "default",
        "AppImageVersion": "",
        **more,
    }


def test_a_private_space_belongs_to_its_owner(domain, environment):
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert (told.environment, told.user_profile, told.reason) == (
        "studio-private-space",
        "ana",
        None,
    )
    known = knows_propagation(boto3.client("sagemaker"))
    assert told.tag_propagation == ("ENABLED" if known else "unknown")
    assert dict(told.layers)["user-profile"]["who"] == "ana"
    assert dict(told.layers)["domain"]["org"] == "ml"
    assert ("sagemaker:user-profile-arn", f"{HEAD}:user-profile/{domain}/ana") in told.owner_tags
    assert ("sagemaker:space-arn", f"{HEAD}:space/{domain}/ana-two") in told.owner_tags


def test_a_shared_space_is_nobodys(domain, environment):
    told = resolve(Aws(), environment(**space_file(domain, "team-nlp")))
    assert (told.environment, told.user_profile) == ("studio-shared-space", None)
    assert told.owner_tags == [("sagemaker:space-arn", f"{HEAD}:space/{domain}/team-nlp")]
    assert "user-profile" not in dict(told.layers)


@pytest.mark.parametrize(
    ("extra", "environment_name"),
    [
        ({"AppType": "KernelGateway"}, "studio-classic"),
        ({"AdditionalMetadata": {"DataZoneScopeName": "project"}}, "unified-studio"),
    ],
)
def test_nor_is_one_of_another_studio(domain, environment, extra, environment_name):
    told = resolve(Aws(), environment(**space_file(domain, "team-nlp", **extra)))
    assert (told.environment, told.user_profile) == (environment_name, None)
    assert told.is_shared
    assert "user-profile" not in dict(told.layers)
    assert [key for key, _ in told.owner_tags] == ["sagemaker:space-arn"]


def test_a_file_that_names_nobody_says_so(domain, environment):
    told = resolve(Aws(), environment(DomainId=domain, SpaceName=""))
    assert told.environment == "unknown"
    assert told.reason == "The Studio metadata file names no space and no user profile."


def test_studio_classic_names_the_profile(domain, environment):
    fields = {
        "AppType": "KernelGateway",
        "DomainId": domain,
        "UserProfileName": "ana",
        "ResourceArn": f"{HEAD}:app/{domain}/ana/KernelGateway/app",
        "ResourceName": "app",
    }
    told = resolve(Aws(), environment(**fields))
    assert (told.environment, told.user_profile, told.reason) == ("studio-classic", "ana", None)


def test_unified_studio_is_told_by_datazone(domain, environment):
    fields = space_file(domain, "ana-lab", AdditionalMetadata={"DataZoneScopeName": "project"})
    told = resolve(Aws(), environment(**fields))
    assert (told.environment, told.user_profile) == ("unified-studio", "ana")


def test_a_notebook_instance_has_its_own_tags(aws, environment):
    boto3.client("sagemaker").create_notebook_instance(
        NotebookInstanceName="nb-7",
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        Tags=[{"Key": "project", "Value": "churn"}],
    )
    fields = {"ResourceArn": f"{HEAD}:notebook-instance/nb-7", "ResourceName": "nb-7"}
    told = resolve(Aws(), environment(**fields))
    assert (told.environment, told.notebook_instance) == ("notebook-instance", "nb-7")
    assert told.layers == [("notebook-instance", {"project": "churn"})]
    assert told.owner_tags == []


def test_without_a_file_it_is_local(aws, tmp_path):
    told = resolve(Aws(), {"RESOURCE_METADATA_FILE": str(tmp_path / "none")})
    assert (told.environment, told.account, told.role_arn) == ("local", ACCOUNT, ROLE)
    assert (told.region, told.reason) == ("us-east-1", None)


def test_a_broken_file_is_unknown_and_says_so(aws, tmp_path):
    (tmp_path / "metadata.json").write_text('{"DomainId": "d-')
    told = resolve(Aws(), {"RESOURCE_METADATA_FILE": str(tmp_path / "metadata.json")})
    assert told.environment == "unknown"
    assert "not valid JSON" in told.reason


def test_the_spaces_own_tag_names_the_owner_when_describe_is_denied(aws, domain, environment):
    space = f"{HEAD}:space/{domain}/ana-lab"
    profile = f"{HEAD}:user-profile/{domain}/ana"
    aws.control.tags(space, set={"sagemaker:user-profile-arn": profile})
    aws.control.deny(["sagemaker:DescribeSpace"])
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert (told.environment, told.user_profile, told.reason) == (
        "studio-private-space",
        "ana",
        None,
    )


def test_denied_reads_leave_the_environment_unknown_with_a_reason(aws, domain, environment):
    aws.control.deny(["sagemaker:*"])
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert (told.environment, told.user_profile) == ("unknown", None)
    assert "sagemaker:DescribeSpace" in told.reason
    assert {"space", "domain"} <= set(told.unreadable)


def test_denied_tags_leave_the_rest_known(aws, domain, environment):
    aws.control.deny(["sagemaker:ListTags"])
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert (told.environment, told.user_profile) == ("studio-private-space", "ana")
    assert told.unreadable == ["space", "user-profile", "domain"]
    assert "sagemaker:ListTags" in told.reason


def test_not_being_allowed_to_list_spaces_is_no_loss(aws, domain, environment):
    aws.control.deny(["sagemaker:ListSpaces"])
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert told.reason is None
    assert ("sagemaker:space-arn", f"{HEAD}:space/{domain}/ana-lab") in told.owner_tags


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (
            {"status": 400, "code": "ExpiredTokenException", "message": "expired"},
            "credentials-expired",
        ),
        ({"body": "empty"}, None),
        ({"body": "html"}, None),
    ],
)
def test_a_broken_answer_is_never_no_tags(aws, domain, environment, fault, code):
    aws.control.add_faults([{"op": "sagemaker:*", "p": 1.0, **fault}])
    if code:
        with pytest.raises(CostTagsError) as caught:
            resolve(Aws(), environment(**space_file(domain, "ana-lab")))
        assert caught.value.code == code
        return
    told = resolve(Aws(), environment(**space_file(domain, "ana-lab")))
    assert told.reason is not None
    assert {"space", "domain"} <= set(told.unreadable)


def test_no_network_is_told_once(monkeypatch, environment):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name, value in (("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "a")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with pytest.raises(CostTagsError) as caught:
        resolve(Aws(), environment(**space_file("d-1", "ana-lab")))
    assert caught.value.code == "unreachable"


def test_no_region_is_a_configuration_error(monkeypatch, tmp_path):
    with pytest.raises(CostTagsError) as caught:
        resolve(Aws(), {"RESOURCE_METADATA_FILE": str(tmp_path / "none")})
    assert caught.value.code in {"no-region", "no-credentials"}
    assert caught.value.exit_code == 2
