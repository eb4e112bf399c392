"""What is rented, read from Describe answers: prices are exact, what isn't known is said."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.prices.rates import COMPONENTS, Rates
from jupyter_cost_tags.running.activity import activity
from jupyter_cost_tags.running.rent import Read, is_free, rent_of

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
START = NOW - timedelta(hours=3)
PRICED = {"ml.m5.xlarge": "0.23", "ml.g5.xlarge": "1.408"}
RATES = Rates(NOW, "USD", "us-east-1", {one.name: PRICED for one in COMPONENTS})


def rent(kind, detail, config=None):
    return rent_of(kind, Read(detail, config or {}))


def training(**more):
    config = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2}
    return {"ResourceConfig": config, "TrainingStartTime": START, **more}


def test_job_under_way_accrues_instances_times_hours_times_price():
    job = rent("training-job", training())
    assert job.hourly(RATES) == Decimal("0.46")
    assert job.accrued(Decimal("0.46"), NOW) == Decimal("1.38")
    assert job.accrued(Decimal("0.46"), NOW, NOW - timedelta(hours=1)) == Decimal("0.46")
    assert job.spelled() == "2 × ml.m5.xlarge"


def test_billable_time_is_what_counts_of_an_ended_job():
    spot = training(TrainingEndTime=NOW, BillableTimeInSeconds=3600)
    assert rent("training-job", spot).accrued(Decimal("0.46"), NOW) == Decimal("0.46")


def test_job_whose_instances_are_not_up_has_a_price_and_no_amount():
    job = rent("training-job", {"ResourceConfig": training()["ResourceConfig"]})
    assert (job.hourly(RATES), job.accrued(Decimal(1), NOW)) == (Decimal("0.46"), None)


def test_instance_groups_add_up():
    groups = [
        {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "InstanceGroupName": "a"},
        {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "InstanceGroupName": "b"},
    ]
    job = rent("training-job", {"ResourceConfig": {"InstanceGroups": groups}})
    assert job.hourly(RATES) == Decimal("3.046")


@pytest.mark.parametrize(
    ("kind", "detail", "config", "why"),
    [
        ("training-job", {}, {}, "AWS names no instance type"),
        ("transform-job", {"TransformResources": {}}, {}, "AWS names no instance type"),
        (
            "training-job",
            training(ResourceConfig={"TrainingPlanArn": "a", "InstanceType": "ml.m5.xlarge"}),
            {},
            "runs on a training plan, paid already",
        ),
        (
            "endpoint",
            {},
            {
                "ProductionVariants": [
                    {"VariantName": "a", "ServerlessConfig": {"MaxConcurrency": 1}}
                ]
            },
            "serverless: priced by use",
        ),
        ("app", {"AppType": "Canvas"}, {}, "no price per hour for Canvas apps"),
        ("cluster", {}, {}, "no price per hour for this kind"),
    ],
)
def test_what_has_no_price_says_why_and_is_never_zero(kind, detail, config, why):
    found = rent(kind, detail, config)
    assert (found.hourly(RATES), found.why) == (None, why)


def test_unknown_type_has_no_price():
    detail = training(ResourceConfig={"InstanceType": "ml.z9.huge", "InstanceCount": 1})
    assert rent("training-job", detail).hourly(RATES) is None


def test_endpoint_has_types_from_its_configuration_and_todays_counts():
    config = {
        "ProductionVariants": [
            {"VariantName": "a", "InstanceType": "ml.m5.xlarge", "InitialInstanceCount": 1},
            {"VariantName": "b", "InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1},
        ]
    }
    detail = {"ProductionVariants": [{"VariantName": "a", "CurrentInstanceCount": 3}]}
    assert rent("endpoint", detail, config).hourly(RATES) == Decimal("2.098")
    scaled = {"ProductionVariants": [{"VariantName": "a", "CurrentInstanceCount": 0}]}
    assert rent("endpoint", scaled, config).spelled() == "1 × ml.g5.xlarge"


def test_app_costs_what_a_notebook_instance_does_where_the_list_is_silent():
    app = {"AppType": "JupyterLab", "ResourceSpec": {"InstanceType": "ml.m5.xlarge"}}
    assert rent("app", app).hourly(RATES) == Decimal("0.23")
    own = Rates(NOW, "USD", "us-east-1", {"Studio-JupyterLab": {"ml.m5.xlarge": "0.3"}})
    assert rent("app", app).hourly(own) == Decimal("0.3")


def test_classic_server_is_free_and_kernels_are_not():
    assert is_free(Read({"AppType": "JupyterServer", "ResourceSpec": {"InstanceType": "system"}}))
    assert not is_free(Read({"AppType": "KernelGateway"}))


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_parts_of_the_time_add_up_to_the_whole(start, cut, length):
    begin = NOW - timedelta(minutes=start)
    end, middle = begin + timedelta(minutes=length), begin + timedelta(minutes=cut)
    job = rent("training-job", training(TrainingStartTime=begin, TrainingEndTime=end))
    price = Decimal("3.6")
    until_then = job.accrued(price, middle)
    assert until_then + job.accrued(price, max(end, middle), middle) == job.accrued(
        price, max(end, middle)
    )


def app(**members):
    return activity("app", members, NOW)


def test_old_activity_is_idle_since_then():
    old = NOW - timedelta(hours=2)
    for more in ({}, {"LastHealthCheckTimestamp": old}, {"LastHealthCheckTimestamp": NOW}):
        told = app(LastUserActivityTimestamp=old, **more)
        assert (told.state, told.since) == ("idle", old)


def test_recent_activity_that_is_a_health_check_proves_nothing():
    assert app(LastUserActivityTimestamp=NOW, LastHealthCheckTimestamp=NOW).state == "unknown"
    recent = NOW - timedelta(minutes=5)
    assert app(LastUserActivityTimestamp=recent, LastHealthCheckTimestamp=NOW).state == "active"
    assert app().state == "unknown"


@pytest.mark.parametrize(
    ("kind", "state"),
    [("training-job", "active"), ("endpoint", "unknown"), ("notebook-instance", "unknown")],
)
def test_other_kinds(kind, state):
    told = activity(kind, {}, NOW)
    assert (told.state, bool(told.reason)) == (state, state == "unknown")
