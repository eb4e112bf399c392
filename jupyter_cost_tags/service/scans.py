"""Scan, with what this tool wrote a moment ago read again."""

from __future__ import annotations

from datetime import timedelta

from ..inventory import KINDS, Kind, scan
from ..inventory.gather import YOUNG
from ..models import Scan, Scope
from .context import Context


def make_scan(
    context: Context, *, scope: Scope, span: timedelta, kinds: tuple[Kind, ...] = KINDS
) -> Scan:
    """Return the resources created within the time span, judged. Raises a `CostTagsError`."""
    identity = context.identity()
    now = context.now()
    return scan(
        context.aws,
        identity,
        context.policy().policy,
        scope=scope,
        since=now - span,
        now=now,
        kinds=kinds,
        just_written=context.state(identity).journal.written_since(now - YOUNG),
    )
