"""QuickSight's side of a report: data source, dataset and dashboard as its API takes them. Pure.

Members are those of botocore's quicksight model (2018-04-01). One dataset feeds every chart; its
SQL asks for the last six months whenever QuickSight runs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..spend.request import EXCLUDED

_ID = "cost-tags"
_DATA = "costs"
_COLUMNS = (
    ("day", "DATETIME"),
    ("record_type", "STRING"),
    ("service", "STRING"),
    ("sagemaker", "STRING"),
    ("resource", "STRING"),
    ("usage_type", "STRING"),
    ("tagged", "STRING"),
    ("tag", "STRING"),
    ("currency", "STRING"),
    ("amount", "DECIMAL"),
)
_SHEET = "costs"
_READ_SOURCE = ("DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource")
_OWN_SOURCE = (*_READ_SOURCE, "UpdateDataSource", "DeleteDataSource", "UpdateDataSourcePermissions")
_OWN_SET = (
    "DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion",
    "ListIngestions", "UpdateDataSet", "DeleteDataSet", "CreateIngestion", "CancelIngestion",
    "UpdateDataSetPermissions",
)  # fmt: skip
_OWN_DASHBOARD = (
    "DescribeDashboard", "ListDashboardVersions", "UpdateDashboardPermissions", "QueryDashboard",
    "UpdateDashboard", "DeleteDashboard", "DescribeDashboardPermissions",
    "UpdateDashboardPublishedVersion",
)  # fmt: skip
Json = dict[str, Any]


@dataclass(frozen=True)
class Assets:
    """What is made of one table."""

    account: str
    region: str
    partition: str
    workgroup: str
    key: str  # the tag key, for people
    sql: str
    principal: str | None = None  # ARN of a QuickSight user or group that owns it


def assets(asked: Assets) -> dict[str, Json]:
    """Return the inputs of CreateDataSource, CreateDataSet and CreateDashboard, by file name."""
    return {
        "1-create-data-source": _data_source(asked),
        "2-create-data-set": _data_set(asked),
        "3-create-dashboard": _dashboard(asked),
    }


def _arn(asked: Assets, kind: str) -> str:
    return f"arn:{asked.partition}:quicksight:{asked.region}:{asked.account}:{kind}/{_ID}"


def _owned(asked: Assets, actions: Sequence[str]) -> Json:
    if asked.principal is None:
        return {}
    named = [f"quicksight:{action}" for action in actions]
    return {"Permissions": [{"Principal": asked.principal, "Actions": named}]}


def _data_source(asked: Assets) -> Json:
    return {
        "AwsAccountId": asked.account,
        "DataSourceId": _ID,
        "Name": "Cost tags: Athena",
        "Type": "ATHENA",
        "DataSourceParameters": {"AthenaParameters": {"WorkGroup": asked.workgroup}},
        **_owned(asked, _OWN_SOURCE),
    }


def _data_set(asked: Assets) -> Json:
    query = {
        "DataSourceArn": _arn(asked, "datasource"),
        "Name": _DATA,
        "SqlQuery": asked.sql,
        "Columns": [{"Name": name, "Type": kind} for name, kind in _COLUMNS],
    }
    return {
        "AwsAccountId": asked.account,
        "DataSetId": _ID,
        "Name": f"Cost tags: by {asked.key}",
        "PhysicalTableMap": {_DATA: {"CustomSql": query}},
        "ImportMode": "SPICE",
        **_owned(asked, _OWN_SET),
    }


def _dashboard(asked: Assets) -> Json:
    this_month = ["month", "tags", "jobs", "untagged", "untagged-sum"]
    definition = {
        "DataSetIdentifierDeclarations": [
            {"Identifier": _DATA, "DataSetArn": _arn(asked, "dataset")}
        ],
        "Sheets": [{"SheetId": _SHEET, "Name": "Costs", "Visuals": _visuals(asked.key)}],
        "FilterGroups": [
            _group("used", _listed("used", "record_type", EXCLUDED, leave_out=True), None),
            _group("this-month", _this_month(), this_month),
            _group("sagemaker", _listed("sagemaker", "sagemaker", ["yes"]), ["jobs", "untagged"]),
            _group("lacking", _listed("lacking", "tagged", ["no"]), ["untagged", "untagged-sum"]),
        ],
    }
    return {
        "AwsAccountId": asked.account,
        "DashboardId": _ID,
        "Name": f"SageMaker costs by {asked.key}",
        "Definition": definition,
        **_owned(asked, _OWN_DASHBOARD),
    }


def _visuals(key: str) -> list[Json]:
    return [
        _sum("month", "Month to date"),
        _sum("untagged-sum", f"Month to date without {key}"),
        _bars("tags", f"By {key}, this month", "tag"),
        _bars("jobs", "By job, this month", "resource"),
        _bars("untagged", f"SageMaker without {key}, this month", "resource"),
        _trend(f"Month by month, by {key}"),
    ]


def _sum(name: str, title: str) -> Json:
    wells = {"Values": [_amount(name)]}
    return {"KPIVisual": {**_titled(name, title), "ChartConfiguration": {"FieldWells": wells}}}


def _bars(name: str, title: str, column: str) -> Json:
    wells = {"Category": [_category(name, column)], "Values": [_amount(name)]}
    by_amount = {"FieldSort": {"FieldId": f"{name}-amount", "Direction": "DESC"}}
    chart = {
        "FieldWells": {"BarChartAggregatedFieldWells": wells},
        "Orientation": "HORIZONTAL",
        "SortConfiguration": {
            "CategorySort": [by_amount],
            "CategoryItemsLimit": {"ItemsLimit": 25, "OtherCategories": "INCLUDE"},
        },
    }
    return {"BarChartVisual": {**_titled(name, title), "ChartConfiguration": chart}}


def _trend(title: str) -> Json:
    name = "trend"
    month = {"FieldId": f"{name}-month", "Column": _column("day"), "DateGranularity": "MONTH"}
    wells = {
        "Category": [{"DateDimensionField": month}],
        "Values": [_amount(name)],
        "Colors": [_category(name, "tag")],
    }
    chart = {
        "FieldWells": {"BarChartAggregatedFieldWells": wells},
        "Orientation": "VERTICAL",
        "BarsArrangement": "STACKED",
    }
    return {"BarChartVisual": {**_titled(name, title), "ChartConfiguration": chart}}


def _titled(name: str, title: str) -> Json:
    text = {"Visibility": "VISIBLE", "FormatText": {"PlainText": title}}
    return {"VisualId": name, "Title": text}


def _column(name: str) -> Json:
    return {"DataSetIdentifier": _DATA, "ColumnName": name}


def _category(visual: str, column: str) -> Json:
    field = {"FieldId": f"{visual}-{column}", "Column": _column(column)}
    return {"CategoricalDimensionField": field}


def _amount(visual: str) -> Json:
    total = {"SimpleNumericalAggregation": "SUM"}
    field = {"FieldId": f"{visual}-amount", "Column": _column("amount")}
    return {"NumericalMeasureField": {**field, "AggregationFunction": total}}


def _listed(name: str, column: str, values: Sequence[str], *, leave_out: bool = False) -> Json:
    listed = {
        "MatchOperator": "DOES_NOT_CONTAIN" if leave_out else "CONTAINS",
        "CategoryValues": list(values),
    }
    column_ = _column(column)
    configured = {"FilterListConfiguration": listed}
    return {"CategoryFilter": {"FilterId": name, "Column": column_, "Configuration": configured}}


def _this_month() -> Json:
    return {
        "RelativeDatesFilter": {
            "FilterId": "this-month",
            "Column": _column("day"),
            "AnchorDateConfiguration": {"AnchorOption": "NOW"},
            "TimeGranularity": "MONTH",
            "RelativeDateType": "THIS",
            "NullOption": "NON_NULLS_ONLY",
        }
    }


def _group(name: str, filter_: Json, visuals: list[str] | None) -> Json:
    """Return a filter with the charts that it is for; None is all."""
    scope: Json = {"SheetId": _SHEET, "Scope": "ALL_VISUALS"}
    if visuals is not None:
        scope = {"SheetId": _SHEET, "Scope": "SELECTED_VISUALS", "VisualIds": visuals}
    return {
        "FilterGroupId": name,
        "Filters": [filter_],
        "ScopeConfiguration": {
            "SelectedSheets": {"SheetVisualScopingConfigurations": [scope]},
        },
        "Status": "ENABLED",
        "CrossDataset": "SINGLE_DATASET",
    }
