"""What a plan changes on the bill, in numbers. Pure."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeVar

from ..inventory.kind import ON_THE_BILL
from ..inventory.kinds import kind_named
from ..models import Change, Plan, PlanSummary, Skipped
from ..tags.plan import is_idle

P = TypeVar("P", bound=Plan)
Bill = Literal["from-now", "history", "not-billed", "unknown"]


def planned(
    changes: list[Change], skipped: list[Skipped], unknown_keys: Sequence[str] = ()
) -> Plan:
    """Return a new plan of these changes, with its summary."""
    return summed(
        Plan(
            plan_id=secrets.token_hex(8),
            changes=changes,
            skipped=skipped,
            unknown_keys=list(unknown_keys),
        )
    )


def summed(plan: P) -> P:
    """Return a plan with its summary, and with what each change does on the bill."""
    plan = plan.model_copy(update={"changes": [_told(change) for change in plan.changes]})
    work = [change for change in plan.changes if not is_idle(change)]
    bills = Counter(map(_bill, work))
    keys = Counter(key for one in work for key in (*one.add, *one.overwrite, *one.remove))
    summary = PlanSummary(
        chosen=len(plan.changes),
        to_change=len(work),
        from_now=bills["from-now"],
        history_only=bills["history"],
        not_billed=bills["not-billed"],
        effect_unknown=bills["unknown"],
        skipped=len(plan.changes) - len(work),
        by_key=dict(keys),
    )
    return plan.model_copy(update={"summary": summary})


def _told(change: Change) -> Change:
    row, effect = kind_named(change.kind), change.billing_effect
    does = row.on_the_bill(effect) if row else ON_THE_BILL[effect]
    return change.model_copy(update={"on_the_bill": does})


def is_late(change: Change) -> bool:
    """Tell whether a change comes after the last cost of its resource."""
    return not is_idle(change) and _bill(change) == "history"


def _bill(change: Change) -> Bill:
    row = kind_named(change.kind)
    if row and not row.accrues:
        return "not-billed"
    if change.billing_effect is None:
        return "unknown"
    return "history" if change.billing_effect == "none" else "from-now"
