"""The setup ladder: every rung is climbed by itself, and what can't be read is unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from ..aws.reach import reachable
from ..models import Check, Doctor
from ..policy.organisation import ask_organisation
from ..problems import BadRequest, CostTagsError, Denied, Exhausted, Misconfigured, Refused
from ..rollout.activation import backfills, keys_to_activate, known_keys
from ..rollout.checks import (
    SERVICES,
    activated_check,
    backfill_check,
    check,
    endpoints_check,
    identity_check,
    organisation_check,
    policy_check,
    propagation_check,
    seen_check,
    tags_check,
    unread,
)
from ..spend.metered import CostExplorer
from .context import Context
from .halves import guard_check, kernel_profile_check, snapshot_check, versions_check
from .payers import payer_text

_NO_DATA = "DataUnavailableException"
_COMES = "First use can take 24 hours: come back tomorrow."
PRICE = Decimal("0.01")
_MOST_KEY_PAGES = 20
# Rungs that need an identity first; without one nobody is asked.
_ASKED = (
    "profile-tags",
    "tag-propagation",
    "tag-policy",
    "keys-seen",
    "cost-explorer",
    "keys-activated",
    "backfill",
)


def examine(context: Context, *, spend: bool = True) -> Doctor:
    """Return every rung; `spend` may cost some Cost Explorer requests, within the day's cap.

    Raises nothing of AWS's making: a rung that could not be read says so.
    """
    checks: list[Check] = []
    requests = 0
    try:
        told = context.whoami()
    except CostTagsError as error:
        known = isinstance(error, Misconfigured)
        lost = check("identity", "fail", error.message, error.action) if known else None
        checks = [lost or unread("identity", error), _endpoints(context)]
        checks += [unread(code, error) for code in _ASKED]
    else:
        policy = context.policy().policy
        checks = [
            identity_check(told),
            _endpoints(context),
            tags_check(told, policy),
            propagation_check(told),
            organisation_check(ask_organisation(context.aws.metered(), context.now()), policy),
            _climbed("keys-seen", lambda: _seen(context)),
        ]
        bill, requests = _bill(context, spend=spend)
        checks += bill
    local = [
        guard_check(context),
        kernel_profile_check(context.environ),
        versions_check(),
        snapshot_check(),
    ]
    first = [policy_check(context.policy()), _climbed("sdk", lambda: _sdk(context))]
    cost = f"{requests * PRICE:.2f}"
    return Doctor(
        as_of=context.now(), checks=[*first, *checks, *local], requests=requests, request_cost=cost
    )


def _climbed(code: str, rung: Callable[[], Check]) -> Check:
    try:
        return rung()
    except CostTagsError as error:
        return unread(code, error)


def _endpoints(context: Context) -> Check:
    def asked() -> Check:
        return endpoints_check(reachable(context.aws, SERVICES), context.aws.region())

    return _climbed("endpoints", asked)


def _sdk(context: Context) -> Check:
    context.aws.endpoint("sagemaker")  # without a Region no operation is known
    missing = [
        what
        for what, (service, operation, member) in _FEATURES.items()
        if not context.aws.accepts(service, operation, member)
    ]
    if not missing:
        return check("sdk", "pass", "It has every operation that is used.")
    evidence = f"It lacks: {', '.join(missing)}."
    fix = "Update boto3 if your image allows it; the rest works without."
    return check("sdk", "warn", evidence, fix)


_FEATURES = {
    "TagPropagation of domains": ("sagemaker", "UpdateDomain", "TagPropagation"),
    "billing views": ("ce", "GetCostAndUsage", "BillingViewArn"),
    "required tags of the organisation": (
        "resourcegroupstaggingapi",
        "ListRequiredTags",
        "MaxResults",
    ),
    "backfill": ("ce", "StartCostAllocationTagBackfill", "BackfillFrom"),
}


def _seen(context: Context) -> Check:
    wanted = keys_to_activate(context.policy().policy)
    seen: set[str] = set()
    pages = context.aws.metered().pages(
        "resourcegroupstaggingapi",
        "GetTagKeys",
        token="PaginationToken",  # noqa: S106  (of a page)
        expects=("TagKeys",),
    )
    for number, page in enumerate(pages):
        seen.update(page["TagKeys"])
        if seen.issuperset(wanted) or number >= _MOST_KEY_PAGES:
            break
    return seen_check(wanted, seen)


def _bill(context: Context, *, spend: bool) -> tuple[list[Check], int]:
    """Return the rungs of the bill: allowed and enabled, keys activated, backfilled."""
    codes = ("cost-explorer", "keys-activated", "backfill")
    if not spend or not context.settings.spend_enabled:
        off = BadRequest("Cost Explorer was not asked.", action="Run it without --no-spend.")
        return [unread(code, off) for code in codes], 0
    state = context.state(context.identity())
    explorer = CostExplorer(context.aws, state.meter, context.now(), context.settings.daily_cap)
    try:
        in_bill = _in_bill(explorer, context.now().date())
        allowed = check("cost-explorer", "pass", "Allowed and enabled.")
    except (Denied, Exhausted) as error:
        in_bill = frozenset()
        allowed = _refused(error)
    except CostTagsError as error:
        in_bill = frozenset()
        allowed = unread("cost-explorer", error)
        if error.code == "not-enabled":
            allowed = check("cost-explorer", "fail", error.message, error.action)
        elif isinstance(error, Refused) and error.aws_code == _NO_DATA:
            allowed = check("cost-explorer", "warn", "It has no data yet.", _COMES)
    activated = _climbed("keys-activated", lambda: _activated(context, explorer, in_bill))
    filled = _climbed("backfill", lambda: backfill_check(backfills(explorer)))
    return [allowed, activated, filled], explorer.requests


def _refused(error: CostTagsError) -> Check:
    told = unread("cost-explorer", error)
    failed = isinstance(error, Denied)
    return told.model_copy(update={"state": "fail"}) if failed else told


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
