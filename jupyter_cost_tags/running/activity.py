"""Whether something is used, as far as AWS tells; "unknown" otherwise. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

IDLE_AFTER = timedelta(hours=1)
_JOBS = frozenset({"training-job", "processing-job", "transform-job"})
_SILENT = {
    "endpoint": "AWS's invocation metrics aren't read.",
    "notebook-instance": "AWS tells no activity of notebook instances.",
}


@dataclass(frozen=True)
class Activity:
    """The verdict, the instant of the last activity for what is idle, and why it is unknown."""

    state: Literal["idle", "active", "unknown"]
    since: datetime | None = None
    reason: str | None = None


def activity(kind: str, detail: Mapping[str, Any], now: datetime) -> Activity:
    """Judge by what Describe tells.

    An app's LastUserActivityTimestamp is also moved by health checks without a user (botocore
    sagemaker model): an old one proves that nobody was there since, a recent one proves nothing
    when it is the health check's.
    """
    if kind in _JOBS:
        return Activity("active")
    if kind != "app":
        return Activity("unknown", reason=_SILENT.get(kind, "AWS tells no activity of it."))
    last = detail.get("LastUserActivityTimestamp")
    if not isinstance(last, datetime):
        return Activity("unknown", reason="AWS tells no activity of this app.")
    if now - last >= IDLE_AFTER:
        return Activity("idle", last)
    if last == detail.get("LastHealthCheckTimestamp"):
        return Activity("unknown", reason="The last activity may be a health check.")
    return Activity("active")
