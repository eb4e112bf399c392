"""What listed resources cost: billed where the month by job was read, else an estimate."""

from __future__ import annotations

import pytest

from jupyter_cost_tags.launches.places import Resource
from jupyter_cost_tags.models import CostsRequest, ScanRequest, SpendRequest
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service.described import ask

ENDED, RUNNING = "proc-0408", "train-xgb-0412"


@pytest.fixture
def listed(service):
    service.refresh_scan(ScanRequest(force=True, scope="all")).result(60)
    found = service.scan(ScanRequest(scope="all")).value.resources
    return {one.name: one for one in found}


def costs(service, listed, *names):
    told = service.costs(CostsRequest(ids=[listed[name].id for name in names])).costs
    assert [one.id for one in told] == [listed[name].id for name in names]
    return told


def of_kind(listed, kind):
    return next(one for one in listed.values() if one.kind == kind)


def test_without_a_bill_all_are_estimates_and_nothing_is_asked_that_costs(service, studio, listed):
    studio.control.reset()
    ended, running = costs(service, listed, ENDED, RUNNING)
    assert (ended.amount, ended.currency, ended.estimated) == ("4.1277", "USD", True)
    assert "ml.m5.4xlarge" in ended.reason
    assert float(running.amount) > 0
    assert running.estimated
    assert "so far" in running.reason
    assert not any(name.startswith("ce:") for name in studio.control.counts())
    studio.control.reset()
    assert costs(service, listed, ENDED) == [ended]
    assert not studio.control.counts().get("sagemaker:DescribeProcessingJob")


def test_a_job_that_the_bill_covers_has_its_billed_cost(service, studio, listed):
    service.refresh_spend(SpendRequest(by="job", force=True)).result(60)
    view = service.spend(SpendRequest(by="job")).value
    billed = {one.key: one.amount for one in view.groups if not one.estimated}
    names = list(listed)[:100]
    told = dict(zip(names, costs(service, listed, *names), strict=True))
    found = {name: one for name, one in told.items() if one.amount and not one.estimated}
    assert found
    for name, one in found.items():
        resource = listed[name]
        assert billed[resource.arn.split(":", 5)[-1]] == one.amount
        assert resource.billing_effect == "none"
        assert str(resource.created.date()) <= view.through
    assert told[RUNNING].estimated


def test_what_stays_up_has_a_price_per_hour(service, listed):
    (endpoint,) = costs(service, listed, of_kind(listed, "endpoint").name)
    assert endpoint.amount is None
    assert float(endpoint.per_hour) > 0
    assert "as long as it is up" in endpoint.reason


def test_what_has_no_cost_of_its_own_says_so(service, listed):
    (pipeline,) = costs(service, listed, of_kind(listed, "pipeline").name)
    assert (pipeline.amount, pipeline.per_hour, pipeline.estimated) == (None, None, False)
    assert "executions" in pipeline.reason


def test_a_refused_read_is_a_reason_and_never_zero(service, studio, listed):
    studio.control.add_faults(
        [{"op": "sagemaker:DescribeProcessingJob", "code": "AccessDeniedException"}]
    )
    (ended,) = costs(service, listed, ENDED)
    assert (ended.amount, ended.currency) == (None, None)
    assert "can't be described" in ended.reason
    studio.control.calm()
    assert costs(service, listed, ENDED)[0].amount == "4.1277"


def test_without_prices_there_is_no_amount(service, studio, listed):
    studio.control.add_faults([{"op": "pricing:*", "code": "AccessDeniedException"}])
    ended, running = costs(service, listed, ENDED, RUNNING)
    assert (ended.amount, running.amount) == (None, None)
    assert "List prices can't be read" in ended.reason
    studio.control.calm()


def test_only_listed_resources_are_looked_at(service, listed):
    with pytest.raises(BadRequest):
        service.costs(CostsRequest(ids=["nobody"]))


def test_the_app_of_a_space_and_of_a_profile_are_described(service, studio):
    """An app's ARN doesn't tell which of the two has it."""
    aws = service.context.aws
    head = "arn:aws:sagemaker:us-east-1:111122223333:app"
    domain = aws.call("sagemaker", "ListDomains")["Domains"][0]["DomainId"]
    mine = {"DomainId": domain, "UserProfileName": "ana"}
    aws.call("sagemaker", "CreateApp", **mine, AppType="KernelGateway", AppName="old-kernel")
    apps = aws.call("sagemaker", "ListApps")["Apps"]
    assert {bool(one.get("SpaceName")) for one in apps} == {True, False}
    for one in apps:
        place = one.get("SpaceName") or one["UserProfileName"]
        path = f"{one['DomainId']}/{place}/{one['AppType']}/{one['AppName']}"
        found = ask(aws, Resource(f"{head}/{path}", "app", one["AppName"]))
        assert found["AppName"] == one["AppName"]
        assert found.get("SpaceName") == one.get("SpaceName")
