"""`spend: {source: budgets}`: the month from a budget, and never another period's number."""

import os
from pathlib import Path

import pytest

DOMAIN = "arn:aws:sagemaker:us-east-1:111122223333:domain/d-nw7x4k2m9qpa"


@pytest.fixture
def policy(studio, tmp_path, monkeypatch):
    """Write the company's policy with another `spend`, and name it."""
    text = Path(os.environ["COST_TAGS_POLICY"]).read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("spend:"))

    def write(spend):
        path = tmp_path / "spend-policy.yaml"
        path.write_text(f"{kept}\nspend: {{{spend}}}\n", encoding="utf-8")
        monkeypatch.setenv("COST_TAGS_POLICY", str(path))

    return write


def test_my_profiles_budget(studio, policy, ask, run):
    policy("source: budgets")
    studio.control.deny(["ce:*"])
    told = ask("spend")
    spend = told.json
    assert (told.code, spend["state"], spend["source"]) == (0, "ok", "budgets")
    assert (spend["month_to_date"], spend["currency"], spend["month"]) == (
        "194.37",
        "USD",
        "2026-11",
    )
    assert (spend["whose"], spend["whose_name"]) == ("user-profile", "ana")
    assert spend["forecast"] == {
        "total": "288.19",
        "low": None,
        "high": None,
        "source": "budgets",
    }
    assert (spend["requests"], spend["request_cost"], spend["groups"]) == (0, "0.00", [])
    assert "studio-ana" in spend["groups_note"]
    assert not any(name.startswith("ce:") for name in studio.control.counts())
    assert "gives no interval" in run("spend").out


def test_the_policys_key_chooses(studio, policy, ask):
    policy("source: budgets, tag: project")
    spend = ask("spend").json
    assert (spend["month_to_date"], spend["whose_name"]) == ("152.34", "project=churn")


def test_without_one_of_mine_it_is_a_tags(studio, policy, ask):
    policy("source: budgets")
    del studio.world.budgets["studio-ana"]
    spend = ask("spend").json
    assert (spend["whose"], spend["whose_name"]) == ("tag", "project=churn")


@pytest.mark.parametrize(
    ("change", "passed"),
    [
        ({"TimeUnit": "QUARTERLY"}, True),
        ({"TimeUnit": "DAILY"}, True),
        ({"BudgetType": "USAGE"}, True),
        ({"CostFilters": {}}, False),
        ({"CostFilters": {"TagKeyValue": [f"user:sagemaker:domain-arn${DOMAIN}"]}}, False),
    ],
)
def test_no_other_periods_number(studio, policy, ask, change, passed):
    policy("source: budgets")
    own = studio.world.budgets["studio-ana"]
    own["budget"] = {**own["budget"], **change}
    studio.world.budgets = {"studio-ana": own}
    told = ask("spend")
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (3, "unavailable", None)
    assert told.json["problem"]["code"] == "no-budget"
    assert ("studio-ana" in told.json["problem"]["message"]) is passed


def test_a_past_month_is_not_there(studio, policy, ask):
    policy("source: budgets")
    told = ask("spend", "--month", "2026-10")
    assert (told.code, told.json["problem"]["code"]) == (3, "month-not-there")


def test_no_permission_and_no_figure(studio, policy, ask):
    policy("source: budgets")
    studio.control.deny(["budgets:ViewBudget"])
    told = ask("spend")
    assert (told.code, told.json["state"]) == (3, "no-permission")
    assert told.json["problem"]["iam_action"] == "budgets:ViewBudget"
    studio.control.deny([])
    studio.world.ledger, ledger = None, studio.world.ledger
    try:
        told = ask("spend", "--refresh")
    finally:
        studio.world.ledger = ledger
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (0, "no-data-yet", None)


def test_a_snapshot_without_a_place_says_so(studio, policy, ask):
    policy("source: snapshot")
    told = ask("spend")
    assert (told.code, told.json["source"], told.json["state"]) == (3, "snapshot", "unavailable")
    assert told.json["problem"]["code"] == "no-snapshot"


def test_a_named_budget_takes_no_list(studio, policy, ask):
    policy('source: budgets, budget: "studio-{user-profile}"')
    studio.control.reset()
    spend = ask("spend").json
    assert (spend["month_to_date"], spend["whose_name"]) == ("194.37", "ana")
    asked = [c["operation"] for c in studio.control.calls() if c["service"] == "budgets"]
    assert asked == ["DescribeBudget"]


def test_a_named_budget_of_others_says_whose_it_is(studio, policy, ask):
    policy("source: budgets, budget: logistics-ml")
    spend = ask("spend").json
    assert (spend["whose"], spend["whose_name"]) == ("budget", "logistics-ml")
    policy("source: budgets, budget: no-such")
    assert ask("spend", "--refresh").json["problem"]["code"] == "no-budget"
