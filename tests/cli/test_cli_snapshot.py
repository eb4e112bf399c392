"""`snapshot`: asked once for everybody, read without Cost Explorer; half or newer is said."""

import json
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jupyter_cost_tags.service.context import Context, Settings
from jupyter_cost_tags.service.service import Service
from jupyter_cost_tags.spend.snapshot import file_name

SAME = ("month", "currency", "month_to_date", "through", "previous_month", "whose", "whose_name",
        "excluded", "groups", "days", "changes", "forecast", "since_last_bill")  # fmt: skip


def ce(server):
    return sum(n for name, n in server.control.counts().items() if name.startswith("ce:"))


@pytest.fixture
def place(studio, ask, tmp_path, monkeypatch):
    """A snapshot that somebody else made, from a home of their own."""
    folder = str(tmp_path / "snapshot")
    monkeypatch.setenv("COST_TAGS_HOME", str(tmp_path / "admin"))
    assert ask("snapshot", "--to", folder, "--key", "project").code == 0
    monkeypatch.setenv("COST_TAGS_HOME", str(tmp_path / "user"))
    studio.control.reset()
    return folder


def own_file(place):
    return next(Path(place).rglob("user-profile/*/ana.json"))


def test_my_month_is_the_one_that_cost_explorer_tells(studio, ask, place):
    told = ask("spend", "--snapshot", place)
    assert ce(studio) == 0
    assert (told.code, told.json["source"], told.json["requests"]) == (0, "snapshot", 0)
    spend = ask("spend", "--by", "tag:project").json
    assert {name: told.json[name] for name in SAME} == {name: spend[name] for name in SAME}


def test_day_by_day(ask, place):
    told = ask("spend", "--snapshot", place, "--by", "day").json
    assert sum(Decimal(one["amount"]) for one in told["groups"]) == pytest.approx(
        Decimal(told["month_to_date"]), abs=Decimal("0.12")
    )


def test_a_role_without_cost_explorer_reads_it(studio, ask, place):
    studio.control.deny(["ce:*"])
    assert ask("spend", "--snapshot", place).json["state"] == "ok"


def test_next_days_run_asks_recent_days_only_and_keeps_the_rest(studio, ask, place, monkeypatch):
    before = ask("spend", "--snapshot", place).json["days"]
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-24T12:00:00Z")
    studio.control.clock("2026-11-24T12:00:00Z")
    made = ask("snapshot", "--to", place, "--key", "project").json
    assert made["asked_from"] == "2026-11-22"
    assert Decimal(made["request_cost"]) <= Decimal("0.05")
    after = ask("spend", "--snapshot", place).json
    assert after["days"][: len(before)] == before
    assert after["through"] == "2026-11-23"


def test_somebody_without_costs_is_truly_zero(ask, place):
    own_file(place).unlink()
    told = ask("spend", "--snapshot", place).json
    assert (told["state"], told["month_to_date"], told["currency"]) == ("ok", "0.00", "USD")


def test_a_month_that_is_not_in_it_is_no_zero(ask, place):
    old = ask("spend", "--snapshot", place, "--month", "2026-06")
    assert (old.code, old.json["month_to_date"]) == (3, None)
    assert old.json["problem"]["code"] == "month-not-there"
    before = ask("spend", "--snapshot", place, "--month", "2026-10").json
    assert (before["state"], before["previous_month"], before["changes"]) == ("ok", None, [])
    assert Path(place, "all.json").stat().st_mode & 0o77 == 0


def test_keys_that_are_not_activated_are_no_zero(studio, ask, tmp_path):
    place = str(tmp_path / "snapshot")
    for key in ("sagemaker:user-profile-arn", "sagemaker:space-arn"):
        studio.control.activation(key, None)
    made = ask("snapshot", "--to", place, "--key", "project")
    assert made.json["problems"][0]["code"] == "not-activated"
    told = ask("spend", "--snapshot", place)
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (1, "not-activated", None)


def test_a_key_that_nobody_carries_says_nothing_of_untagged(studio, ask, tmp_path):
    place = str(tmp_path / "snapshot")
    studio.control.activation("project", None)
    assert ask("snapshot", "--to", place, "--key", "project").code == 0
    told = ask("spend", "--snapshot", place).json
    assert (told["state"], told["untagged"], told["tag_key"]) == ("ok", None, "project")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text[: len(text) // 2], "bad-snapshot"),
        (lambda text: "", "bad-snapshot"),
        (lambda text: json.dumps({**json.loads(text), "version": 2}), "newer-snapshot"),
        (lambda text: json.dumps({"version": 1}), "bad-snapshot"),
        (lambda text: text.replace('"Usage",', '"Usage","x",', 1), "bad-snapshot"),
    ],
    ids=["half", "empty", "newer", "gutted", "odd line"],
)
def test_half_written_or_newer_is_no_number(ask, place, spoil, code):
    own_file(place).write_text(spoil(own_file(place).read_text()))
    told = ask("spend", "--snapshot", place)
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (3, "unavailable", None)
    assert told.json["problem"]["code"] == code


@pytest.mark.parametrize("name", ["index.json"])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text[: len(text) // 2], "bad-snapshot"),
        (lambda text: json.dumps({**json.loads(text), "version": 2}), "newer-snapshot"),
    ],
    ids=["half", "newer"],
)
def test_half_written_or_newer_index_is_no_number(ask, place, name, spoil, code):
    path = Path(place) / name
    path.write_text(spoil(path.read_text()))
    told = ask("spend", "--snapshot", place)
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (3, "unavailable", None)
    assert told.json["problem"]["code"] == code
    assert "jupyter cost-tags snapshot" in told.json["problem"]["action"]


@pytest.mark.parametrize("whole", [False, True])
def test_a_torn_state_stops_the_next_run_until_it_asks_for_all(ask, place, whole):
    before = own_file(place).read_text()
    state = Path(place) / "all.json"
    state.write_text(state.read_text()[:1000])
    told = ask("snapshot", "--to", place, "--key", "project", *(["--whole"] if whole else []))
    if whole:
        assert told.code == 0
        assert json.loads(own_file(place).read_text())["owners"] == json.loads(before)["owners"]
    else:
        assert (told.code, told.problem["code"]) == (3, "bad-snapshot")
        assert "--whole" in told.problem["action"]
        assert own_file(place).read_text() == before


def test_private_spaces_are_in_their_owners_file_and_everybody_has_one(studio, place):
    own = json.loads(own_file(place).read_text())
    assert "space/d-nw7x4k2m9qpa/ana-lab.json" in own["includes"]
    spaces = {path.stem for path in Path(place).rglob("space/*/*.json")}
    assert spaces <= {"team-nlp", "team-forecast"}  # shared ones
    profiles = {path.stem for path in Path(place).rglob("user-profile/*/*.json")}
    known = {one.name.lower() for one in studio.world.store.of_kind("user-profile")}
    assert profiles == known


def test_who_may_not_list_spaces_gets_a_file_for_each(studio, ask, tmp_path, monkeypatch, place):
    whole = ask("spend", "--snapshot", place).json
    other = str(tmp_path / "other")
    monkeypatch.setenv("COST_TAGS_HOME", str(tmp_path / "admin-2"))
    studio.control.deny(["sagemaker:ListUserProfiles"])
    made = ask("snapshot", "--to", other, "--key", "project").json
    assert made["problems"][0]["iam_action"] == "sagemaker:ListUserProfiles"
    assert (Path(other) / "space/d-nw7x4k2m9qpa/ana-lab.json").exists()
    monkeypatch.setenv("COST_TAGS_HOME", str(tmp_path / "user"))
    told = ask("spend", "--snapshot", other).json
    assert {name: told[name] for name in SAME} == {name: whole[name] for name in SAME}


def test_totals_for_admins_are_the_sums_of_all_files(place):
    totals = json.loads((Path(place) / "totals.json").read_text())
    everything = json.loads((Path(place) / "all.json").read_text())
    month = totals["months"]["2026-11"]
    lines = [line for own in everything["owners"].values() for line in own]
    used = [line for line in lines if line[0] >= "2026-11" and line[2] == "Usage"]
    assert Decimal(month["total"]) == sum(Decimal(line[3]) for line in used)
    assert sum(map(Decimal, month["by_value"].values())) == Decimal(month["total"])
    assert sum(map(Decimal, month["by_owner"].values())) == Decimal(month["total"])
    assert "Credit" in month["apart"]


def test_no_snapshot_there(ask, studio, tmp_path):
    told = ask("spend", "--snapshot", str(tmp_path / "nothing"))
    assert (told.code, told.json["problem"]["code"]) == (3, "no-snapshot")


def test_old_one_is_said_beside_its_numbers(studio, ask, place, monkeypatch):
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-27T12:00:00Z")
    told = ask("spend", "--snapshot", place).json
    assert (told["state"], told["problem"]["code"]) == ("ok", "old-snapshot")


def test_another_key_is_refused(ask, place):
    assert ask("spend", "--snapshot", place, "--by", "tag:environment").code == 2


def test_a_run_that_fails_leaves_the_snapshot_before(studio, ask, place):
    before = {path: path.read_bytes() for path in Path(place).rglob("*.json")}
    studio.control.add_faults(
        [{"op": "ce:GetCostAndUsage", "skip": 2, "code": "LimitExceededException"}]
    )
    assert ask("snapshot", "--to", place, "--key", "project").code == 3
    assert {path: path.read_bytes() for path in Path(place).rglob("*") if path.is_file()} == before


def test_a_limit_of_requests_holds(studio, ask, tmp_path):
    told = ask("snapshot", "--to", str(tmp_path / "s"), "--key", "project", "--max-requests", "2")
    assert (told.code, told.problem["code"], ce(studio)) == (3, "limit-reached", 2)
    assert not (tmp_path / "s").exists()


def test_in_s3(studio, ask):
    import boto3

    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="northwind-spend")
    place = "s3://northwind-spend/daily"
    assert ask("snapshot", "--to", place, "--key", "project").code == 0
    assert ask("spend", "--snapshot", place).json["month_to_date"] == "212.40"
    studio.control.deny(["s3:GetObject"])
    told = ask("spend", "--snapshot", place)
    assert (told.code, told.json["state"]) == (3, "no-permission")
    assert told.json["problem"]["iam_action"] == "s3:GetObject"


def test_panel_reads_it_too(studio, place):
    from jupyter_cost_tags.models import SpendRequest

    service = Service(Context(os.environ, Settings(snapshot=place)))
    service.refresh_spend(SpendRequest()).result(60)
    assert service.spend(SpendRequest()).value.month_to_date == "212.40"
    assert ce(studio) == 0
    assert service.workers.close(patience=60)


def test_policies_say_who_can_read_what(studio, run):
    told = json.loads(run("snapshot", "--to", "s3://b/p", "--policies").out)
    statement = told["source_identity"]["policy"]["Statement"][0]
    assert "arn:aws:s3:::b/p/user-profile/*/${aws:SourceIdentity}.json" in statement["Resource"]
    assert told["shared_role"]["privacy"].startswith("Not private")
    assert studio.control.calls() == []


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/../../etc",
        "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/..",
        "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/a b",
        "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1",
        "arn:aws:s3:::bucket/user-profile/d-1/ana",
        "",
    ],
)
def test_odd_owners_name_no_file(arn):
    assert file_name(arn) is None


def lines_of(day, users):
    """A day's costs of so many profiles, a third of them with a second project."""
    head = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-nw7x4k2m9qpa/user-"
    midnight = f"{day} 00:00:00"
    return [
        {
            "bill_billing_period_start_date": f"{day:%Y-%m}-01 00:00:00",
            "line_item_usage_start_date": midnight,
            "line_item_usage_end_date": midnight,
            "line_item_unblended_cost": "1.5",
            "line_item_net_unblended_cost": "1.5",
            "tags": {"sagemaker:user-profile-arn": f"{head}{n:03}", "project": project},
        }
        for n in range(users)
        for project in (["a", "b"] if n % 3 == 0 else ["a"])
    ]


@pytest.mark.parametrize(
    "days",
    [1, pytest.param(24, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])],
    ids=["a day", "a month"],
)
def test_five_hundred_users_cost_under_two_dollars_a_month(
    studio, ask, tmp_path, monkeypatch, days
):
    """Counted at AWS's door: every page of 500 groups, day after day."""
    place, first = str(tmp_path / "s"), date(2026, 11, 23)
    for day in range(days + 3):
        studio.world.ledger.add(lines_of(first + timedelta(days=day - 3), 500))
    run_ = ("snapshot", "--to", place, "--key", "project")
    assert ask(*run_).code == 0
    studio.control.reset()
    for day in range(1, days + 1):
        now = f"{first + timedelta(days=day)}T06:00:00Z"
        monkeypatch.setenv("COST_TAGS_NOW", now)
        studio.control.clock(now)
        made = ask(*run_).json
        assert made["files"] >= 500
    asked = ce(studio)
    studio.world.ledger.clear_added()
    assert asked * 30 / days * 0.01 < 2, f"{asked} requests in {days} days"
