"""`cur report --html` and `--quicksight`: one page that stands alone, and what QuickSight takes."""

import json
import re
from html.parser import HTMLParser

import botocore.session
import pytest
from botocore.validate import ParamValidator

from jupyter_cost_tags.demo.embedded_aws import exports

ATHENA = ("--database", "billing", "--table", "cur2", "--workgroup", "reports")
NASTY = "<script>alert('1')</script>\u202e&\"|"


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    @property
    def told(self):
        return " ".join(self.text)


@pytest.fixture
def report(studio, ask, tmp_path):
    """Write a page of the report in files."""

    def made(dialect="cur2", *more, change=lambda folder: None):
        folder = exports.write(studio.world, tmp_path / dialect, dialect)
        change(folder)
        out = tmp_path / "page.html"
        words = ("--from", str(folder), "--by", "tag:project", "--html", str(out), *more)
        told = ask("cur", "report", *words)
        return told, Page(out)

    return made


@pytest.mark.parametrize("dialect", exports.DIALECTS)
def test_five_charts_with_their_tables(report, dialect):
    told, page = report(dialect, "--mine")
    assert told.code == 0
    names = [tag for tag, _ in page.tags]
    assert names.count("section") == 5
    assert names.count("svg") >= 5
    assert names.count("table") == 5
    for words in ("Month to date", "By project", "By job", "SageMaker without project",
                  "Month by month", "212.40 USD", "training-job/", "DEMO DATA"):  # fmt: skip
        assert words in page.told


def test_page_stands_alone_in_light_and_dark(studio, report):
    studio.world.ledger.add(
        [
            {
                "bill_billing_period_start_date": "2026-11-01 00:00:00",
                "line_item_usage_start_date": "2026-11-02 00:00:00",
                "line_item_usage_end_date": "2026-11-03 00:00:00",
                "line_item_product_code": "AmazonSageMaker",
                "line_item_resource_id": NASTY,
                "line_item_unblended_cost": "1234.5",
                "line_item_net_unblended_cost": "1",
                "tags": {"project": NASTY},
            }
        ]
    )
    _, page = report()
    studio.world.ledger.clear_added()
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base"}
    attributes = [(name, value or "") for _, attrs in page.tags for name, value in attrs.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name in {"href", "src"}]
    assert "http" not in page.told.replace(NASTY, "")
    style = "".join(page.text)
    assert "prefers-color-scheme:dark" in style
    assert "url(" not in style
    assert NASTY.replace("\u202e", "\\u202e") in page.told
    assert "\u202e" not in page.told


def test_a_part_that_fails_leaves_the_others_alive(report):
    def without_resource(folder):
        import duckdb

        for path in folder.rglob("*.parquet"):
            new = path.with_suffix(".new")
            sql = f"SELECT * EXCLUDE (line_item_resource_id) FROM '{path}'"  # noqa: S608
            duckdb.connect().execute(f"COPY ({sql}) TO '{new}' (FORMAT parquet)")
            new.replace(path)

    told, page = report(change=without_resource)
    assert told.code == 3
    assert page.told.count("The report has no column for the resource") == 2
    assert "By project" in page.told
    assert re.search(r"churn", page.told)


def test_a_place_that_cannot_be_written_is_2(studio, ask, tmp_path):
    folder = exports.write(studio.world, tmp_path / "cur2", "cur2")
    out = tmp_path / "nowhere" / "page.html"
    told = ask("cur", "report", "--from", str(folder), "--html", str(out))
    assert (told.code, told.problem["code"]) == (2, "not-written")


@pytest.mark.parametrize("table", ["cur_legacy", "cur2", "focus"])
def test_quicksight_takes_what_is_written(studio, ask, tmp_path, table):
    where = ("--database", "billing", "--table", table, "--workgroup", "reports")
    owner = "arn:aws:quicksight:us-east-1:111122223333:user/default/admin"
    folder = tmp_path / "assets"
    words = ("--by", "tag:project", "--quicksight", str(folder), "--principal", owner)
    told = ask("cur", "report", *where, *words)
    assert (told.code, len(told.json["commands"])) == (0, 3)
    model = botocore.session.get_session().get_service_model("quicksight")
    made = {}
    for name in ("CreateDataSource", "CreateDataSet", "CreateDashboard"):
        path = next(folder.glob(f"*-{_dashed(name)}.json"))
        made[name] = json.loads(path.read_text(encoding="utf-8"))
        shape = model.operation_model(name).input_shape
        report = ParamValidator().validate(made[name], shape)
        assert not report.has_errors(), report.generate_report()
    source = made["CreateDataSet"]["PhysicalTableMap"]["costs"]["CustomSql"]
    assert source["DataSourceArn"].endswith(
        ":datasource/" + made["CreateDataSource"]["DataSourceId"]
    )
    sheet = made["CreateDashboard"]["Definition"]["Sheets"][0]
    used = set(re.findall(r'"ColumnName": "(\w+)"', json.dumps(made["CreateDashboard"])))
    assert used <= {column["Name"] for column in source["Columns"]}
    visuals = {next(iter(one.values()))["VisualId"] for one in sheet["Visuals"]}
    for group in made["CreateDashboard"]["Definition"]["FilterGroups"]:
        scopes = group["ScopeConfiguration"]["SelectedSheets"]["SheetVisualScopingConfigurations"]
        assert set(scopes[0].get("VisualIds", ())) <= visuals
    assert not any(call.startswith("quicksight") for call in studio.control.counts())


def _dashed(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


@pytest.mark.parametrize("table", ["cur_legacy", "cur2", "focus"])
def test_dataset_runs_and_has_the_columns_that_quicksight_expects(studio, ask, table):
    from jupyter_cost_tags.cur.quicksight import _COLUMNS

    where = ("--database", "billing", "--table", table, "--workgroup", "reports")
    told = ask("cur", "run", "dataset", "--key", "project", *where).json
    assert told["columns"] == [name for name, _ in _COLUMNS]


def test_quicksight_needs_a_table_and_a_key(studio, ask, tmp_path):
    out = ("--quicksight", str(tmp_path / "q"))
    assert ask("cur", "report", "--from", str(tmp_path), *out).code == 2
    both = (*out, "--html", str(tmp_path / "x.html"))
    assert ask("cur", "report", *ATHENA, *both).code == 2
    assert not (tmp_path / "q").exists()


def test_athena_failing_in_the_middle_leaves_what_was_read(studio, ask, tmp_path):
    out = tmp_path / "page.html"
    studio.control.add_faults(
        [{"op": "athena:StartQueryExecution", "skip": 2, "code": "InternalServerException",
          "status": 500}]
    )  # fmt: skip
    told = ask("cur", "report", *ATHENA, "--by", "tag:project", "--html", str(out))
    page = Page(out)
    assert told.code == 3
    assert page.told.count("internal error") == 3
    assert re.search(r"support-triage\s+849\.13", page.told)
