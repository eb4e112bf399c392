"""Idle or not by CloudWatch: silence is believed only where metrics arrive."""

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.running.ask import Up
from jupyter_cost_tags.running.metrics import Metrics, Point, judged, queries
from jupyter_cost_tags.running.rent import Read

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
VARIANT = {"VariantName": "v", "ModelName": "m", "InstanceType": "ml.m5.large"}


def endpoint(created=timedelta(days=3), **config):
    detail = {"CreationTime": NOW - created}
    read = Read(detail, {"ProductionVariants": [VARIANT], **config})
    return Up("endpoint", "arn:e", "e", "InService", read)


NOTEBOOK = Up("notebook-instance", "arn:n", "n", "InService", Read({}))


def points(*pairs):
    return [Point(NOW - timedelta(minutes=minutes), value) for minutes, value in pairs]


ALIVE = points((5, 3.0), (600, 3.0))


@pytest.mark.parametrize(
    ("calls", "alive", "state", "since"),
    [
        (points((10, 2.0)), ALIVE, "active", None),
        (points((10, 0.0), (300, 7.0)), ALIVE, "idle", 300),
        ([], ALIVE, "idle", 24 * 60),
        (points((59, 1.0)), [], "active", None),
        ([], [], "unknown", None),
        ([], points((90, 3.0)), "unknown", None),
        (None, ALIVE, "unknown", None),
        ([], None, "unknown", None),
    ],
)
def test_endpoint(calls, alive, state, since):
    metrics = Metrics({("arn:e", "calls"): calls, ("arn:e", "alive"): alive}, 2)
    told = judged(endpoint(), metrics, NOW)
    assert told.state == state
    assert told.since == (since and NOW - timedelta(minutes=since))
    assert (told.reason is None) == (state == "active")


def test_young_endpoint_is_not_idle_yet():
    metrics = Metrics({("arn:e", "calls"): [], ("arn:e", "alive"): ALIVE}, 2)
    assert judged(endpoint(timedelta(minutes=40)), metrics, NOW).state == "unknown"


@pytest.mark.parametrize(
    "config",
    [
        {"AsyncInferenceConfig": {"OutputConfig": {}}},
        {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.m5.large"}]},
        {"ProductionVariants": [{"VariantName": "v", "ModelName": "m", "ServerlessConfig": {}}]},
    ],
    ids=["asynchronous", "components", "serverless"],
)
def test_what_cloudwatch_counts_elsewhere_is_not_asked_and_unknown(config):
    up = endpoint(**config)
    assert list(queries([up])) == []
    assert judged(up, Metrics({}, 0), NOW).state == "unknown"


@pytest.mark.parametrize(
    ("use", "state"),
    [
        (points((10, 40.0), (100, 1.0)), "active"),
        (points((10, 1.0), (100, 60.0)), "idle"),
        (points((10, 1.0)), "unknown"),
        (points((100, 1.0)), "unknown"),
        ([], "unknown"),
        (None, "unknown"),
    ],
)
def test_notebook_instance(use, state):
    assert judged(NOTEBOOK, Metrics({("arn:n", "use"): use}, 1), NOW).state == state


def test_without_a_reading_everything_is_unknown_with_the_reason():
    told = judged(endpoint(), Metrics({}, 2, "may not be read"), NOW)
    assert (told.state, told.reason) == ("unknown", "may not be read")
    assert judged(Up("app", "arn:a", "a", "InService", Read({})), Metrics({}), NOW) is None
