"""`budgets list` and `anomalies`: what is printed, and what it exits with."""

import csv
import io

from jupyter_cost_tags.demo import company


def test_mine_as_a_table(studio, run):
    told = run("budgets", "list")
    assert told.code == 1  # one is over
    assert "813.20 of 750.00" in told.out
    assert "forecast over" in told.out
    assert "your tag project=churn" in told.out
    assert "project-routing" not in told.out
    assert "DEMO DATA" in told.err


def test_all_as_json_and_csv(studio, run, ask):
    told = ask("budgets", "list", "--all")
    assert (told.json["scope"], len(told.json["budgets"]), told.json["demo"]) == ("all", 7, True)
    rows = list(csv.DictReader(io.StringIO(run("budgets", "list", "-f", "csv").out)))
    churn = next(row for row in rows if row["name"] == "project-churn")
    assert (churn["actual"], churn["limit"], churn["currency"]) == ("152.34", "250.00", "USD")
    assert (churn["alerts_sent"], churn["mine"]) == ("50 %", "yes")


def test_all_within_their_limits(studio, ask):
    for name in ("environment-dev", "retail-ml"):
        del studio.world.budgets[name]
    told = ask("budgets", "list")
    assert (told.code, [one["health"] for one in told.json["budgets"]]) == (0, ["ok", "ok"])


def test_no_permission(studio, run, ask):
    studio.control.deny(["budgets:ViewBudget"])
    told = ask("budgets", "list")
    assert (told.code, told.json["state"]) == (3, "no-permission")
    assert told.json["problem"]["iam_action"] == "budgets:ViewBudget"
    assert "may not read budgets" in run("budgets", "list").err


def test_none(studio, run):
    studio.world.budgets = {"whole": studio.world.budgets["whole-account"]}
    told = run("budgets", "list")
    assert (told.code, told.out) == (0, "")
    assert "No budgets count your tags. The account has 1 others: see --all." in told.err


def test_a_laptop_has_the_policys_default_only(laptop, ask):
    told = ask("budgets", "list").json
    assert [one["name"] for one in told["budgets"]] == ["environment-dev"]
    assert told["others"] == 6


def test_anomalies(studio, run, ask):
    told = ask("anomalies")
    assert told.code == 1
    assert [one["mine"] for one in told.json["anomalies"]] == [True, False]
    assert told.json["requests"] == 2
    again = run("anomalies")
    assert studio.control.counts()["ce:GetAnomalies"] == 1  # kept for a day
    assert "56.30" in again.out
    assert "2 requests for 0.02 USD" in again.err
    assert run("anomalies", "--days", "91").code == 2
    studio.control.deny(["ce:GetAnomalies"])
    refused = ask("anomalies", "--refresh")
    assert (refused.code, refused.json["problem"]["iam_action"]) == (3, "ce:GetAnomalies")


def test_anomalies_where_cost_explorer_is_off(studio, ask):
    studio.world.cost_explorer_enabled = False
    told = ask("anomalies")
    assert (told.code, told.json["state"]) == (1, "not-enabled")


def test_my_domains_budget_is_mine_and_others(studio, ask):
    arn = studio.world.arn("domain", company.DOMAIN_ID)
    entry = studio.world.budgets["studio-ana"]
    filters = {"TagKeyValue": [f"user:sagemaker:domain-arn${arn}"]}
    studio.world.budgets = {
        "domain": {**entry, "budget": {**entry["budget"], "CostFilters": filters}}
    }
    (told,) = ask("budgets", "list").json["budgets"]
    assert told["why"] == f"it counts what your domain {company.DOMAIN_ID} uses"
    assert told["counts_others"]
