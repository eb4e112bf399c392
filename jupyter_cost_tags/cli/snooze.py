"""`running --snooze` and `--wake`: what is left running on purpose."""

from __future__ import annotations

from ..models import Snooze
from ..problems import BadRequest
from ..service import runnings
from ..service.context import Context
from .output import FINE, Format, print_csv, print_json, print_lines, say_surroundings, working
from .scan import parse_span


def snoozed(
    context: Context, *, snooze: str, wake: str, span: str, reason: str, output: Format
) -> int:
    """Snooze one ARN or end its snooze, print what holds now and return the exit code."""
    if snooze and wake:
        raise BadRequest("--snooze and --wake don't go together.", action="Name one of them.")
    with working("Looking at it…"):
        if snooze:
            told = runnings.snooze(context, snooze, parse_span(span, "--for"), reason)
        else:
            told = runnings.wake(context, wake)
    kept = told.snoozed
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        until = kept and f"{kept.until:%Y-%m-%dT%H:%M:%SZ}"
        row = (told.arn, until, kept and kept.reason)
        print_csv(("arn", "snoozed_until", "snoozed_reason"), [row], context)
    else:
        print_lines([f"{told.arn}\n{spelled(kept)}" if kept else f"{told.arn}\nnot snoozed"])
    say_surroundings(context)
    return FINE


def spelled(kept: Snooze) -> str:
    """Return a snooze for people; its time is in UTC."""
    return f"snoozed until {kept.until:%d %b %H:%M} UTC: {kept.reason}"
