"""`estimate` for people and for pipes."""

from __future__ import annotations

import csv
import io

import pytest

JOB = ("estimate", "--instance-type", "ml.m5.4xlarge", "--max-hours", "4")


def test_the_ceiling_with_its_source_and_age(studio, run):
    told = run(*JOB, "--count", "2")
    assert told.code == 0
    for words in ("7.38 USD", "2 × ml.m5.4xlarge × 4 h", "0.922 USD", "1.844 USD", "us-east-1"):
        assert words in told.out
    assert "AWS price list, on demand, read 2026-11-23 12:00 UTC" in told.out
    assert max(map(len, told.out.splitlines())) <= 80
    assert "DEMO DATA" in told.err


def test_json_has_every_member(studio, ask):
    told = ask(*JOB)
    assert told.code == 0
    assert told.json == {
        "purpose": "training",
        "instance_type": "ml.m5.4xlarge",
        "count": 1,
        "max_hours": "4",
        "amount": "3.69",
        "currency": "USD",
        "basis": "1 × ml.m5.4xlarge × 4 h",
        "reason": None,
        "rate": "0.922",
        "hourly": "0.922",
        "region": "us-east-1",
        "source": "price-list",
        "as_of": "2026-11-23T12:00:00Z",
        "limit": "50.00",
        "above_limit": False,
        "demo": True,
        "clock_fixed": "2026-11-23T12:00:00Z",
    }


def test_csv_has_one_row(studio, run):
    (row,) = csv.DictReader(io.StringIO(run(*JOB, "--format", "csv").out))
    assert (row["amount"], row["currency"], row["note"]) == ("3.69", "USD", "DEMO DATA")


def test_above_the_policys_limit_is_a_finding(studio, run):
    told = run("estimate", "--instance-type", "ml.p4d.24xlarge")
    assert told.code == 1
    assert "606.03 USD" in told.out
    assert "Above the policy's limit of 50.00 USD" in told.err


def test_without_a_limit_only_the_price_per_hour_is_known(studio, run):
    told = run("estimate", "--instance-type", "ml.g5.xlarge", "--for", "hosting")
    assert told.code == 0
    assert "not known: runs until deleted" in told.out
    assert "0.00" not in told.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("estimate",), "usage"),
        (("estimate", "--instance-type", "ml.m5.4xlrge"), "no-rate"),
        ((*JOB, "--count", "0"), "usage"),
        ((*JOB, "--for", "fun"), "usage"),
        ((*JOB[:-1], "four"), "bad-request"),
        ((*JOB[:-1], "0"), "bad-request"),
        ((*JOB[:-1], "-1"), "bad-request"),
        ((*JOB[:-1], "nan"), "bad-request"),
        ((*JOB[:-1], "1e99"), "bad-request"),
    ],
)
def test_what_is_not_understood_is_exit_2(studio, ask, words, code):
    told = ask(*words)
    assert (told.code, told.problem["code"]) == (2, code)


def test_without_the_right_it_says_which(studio, ask):
    studio.control.deny(["pricing:GetProducts"])
    told = ask(*JOB)
    assert (told.code, told.problem["code"]) == (3, "access-denied")
    assert told.problem["iam_action"] == "pricing:GetProducts"


def test_old_prices_are_told_with_what_is_wrong_now(studio, run):
    run(*JOB)
    studio.control.deny(["pricing:GetProducts"])
    told = run(*JOB, "--refresh")
    assert told.code == 0
    assert "3.69 USD" in told.out
    assert "pricing:GetProducts" in told.err
