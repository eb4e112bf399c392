"""AWS's own scheduled report (Billing and Cost Management dashboards), where an account has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..problems import NotAvailable
from ..spend.schedule import scheduled_report as request_of
from .context import Context

SERVICE, OPERATION = "bcm-dashboards", "CreateScheduledReport"


@dataclass(frozen=True)
class Made:
    """The request, and the ARN of what was made of it."""

    request: dict[str, Any]
    arn: str | None


def scheduled_report(context: Context, dashboard: str, role: str, *, dry_run: bool) -> Made:
    """Return the request, and create the report unless `dry_run`.

    Raises `NotAvailable` where boto3 or the account has no such reports, `BadRequest` for wrong
    ARNs, and the `CostTagsError` of a refused call.
    """
    report = request_of(dashboard, role)
    request = {"scheduledReport": report}
    aws = context.aws.metered()
    if not aws.knows(SERVICE, OPERATION):
        raise _lacking("The installed boto3 doesn't know scheduled reports.")
    if dry_run:
        return Made(request, None)
    try:
        told = aws.call(SERVICE, OPERATION, expects=("arn",), scheduledReport=report)
    except NotAvailable as error:
        raise _lacking("There are no scheduled reports at this endpoint.") from error
    return Made(request, str(told["arn"]))


def _lacking(message: str) -> NotAvailable:
    found = NotAvailable(message)
    found.action = "Use --schedule cron or eventbridge; they need nothing but this command."
    return found
