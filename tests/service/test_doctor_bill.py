"""The rungs of the bill in the panel: free unless asked for, and what they go by then."""

from __future__ import annotations

import boto3

from jupyter_cost_tags.models import DoctorRequest, SpendRequest

BILL = ("cost-explorer", "keys-activated", "backfill")


def ce(studio):
    return sum(n for name, n in studio.control.counts().items() if name.startswith("ce:"))


def climb(service, **request):
    service.refresh_doctor(DoctorRequest(force=True, **request)).result(60)
    told = service.doctor().value
    return told, {one.code: one for one in told.checks}


def test_it_costs_nothing_unless_asked_for_and_then_holds_for_a_day(service, studio):
    told, rungs = climb(service)
    assert (ce(studio), told.requests, told.bill_as_of) == (0, 0, None)
    assert {rungs[code].state for code in BILL} == {"unknown"}
    told, rungs = climb(service, spend=True)
    asked = ce(studio)
    assert 0 < asked == told.requests <= 3
    assert rungs["cost-explorer"].state == "pass"
    again, kept = climb(service)
    assert (ce(studio), again.requests, again.bill_as_of) == (asked, 0, told.bill_as_of)
    assert [kept[code] for code in BILL] == [rungs[code] for code in BILL]


def test_the_months_spend_says_what_it_can(service, studio):
    service.refresh_spend(SpendRequest()).result(60)
    asked = ce(studio)
    _, rungs = climb(service)
    assert ce(studio) == asked
    assert rungs["cost-explorer"].state == "pass"
    assert "2026-11-23T12:00:00Z" in rungs["cost-explorer"].evidence
    assert "project" in rungs["keys-activated"].evidence


def test_spend_that_is_denied_is_a_failed_rung(service, studio):
    studio.control.deny(["ce:*"])
    service.refresh_spend(SpendRequest()).result(60)
    _, rungs = climb(service)
    assert (rungs["cost-explorer"].state, rungs["cost-explorer"].iam_action) == (
        "fail", "ce:GetCostAndUsage",
    )  # fmt: skip


def test_a_change_of_the_domain_is_seen_at_once(service, studio):
    _, before = climb(service)
    if before["tag-propagation"].state == "unknown":  # boto3 from before it
        return
    assert before["tag-propagation"].state == "fail"
    boto3.client("sagemaker", region_name="us-east-1").update_domain(
        DomainId="d-nw7x4k2m9qpa", TagPropagation="ENABLED"
    )
    assert climb(service)[1]["tag-propagation"].state == "pass"
