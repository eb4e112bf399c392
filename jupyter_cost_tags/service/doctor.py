"""The setup ladder: every rung is climbed by itself, and what can't be read is unknown."""

from __future__ import annotations

import time

from ..aws.reach import reachable
from ..models import Check, Doctor
from ..policy.organisation import ask_organisation
from ..problems import CostTagsError, Misconfigured
from ..rollout.activation import keys_to_activate
from ..rollout.checks import (
    SERVICES,
    check,
    climbed,
    endpoints_check,
    identity_check,
    organisation_check,
    policy_check,
    propagation_check,
    seen_check,
    tags_check,
    unread,
)
from ..spend.result import PRICE
from .bill_rungs import CODES, Bill, ask_bill, known_bill
from .context import Context
from .halves import guard_check, kernel_profile_check, versions_check
from .snapshot_rung import snapshot_check

_MOST_KEY_PAGES = 20
# Rungs that need an identity first; without one nobody is asked.
_ASKED = ("profile-tags", "tag-propagation", "tag-policy", "keys-seen", *CODES)


def examine(
    context: Context, *, spend: bool = True, before: Doctor | None = None, serving: bool = False
) -> Doctor:
    """Return every rung; `spend` may cost some Cost Explorer requests, within the day's cap.

    Without `spend` the rungs of the bill are what is known: of the climb `before`, or of the
    month's spend. `serving`: a server asks of itself. Raises nothing of AWS's making: a rung that
    could not be read says so.
    """
    bill = Bill(())
    identity = None
    try:
        told = context.whoami(not_before=time.monotonic())
    except CostTagsError as error:
        known = isinstance(error, Misconfigured)
        lost = check("identity", "fail", error.message, error.action) if known else None
        checks = [lost or unread("identity", error), _endpoints(context)]
        checks += [unread(code, error) for code in _ASKED]
    else:
        identity, policy = context.identity(), context.policy().policy
        why = identity.problems[0] if identity.problems else None
        unread_tags = (one for one in identity.problems if one is not identity.propagation_unread)
        checks = [
            identity_check(told, why),
            _endpoints(context),
            tags_check(told, policy, next(unread_tags, None)),
            propagation_check(told, identity.propagation_unread),
            organisation_check(ask_organisation(context.aws.metered(), context.now()), policy),
            climbed("keys-seen", lambda: _seen(context)),
        ]
        bill = ask_bill(context) if spend else known_bill(context, before)
        checks += bill.checks
    local = [
        guard_check(context),
        kernel_profile_check(context.environ),
        versions_check(serving=serving),
        snapshot_check(context, identity),
    ]
    first = [policy_check(context.policy()), climbed("sdk", lambda: _sdk(context))]
    return Doctor(
        as_of=context.now(),
        checks=[*first, *checks, *local],
        requests=bill.requests,
        request_cost=f"{bill.requests * PRICE:.2f}",
        bill_as_of=bill.as_of,
    )


def _endpoints(context: Context) -> Check:
    def asked() -> Check:
        return endpoints_check(reachable(context.aws, SERVICES), context.aws.region())

    return climbed("endpoints", asked)


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
