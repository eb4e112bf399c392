"""`cur sql|run|report`: one JSON object, exit codes, the same numbers as `spend`."""

import shutil
from pathlib import Path

import pytest

from jupyter_cost_tags.demo.embedded_aws import exports

ATHENA = ("--database", "billing", "--table", "cur2", "--workgroup", "reports")


@pytest.fixture
def folder(studio, tmp_path):
    return str(exports.write(studio.world, tmp_path / "cur2", "cur2"))


def test_sql_is_printed_as_it_is(studio, run):
    told = run("cur", "sql", "by-tag", "--key", "cost-center", "--dialect", "cur1")
    assert told.code == 0
    assert told.out.startswith('SELECT NULLIF("resource_tags_user_cost_center"')
    assert studio.control.calls() == []


def test_sql_as_json(studio, ask):
    told = ask("cur", "sql", "untagged")
    assert (told.json["dialect"], told.json["engine"], told.json["month"]) == (
        "cur2", "athena", "2026-11",
    )  # fmt: skip
    assert "user_cost_center" in told.json["sql"]  # the policy's first required key


@pytest.mark.parametrize("source", ["files", "athena"])
def test_run(studio, ask, folder, source):
    where = ("--from", folder) if source == "files" else ATHENA
    told = ask("cur", "run", "by-tag", "--key", "project", *where)
    assert told.code == 0
    assert told.json["columns"] == ["tag", "currency", "amount"]
    assert ["churn", "USD", "152.34"] in told.json["rows"]
    assert (told.json["price"] is None) == (source == "files")


def test_report_is_the_month_that_spend_shows(studio, ask, folder):
    spend = ask("spend", "--by", "tag:project").json
    same = ("month", "currency", "month_to_date", "through", "previous_month", "whose",
            "excluded", "groups", "days", "changes", "forecast")  # fmt: skip
    for where, source in ((("--from", folder), "cur-file"), (ATHENA, "athena")):
        told = ask("cur", "report", "--by", "tag:project", "--mine", *where)
        assert told.code == 0
        assert {name: told.json[name] for name in same} == {name: spend[name] for name in same}
        assert (told.json["source"], told.json["requests"]) == (source, 0)


def test_months_that_were_not_delivered_are_no_zero(studio, ask, folder):
    old = ask("cur", "report", "--from", folder, "--month", "2024-02")
    assert (old.code, old.json["state"], old.json["month_to_date"]) == (0, "no-data-yet", None)
    shutil.rmtree(Path(folder) / "billing_period=2026-10")
    told = ask("cur", "report", "--from", folder, "--by", "service", "--mine").json
    assert (told["state"], told["previous_month"], told["changes"]) == ("ok", None, [])
    assert told["estimated"] is True
    bill = ask("report", "statement", "--from", folder, "--month", "2024-02", "--by", "tag:project")
    assert (bill.code, bill.json["total"], bill.json["lines"]) == (1, None, [])


@pytest.mark.parametrize(
    "words",
    [
        ("run", "by-tag"),
        ("run", "by-tag", "--from", "x", "--table", "y", "--database", "z"),
        ("run", "by-tag", "--table", "y"),
        ("run", "nonsense", "--from", "x"),
        ("run", "month", "--from", "no-such-folder"),
        ("run", "month", "--from", "x", "--max-scan", "many"),
        ("run", "month", "--from", "x", "--month", "2026-13"),
        ("report", "--from", "x", "--by", "service"),
        ("sql", "month", "--dialect", "auto"),
    ],
)
def test_wrong_commands_are_2(studio, ask, words):
    told = ask("cur", *words)
    assert (told.code, list(told.json)) == (2, ["problem"])


def test_broken_report_is_3_and_no_number(studio, ask, tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    told = ask("cur", "run", "month", "--from", str(tmp_path / "broken.parquet"))
    assert (told.code, told.problem["code"]) == (3, "report-unreadable")


def test_denied_athena_is_3(studio, ask):
    studio.control.deny(["athena:*"])
    told = ask("cur", "run", "month", *ATHENA)
    assert (told.code, told.problem["iam_action"]) == (3, "athena:GetTableMetadata")
