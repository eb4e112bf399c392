"""Requests: one filter for the owner, always there; breakdowns that can be had."""

import pytest
from spend_answers import ANA, PROFILE, SPACE, question

from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.spend.grouping import grouping
from jupyter_cost_tags.spend.owner import Owner
from jupyter_cost_tags.spend.request import by_tags, daily, seen_keys, to_come, without

PROFILE_FILTER = {
    "Tags": {
        "Key": "sagemaker:user-profile-arn",
        "Values": [PROFILE],
        "MatchOptions": ["EQUALS"],
    }
}
SPACE_FILTER = {
    "Tags": {"Key": "sagemaker:space-arn", "Values": [SPACE], "MatchOptions": ["EQUALS"]}
}
RECORD_TYPE = {"Type": "DIMENSION", "Key": "RECORD_TYPE"}


def absent(key):
    return {"Tags": {"Key": key, "MatchOptions": ["ABSENT"]}}


def test_profile_and_private_spaces_are_one_filter():
    assert ANA.filter() == {"Or": [PROFILE_FILTER, SPACE_FILTER]}


def test_single_tag_needs_no_or():
    assert Owner.of_tag("team", "nlp").filter() == {
        "Tags": {"Key": "team", "Values": ["nlp"], "MatchOptions": ["EQUALS"]}
    }


def test_tag_without_values_is_left_out():
    tags = (("sagemaker:user-profile-arn", (PROFILE,)), ("sagemaker:space-arn", ()))
    owner = Owner("user-profile", "ana", tags)
    assert owner.filter() == PROFILE_FILTER
    assert owner.keys == ("sagemaker:user-profile-arn",)


@pytest.mark.parametrize("tags", [(), (("team", ()),)])
def test_nobody_has_no_filter(tags):
    with pytest.raises(ValueError, match="owner"):
        Owner("tag", "", tags).filter()


def test_only_a_single_key_proves_a_foreign_cost():
    team = Owner.of_tag("team", "nlp")
    assert team.is_foreign("team", "vision")
    assert not team.is_foreign("team", "nlp")
    assert not team.is_foreign("project", "vision")
    assert not ANA.is_foreign("sagemaker:space-arn", "a shared space's")


def test_two_months_by_day_are_one_request():
    assert daily(question("tag:project")) == {
        "TimePeriod": {"Start": "2026-10-01", "End": "2026-11-24"},
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost"],
        "Filter": {"Or": [PROFILE_FILTER, SPACE_FILTER]},
        "GroupBy": [{"Type": "TAG", "Key": "project"}, RECORD_TYPE],
    }


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("service", [{"Type": "DIMENSION", "Key": "SERVICE"}, RECORD_TYPE]),
        ("usage-type", [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}, RECORD_TYPE]),
        ("day", [RECORD_TYPE]),
        ("tag:cost center+é", [{"Type": "TAG", "Key": "cost center+é"}, RECORD_TYPE]),
    ],
)
def test_breakdown_stands_before_the_record_type(by, groups):
    assert daily(question(by))["GroupBy"] == groups


def test_billing_view_is_passed_on():
    view = "arn:aws:billing::111122223333:billingview/custom-1"
    asked = question(view=view)
    requests = [daily(asked), by_tags(asked, ["a"], None), without(asked, ["a"]), seen_keys(asked)]
    assert [request["BillingViewArn"] for request in requests] == [view] * 4
    assert "BillingViewArn" not in daily(question())


@pytest.mark.parametrize(
    "request_", [by_tags(question(), ["a", "b"], "c"), without(question(), ["a"])]
)
def test_side_requests_are_mine_and_without_credits(request_):
    assert request_["TimePeriod"] == {"Start": "2026-11-01", "End": "2026-11-24"}
    assert request_["Granularity"] == "MONTHLY"
    mine, used, *_ = request_["Filter"]["And"]
    assert mine == ANA.filter()
    assert used["Not"]["Dimensions"] == {
        "Key": "RECORD_TYPE",
        "Values": ["Credit", "Refund", "Tax"],
    }


def test_absence_of_any_key_is_an_or_of_two_or_more():
    assert without(question(), ["a"])["Filter"]["And"][2] == absent("a")
    assert without(question(), ["a", "b"])["Filter"]["And"][2] == {"Or": [absent("a"), absent("b")]}


def test_presence_is_not_absence():
    assert by_tags(question(), ["a"], "c")["Filter"]["And"][2] == {"Not": absent("c")}
    assert len(by_tags(question(), ["a"], None)["Filter"]["And"]) == 2


@pytest.mark.parametrize("by", ["day", "job"])
def test_days_and_jobs_are_no_groups_of_the_daily_request(by):
    assert daily(question(by))["GroupBy"] == [{"Type": "DIMENSION", "Key": "RECORD_TYPE"}]


def test_forecast_is_asked_from_today_on_with_the_owner_and_without_credits():
    asked = to_come(question(view="arn:aws:billing::111122223333:billingview/custom-1"))
    assert asked["TimePeriod"] == {"Start": "2026-11-23", "End": "2026-12-01"}
    assert (asked["Metric"], asked["PredictionIntervalLevel"]) == ("UNBLENDED_COST", 80)
    owner, used = asked["Filter"]["And"]
    assert owner == ANA.filter()
    assert used["Not"]["Dimensions"]["Values"] == ["Credit", "Refund", "Tax"]
    assert asked["BillingViewArn"].endswith("custom-1")


@pytest.mark.parametrize(
    "by", ["", "tag:", "tag", "tags:a", "SERVICE", "tag:" + "k" * 129, "tag:a\tb", "tag:a$b"]
)
def test_impossible_breakdown_is_refused(by):
    with pytest.raises(BadRequest, match="grouped"):
        grouping(by)


def test_key_of_a_breakdown_by_tag():
    assert grouping("tag:a:b=c").tag_key == "a:b=c"
    assert grouping("tag:" + "k" * 128).tag_key == "k" * 128
    assert grouping("service").tag_key is None
