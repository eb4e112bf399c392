"""What an ended job cost about: exact, or not known; never guessed."""

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.prices.past import past_cost
from jupyter_cost_tags.prices.rates import COMPONENTS, Rates

START = datetime(2026, 11, 20, 8, tzinfo=timezone.utc)
LISTED = {"ml.m5.xlarge": "0.23", "ml.p3.2xlarge": "3.825"}
RATES = Rates(START, "USD", "us-east-1", {one.name: dict(LISTED) for one in COMPONENTS})


def training(seconds=3600, **resources):
    one = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 2}
    return {
        "CreationTime": START,
        "TrainingStartTime": START,
        "TrainingEndTime": START + timedelta(hours=9),
        "BillableTimeInSeconds": seconds,
        "ResourceConfig": resources or one,
    }


def processing(**members):
    return {
        "CreationTime": START,
        "ProcessingStartTime": START,
        "ProcessingEndTime": START + timedelta(minutes=30),
        "ProcessingResources": {
            "ClusterConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
        },
        **members,
    }


GROUPS = {
    "InstanceGroups": [
        {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "InstanceGroupName": "a"},
        {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 2, "InstanceGroupName": "b"},
    ]
}


@pytest.mark.parametrize(
    ("kind", "answer", "amount"),
    [
        ("training-job", training(), "0.46"),
        ("training-job", training(60), "0.0077"),
        ("training-job", training(3600, **GROUPS), "7.88"),
        ("processing-job", processing(), "0.115"),
        ("training-job", training(10**9), "127777.7778"),
    ],
)
def test_seconds_instances_and_price_multiplied(kind, answer, amount):
    """BillableTimeInSeconds times InstanceCount is what AWS bills (DescribeTrainingJob)."""
    told = past_cost(kind, answer, RATES)
    assert (told.amount, told.currency) == (amount, "USD")
    assert told.basis.startswith("Estimate: ")
    assert told.ended > told.created


@pytest.mark.parametrize(
    ("kind", "answer", "rates"),
    [
        ("training-job", training(None), RATES),
        ("training-job", training(0), RATES),
        ("training-job", training(), None),
        ("training-job", training(InstanceType="ml.new", InstanceCount=1), RATES),
        ("training-job", training(InstanceType="ml.m5.xlarge"), RATES),
        ("training-job", training(VolumeSizeInGB=1), RATES),
        ("processing-job", processing(ProcessingEndTime=None), RATES),
        ("processing-job", processing(ProcessingEndTime=START - timedelta(1)), RATES),
        ("processing-job", processing(ProcessingResources=None), RATES),
        ("hyper-parameter-tuning-job", {"CreationTime": START}, RATES),
        ("training-job", {}, RATES),
    ],
)
def test_what_is_not_known_is_no_amount_with_a_reason(kind, answer, rates):
    told = past_cost(kind, answer, rates)
    assert (told.amount, told.currency) == (None, None)
    assert told.basis
