"""Who may write what: a policy that can't be read, and whose job it is."""

import json
from pathlib import Path

import pytest
from fix_account import HEAD, JOB, MARK, ROLE, environment, prepared, refused, scanned

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.problems import PolicyInvalid
from jupyter_cost_tags.service import fixes, plans
from jupyter_cost_tags.service.context import Context


@pytest.fixture
def server(aws):
    return prepared(aws)


@pytest.fixture
def environ(tmp_path):
    return environment(tmp_path)


@pytest.fixture
def context(server, environ):
    return Context(environ)


@pytest.mark.parametrize("content", ["version: 1\ntgas: []\n", "", None])
def test_while_the_policy_was_never_read_nothing_is_written(server, environ, content):
    """It may protect keys; which ones is not known."""
    policy = Path(environ["COST_TAGS_POLICY"])
    policy.unlink() if content is None else policy.write_text(content)
    context = Context(environ)
    for plan in (
        lambda: plans.plan_named(context, [JOB], {"team": "a"}),
        lambda: plans.plan_listed(context, [scanned()], {"team": "a"}),
        lambda: plans.plan_found(context, [scanned()], {"team": "a"}),
        lambda: plans.plan_found(context, [scanned()], {}),
    ):
        with pytest.raises(PolicyInvalid):
            plan()
    assert "sagemaker:AddTags" not in server.control.counts()


def test_the_last_good_policy_still_protects(context, environ):
    policy = Path(environ["COST_TAGS_POLICY"])
    assert refused(context, [JOB], {"team": "a"}) == "key-protected"
    policy.write_text("version: 1\ntgas: []\n")
    assert refused(context, [JOB], {"team": "a"}) == "key-protected"
    planned = plans.plan_named(context, [JOB], {"project": "churn"})
    assert planned.changes[0].add == {"project": "churn"}


def test_without_any_policy_a_grammatical_key_is_written(server, environ):
    del environ["COST_TAGS_POLICY"]
    context = Context(environ)
    run = fixes.apply_plan(context, plans.plan_named(context, [JOB], {"anything": "goes"}))
    assert [result.outcome for result in run.results] == ["applied"]
    assert refused(context, [JOB], {"sagemaker:x": "y"}) == "key-reserved"


@pytest.fixture
def studio(server, environ, tmp_path):
    """Ana's private space; return her profile's ARN."""
    sagemaker = Aws()
    domain = sagemaker.call(
        "sagemaker",
        "CreateDomain",
        DomainName="team",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ROLE},
        SubnetIds=["subnet-1"],
        VpcId="vpc-1",
    )["DomainArn"].rpartition("/")[2]
    sagemaker.call("sagemaker", "CreateUserProfile", DomainId=domain, UserProfileName="ana")
    sagemaker.call(
        "sagemaker",
        "CreateSpace",
        DomainId=domain,
        SpaceName="lab",
        OwnershipSettings={"OwnerUserProfileName": "ana"},
        SpaceSharingSettings={"SharingType": "Private"},
        SpaceSettings={"AppType": "JupyterLab"},
    )
    metadata = {
        "AppType": "JupyterLab",
        "DomainId": domain,
        "SpaceName": "lab",
        "ExecutionRoleArn": ROLE,
        "ResourceArn": f"{HEAD}:app/{domain}/lab/JupyterLab/default",
        "ResourceName": "default",
    }
    path = tmp_path / "metadata.json"
    path.write_text(json.dumps(metadata))
    environ["RESOURCE_METADATA_FILE"] = str(path)
    return f"{HEAD}:user-profile/{domain}/ana"


def test_a_job_of_somebody_else_is_refused_when_it_would_be_written(server, studio, environ):
    context = Context(environ)
    planned = plans.plan_named(context, [JOB], {"project": "churn"})
    server.control.tags(arn=JOB, set={MARK: studio.replace("/ana", "/ben")})
    (result,) = fixes.apply_plan(context, planned).results
    assert result.outcome == "denied"
    assert "somebody else" in result.reason
    assert "sagemaker:AddTags" not in server.control.counts()


@pytest.mark.parametrize("mark", [{}, {MARK: "mine"}, {MARK: "MINE"}])
def test_my_job_and_one_without_an_owner_are_written(server, studio, environ, mark):
    spelled = {"mine": studio, "MINE": studio.upper()}
    server.control.tags(arn=JOB, set={key: spelled[value] for key, value in mark.items()})
    context = Context(environ)
    run = fixes.apply_plan(context, plans.plan_named(context, [JOB], {"project": "churn"}))
    assert [result.outcome for result in run.results] == ["applied"]


def test_of_my_own_tags_only_those_that_may_be_written_fill_a_job(server, studio, environ):
    """A profile's tags may be protected, unknown to the policy or not allowed by it."""
    mine = {"cost-center": "CC-1", "team": "a", "owner": "ana", "project": "NOT ALLOWED"}
    server.control.tags(arn=studio, set=mine)
    (change,) = plans.plan_found(Context(environ), [scanned()], {}).changes
    assert (change.add, change.overwrite) == ({"cost-center": "CC-1", "stage": "dev"}, {})
