"""A statement every month: as a cron line, an EventBridge schedule, or AWS's own report. Pure.

Members are those of botocore's models of scheduler (2021-06-30), codebuild and bcm-dashboards
(2025-08-18). Bills are final some days into the next month, so it runs on the sixth.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from typing import Any

from ..problems import BadRequest

_DAY, _HOUR = 6, 6
_EXPRESSION = f"cron(0 {_HOUR} {_DAY} * ? *)"
_NAME = "cost-tags-statement"
_ROLE = re.compile(r"arn:aws[-a-z0-9]*:iam::[0-9]{12}:role/[a-zA-Z0-9+=,.@_/-]+")
_DASHBOARD = re.compile(r"arn:aws[-a-z0-9]*:bcm-dashboards::[0-9]{12}:dashboard/[-a-z0-9]+")
Json = dict[str, Any]


def cron_lines(words: Sequence[str], out: str, ending: str) -> list[str]:
    """Return lines of a crontab: the statement of the month before, on the sixth, 06:00 UTC."""
    command = shlex.join(["jupyter", "cost-tags", *words]).replace("%", r"\%")
    target = shlex.quote(out).replace("%", r"\%") if out else _dated(ending)
    return ["CRON_TZ=UTC", f"0 {_HOUR} {_DAY} * * {command} --out {target}"]


def _dated(ending: str) -> str:
    """Return a name with the month in which it runs; cron takes a bare % for a line's end."""
    return rf'"$HOME/statement-$(date -u +\%Y-\%m).{ending}"'


def eventbridge(words: Sequence[str], out: str, ending: str, project: str, role: str) -> Json:
    """Return CreateSchedule's input: EventBridge starts a CodeBuild project that runs it.

    Raises `BadRequest` where the statement would go nowhere, or nobody may start it.
    """
    if not out.startswith("s3://"):
        raise BadRequest(
            "A schedule in AWS needs a place in S3.", action="Add --out s3://bucket/prefix."
        )
    _check_role(role)
    file = f"statement.{ending}"
    command = shlex.join(["jupyter", "cost-tags", *words, "--out", file])
    place = shlex.quote(f"{out.rstrip('/')}/") + f"statement-$(date -u +%Y-%m).{ending}"
    build = {
        "version": "0.2",
        "phases": {
            "install": {"commands": ["pip install 'jupyter-cost-tags[cur]'"]},
            "build": {"commands": [command, f"aws s3 cp {file} {place}"]},
        },
    }
    started = {"ProjectName": project, "BuildspecOverride": json.dumps(build)}
    return {
        "Name": _NAME,
        "Description": "The month's statement of cost tags.",
        "ScheduleExpression": _EXPRESSION,
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": "arn:aws:scheduler:::aws-sdk:codebuild:startBuild",
            "RoleArn": role,
            "Input": json.dumps(started),
        },
    }


def scheduled_report(dashboard: str, role: str) -> Json:
    """Return CreateScheduledReport's `scheduledReport`; raises `BadRequest` for wrong ARNs."""
    if not _DASHBOARD.fullmatch(dashboard):
        raise BadRequest(
            "AWS's scheduled reports send a dashboard of Billing and Cost Management.",
            action="Make one there, grouped by the tag, and name it: --dashboard arn:…",
        )
    _check_role(role)
    return {
        "name": _NAME,
        "dashboardArn": dashboard,
        "scheduledReportExecutionRoleArn": role,
        "scheduleConfig": {
            "scheduleExpression": _EXPRESSION,
            "scheduleExpressionTimeZone": "UTC",
            "state": "ENABLED",
        },
    }


def _check_role(role: str) -> None:
    if not _ROLE.fullmatch(role):
        raise BadRequest(
            "The schedule needs a role that it runs as.",
            action="Name it: --role arn:aws:iam::ACCOUNT:role/NAME.",
        )
