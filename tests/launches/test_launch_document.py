"""guard.json: everything a kernel goes by, from identity, policy, choices and prices."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest

from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.guard.rules import Rules
from jupyter_cost_tags.identity import Identity
from jupyter_cost_tags.launches.choices import Choice, Choices
from jupyter_cost_tags.launches.document import chosen_bundle, document, mode_of, propagated
from jupyter_cost_tags.models import Problem
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.policy.store import Loaded

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
POLICY = Policy(
    tags=(
        KeyRule("cost-center", required=True, values={"CC-1": "Retail ML", "CC-2": None}),
        KeyRule("project", required=True, patterns=(compile_pattern("[a-z]+"),)),
        KeyRule("environment", default="dev"),
        KeyRule("owner", default="nobody"),
    ),
    mode="fill",
    bundles={"churn": {"project": "churn"}},
    protected=frozenset({"owner", "team"}),
    confirm_above=Decimal("50.00"),
    exempt_kinds=frozenset({"processing-job", "app"}),
    exempt_names=(compile_pattern("tmp-.*"),),
)
PROBLEM = Problem(code="policy-invalid", message="m", action="a", iam_action=None, retryable=False)


@pytest.fixture
def identity():
    return Identity(
        account="111122223333",
        region="us-east-1",
        partition="aws",
        domain_id="d-1",
        user_profile="ana",
        space="lab",
        layers=[
            ("domain", {"cost-center": "CC-1", "department": "ml", "sagemaker:domain-arn": "x"}),
            ("user-profile", {"cost-center": "CC-2", "project": ""}),
            ("space", {"aws:created": "y", "environment": "prod"}),
        ],
    )


def made(identity, loaded=None, choices=None, rates=None):
    loaded = loaded or Loaded(POLICY, ("file",), None)
    content = document(identity, loaded, choices or Choices(), rates, NOW)
    return json.loads(json.dumps(content))


def test_identity_and_time(identity):
    content = made(identity)
    assert (content["version"], content["written"]) == (1, "2026-11-23T12:00:00Z")
    assert content["identity"] == {
        "account": "111122223333",
        "region": "us-east-1",
        "partition": "aws",
        "domain_id": "d-1",
        "user_profile": "ana",
        "space": "lab",
    }


def test_keys_in_the_policys_order_then_what_is_only_protected(identity):
    keys = made(identity)["keys"]
    assert [(k["key"], k["required"], k["protected"]) for k in keys] == [
        ("cost-center", True, False),
        ("project", True, False),
        ("environment", False, False),
        ("owner", False, True),
        ("team", False, True),
    ]
    assert keys[0]["values"] == {"CC-1": "Retail ML", "CC-2": None}
    assert (keys[1]["values"], keys[1]["patterns"]) == (None, ["[a-z]+"])
    assert [k["default"] for k in keys] == [None, None, "dev", None, None]  # owner is protected


def test_the_rest_of_the_policy(identity):
    content = made(identity)
    assert (content["policy"], content["mode"], content["confirm_above"]) == (
        "policy",
        "fill",
        "50.00",
    )
    assert content["bundles"] == {"churn": {"project": "churn"}}
    assert content["exempt"] == {
        "kinds": ["app", "processing-job"],
        "name_patterns": ["tmp-.*"],
    }


def test_layers_winners_first_without_system_keys(identity):
    assert made(identity)["layers"] == [
        {"source": "space", "tags": {"environment": "prod"}},
        {"source": "user-profile", "tags": {"cost-center": "CC-2", "project": ""}},
        {"source": "domain", "tags": {"cost-center": "CC-1", "department": "ml"}},
        {"source": "policy-default", "tags": {"environment": "dev"}},
    ]


@pytest.mark.parametrize("state", ["DISABLED", "unknown"])
def test_nothing_arrives_by_itself_unless_the_domain_says_so(identity, state):
    identity.tag_propagation = state
    assert made(identity)["propagated"] == {}


def test_what_the_domain_propagates(identity):
    """Domain, profile and space; an empty value overrides and gives none."""
    identity.tag_propagation = "ENABLED"
    identity.layers.append(("notebook-instance", {"colour": "blue"}))
    assert propagated(identity) == {
        "environment": "prod",
        "cost-center": "CC-2",
        "department": "ml",
    }


def test_without_a_policy_nothing_is_judged(identity):
    content = made(identity, Loaded(None, (), None))
    assert (content["policy"], content["keys"], content["bundles"]) == ("none", [], {})
    assert not Rules(content).judges


def test_an_unreadable_policy_is_told_as_such(identity):
    content = made(identity, Loaded(None, (), PROBLEM, unread=True))
    assert content["policy"] == "unreadable"
    assert not Rules(content).judges


@pytest.mark.parametrize(
    ("mode", "unread", "told"),
    [
        ("fill", False, "fill"),
        ("fill", True, "warn"),
        ("block", True, "block"),
        ("warn", True, "warn"),
        ("off", False, "off"),
    ],
)
def test_nothing_is_filled_while_a_file_that_may_protect_keys_is_not_known(mode, unread, told):
    assert mode_of(Loaded(replace(POLICY, mode=mode), ("a",), None, unread=unread)) == told


def test_choices_by_kernel_and_by_path(identity):
    choices = (
        Choices("churn")
        .with_notebook(Choice(None, "old.ipynb", None, {"project": "old"}))
        .with_notebook(Choice("k1", "a.ipynb", "churn"))
    )
    content = made(identity, choices=choices)
    assert content["bundle"] == "churn"
    assert content["notebooks"] == {
        "path:a.ipynb": {"bundle": "churn", "tags": {}},
        "kernel:k1": {"bundle": "churn", "tags": {}},
        "path:old.ipynb": {"bundle": None, "tags": {"project": "old"}},
    }
    assert Rules(content).notebook("k1", None).bundle == "churn"


def test_a_bundle_that_the_policy_lost_is_not_chosen():
    assert chosen_bundle(Choices("gone"), POLICY) is None
    assert chosen_bundle(Choices("churn"), None) is None


def test_rates_pass_as_they_are(identity):
    rates = {"as_of": "2026-11-23T12:00:00Z", "components": {}}
    assert made(identity, rates=rates)["rates"] == rates
    assert made(identity)["rates"] is None
