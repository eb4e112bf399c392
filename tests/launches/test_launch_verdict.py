"""What AWS has for a launch, said; what was dropped, and only that, is to be repaired."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from launch_lines import HEAD, launch, spell

from jupyter_cost_tags.identity import Identity
from jupyter_cost_tags.launches.choices import Choice, Choices
from jupyter_cost_tags.launches.document import document
from jupyter_cost_tags.launches.lines import parse
from jupyter_cost_tags.launches.places import Resource
from jupyter_cost_tags.launches.verdict import Finding, find, repaired
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.policy.store import Loaded

POLICY = Policy(
    tags=(
        KeyRule("cost-center", required=True, values={"CC-1": None}),
        KeyRule("environment", required=True, values={"dev": None, "prod": None}, default="dev"),
        KeyRule("project"),
        KeyRule("team"),
    ),
    mode="fill",
    bundles={"churn": {"project": "churn"}},
    protected=frozenset({"team"}),
)
ME = Identity(
    account="111122223333",
    region="us-east-1",
    partition="aws",
    layers=[("user-profile", {"cost-center": "CC-1", "team": "x"})],
)
JOB = Resource(f"{HEAD}:training-job/train-1", "training-job", "train-1")
PIPELINE = Resource(f"{HEAD}:pipeline/p", "pipeline", "p")
GOOD = {"cost-center": "CC-1", "environment": "dev"}
ADDED = {"environment": {"value": "dev", "source": "policy-default"}}
START = {"operation": "UpdatePipeline", "kind": "pipeline", "name": "p", "arn": PIPELINE.arn}


def goes_by(policy=POLICY, choices=None):
    now = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
    return document(ME, Loaded(policy, ("file",), None), choices or Choices(), None, now)


def found(tags, resource=JOB, policy=POLICY, told=None, **members):
    line = parse(spell(launch(**members)).rstrip(b"\n"))
    return find(line, resource, tags, policy, goes_by() if told is None else told)


def test_complete():
    assert found(GOOD) == Finding("complete", None, {})


def test_incomplete_says_what_it_lacks():
    assert found({"cost-center": "CC-1"}).note == "It lacks environment."
    finding = found({"cost-center": "CC-9", "environment": "dev"})
    assert (finding.verified, finding.repair) == ("incomplete", {})
    assert finding.note == "cost-center=CC-9: 'CC-9' is not one of CC-1."


def test_system_tags_alone_are_none():
    assert found({"sagemaker:domain-arn": "x"}).note == "It lacks cost-center, environment."


def test_without_a_policy_everything_is_complete():
    assert found({}, policy=None).verified == "complete"


def test_what_is_exempt_is_complete():
    exempt = replace(POLICY, exempt_kinds=frozenset({"training-job"}))
    assert found({}, policy=exempt).verified == "complete"


def test_what_something_else_starts_is_said_to_lack_it():
    finding = found({}, PIPELINE, **{**START, "operation": "StartPipelineExecution"})
    assert finding == Finding("incomplete", "The pipeline lacks cost-center, environment.", {})


def test_what_an_sdk_dropped_is_repaired():
    finding = found({"cost-center": "CC-1"}, mode="fill", added=ADDED)
    assert finding == Finding("incomplete", "It lacks environment.", {"environment": "dev"})
    done = repaired(finding, "applied", None, "5f2c")
    assert done == Finding("repaired", "AWS lacked environment: added afterwards (run 5f2c).")


def test_what_a_repair_leaves_open_is_said():
    finding = found({}, mode="fill", added=ADDED)
    assert finding.repair == {"environment": "dev"}
    done = repaired(finding, "applied", None, "5f2c")
    assert done.verified == "incomplete"
    assert done.note == (
        "AWS lacked environment: added afterwards (run 5f2c). It lacks cost-center."
    )


def test_an_optional_key_that_was_dropped_is_repaired_too():
    told = goes_by(choices=Choices("churn"))
    added = {"project": {"value": "churn", "source": "bundle"}}
    finding = found(GOOD, told=told, mode="fill", added=added)
    assert (finding.verified, finding.repair) == ("complete", {"project": "churn"})
    assert finding.note == "AWS lacks project, which the guard had added."


@pytest.mark.parametrize(
    "members",
    [
        {"mode": "warn"},
        {"mode": "block"},
        {"resent": True},
        {"added": {}},
        {"added": {"environment": {"value": "prod", "source": "cell"}}},
        {"added": {"cost-center": {"value": "CC-666", "source": "user-profile"}}},
        {"added": {"team": {"value": "x", "source": "user-profile"}}},
        {"added": {"colour": {"value": "blue", "source": "cell"}}},
        {"added": {"sagemaker:domain-arn": {"value": "x", "source": "domain"}}},
    ],
)
def test_what_is_not_repaired(members):
    """Another mode, what AWS refused, values that no layer gives, protected and system keys."""
    finding = found({}, **{"mode": "fill", "added": ADDED, **members})
    assert finding.repair == {}
    assert finding.verified == "incomplete"


def test_nothing_is_repaired_unless_the_policy_in_force_fills():
    told = goes_by(replace(POLICY, mode="warn"))
    assert found({}, told=told, mode="fill", added=ADDED).repair == {}
    assert found({}, told={"version": 9}, mode="fill", added=ADDED).repair == {}


def test_nothing_is_overwritten():
    tags = {"cost-center": "CC-1", "environment": "stage"}
    assert found(tags, mode="fill", added=ADDED).repair == {}


def test_a_near_miss_is_not_doubled():
    tags = {"cost-center": "CC-1", "Environment": "dev"}
    assert found(tags, mode="fill", added=ADDED).repair == {}


def test_the_notebooks_own_choice_counts():
    told = goes_by(
        choices=Choices().with_notebook(
            Choice("2f6c", "work/a.ipynb", None, {"environment": "prod"})
        )
    )
    added = {"environment": {"value": "prod", "source": "notebook"}}
    tags = {"cost-center": "CC-1"}
    assert found(tags, told=told, mode="fill", added=added).repair == {"environment": "prod"}
    other = found(tags, told=told, mode="fill", added=added, kernel_id="no", notebook="b.ipynb")
    assert other.repair == {}


def test_an_updated_pipeline_gets_what_the_layers_give():
    """UpdatePipeline takes no tags: an upsert of an existing pipeline would leave it as it was."""
    finding = found({}, PIPELINE, mode="fill", **START)
    assert finding.repair == {"cost-center": "CC-1", "environment": "dev"}
    assert found({}, PIPELINE, mode="warn", **START).repair == {}
    started = {**START, "operation": "StartPipelineExecution"}
    assert found({}, PIPELINE, mode="fill", **started).repair == {}


def test_tags_that_aws_refused_are_said():
    finding = found({"cost-center": "CC-1"}, mode="fill", resent=True, added=ADDED)
    assert (
        finding.note == "It lacks environment. AWS refused environment, which the guard had added."
    )


@pytest.mark.parametrize(
    ("outcome", "verified", "note"),
    [
        ("unchanged", "repaired", "AWS lacked environment: added afterwards."),
        ("denied", "incomplete", "AWS lacks environment, and adding it failed. No right."),
        ("gone", "incomplete", "AWS lacks environment, and adding it failed. No right."),
    ],
)
def test_what_became_of_the_repair(outcome, verified, note):
    finding = Finding("incomplete", "x", {"environment": "dev"})
    assert repaired(finding, outcome, "No right.", "5f2c") == Finding(verified, note)
