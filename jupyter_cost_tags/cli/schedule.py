"""`report statement --schedule`: a statement every month, printed; AWS's own one also made."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from ..models import Wire
from ..service import schedules
from ..service.context import Context
from ..spend.schedule import cron_lines, eventbridge
from .output import FINE, print_json, print_lines, print_plain, say, say_surroundings, working


class ScheduleChoice(str, Enum):
    """Who calls it every month."""

    cron = "cron"
    eventbridge = "eventbridge"
    aws = "aws"


class Scheduled(Wire):
    """What a schedule would be, or is."""

    kind: str
    created: bool
    lines: list[str]
    request: dict[str, Any] | None
    arn: str | None


def schedule(
    context: Context,
    kind: ScheduleChoice,
    words: Sequence[str],
    *,
    out: str,
    ending: str,
    project: str,
    role: str,
    dashboard: str,
    yes: bool,
    as_json: bool,
) -> int:
    """Print the schedule and return the exit code; only `aws` with `yes` makes something."""
    if kind is ScheduleChoice.cron:
        lines = cron_lines(words, out, ending)
        _print(Scheduled(kind="cron", created=False, lines=lines, request=None, arn=None), as_json)
        say("Add these lines with `crontab -e`; its machine needs AWS credentials that last.")
        return FINE
    if kind is ScheduleChoice.eventbridge:
        request = eventbridge(words, out, ending, project, role)
        told = Scheduled(kind="eventbridge", created=False, lines=[], request=request, arn=None)
        _print(told, as_json)
        say("Nothing was created: aws scheduler create-schedule --cli-input-json file://…")
        say(f"It starts the CodeBuild project {project}; the schedule's role needs StartBuild.")
        say("The project's role needs ce:GetCostAndUsage, or the report, and s3:PutObject.")
        return FINE
    with working("Looking whether AWS has scheduled reports here…"):
        made = schedules.scheduled_report(context, dashboard, role, dry_run=not yes)
    told = Scheduled(
        kind="aws", created=made.arn is not None, lines=[], request=made.request, arn=made.arn
    )
    _print(told, as_json, context)
    if made.arn is None:
        say("Nothing was created; add --yes to create it. It mails that dashboard, in AWS's form.")
    else:
        say(f"Created: {made.arn}")
    say_surroundings(context)
    return FINE


def _print(told: Scheduled, as_json: bool, context: Context | None = None) -> None:
    if as_json:
        print_json(told, context)
    elif told.request is not None:
        print_plain(told.request)
    else:
        print_lines(told.lines)
