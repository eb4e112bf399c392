"""Parts over REST's service: by ids that the server listed, aligned by one plan, undone."""

from __future__ import annotations

import pytest

from jupyter_cost_tags.models import (
    AlignRequest,
    FixRequest,
    PartsRequest,
    PlanRequest,
    ResolveRequest,
    ScanRequest,
    UndoRequest,
)
from jupyter_cost_tags.problems import BadRequest

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
GOOD = {"cost-center": "CC-4711", "project": "churn", "environment": "prod"}


@pytest.fixture
def listed(service):
    """The id of a resource: ana's as a card finds it, somebody else's as a scan lists it."""

    def find(named):
        kind, name = named.split("/")
        if named in ("endpoint/churn-v2", "training-job/train-xgb-0412"):
            return service.resolve(ResolveRequest(kind=kind, name=name)).id
        service.refresh_scan(ScanRequest(scope="all")).result(60)
        found = service.scan(ScanRequest(scope="all")).value.resources
        return next(one.id for one in found if (one.kind, one.name) == (kind, name))

    return find


def tags_of(studio, *arns):
    import boto3

    sagemaker = boto3.client("sagemaker")
    return [
        {
            tag["Key"]: tag["Value"]
            for tag in sagemaker.list_tags(ResourceArn=f"{HEAD}:{arn}")["Tags"]
        }
        for arn in arns
    ]


def test_the_demo_s_endpoint_has_parts_that_differ(service, listed):
    told = service.parts(PartsRequest(id=listed("endpoint/churn-v2")))
    assert told.complete
    assert [part.role for part in told.parts] == ["endpoint", "endpoint-config", "model"]
    assert {key.key: (key.state, key.suggested) for key in told.keys} == {
        "cost-center": ("same", None),
        "project": ("different", "churn"),
        "environment": ("different", "prod"),
    }
    assert told.parts[0].on_the_bill == "accrues"
    assert all("sagemaker:" not in key for part in told.parts for key in part.tags)


def test_one_plan_aligns_them_and_undo_takes_it_back(service, listed, studio):
    arns = ("endpoint/churn-v2", "endpoint-config/churn-v2", "model/churn-v2")
    before = tags_of(studio, *arns)
    name = listed("endpoint/churn-v2")
    plan = service.align(AlignRequest(id=name))
    assert [(c.kind, c.add, c.overwrite) for c in plan.changes] == [
        ("endpoint", {}, {}),
        ("endpoint-config", {}, {"environment": "prod"}),
        ("model", {"project": "churn"}, {}),
    ]
    assert (plan.summary.to_change, plan.summary.not_billed) == (2, 2)
    assert [one.code for one in plan.skipped] == ["already-so"]
    run = service.fix(FixRequest(plan_id=plan.plan_id))
    assert {result.outcome for result in run.results} <= {"applied", "unchanged"}
    assert all(GOOD.items() <= tags.items() for tags in tags_of(studio, *arns))
    assert {key.state for key in service.parts(PartsRequest(id=name)).keys} == {"same"}
    service.undo(UndoRequest(run_id=run.run_id))
    assert tags_of(studio, *arns) == before


def test_another_member_s_values_or_given_ones_win(service, listed):
    name = listed("endpoint/churn-v2")
    config, model = service.parts(PartsRequest(id=name)).parts[1:]
    plan = service.align(AlignRequest(id=name, like=config.id))
    assert plan.changes[0].overwrite == {"environment": "staging"}
    plan = service.align(AlignRequest(id=name, like=config.id, set={"environment": "dev"}))
    assert plan.changes[0].overwrite == {"environment": "dev"}
    assert plan.changes[0].sources == {"environment": "given"}
    only = service.align(AlignRequest(id=name, only=[model.id]))
    assert [change.kind for change in only.changes] == ["model"]


def test_a_shadow_s_model_stands_beside_the_one_that_answers(service, listed):
    told = service.parts(PartsRequest(id=listed("endpoint/ranking-live")))
    models = [(part.name, part.used_by, part.shadow) for part in told.parts[2:]]
    assert models == [
        ("ranking-live", ["AllTraffic"], False),
        ("ranking-v4", ["Challenger"], True),
    ]
    assert told.parts[3].missing == ["environment"]


def test_a_part_can_be_planned_for_by_itself(service, listed):
    part = service.parts(PartsRequest(id=listed("endpoint/churn-v2"))).parts[2]
    plan = service.plan(PlanRequest(ids=[part.id], set={"project": "churn"}))
    assert plan.changes[0].add == {"project": "churn"}


def test_a_step_of_the_demo_s_pipeline_overrides_a_tag(service, listed):
    told = service.parts(PartsRequest(id=listed("pipeline/ranking-nightly")))
    train = next(step for step in told.steps if step.name == "Train")
    assert [(o.key, o.pipeline, o.step) for o in train.overrides] == [
        ("environment", "prod", "dev")
    ]
    job = next(part for part in told.parts if part.id == train.job)
    assert job.tags["environment"] == "dev"
    assert told.inherits == "unknown"
    assert "Each step gives these keys itself" in told.notes[0]


def test_a_pipeline_whose_jobs_lack_its_tags_says_so(service, listed):
    name = listed("pipeline/eta-retrain")
    assert service.parts(PartsRequest(id=name)).inherits == "no"
    plan = service.align(AlignRequest(id=name, set={"project": "routing"}))
    assert [(c.kind, c.overwrite) for c in plan.changes] == [("pipeline", {"project": "routing"})]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (lambda name: AlignRequest(id="none"), "id-unknown"),
        (lambda name: AlignRequest(id=name, like="none"), "id-unknown"),
        (lambda name: AlignRequest(id=name, only=["none"]), "id-unknown"),
        (lambda name: AlignRequest(id=name, set={"team": "x"}), "key-protected"),
        (lambda name: AlignRequest(id=name, set={"environment": "x"}), "value-not-allowed"),
    ],
)
def test_what_must_not_be_is_refused(service, listed, request_, code):
    with pytest.raises(BadRequest) as raised:
        service.align(request_(listed("endpoint/churn-v2")))
    assert raised.value.code == code


def test_a_job_has_no_parts(service, listed):
    with pytest.raises(BadRequest) as raised:
        service.parts(PartsRequest(id=listed("training-job/train-xgb-0412")))
    assert raised.value.code == "no-parts"


def test_an_unread_member_is_left_alone(service, listed, studio):
    name = listed("endpoint/churn-v2")
    studio.control.deny(["sagemaker:DescribeEndpointConfig"])
    told = service.parts(PartsRequest(id=name))
    assert not told.complete
    assert told.problems[0].iam_action == "sagemaker:DescribeEndpointConfig"
    plan = service.align(AlignRequest(id=name))
    assert [change.kind for change in plan.changes] == ["endpoint", "endpoint-config"]
    studio.control.calm()
    studio.control.deny(["sagemaker:ListTags"])
    plan = service.align(AlignRequest(id=name))
    assert {one.code for one in plan.skipped} == {"unreadable"}
