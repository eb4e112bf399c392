"""The rungs of the bill: Cost Explorer allowed and enabled, keys activated, backfilled.

Asking costs up to three requests. Without asking they are what the last climb or the month's
spend told, with the time of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..models import Check, Doctor, Spend, spell_instant
from ..problems import BadRequest, CostTagsError, Denied, Exhausted, Refused
from ..rollout.activation import backfills, keys_to_activate, known_keys
from ..rollout.checks import activated_check, backfill_check, check, climbed, unread
from ..spend.metered import CostExplorer
from .context import Context
from .payers import payer_text
from .spends import LIFETIME, last_told

CODES = ("cost-explorer", "keys-activated", "backfill")
_NO_DATA = "DataUnavailableException"
_COMES = "First use can take 24 hours: come back tomorrow."
_ASK = "jupyter cost-tags doctor; it asks Cost Explorer up to three times, $0.01 each."


@dataclass(frozen=True)
class Bill:
    """The three rungs, what they cost, and when Cost Explorer was asked."""

    checks: tuple[Check, ...]
    requests: int = 0
    as_of: datetime | None = None


def ask_bill(context: Context) -> Bill:
    """Ask Cost Explorer, within the day's cap; a rung that it refuses says so."""
    if not context.settings.spend_enabled:
        off = BadRequest("Spend is turned off on this server.", action="Ask an admin.")
        return Bill(tuple(unread(code, off) for code in CODES))
    state = context.state(context.identity())
    explorer = CostExplorer(context.aws, state.meter, context.now(), context.settings.daily_cap)
    try:
        in_bill = _in_bill(explorer, context.now().date())
        allowed = check("cost-explorer", "pass", "Allowed and enabled.")
    except CostTagsError as error:
        in_bill = frozenset()
        allowed = _refused(error, needed=not context.settings.snapshot)
    activated = climbed("keys-activated", lambda: _activated(context, explorer, in_bill))
    filled = climbed("backfill", lambda: backfill_check(backfills(explorer)))
    asked = context.now() if explorer.requests else None
    return Bill((allowed, activated, filled), explorer.requests, asked)


def known_bill(context: Context, before: Doctor | None) -> Bill:
    """Return what an earlier climb told within a day, else what the month's spend tells."""
    if before and before.bill_as_of and context.now() - before.bill_as_of < LIFETIME:
        kept = {one.code: one for one in before.checks}
        if all(code in kept for code in CODES):
            return Bill(tuple(kept[code] for code in CODES), as_of=before.bill_as_of)
    told = last_told(context)
    not_asked = BadRequest("Cost Explorer was not asked.", action=_ASK)
    checks = {code: unread(code, not_asked) for code in CODES}
    if told is not None:
        checks |= {one.code: one for one in _by_spend(context, told)}
    return Bill(tuple(checks[code] for code in CODES))


def _by_spend(context: Context, told: Spend) -> list[Check]:
    """Read from the month's spend what it says of the bill."""
    when = spell_instant(told.as_of)
    if told.source == "snapshot" and told.state == "ok":
        evidence = f"Not needed: spend comes from the snapshot of {when}."
        return [check("cost-explorer", "pass", evidence), *_keys_in(context, told, when)]
    if told.state in {"no-permission", "not-enabled"} and told.problem:
        problem = told.problem
        lost = check("cost-explorer", "fail", problem.message, problem.action)
        return [lost.model_copy(update={"iam_action": problem.iam_action})]
    if told.state == "unavailable":
        return []
    return [
        check("cost-explorer", "pass", f"Allowed and enabled, as of {when}."),
        *_keys_in(context, told, when),
    ]


def _keys_in(context: Context, told: Spend, when: str) -> list[Check]:
    if told.state == "not-activated" and told.tag_key:
        evidence = f"Not activated: {told.tag_key}, as of {when}."
        return [check("keys-activated", "fail", evidence, payer_text(context, (told.tag_key,)))]
    shown = set(told.untagged_keys)
    if told.by and told.by.startswith("tag:") and any(one.key for one in told.groups):
        shown.add(told.by.partition(":")[2])
    wanted = keys_to_activate(context.policy().policy)
    rest = [key for key in wanted if key not in shown]
    if not rest:
        return [check("keys-activated", "pass", f"Active: {', '.join(wanted)}, as of {when}.")]
    if not shown:
        return []
    evidence = f"On the bill: {', '.join(_in_order(wanted, shown))}. Not asked: {', '.join(rest)}."
    return [check("keys-activated", "unknown", evidence, _ASK)]


def _in_order(wanted: Sequence[str], found: set[str]) -> list[str]:
    return [key for key in wanted if key in found]


def _refused(error: CostTagsError, *, needed: bool) -> Check:
    told = unread("cost-explorer", error)
    if isinstance(error, Denied) and not needed:
        evidence = "Not allowed, and not needed: spend comes from the snapshot."
        return check("cost-explorer", "pass", evidence)
    if isinstance(error, Exhausted):
        return told
    if isinstance(error, Denied):
        return told.model_copy(update={"state": "fail"})
    if error.code == "not-enabled":
        return check("cost-explorer", "fail", error.message, error.action)
    if isinstance(error, Refused) and error.aws_code == _NO_DATA:
        return check("cost-explorer", "warn", "It has no data yet.", _COMES)
    return told


def _in_bill(explorer: CostExplorer, today: date) -> frozenset[str]:
    """Return the keys that costs carry since the first of last month: all of them are active."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    period = {"Start": last.isoformat(), "End": (today + timedelta(days=1)).isoformat()}
    pages = explorer.pages("GetTags", {"TimePeriod": period})
    return frozenset(str(key) for page in pages for key in page["Tags"])


def _activated(context: Context, explorer: CostExplorer, in_bill: frozenset[str]) -> Check:
    wanted = keys_to_activate(context.policy().policy)
    doubtful = [key for key in wanted if key not in in_bill]
    if not doubtful:
        return activated_check(in_bill, (), wanted)
    try:
        return activated_check(in_bill, known_keys(explorer, doubtful), wanted)
    except Denied as error:
        evidence = (
            f"On the bill: {', '.join(k for k in wanted if k in in_bill) or 'none'}. Of "
            f"{', '.join(doubtful)} only the payer knows whether they are activated."
        )
        told = unread("keys-activated", error)
        fix = payer_text(context, tuple(doubtful))
        return told.model_copy(update={"evidence": evidence, "fix": fix})
