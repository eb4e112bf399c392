"""Scan, with what this tool wrote a moment ago read again."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..inventory import Kind, scan
from ..inventory.gather import YOUNG, JustWritten
from ..models import Scan, Scope, spell_instant
from ..problems import Exhausted
from ..tags.journal import Journal
from .context import Context


def make_scan(
    context: Context, *, scope: Scope, span: timedelta, kinds: tuple[Kind, ...] = ()
) -> Scan:
    """Return the resources created within the time span, judged; the usual kinds if none is named.

    Raises a `CostTagsError`.
    """
    identity = context.identity()
    now = context.now()
    loaded = context.policy()
    unread = loaded.problem if loaded.policy is None else None
    return scan(
        context.aws,
        identity,
        loaded.policy,
        scope=scope,
        since=now - span,
        now=now,
        kinds=kinds,
        just_written=_just_written(context.state(identity).journal, now - YOUNG),
        unjudged="The policy can't be read." if unread else None,
    )


def _just_written(journal: Journal, since: datetime) -> JustWritten:
    """Return the tags that were written, or may have been, since then.

    A journal that can't be read tells nothing here: looking never depends on it.
    """
    written: dict[str, dict[str, str | None] | None] = {}
    try:
        recorded = journal.all()
    except Exhausted:
        return written
    for found in recorded:
        if max(found.at, found.intent.at) < spell_instant(since):
            continue
        arn = found.intent.arn
        if found.outcome == "applied":
            written[arn] = {**(written.get(arn) or {}), **found.intent.after}
        elif found.outcome in {None, "unknown"}:
            written[arn] = None
    return written
