"""DESIGN §4.2: every field of every shape, and the exit codes, against the company's account."""

from __future__ import annotations

import re

import pytest

from jupyter_cost_tags.cli.fix import exit_code
from jupyter_cost_tags.inventory import KINDS
from jupyter_cost_tags.models import FixResult, Run

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
RUNNING = f"{HEAD}:training-job/train-xgb-0412"
ENDED = f"{HEAD}:processing-job/proc-0408"

WHOAMI = {
    "environment", "reason", "account", "region", "partition", "domain_id", "user_profile",
    "space", "role_arn", "tag_propagation", "tags", "overridden", "missing",
}  # fmt: skip
SCAN = {"as_of", "complete", "aws_calls", "resources"}
RESOURCE = {
    "id", "arn", "kind", "noun", "name", "status", "created", "state", "tags", "missing", "invalid",
    "billing_effect", "reason",
}  # fmt: skip
SPEND = {
    "state", "source", "month", "currency", "month_to_date", "through", "estimated",
    "previous_month", "whose", "forecast", "untagged", "untagged_keys", "excluded", "groups",
    "days", "since_last_bill", "as_of", "requests", "request_cost",
}  # fmt: skip
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
MONEY = re.compile(r"-?\d+\.\d\d")


def test_whoami(studio, ask):
    told = ask("whoami")
    assert told.code == 0
    assert set(told.json) >= WHOAMI
    assert {key: told.json[key] for key in ("environment", "user_profile", "space", "reason")} == {
        "environment": "studio-private-space",
        "user_profile": "ana",
        "space": "ana-lab",
        "reason": None,
    }
    assert {"key": "environment", "value": "dev", "source": "space"} in told.json["tags"]
    assert {"key": "cost-center", "value": "CC-4700", "source": "domain"} in told.json["overridden"]
    assert not any(tag["key"].startswith(("aws:", "sagemaker:")) for tag in told.json["tags"])
    keys = [tag["key"] for tag in told.json["tags"]]
    assert len(keys) == len(set(keys))  # the winner per key


def test_whoami_is_1_when_a_required_key_is_missing(studio, ask):
    for arn in (f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana", f"{HEAD}:space/d-nw7x4k2m9qpa/ana-lab"):
        studio.control.tags(arn, remove=["project"])
    told = ask("whoami")
    assert (told.code, told.json["missing"]) == (1, ["project"])


def test_a_layer_that_is_not_readable_makes_its_keys_unknown_not_missing(studio, ask):
    studio.control.deny(["sagemaker:ListTags"])
    told = ask("whoami")
    assert told.code == 3
    assert told.json["missing"] == []
    assert "sagemaker:ListTags" in told.json["reason"]


def test_scan(studio, ask):
    told = ask("scan")
    assert told.code == 1
    assert set(told.json) >= SCAN
    assert told.json["complete"] is True
    assert INSTANT.fullmatch(told.json["as_of"])
    sent = {op: n for op, n in studio.control.counts().items() if op == "sagemaker:Search"}
    assert sent.items() <= told.json["aws_calls"].items()
    for one in told.json["resources"]:
        assert set(one) >= RESOURCE
        assert INSTANT.fullmatch(one["created"])
        assert one["arn"] == f"{HEAD}:{one['kind']}/{one['name']}"
        assert not any(key.startswith(("aws:", "sagemaker:")) for key in one["tags"])
    found = {one["arn"]: one for one in told.json["resources"]}
    assert found[RUNNING]["missing"] == ["project"]
    assert found[RUNNING]["billing_effect"] == "from-now"
    assert found[ENDED]["missing"] == ["environment"]
    assert found[ENDED]["billing_effect"] == "none"
    assert {one["kind"] for one in told.json["resources"]} == {
        "training-job", "processing-job", "transform-job", "hyper-parameter-tuning-job",
        "endpoint",
    }  # fmt: skip


def test_3_wins_over_1(studio, ask):
    studio.control.deny(["sagemaker:ListTransformJobs"])
    told = ask("scan")
    assert (told.code, told.json["complete"]) == (3, False)
    assert "non-compliant" in {one["state"] for one in told.json["resources"]}
    assert told.json["problems"][0]["iam_action"] == "sagemaker:ListTransformJobs"
    outcomes = [("gone", 1), ("conflict", 1), ("denied", 3), ("failed", 3), ("unknown", 3)]
    for outcome, code in [*outcomes, ("applied", 0), ("unchanged", 0)]:
        assert exit_code(ran(outcome)) == code
        assert exit_code(ran(outcome, "gone")) == max(code, 1)


def ran(*outcomes):
    made = {"id": "x", "name": "x", "reason": None, "iam_action": None}
    results = [FixResult(arn="x", outcome=outcome, **made) for outcome in outcomes]
    return Run(run_id="x", results=results)


def test_scan_prints_only_what_is_asked_for_and_judges_all(studio, ask):
    wrong = ask("scan", "--state", "non-compliant")
    assert {one["state"] for one in wrong.json["resources"]} == {"non-compliant"}
    assert len(wrong.json["resources"]) == 2
    transform = ask("scan", "--kind", "transform-job")
    assert {one["kind"] for one in transform.json["resources"]} == {"transform-job"}
    assert transform.code == 0
    recent = ask("scan", "--since", "1d").json["resources"]
    jobs = [one["created"] for one in recent if one["kind"].endswith("-job")]
    assert min(jobs) >= "2026-11-22T12:00:00Z"
    assert "churn-v2" in {one["name"] for one in recent}  # an endpoint costs at any age
    assert recent == sorted(recent, key=lambda one: one["created"], reverse=True)


def test_scan_takes_every_kind_and_names_the_nearest(studio, ask):
    for row in KINDS:
        assert ask("scan", "--kind", row.kind).code in {0, 1}, row.kind
    models = ask("scan", "--scope", "all", "--since", "52w", "--kind", "model").json["resources"]
    assert {one["kind"] for one in models} == {"model"}
    assert {one["billing_effect"] for one in models} == {"none"}
    told = ask("scan", "--kind", "endpiont")
    assert (told.code, told.json["problem"]["action"]) == (2, "Did you mean endpoint?")


def test_scope_all_finds_invalid_values_with_a_suggestion(studio, ask):
    told = ask("scan", "--scope", "all")
    invalid = [wrong for one in told.json["resources"] for wrong in one["invalid"]]
    assert {"key", "value", "reason", "suggestion"} == set(invalid[0])
    assert ("Prod", "prod") in {(wrong["value"], wrong["suggestion"]) for wrong in invalid}
    assert ("dev", "environment") in {(w["value"], w["suggestion"]) for w in invalid}  # enviroment


def test_scope_mine_lists_nobody_elses(studio, ask):
    mine = {one["arn"] for one in ask("scan").json["resources"]}
    owners = {f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana", f"{HEAD}:space/d-nw7x4k2m9qpa/ana-lab"}
    for arn in mine:
        tags = studio.world.store.get(arn).tags
        assert owners & {tags.get("sagemaker:user-profile-arn"), tags.get("sagemaker:space-arn")}
    everybody = {one["arn"] for one in ask("scan", "--scope", "all").json["resources"]}
    assert mine < everybody


def test_fix_dry_run_then_fix_then_undo(studio, ask):
    before = {arn: studio.world.store.get(arn).tags for arn in (RUNNING, ENDED)}
    plan = ask("fix", "--from-scan", "--dry-run")
    assert plan.code == 0
    assert set(plan.json) >= {"plan_id", "changes"}
    assert {c["arn"]: c["add"] for c in plan.json["changes"]} == {
        RUNNING: {"project": "churn"},
        ENDED: {"environment": "dev"},
    }
    assert set(plan.json["changes"][0]) >= {"arn", "current", "add", "overwrite"}
    assert "sagemaker:AddTags" not in studio.control.counts()

    fixed = ask("fix", "--from-scan", "--yes")
    assert fixed.code == 0
    assert {r["outcome"] for r in fixed.json["results"]} == {"applied"}
    assert set(fixed.json["results"][0]) >= {"arn", "outcome", "reason"}
    assert ask("scan").code == 0

    undone = ask("undo", fixed.json["run_id"], "--yes")
    assert undone.code == 0
    assert {arn: studio.world.store.get(arn).tags for arn in (RUNNING, ENDED)} == before


def test_fix_that_has_nothing_to_do_is_0(studio, ask):
    told = ask("fix", "--arn", RUNNING, "--set", "environment=dev", "--yes")
    assert (told.code, told.json["results"][0]["outcome"]) == (0, "unchanged")


def test_fix_is_3_when_denied(studio, ask):
    studio.control.deny(["sagemaker:AddTags"])
    told = ask("fix", "--from-scan", "--yes")
    assert told.code == 3
    assert {r["outcome"] for r in told.json["results"]} == {"denied"}
    assert {r["iam_action"] for r in told.json["results"]} == {"sagemaker:AddTags"}


def test_fix_is_1_when_a_resource_is_gone_and_goes_on_with_the_others(studio, ask):
    gone = RUNNING.replace("train-xgb-0412", "no-such-job")
    told = ask("fix", "--arn", gone, "--arn", RUNNING, "--set", "project=churn", "--yes")
    assert told.code == 1
    assert [r["outcome"] for r in told.json["results"]] == ["gone", "applied"]
    looked = ask("fix", "--arn", gone, "--set", "project=churn", "--dry-run")
    assert (looked.code, looked.problem["code"]) == (3, "not-found")


def test_fix_tells_for_each_whose_tags_cannot_be_read(studio, ask):
    studio.control.deny(["sagemaker:ListTags"])
    both = ("--set", "environment=dev", "--set", "project=churn", "--yes")
    for words in (("--from-scan",), ("--arn", RUNNING)):
        told = ask("fix", *words, *both)
        assert told.code == 3
        assert {r["outcome"] for r in told.json["results"]} == {"denied"}
    assert "sagemaker:AddTags" not in studio.control.counts()


def test_fix_is_3_when_the_scan_was_partial(studio, ask):
    studio.control.deny(["sagemaker:ListProcessingJobs"])
    assert ask("fix", "--from-scan", "--dry-run").code == 3
    told = ask("fix", "--from-scan", "--yes")
    assert told.code == 3
    assert [r["outcome"] for r in told.json["results"]] == ["applied"]


@pytest.mark.parametrize("words", [("fix", "--from-scan"), ("undo", "RUN")])
def test_nothing_is_written_without_yes_off_a_terminal(studio, ask, words):
    run_id = ask("fix", "--from-scan", "--yes").json["run_id"]
    studio.control.tags(RUNNING, remove=["environment"])  # something to do for the second fix
    studio.control.reset()
    told = ask(*(run_id if word == "RUN" else word for word in words))
    assert (told.code, told.problem["code"]) == (2, "confirmation-needed")
    assert "sagemaker:AddTags" not in studio.control.counts()
    assert "sagemaker:DeleteTags" not in studio.control.counts()


def test_spend(studio, ask):
    told = ask("spend")
    assert told.code == 0
    spend = told.json
    assert set(spend) >= SPEND
    assert (spend["state"], spend["source"], spend["whose"]) == (
        "ok",
        "cost-explorer",
        "user-profile",
    )
    assert (spend["month"], spend["currency"], spend["through"]) == ("2026-11", "USD", "2026-11-22")
    amounts = [spend["month_to_date"], spend["untagged"], *spend["excluded"].values()]
    amounts += [g["amount"] for g in spend["groups"]] + [d["amount"] for d in spend["days"]]
    assert all(MONEY.fullmatch(amount) for amount in amounts)
    assert spend["requests"] == studio.control.counts()["ce:GetCostAndUsage"] == 2
    assert spend["request_cost"] == "0.02"


def test_spend_is_kept_for_a_day_and_asked_again_when_told_to(studio, ask, monkeypatch):
    first = ask("spend").json
    assert ask("spend").json == first
    assert studio.control.counts()["ce:GetCostAndUsage"] == 2
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-24T12:00:01Z")
    assert ask("spend").json["as_of"] == "2026-11-24T12:00:01Z"
    assert studio.control.counts()["ce:GetCostAndUsage"] == 4
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-24T13:00:00Z")
    ask("spend", "--refresh")
    capped = ask("spend", "--refresh", "--by", "service")
    assert studio.control.counts()["ce:GetCostAndUsage"] == 6  # 4 a UTC day
    assert (capped.code, capped.json["state"]) == (3, "unavailable")
    assert capped.json["problem"]["code"] == "limit-reached"
    assert capped.json["month_to_date"] is None


def test_spend_says_which_zero_it_is(studio, ask):
    studio.control.deny(["ce:GetCostAndUsage"])
    denied = ask("spend")
    assert (denied.code, denied.json["state"]) == (3, "no-permission")
    assert denied.json["problem"]["iam_action"] == "ce:GetCostAndUsage"
    studio.control.deny([])
    studio.world.cost_explorer_enabled = False
    off = ask("spend")
    assert (off.code, off.json["state"], off.json["month_to_date"]) == (1, "not-enabled", None)


def test_spend_whose_key_is_not_activated_is_1(studio, ask):
    for key in list(studio.world.activation):
        studio.control.activation(key, None)
    told = ask("spend")
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (
        1,
        "not-activated",
        None,
    )


@pytest.mark.parametrize("by", ["tag:cost-center", "service", "usage-type", "day"])
def test_spend_by(studio, ask, by):
    told = ask("spend", "--by", by)
    assert (told.code, told.json["by"]) == (0, by)
    assert told.json["groups"]


def test_policy_show_and_check(studio, ask, tmp_path):
    shown = ask("policy", "show")
    assert (shown.code, shown.json["state"]) == (0, "policy")
    assert [key["key"] for key in shown.json["keys"] if key["required"]] == [
        "cost-center",
        "project",
        "environment",
    ]
    good = ask("policy", "check", str(tmp_path / "files" / "cost-tags.yaml"))
    assert (good.code, good.json["valid"]) == (0, True)
