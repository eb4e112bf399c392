"""The estimate held against the policy, kept for a week, and told when it is old."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.prices.estimate import Ask
from jupyter_cost_tags.problems import BadRequest, CostTagsError
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.estimates import (
    fetch_rates,
    known_rates,
    make_estimate,
    rates_are_due,
)

ASK = Ask("training", "ml.m5.4xlarge", 1, Decimal(4))
READ = "pricing:GetProducts"


@pytest.fixture
def at(company_aws, tmp_path, monkeypatch):
    """A context at an instant, anew each time, on the same home."""
    for name, path in company.write_files(company_aws.world, tmp_path / "files").items():
        monkeypatch.setenv(name, str(path))

    def context(now="2026-11-23T12:00:00Z"):
        monkeypatch.setenv("COST_TAGS_NOW", now)
        return Context(os.environ)

    return context


def asked(aws):
    return aws.control.counts().get(READ, 0)


def test_prices_are_read_once_a_week_and_shared(company_aws, at):
    first = make_estimate(at(), ASK)
    assert (first.amount, first.as_of.isoformat()) == ("3.69", "2026-11-23T12:00:00+00:00")
    once = asked(company_aws)
    assert once >= 5
    assert make_estimate(at("2026-11-30T11:59:59Z"), ASK) == first
    assert asked(company_aws) == once
    later = make_estimate(at("2026-11-30T12:00:00Z"), ASK)
    assert later.as_of > first.as_of
    assert asked(company_aws) == 2 * once
    make_estimate(at("2026-11-30T12:00:01Z"), ASK, fresh=True)
    assert asked(company_aws) == 3 * once


def test_what_is_known_is_told_without_asking(company_aws, at):
    context = at()
    assert known_rates(context) is None
    assert rates_are_due(context)
    assert company_aws.control.counts() == {}
    found = fetch_rates(context)
    company_aws.control.reset()
    assert known_rates(context) == found
    assert not rates_are_due(context)
    old = at("2027-01-01T00:00:00Z")
    assert known_rates(old) is None  # whose they are isn't known yet
    old.identity()
    company_aws.control.reset()
    assert known_rates(old) == found
    assert rates_are_due(old)
    assert company_aws.control.counts() == {}


def test_older_prices_serve_with_the_problem_beside_them(company_aws, at):
    first = make_estimate(at(), ASK)
    company_aws.control.deny([READ])
    told = make_estimate(at("2027-01-01T00:00:00Z"), ASK)
    assert (told.amount, told.as_of) == (first.amount, first.as_of)
    assert told.problem
    assert told.problem.iam_action == READ
    with pytest.raises(CostTagsError):
        fetch_rates(at("2027-01-01T00:00:00Z"))


def test_without_any_prices_the_problem_is_all_there_is(company_aws, at):
    company_aws.control.deny([READ])
    with pytest.raises(CostTagsError) as caught:
        make_estimate(at(), ASK)
    assert caught.value.iam_action == READ


def test_the_policys_limit_is_held_against_it(at):
    below = make_estimate(at(), ASK)
    assert (below.limit, below.above_limit) == ("50.00", False)
    above = make_estimate(at(), Ask("training", "ml.p4d.24xlarge", 1, Decimal(2)))
    assert (above.amount, above.above_limit) == ("50.51", True)
    # 0.23 × 4 × 54.35 h is 50.002: rounded up, so above
    edge = make_estimate(at(), Ask("training", "ml.m5.xlarge", 4, Decimal("54.35")))
    assert (edge.amount, edge.above_limit) == ("50.01", True)


@pytest.mark.parametrize(
    ("ask", "amount", "basis", "reason"),
    [
        (Ask("training", "ml.m5.xlarge", 2, None), "11.04", "2 × ml.m5.xlarge × 24 h", None),
        (Ask("processing", "ml.m5.xlarge", 1, None), "5.52", "1 × ml.m5.xlarge × 24 h", None),
        (
            Ask("hosting", "ml.m5.xlarge", 2, None),
            None,
            "2 × ml.m5.xlarge, 0.46 USD/h",
            "runs until deleted",
        ),
        (
            Ask("transform", "ml.m5.xlarge", 1, None),
            None,
            "1 × ml.m5.xlarge, 0.23 USD/h",
            "no time limit",
        ),
        (Ask("notebook", "ml.t3.medium", 1, Decimal(8)), "0.40", "1 × ml.t3.medium × 8 h", None),
        (
            Ask("training", "ml.m5.xlarge", 1, Decimal("0.0001")),
            "0.01",
            "1 × ml.m5.xlarge × 1 s",
            None,
        ),
    ],
)
def test_what_ends_it_depends_on_what_it_is(at, ask, amount, basis, reason):
    told = make_estimate(at(), ask)
    assert (told.amount, told.basis, told.reason) == (amount, basis, reason)


@pytest.mark.parametrize(
    ("instance_type", "hint"),
    [
        ("ml.m5.4xlrge", "Did you mean ml.m5.4xlarge"),
        ("m5.4xlarge", "Did you mean ml.m5.4xlarge"),
        ("ml.t2.medium", "It is listed for hosting, notebook."),
        ("gpu", "such as ml.m5.xlarge"),
    ],
)
def test_an_unknown_type_names_near_ones(at, instance_type, hint):
    with pytest.raises(BadRequest) as caught:
        make_estimate(at(), Ask("training", instance_type, 1, None))
    assert caught.value.code == "no-rate"
    assert hint in caught.value.action
