"""Cost allocation tags: which keys the bill knows, activating them, applying that to the past.

Only the payer's account, or a standalone one, may (AWS docs
awsaccountbilling/latest/aboutv2/custom-tags). A key appears up to 24 hours after its first use and
has numbers 24 to 48 hours after its activation. A backfill applies today's activation to past
months; it never adds tags to the past. Each request counts as one of Cost Explorer's, $0.01.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ..policy.rules import Policy
from ..problems import BadRequest, BadResponse, Refused
from ..spend.metered import CostExplorer

# Studio's own marks: what the spend of a profile or a private space is found by.
STUDIO_KEYS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")
MOST_AT_ONCE = 20  # botocore ce model, CostAllocationTagStatusList
MOST_MONTHS_BACK = 12

KeyState = Literal["active", "inactive", "not-seen"]
Step = Literal["activated", "deactivated", "unchanged", "planned", "not-seen", "failed"]


@dataclass(frozen=True)
class Known:
    """One key as the payer's account lists it."""

    key: str
    state: KeyState
    since: str | None  # when its state last changed, as AWS spells it


@dataclass(frozen=True)
class Outcome:
    """What became of one key."""

    key: str
    was: KeyState
    outcome: Step
    reason: str | None = None


def keys_to_activate(policy: Policy | None) -> tuple[str, ...]:
    """Return the keys that spend needs: the policy's, and the mark of whose spend it is."""
    keys = [rule.key for rule in policy.tags] if policy else []
    owner = policy.spend.tag if policy else "auto"
    return tuple(dict.fromkeys([*keys, *(STUDIO_KEYS if owner == "auto" else (owner,))]))


def known_keys(explorer: CostExplorer, keys: Sequence[str]) -> list[Known]:
    """Return every key's state in the keys' order; a key that AWS doesn't list was not seen yet."""
    listed: dict[str, dict[str, Any]] = {}
    for start in range(0, len(keys), 100):  # the most that TagKeys takes
        asked = {"TagKeys": list(keys[start : start + 100]), "MaxResults": 100}
        for page in explorer.pages("ListCostAllocationTags", asked, "NextToken"):
            listed |= {str(entry["TagKey"]): entry for entry in page["CostAllocationTags"]}
    return [_known(key, listed.get(key)) for key in keys]


def change(
    explorer: CostExplorer, known: Iterable[Known], *, active: bool, dry_run: bool
) -> list[Outcome]:
    """Activate or deactivate what is not so yet; a key that AWS refuses is told by itself."""
    outcomes: dict[str, Outcome] = {}
    work: list[Known] = []
    wanted: KeyState = "active" if active else "inactive"
    for one in known:
        if one.state in {wanted, "not-seen"}:
            step: Step = "not-seen" if one.state == "not-seen" and active else "unchanged"
            outcomes[one.key] = Outcome(one.key, one.state, step, _NOT_SEEN.get(step))
        else:
            work.append(one)
            outcomes[one.key] = Outcome(one.key, one.state, "planned")
    for start in range(0, 0 if dry_run else len(work), MOST_AT_ONCE):
        for told in _changed(explorer, work[start : start + MOST_AT_ONCE], active=active):
            outcomes[told.key] = told
    return list(outcomes.values())


_ONE_A_DAY = "BackfillLimitExceededException"
_NOT_SEEN = {
    "not-seen": "AWS lists a key up to 24 hours after its first use on a resource; try it then."
}


def _changed(explorer: CostExplorer, work: Sequence[Known], *, active: bool) -> list[Outcome]:
    status = "Active" if active else "Inactive"
    answer = explorer.ask(
        "UpdateCostAllocationTagsStatus",
        CostAllocationTagsStatus=[{"TagKey": one.key, "Status": status} for one in work],
    )
    refused = {str(e.get("TagKey")): str(e.get("Code")) for e in answer.get("Errors") or ()}
    done: Step = "activated" if active else "deactivated"
    return [
        Outcome(one.key, one.state, "failed", f"AWS refused it: {refused[one.key]}.")
        if one.key in refused
        else Outcome(one.key, one.state, done)
        for one in work
    ]


def _known(key: str, entry: dict[str, Any] | None) -> Known:
    if entry is None:
        return Known(key, "not-seen", None)
    if "Status" not in entry:
        raise BadResponse("A cost allocation tag in AWS's answer has no Status.")
    state: KeyState = "active" if entry["Status"] == "Active" else "inactive"
    return Known(key, state, entry.get("LastUpdatedDate"))


def ask_the_payer(keys: Sequence[str], account: str | None, payer: str | None) -> str:
    """Return the text that a user sends to whoever has the payer's account."""
    statuses = json.dumps([{"TagKey": key, "Status": "Active"} for key in keys], ensure_ascii=False)
    whose = f" for account {account}" if account else ""
    where = f" ({payer})" if payer else ""
    return (
        f"Please activate these cost allocation tags{whose}, in the payer's account{where}:\n"
        f"  {', '.join(keys)}\n"
        "Console: Billing and Cost Management > Cost allocation tags. Or:\n"
        f"  jupyter cost-tags activate {' '.join(map(shlex.quote, keys))} --yes\n"
        "  aws ce update-cost-allocation-tags-status --cost-allocation-tags-status "
        f"{shlex.quote(statuses)}\n"
        "Numbers by these tags appear 24 to 48 hours later. For past months, once:\n"
        "  jupyter cost-tags backfill --from YYYY-MM --yes"
    )


def first_of_month(text: str, now: datetime) -> str:
    """Return what BackfillFrom takes for `YYYY-MM`; raises `BadRequest` outside twelve months."""
    try:
        month = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  (only year and month are used)
    except ValueError:
        raise BadRequest(
            f"--from {text[:20]!r} is not a month.", action="Write it like 2026-03."
        ) from None
    back = (now.year - month.year) * 12 + now.month - month.month
    if not 0 <= back <= MOST_MONTHS_BACK:
        raise BadRequest(
            f"{text} is not within the last {MOST_MONTHS_BACK} months.",
            action="AWS backfills at most twelve months, and none to come.",
        )
    return f"{month:%Y-%m}-01T00:00:00Z"


def backfills(explorer: CostExplorer) -> list[dict[str, Any]]:
    """Return the backfills that were asked for, newest first, as AWS spells them."""
    pages = explorer.pages("ListCostAllocationTagBackfillHistory", {"MaxResults": 100}, "NextToken")
    if any("BackfillRequests" not in page for page in pages):
        raise BadResponse("AWS's answer lists no backfills.")
    return [_request(one) for page in pages for one in page["BackfillRequests"]]


def start_backfill(explorer: CostExplorer, start: str) -> dict[str, Any]:
    """Ask for a backfill; AWS takes one in 24 hours; `Refused` says so for a second."""
    try:
        answer = explorer.ask("StartCostAllocationTagBackfill", BackfillFrom=start)
    except Refused as error:
        if error.aws_code != _ONE_A_DAY:
            raise
        again = Refused(
            "AWS takes one backfill in 24 hours, and there was one already.",
            aws_code=error.aws_code,
            code="backfill-limit",
        )
        again.action = "Look at it with `jupyter cost-tags backfill`, and ask again tomorrow."
        raise again from None
    if not isinstance(answer.get("BackfillRequest"), dict):
        raise BadResponse("AWS's answer names no backfill.")
    return _request(answer["BackfillRequest"])


def _request(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "from": told.get("BackfillFrom"),
        "requested_at": told.get("RequestedAt"),
        "status": told.get("BackfillStatus"),
        "completed_at": told.get("CompletedAt"),
    }
