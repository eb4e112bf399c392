"""Scan, with what this tool wrote a moment ago read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ..inventory import Kind, scan
from ..inventory.kept import Forgetful, Memory
from ..inventory.progress import Progress
from ..inventory.wanted import YOUNG, JustWritten
from ..launches.from_here import launched_from_here
from ..models import Scan, ScanScope, spell_instant
from ..policy.rules import Policy
from ..problems import BadRequest, Exhausted
from ..tags.journal import Journal
from .context import Context


def make_scan(  # noqa: PLR0913  (what to look for is keyword-only)
    context: Context,
    *,
    scope: ScanScope,
    span: timedelta,
    kinds: tuple[Kind, ...] = (),
    notebook: str | None = None,
    only_wrong: bool = False,
    full: bool = False,
    hear: Callable[[Progress], None] | None = None,
) -> Scan:
    """Return the resources created within the time span, judged; the usual kinds if none is named.

    `notebook` is the path of the one that scope notebook means. `only_wrong` leaves out what is
    compliant, `full` reads all again, `hear` is called as resources come, from any thread.

    Raises a `CostTagsError`.
    """
    if (scope == "notebook") is not bool(notebook):
        raise BadRequest(
            "ScanScope notebook needs the notebook's path, and the other scopes take none.",
            action="Name the notebook, or choose scope mine or all.",
        )
    identity = context.identity()
    now = context.now()
    loaded = context.policy()
    unread = loaded.problem if loaded.policy is None else None
    state = context.state(identity)
    launched: list[str] = []
    if scope == "notebook" or (scope == "mine" and not identity.owner_tags):
        launched = launched_from_here(state.folder, identity, notebook)
    memory = Memory(
        state.cache,
        scope=scope,
        kinds=[kind.called for kind in kinds],
        owners=identity.owner_tags,
        launched=sorted(launched),
        policy=_judged_by(loaded.policy) if only_wrong else None,
    )
    return scan(
        context.aws,
        identity,
        loaded.policy,
        scope=scope,
        since=now - span,
        now=now,
        kinds=kinds,
        launched=launched,
        just_written=_just_written(state.journal, now - YOUNG),
        unjudged="The policy can't be read." if unread else None,
        only_wrong=only_wrong,
        memory=Forgetful(memory) if full else memory,
        hear=hear,
    )


def _judged_by(policy: Policy | None) -> list[object]:
    """Return what a verdict depends on, spelled the same in every process."""
    if policy is None:
        return []
    rules = [
        [
            rule.key,
            rule.required,
            None if rule.kinds is None else sorted(rule.kinds),
            None if rule.values is None else sorted(rule.values),
            [pattern.text for pattern in rule.patterns],
        ]
        for rule in policy.tags
    ]
    exempt = [sorted(policy.exempt_kinds), [pattern.text for pattern in policy.exempt_names]]
    return [rules, exempt]


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
