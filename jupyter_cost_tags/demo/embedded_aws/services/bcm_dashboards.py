"""Billing and Cost Management dashboards: their scheduled reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..world import AwsError

if TYPE_CHECKING:
    from ..world import Call, Operation

_CRON = re.compile(r"(cron|rate|at)\(.+\)")


def create_scheduled_report(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Keep a report by its name; the same name again is a conflict."""
    report = params["scheduledReport"]
    name, expression = report["name"], report["scheduleConfig"].get("scheduleExpression", "")
    if not _CRON.fullmatch(expression):
        raise AwsError("ValidationException", "scheduleExpression is not valid")
    account = call.world.account
    if f"::{account}:" not in report["dashboardArn"]:
        raise AwsError("ValidationException", "The dashboard does not exist")
    if name in call.world.scheduled_reports:
        raise AwsError("ConflictException", f"A scheduled report named {name} exists")
    call.world.scheduled_reports[name] = report
    number = len(call.world.scheduled_reports)
    return {"arn": f"arn:aws:bcm-dashboards::{account}:scheduled-report/{number:08x}"}


OPERATIONS: dict[str, Operation] = {"CreateScheduledReport": create_scheduled_report}
