"""The four zeros: nothing spent, not activated, no data yet, not permitted."""

from datetime import datetime, timedelta, timezone

import pytest
from spend_account import OWNER_KEYS, Bill, empty_world
from spend_answers import NOW

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
from jupyter_cost_tags.spend import Owner

OTHER = {"sagemaker:user-profile-arn": "arn:aws:sagemaker:us-east-1:1:user-profile/d-1/ben"}
COSTS, KEYS, ACTIVATION = "GetCostAndUsage", "GetTags", "ListCostAllocationTags"


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(empty_world()) as server:
        server.control.snapshot()
        yield server


@pytest.fixture(params=[True, False], ids=["payer", "member"])
def bill(account, monkeypatch, tmp_path, request):
    made = Bill(account, monkeypatch, tmp_path)
    made.world.is_payer = request.param
    return made


def answer(told):
    return (told.state, told.month_to_date, told.tag_key, told.activated)


def test_nothing_spent_is_zero(bill):
    bill.add("11-02", "7", OTHER, mine=False)
    told = bill.month()
    assert answer(told) == ("ok", "0.00", None, None)
    assert (told.through, told.untagged, told.groups) == (None, None, [])
    assert bill.sent() == [COSTS, KEYS]
    assert (told.requests, bill.today()) == (2, 2)


def test_nothing_spent_this_month_is_zero_beside_the_month_before(bill):
    bill.add("10-02", "7")
    told = bill.month()
    assert answer(told) == ("ok", "0.00", None, None)
    assert (told.previous_month, told.through, told.requests) == ("7.00", None, 1)


def test_key_that_is_not_activated_is_no_zero(bill):
    for key in OWNER_KEYS:
        bill.control.activation(key, "Inactive")
    bill.add("11-02", "7")
    told = bill.month()
    assert answer(told) == ("not-activated", None, "sagemaker:user-profile-arn", None)
    assert told.currency is None
    assert bill.sent() == [COSTS, KEYS, ACTIVATION]


def test_key_that_nobody_heard_of_is_not_activated(bill):
    told = bill.month(owner=Owner.of_tag("team", "nlp"))
    assert answer(told) == ("not-activated", None, "team", None)


@pytest.mark.parametrize("days", [0, 1, 3])
def test_fresh_activation_has_no_data_yet(bill, days):
    since = NOW - timedelta(days=days)
    for key in OWNER_KEYS:
        bill.control.activation(key, "Active", since)
    told = bill.month()
    if bill.world.is_payer:
        assert answer(told) == (
            "no-data-yet",
            None,
            "sagemaker:user-profile-arn",
            since.date().isoformat(),
        )
    else:  # a member account can't tell; it must not say zero
        assert answer(told) == ("not-activated", None, "sagemaker:user-profile-arn", None)


def test_settled_activation_that_no_cost_carries_is_zero_for_who_may_know(bill):
    bill.add("11-02", "7", {}, mine=False)
    told = bill.month()
    state = ("ok", "0.00") if bill.world.is_payer else ("not-activated", None)
    assert (told.state, told.month_to_date) == state


def test_one_of_the_owners_keys_suffices(bill):
    bill.control.activation("sagemaker:space-arn", "Inactive")
    bill.add("11-02", "7", OTHER, mine=False)
    assert answer(bill.month()) == ("ok", "0.00", None, None)


def test_zero_that_may_not_be_explained_is_no_permission(bill):
    bill.control.deny(["ce:GetTags"])
    told = bill.month()
    assert (told.state, told.month_to_date) == ("no-permission", None)
    assert told.problem.iam_action == "ce:GetTags"


def test_zero_that_the_cap_leaves_unexplained_is_unavailable(bill):
    told = bill.month(cap=1)
    assert (told.state, told.month_to_date) == ("unavailable", None)
    assert told.problem.code == "limit-reached"


@pytest.mark.parametrize("operation", [KEYS, ACTIVATION])
def test_zero_that_trouble_leaves_unexplained_is_unavailable(bill, operation):
    bill.control.add_faults([{"op": f"ce:{operation}", "code": "LimitExceededException"}])
    told = bill.month()
    assert (told.state, told.month_to_date) == ("unavailable", None)
    assert told.problem.code == "throttled"


def test_first_day_tells_a_missing_activation_all_the_same(bill):
    for key in OWNER_KEYS:
        bill.control.activation(key, "Inactive")
    told = bill.month(now=datetime(2026, 11, 1, 3, tzinfo=timezone.utc))
    assert told.state == "not-activated"


def test_first_day_without_any_cost_of_mine_is_no_zero(bill):
    bill.add("10-02", "7", OTHER, mine=False)
    told = bill.month(now=datetime(2026, 11, 1, 3, tzinfo=timezone.utc))
    assert answer(told) == ("no-data-yet", None, None, None)


def test_account_without_cost_explorer_is_not_enabled(bill):
    bill.world.cost_explorer_enabled = False
    assert answer(bill.month()) == ("not-enabled", None, None, None)
    bill.world.cost_explorer_enabled = True
    bill.world.is_cost_data_ready = False
    told = bill.month()
    assert answer(told) == ("not-enabled", None, None, None)
    assert "24 hours" in told.problem.message
