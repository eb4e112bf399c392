"""`report statement`: adds up to the cent, is the same from every source, and is only text."""

import csv
import io
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from jupyter_cost_tags.demo.embedded_aws import exports


def money(text):
    return Decimal(text or "0")


@pytest.fixture
def told(studio, ask):
    outcome = ask("report", "statement", "--by", "tag:project")
    assert outcome.code == 0
    return outcome.json


def test_lines_add_up_to_the_totals_and_these_to_cost_explorer(studio, told):
    assert (told["month"], told["currency"], told["source"]) == ("2026-11", "USD", "cost-explorer")
    for kind in told["kinds"]:
        of_kind = [money(line["charges"].get(kind)) for line in told["lines"]]
        assert sum(of_kind) == money(told["totals"][kind])
    assert sum(money(line["total"]) for line in told["lines"]) == money(told["total"])
    items = studio.world.ledger.items(studio.world)
    (exact,) = studio.world.ledger.query(
        "SELECT round(sum(line_item_unblended_cost), 2) FROM"  # noqa: S608
        f" ({items}) WHERE line_item_usage_start_date >= '2026-11-01'"
    )[0]
    assert money(told["total"]) == exact
    assert told["lines"][-1]["key"] is None
    assert (told["requests"], told["request_cost"]) == (1, "0.01")


def test_same_from_a_report_and_from_athena(studio, ask, told, tmp_path):
    folder = exports.write(studio.world, tmp_path / "cur2", "cur2")
    same = ("lines", "totals", "total", "kinds", "currency", "month")
    athena = ("--database", "billing", "--table", "focus", "--workgroup", "reports")
    for where in (("--from", str(folder)), athena):
        other = ask("report", "statement", "--by", "tag:project", *where).json
        assert {name: other[name] for name in same} == {name: told[name] for name in same}
        assert (other["requests"], other["through"]) == (0, "2026-11-22")


def test_values_have_the_policys_names(studio, ask):
    told = ask("report", "statement").json  # the policy's first key
    assert told["by"] == "tag:cost-center"
    assert {"CC-4711": "Retail ML", "CC-4802": "Logistics ML"}.items() <= {
        line["key"]: line["name"] for line in told["lines"]
    }.items()


def test_csv_and_markdown_say_the_same(studio, run, told):
    rows = list(csv.reader(io.StringIO(
        run("report", "statement", "--by", "tag:project", "--format", "csv").out
    )))  # fmt: skip
    assert rows[-1][-2] == told["total"]
    page = run("report", "statement", "--by", "tag:project").out
    assert f"**{told['total']}**" in page
    assert "DEMO DATA" in page


class Page(HTMLParser):
    """What a page has."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_page_stands_alone_and_texts_stay_texts(studio, run, tmp_path):
    nasty = "<script>alert(1)</script>|`*"
    studio.world.ledger.add(
        [
            {
                "bill_billing_period_start_date": "2026-11-01 00:00:00",
                "line_item_usage_start_date": "2026-11-02 00:00:00",
                "line_item_usage_end_date": "2026-11-03 00:00:00",
                "line_item_unblended_cost": "1234.5",
                "line_item_net_unblended_cost": "1",
                "tags": {"project": nasty},
            }
        ]
    )
    out = tmp_path / "statement.html"
    words = ("report", "statement", "--by", "tag:project", "--format", "html", "--out", str(out))
    told = run(*words)
    markdown = run("report", "statement", "--by", "tag:project").out
    studio.world.ledger.clear_added()
    assert (told.code, told.out) == (0, "")
    page = Page()
    page.feed(out.read_text(encoding="utf-8"))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a == "href"]
    assert nasty in page.text
    assert "svg" in names
    assert not re.search(r"(?<!\\)<script", markdown)
    assert list(tmp_path.glob(".*")) == []


def test_no_charge_yet_is_1(studio, ask, monkeypatch):
    monkeypatch.setenv("COST_TAGS_NOW", "2026-12-01T00:10:00Z")
    studio.control.clock("2026-12-01T00:10:00Z")
    told = ask("report", "statement", "--by", "tag:project")
    assert (told.code, told.json["lines"], told.json["total"]) == (1, [], None)


@pytest.mark.parametrize(
    "words", [("--by", "service"), ("--month", "2030-01"), ("--metric", "Money"), ("--from", "x")]
)
def test_wrong_commands_are_2(studio, ask, words):
    told = ask("report", "statement", *words)
    assert (told.code, list(told.json)) == (2, ["problem"])


def test_denied_is_3_and_no_number(studio, ask):
    studio.control.deny(["ce:GetCostAndUsage"])
    told = ask("report", "statement")
    assert (told.code, told.problem["iam_action"]) == (3, "ce:GetCostAndUsage")
