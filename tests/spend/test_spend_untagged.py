"""What lacks an activated required key, in as few requests as can be."""

import itertools

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spend_account import LONG_AGO, Bill, empty_world
from spend_answers import NOW

from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

COSTS, KEYS, ACTIVATION = "GetCostAndUsage", "GetTags", "ListCostAllocationTags"


@pytest.fixture(scope="module")
def account():
    with EmbeddedAws(empty_world()) as server:
        for key in ("cost-center", "environment", "team"):
            server.control.activation(key, "Active", LONG_AGO)
        server.control.snapshot()
        yield server


@pytest.fixture
def bill(account, monkeypatch, tmp_path):
    return Bill(account, monkeypatch, tmp_path)


def write(bill, *keys):
    """Write a cost for every subset of the keys, powers of two: 1 carries none of them."""
    subsets = itertools.chain.from_iterable(
        itertools.combinations(keys, size) for size in range(len(keys) + 1)
    )
    for number, subset in enumerate(subsets):
        bill.add("11-02", str(2**number), dict.fromkeys(subset, "x"))
    bill.add("11-02", "-1000", kind="Credit")
    bill.add("10-02", "1000")


def found(told):
    return (told.untagged, told.untagged_keys)


def test_two_more_keys_take_one_more_request(bill):
    write(bill, "project", "cost-center", "environment")
    told = bill.month(required=("cost-center", "environment", "project"))
    assert found(told) == ("127.00", ["cost-center", "environment", "project"])
    assert (told.month_to_date, told.requests) == ("255.00", 2)


def test_optional_breakdown_does_not_count_as_untagged(bill):
    write(bill, "project", "cost-center")
    told = bill.month(required=("cost-center",))
    assert (found(told), told.requests) == (("3.00", ["cost-center"]), 2)


@pytest.mark.parametrize("by", ["service", "usage-type", "day"])
def test_other_breakdowns_take_one_more_request(bill, by):
    write(bill, "project", "cost-center")
    told = bill.month(by, required=("project", "cost-center"))
    assert (found(told), told.requests) == (("7.00", ["project", "cost-center"]), 2)


def test_many_keys_take_two_more_requests(bill):
    keys = ("project", "cost-center", "environment", "team")
    write(bill, *keys)
    told = bill.month(required=keys)
    assert found(told) == (f"{2**15 - 1}.00", list(keys))
    assert bill.sent() == [COSTS, KEYS, COSTS]


def test_required_key_that_is_not_activated_is_left_out(bill):
    write(bill, "project", "cost-center")
    bill.control.activation("cost-center", "Inactive")
    told = bill.month(required=("project", "cost-center"))
    assert found(told) == ("5.00", ["project"])
    assert bill.sent() == [COSTS, COSTS, KEYS]


def test_activated_key_that_only_others_use_counts(bill):
    write(bill, "project")
    bill.add("11-02", "7", {"cost-center": "x"}, mine=False)
    told = bill.month(required=("project", "cost-center"))
    assert found(told) == ("3.00", ["project", "cost-center"])


def test_breakdown_that_is_not_activated_says_so_beside_the_total(bill):
    write(bill, "cost-center", "project")
    bill.control.activation("project", "Inactive")
    told = bill.month(required=("project", "cost-center"))
    assert (told.state, told.month_to_date, told.tag_key) == ("ok", "15.00", "project")
    assert [(group.key, group.amount) for group in told.groups] == [(None, "15.00")]
    assert found(told) == ("5.00", ["cost-center"])
    assert bill.sent() == [COSTS, KEYS, ACTIVATION, COSTS]


def test_breakdown_activated_just_now_says_when(bill):
    bill.add("11-02", "7", {})
    bill.control.activation("project", "Active", NOW)
    told = bill.month()
    assert (told.state, told.tag_key, told.activated) == ("ok", "project", "2026-11-23")
    assert found(told) == (None, [])


def test_breakdown_that_only_others_use_means_that_all_of_mine_is_untagged(bill):
    bill.add("11-02", "7", {})
    bill.add("11-02", "1", {"project": "x"}, mine=False)
    told = bill.month()
    assert (found(told), told.tag_key, told.requests) == (("7.00", ["project"]), None, 2)


def test_settled_breakdown_that_nobody_uses_means_that_all_is_untagged(bill):
    bill.add("11-02", "7", {})
    told = bill.month()
    assert (found(told), told.tag_key) == (("7.00", ["project"]), None)


@pytest.mark.parametrize("rule", [{"code": "LimitExceededException"}, {"body": "empty"}])
def test_trouble_with_the_untagged_leaves_the_total(bill, rule):
    write(bill, "project", "cost-center")
    bill.control.add_faults([{"op": "ce:GetCostAndUsage", "skip": 1, **rule}])
    told = bill.month(required=("project", "cost-center"))
    assert (told.state, told.month_to_date) == ("ok", "15.00")
    assert found(told) == (None, [])
    assert told.problem


def test_cap_leaves_the_total(bill):
    write(bill, "project", "cost-center")
    told = bill.month(required=("project", "cost-center"), cap=1)
    assert (told.state, told.month_to_date, found(told)) == ("ok", "15.00", (None, []))
    assert told.problem.code == "limit-reached"


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    costs=st.lists(
        st.tuples(
            st.integers(1, 10**7),
            st.sets(st.sampled_from(["project", "cost-center", "environment", "team"])),
        ),
        min_size=1,
        max_size=12,
    ),
    required=st.lists(
        st.sampled_from(["project", "cost-center", "environment", "team"]),
        min_size=1,
        unique=True,
    ),
    by=st.sampled_from(["tag:project", "tag:team", "service"]),
)
def test_untagged_is_the_sum_of_what_lacks_a_key(bill, costs, required, by):
    bill.world.ledger.clear_added()
    bill.add("11-01", "1", dict.fromkeys(["project", "cost-center", "environment", "team"], "x"))
    lacking = 0
    for cents, keys in costs:
        bill.add("11-02", f"{cents / 100:.2f}", dict.fromkeys(keys, "y"))
        lacking += 0 if keys >= set(required) else cents
    told = bill.month(by, required=required, cap=10**6)
    assert told.untagged == f"{lacking // 100}.{lacking % 100:02}"
    assert told.untagged_keys == required
    assert told.requests <= 3
