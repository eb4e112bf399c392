"""Which of the zeros it is: whether tag keys are activated for billing, as far as one may know.

Only the payer may list cost allocation tags (AWS billing, custom-tags); a member account sees
in GetTags which keys its costs carry, and only activated keys are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..problems import Denied, NotAvailable
from .metered import CostExplorer
from .request import Question, seen_keys

# A key's first numbers appear 24 to 48 hours after activation (AWS billing, custom-tags).
_FIRST_NUMBERS = timedelta(days=3)


@dataclass(frozen=True)
class Activation:
    """What is known of the tag keys of a filter or breakdown."""

    state: Literal["seen", "settled", "no-data-yet", "not-activated"]
    tag_key: str | None  # the key that the state is about
    since: date | None  # the UTC day of activation, if told


def keys_in_bill(explorer: CostExplorer, question: Question) -> frozenset[str]:
    """Return the tag keys that costs of the two months carry, anybody's; one request."""
    pages = explorer.pages("GetTags", seen_keys(question))
    return frozenset(str(key) for page in pages for key in page["Tags"])


def activation(
    explorer: CostExplorer, question: Question, keys: Sequence[str], in_bill: frozenset[str]
) -> Activation:
    """Judge keys any of which would do; one request when none of them is in the bill.

    `seen`: costs carry one, so that a zero is a zero. `settled`: one is active since long,
    and no cost carries it. A payer knows the two others apart; anybody else can't tell a key
    that is not activated from one that nobody used.
    """
    if any(key in in_bill for key in keys):
        return Activation("seen", None, None)
    active = _activated(explorer, keys)
    if not active:
        return Activation("not-activated", keys[0], None)
    key, since = active[0]
    if since is not None and question.period.today - since > _FIRST_NUMBERS:
        return Activation("settled", None, since)
    return Activation("no-data-yet", key, since)


def _activated(explorer: CostExplorer, keys: Sequence[str]) -> list[tuple[str, date | None]]:
    """Return the active ones of the keys with their day, the oldest first, then in order.

    Empty as well where the role may not know.
    """
    try:
        pages = explorer.pages(
            "ListCostAllocationTags", {"TagKeys": list(keys), "MaxResults": 100}, "NextToken"
        )
    except (Denied, NotAvailable):
        return []
    active = [
        (str(entry["TagKey"]), _day(entry.get("LastUpdatedDate")))
        for page in pages
        for entry in page["CostAllocationTags"]
        if entry.get("Status") == "Active" and entry.get("TagKey") in keys
    ]
    return sorted(active, key=lambda entry: (entry[1] or date.max, keys.index(entry[0])))


def _day(spelled: object) -> date | None:
    try:
        return date.fromisoformat(str(spelled)[:10])
    except ValueError:
        return None
