"""`spend.source`: the same month from a report in place of Cost Explorer, and the same zeros."""

import json
from pathlib import Path

import pytest

from jupyter_cost_tags.demo.embedded_aws import exports

SAME = ("state", "month", "currency", "month_to_date", "through", "previous_month", "whose",
        "whose_name", "excluded", "groups", "days", "changes", "untagged", "untagged_keys",
        "forecast")  # fmt: skip
ATHENA = "source: athena, report: {database: billing, table: cur2, workgroup: reports}"


def ce(server):
    return sum(n for name, n in server.control.counts().items() if name.startswith("ce:"))


@pytest.fixture
def policy(studio, tmp_path, monkeypatch):
    """Write the company's policy with another `spend`, and name it."""
    import os

    text = Path(os.environ["COST_TAGS_POLICY"]).read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("spend:"))

    def write(spend):
        path = tmp_path / "spend-policy.yaml"
        path.write_text(f"{kept}\nspend: {{{spend}}}\n", encoding="utf-8")
        monkeypatch.setenv("COST_TAGS_POLICY", str(path))

    return write


@pytest.fixture
def folder(studio, tmp_path):
    def made(dialect="cur2"):
        return exports.write(studio.world, tmp_path / dialect, dialect)

    return made


def of_files(folder):
    return f"source: cur-file, report: {{files: {folder}}}"


@pytest.mark.parametrize("dialect", exports.DIALECTS)
def test_files_tell_what_cost_explorer_tells(studio, ask, policy, folder, dialect):
    spend = ask("spend", "--by", "tag:project").json
    policy(of_files(folder(dialect)))
    studio.control.reset()
    told = ask("spend", "--by", "tag:project")
    assert (told.code, told.json["source"], ce(studio)) == (0, "cur-file", 0)
    assert (told.json["requests"], told.json["request_cost"]) == (0, "0.00")
    assert {name: told.json[name] for name in SAME} == {name: spend[name] for name in SAME}


def test_athena_tells_it_too_with_what_it_read(studio, ask, policy):
    spend = ask("spend", "--by", "tag:project").json
    policy(ATHENA)
    told = ask("spend", "--by", "tag:project").json
    assert {name: told[name] for name in SAME} == {name: spend[name] for name in SAME}
    assert (told["source"], told["bytes_scanned"] > 0) == ("athena", True)
    assert told["request_cost"] == "0.000048"
    studio.control.reset()
    assert ask("spend", "--by", "tag:project").json == told  # kept: each query has its price
    assert studio.control.counts().get("athena:StartQueryExecution", 0) == 0


@pytest.mark.parametrize("by", ["service", "usage-type", "instance-type", "day"])
def test_every_breakdown_of_cost_explorer(studio, ask, policy, folder, by):
    spend = ask("spend", "--by", by, "--refresh").json
    policy(of_files(folder("cur1")))
    told = ask("spend", "--by", by).json
    names = {"NoInstanceType": None}
    groups = {(names.get(g["key"], g["key"]), g["amount"]) for g in spend["groups"]}
    assert {(g["key"], g["amount"]) for g in told["groups"]} == groups
    assert told["month_to_date"] == spend["month_to_date"]
    assert (told["untagged"], told["untagged_keys"]) == (spend["untagged"], spend["untagged_keys"])


def test_jobs_of_the_whole_month_are_billed_and_not_estimated(studio, ask, policy, folder):
    policy(f"source: cost-explorer, report: {{files: {folder()}}}")
    told = ask("spend", "--by", "job").json
    assert (told["source"], ce(studio)) == ("cur-file", 0)
    assert {g["estimated"] for g in told["groups"]} == {False}
    assert any((g["key"] or "").startswith("training-job/") for g in told["groups"])
    cents = sum(round(float(g["amount"]) * 100) for g in told["groups"])
    assert abs(cents - round(float(told["month_to_date"]) * 100)) <= len(told["groups"]) // 2
    assert ask("spend", "--by", "tag:project").json["source"] == "cost-explorer"


def test_a_breakdown_without_its_column_leaves_the_month_alive(studio, ask, policy, folder):
    policy(of_files(folder("cur1")))
    told = ask("spend", "--by", "tag:team")
    assert (told.code, told.json["state"], told.json["tag_key"]) == (0, "ok", "team")
    assert told.json["month_to_date"] == "212.40"
    assert [g["key"] for g in told.json["groups"]] == [None]
    assert told.json["problem"]["code"] == "not-activated"


def rewrite(folder, sql):
    import duckdb

    for path in folder.rglob("*.parquet"):
        new = path.with_suffix(".new")
        select = f"WITH t AS (FROM '{path}') SELECT {sql}"
        duckdb.connect().execute(f"COPY ({select}) TO '{new}' (FORMAT parquet)")
        new.replace(path)


PROFILE = "user_sagemaker_user_profile_arn"
NOBODYS = (
    f"resource_tags['{PROFILE}'] IS NULL AND resource_tags['user_sagemaker_space_arn'] IS NULL"
)
ELSES = (
    f"[{{'k': '{PROFILE}', 'v': 'arn:aws:sagemaker:us-east-1:111122223333:user-profile/d/else'}}]"
)
COLUMNS = f"resource_tags_{PROFILE}, resource_tags_user_sagemaker_space_arn"
ZEROS = {
    "nothing delivered": ("cur2", "* FROM t LIMIT 0", "no-data-yet", None),
    "key nowhere": ("cur2", f"* FROM t WHERE {NOBODYS}", "not-activated", None),
    "others only": (
        "cur2", f"* REPLACE (map_from_entries({ELSES}) AS resource_tags) FROM t", "ok", "0.00",
    ),
    "no column": ("cur1", f"* EXCLUDE ({COLUMNS}) FROM t", "not-activated", None),
}  # fmt: skip


@pytest.mark.parametrize("zero", ZEROS)
def test_four_zeros_of_a_report(studio, ask, policy, folder, zero):
    dialect, sql, state, month = ZEROS[zero]
    made = folder(dialect)
    rewrite(made, sql)
    policy(of_files(made))
    told = ask("spend", "--by", "tag:project").json
    assert (told["state"], told["month_to_date"], told["source"]) == (state, month, "cur-file")


@pytest.mark.parametrize(
    ("spend", "code"),
    [
        ("source: cur-file, report: {files: /no/such/report}", "no-report"),
        ("source: athena, report: {database: billing, table: gone}", "not-found"),
    ],
)
def test_trouble_is_a_state_and_never_a_number(studio, ask, policy, spend, code):
    policy(spend)
    told = ask("spend")
    assert (told.code, told.json["state"], told.json["month_to_date"]) == (3, "unavailable", None)
    assert ce(studio) == 0


def test_denied_athena_is_no_permission(studio, ask, policy):
    policy(ATHENA)
    studio.control.deny(["athena:StartQueryExecution"])
    told = ask("spend")
    assert (told.code, told.json["state"]) == (3, "no-permission")
    assert told.json["problem"]["iam_action"] == "athena:StartQueryExecution"


def test_athena_failing_in_the_middle_keeps_the_older_answer(studio, ask, policy):
    policy(ATHENA)
    before = ask("spend").json
    studio.control.add_faults([{"op": "athena:GetQueryResults", "code": "InternalServerException",
                                "status": 500}])  # fmt: skip
    told = ask("spend", "--refresh").json
    assert told.pop("problem")["code"]
    assert told == before
    assert json.dumps(told)


def test_the_policys_report_serves_every_command(studio, ask, policy, folder):
    policy(of_files(folder()))
    assert ask("cur", "run", "by-tag", "--key", "project").json["source"] == "cur-file"
    assert ask("cur", "report", "--by", "service").json["source"] == "cur-file"
    told = ask("report", "statement", "--by", "tag:project").json
    assert (told["source"], told["requests"], ce(studio)) == ("cur-file", 0, 0)
