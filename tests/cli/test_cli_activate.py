"""`activate` and `backfill`: in the payer's account, and in any other."""

from __future__ import annotations

import boto3
import pytest

STUDIO = ["sagemaker:user-profile-arn", "sagemaker:space-arn"]


@pytest.fixture
def payer(studio):
    """The company's payer: one key is not active yet, one was never seen."""
    studio.control.activation("project", "Inactive")
    return studio


def by_key(told):
    return {one["key"]: one for one in told.json["keys"]}


def test_a_dry_run_changes_nothing_and_tells_what_it_would_do(payer, ask):
    told = ask("activate", "project", "environment", "no-such-key", "--dry-run")
    assert told.code == 1
    keys = by_key(told)
    assert (keys["project"]["was"], keys["project"]["outcome"]) == ("inactive", "planned")
    assert keys["environment"]["outcome"] in {"unchanged", "planned"}
    assert keys["no-such-key"]["outcome"] == "not-seen"
    assert "24 hours" in keys["no-such-key"]["reason"]
    assert payer.world.activation["project"]["status"] == "Inactive"


def test_keys_are_activated_once(payer, ask):
    told = ask("activate", "project", "--yes")
    assert (told.code, by_key(told)["project"]["outcome"]) == (0, "activated")
    assert payer.world.activation["project"]["status"] == "Active"
    assert (told.json["requests"], told.json["request_cost"]) == (2, "0.02")
    again = ask("activate", "project", "--yes")
    assert (again.code, by_key(again)["project"]["outcome"]) == (0, "unchanged")


def test_without_keys_the_policys_and_studios_are_meant(payer, ask):
    told = ask("activate", "--dry-run")
    assert [*by_key(told)][-2:] == STUDIO
    assert {"cost-center", "environment", "project"} <= by_key(told).keys()


def test_a_key_is_taken_out_again(payer, ask):
    ask("activate", "project", "--yes")
    told = ask("activate", "project", "--deactivate", "--yes")
    assert by_key(told)["project"]["outcome"] == "deactivated"


def test_off_a_terminal_nothing_happens_without_yes(payer, ask):
    told = ask("activate", "project")
    assert (told.code, told.problem["code"]) == (2, "confirmation-needed")
    assert payer.world.activation["project"]["status"] == "Inactive"


def test_another_account_gets_the_text_to_send(studio, ask, run):
    studio.world.is_payer = False
    told = ask("activate", "cost-center", "a b", "--yes")
    assert (told.code, told.problem["code"]) == (3, "not-the-payer")
    action = told.problem["action"]
    assert "jupyter cost-tags activate cost-center 'a b' --yes" in action
    assert "999988887777" in action  # the payer, as the organisation tells
    text = run("activate", "cost-center", "--ask")
    assert text.code == 0
    assert "update-cost-allocation-tags-status" in text.out


def test_more_keys_than_one_request_takes(payer, ask):
    for n in range(45):
        payer.control.activation(f"key-{n}", "Inactive")
    told = ask("activate", *(f"key-{n}" for n in range(45)), "--yes")
    assert told.code == 0
    assert {one["outcome"] for one in told.json["keys"]} == {"activated"}
    assert told.json["requests"] == 4


def lacks_backfill():
    """Tell whether this boto3 is from before the operation."""
    client = boto3.client("ce", region_name="us-east-1")
    return "StartCostAllocationTagBackfill" not in client.meta.service_model.operation_names


def test_backfill_is_asked_for_once_in_a_day(payer, ask):
    if lacks_backfill():
        assert ask("backfill").problem["code"] == "not-available"
        return
    dry = ask("backfill", "--from", "2026-06", "--dry-run")
    assert (dry.code, dry.json["planned_from"], dry.json["history"]) == (
        0, "2026-06-01T00:00:00Z", [],
    )  # fmt: skip
    told = ask("backfill", "--from", "2026-06", "--yes")
    assert told.code == 0
    assert told.json["requested"]["from"] == "2026-06-01T00:00:00Z"
    assert told.json["requested"]["status"] == "PROCESSING"
    again = ask("backfill", "--from", "2026-07", "--yes")
    assert (again.code, again.problem["code"]) == (3, "backfill-limit")
    assert len(ask("backfill").json["history"]) == 1


@pytest.mark.parametrize("month", ["2026-13", "June", "2025-10", "2026-12", "2026-06-01"])
def test_a_month_that_aws_would_refuse_is_not_asked_for(payer, ask, month):
    told = ask("backfill", "--from", month, "--yes")
    assert told.code == 2
    assert not payer.world.backfills


def test_backfill_from_another_account(studio, ask):
    studio.world.is_payer = False
    code = "not-available" if lacks_backfill() else "not-the-payer"
    assert ask("backfill").problem["code"] == code
