"""Month-to-date spend: whose it is, kept for a day, since each request costs money."""

from __future__ import annotations

import re
from datetime import timedelta

from ..identity import Identity
from ..models import Problem, Spend
from ..policy.rules import Policy
from ..problems import AwsTrouble, BadRequest, CostTagsError
from ..spend.ask import month_to_date
from ..spend.owner import Owner
from .context import Context
from .whoami import effective_tags, whoami

LIFETIME = timedelta(hours=24)
RETRY_AFTER = timedelta(minutes=15)  # for what an admin may change meanwhile
_BY = re.compile(r"service|usage-type|day|tag:.{1,128}", re.DOTALL)
_LASTING = frozenset({"ok", "no-data-yet"})


class SpendUnavailable(CostTagsError):
    """The spend could not be read this time; what was read before stays."""

    def __init__(self, told: Problem) -> None:
        """Carry the problem as it was told."""
        super().__init__(
            told.message, code=told.code, action=told.action, iam_action=told.iam_action
        )
        self.retryable = told.retryable


def checked_by(context: Context, by: str | None) -> str:
    """Return what to group by; raises `BadRequest` for what can't be."""
    if by is None:
        return _default_by(context.policy().policy)
    if by == "job":
        raise BadRequest(
            "Spend per job is not part of this version.", action="Group by a tag, service or day."
        )
    if not _BY.fullmatch(by):
        raise BadRequest(
            f"Spend can't be grouped by {by[:40]!r}.",
            action="Use tag:KEY, service, usage-type or day.",
        )
    return by


def lifetime(told: Spend) -> timedelta:
    """Return how long an answer holds."""
    return LIFETIME if told.state in _LASTING else RETRY_AFTER


def ask_spend(context: Context, *, by: str | None, month: str | None) -> Spend:
    """Ask Cost Explorer; raises `SpendUnavailable` when there is no answer this time."""
    told = _ask(context, by=checked_by(context, by), month=month)
    if told.state == "unavailable" and told.problem:
        raise SpendUnavailable(told.problem)
    return told


def spend(context: Context, *, by: str | None, month: str | None, fresh: bool) -> Spend:
    """Return the month's spend, from what is kept if that is young enough.

    When it can't be asked now, an older answer comes back with the problem beside it.
    """
    by = checked_by(context, by)
    now = context.now()
    name = f"spend {month or f'{now:%Y-%m}'} {by}"
    cache = context.state(context.identity()).cache
    stored = cache.get(name)
    kept = Spend.model_validate(stored.value) if stored else None
    if stored and kept and not fresh and now - stored.stored_at < lifetime(kept):
        return kept
    told = _ask(context, by=by, month=month)
    if told.state == "unavailable":
        older = kept is not None and kept.state in _LASTING
        return kept.model_copy(update={"problem": told.problem}) if older and kept else told
    if told.state in _LASTING:
        cache.put(name, told.model_dump(mode="json"), now)
    return told


def _ask(context: Context, *, by: str, month: str | None) -> Spend:
    identity = context.identity()
    policy = context.policy().policy
    settings = context.settings
    by_studio = (policy.spend.tag if policy else "auto") == "auto"
    if by_studio and identity.owner_unread:  # a part of my costs is not my costs
        raise AwsTrouble.about("Whose costs to ask for isn't known", identity.owner_unread)
    told = month_to_date(
        context.aws,
        context.state(identity).meter,
        owner=_owner(identity, policy),
        by=by,
        month=month,
        required_keys=policy.required_keys if policy else (),
        metric=policy.spend.metric if policy else "UnblendedCost",
        billing_view=settings.billing_view,
        now=context.now(),
        cap=settings.daily_cap if settings.spend_enabled else 0,
    )
    if by_studio and identity.spaces_unread and told.state == "ok" and told.problem is None:
        what = "Costs of your other private spaces may be missing"
        problem = AwsTrouble.about(what, identity.spaces_unread).problem()
        return told.model_copy(update={"problem": problem})
    return told


def _owner(identity: Identity, policy: Policy | None) -> Owner | None:
    """Return whose spend is asked for: the policy's key, or Studio's automatic tags."""
    key = policy.spend.tag if policy else "auto"
    if key != "auto":
        value = effective_tags(whoami(identity, policy)).get(key)
        return Owner.of_tag(key, value) if value else None
    tags: dict[str, tuple[str, ...]] = {}
    for tag_key, value in identity.owner_tags:
        tags[tag_key] = (*tags.get(tag_key, ()), value)
    if not tags:
        return None
    shared = identity.is_shared or not identity.user_profile
    name = (identity.space if shared else identity.user_profile) or ""
    return Owner("space" if shared else "user-profile", name, tuple(tags.items()))


def _default_by(policy: Policy | None) -> str:
    keys = [rule.key for rule in policy.tags] if policy else []
    if "project" in keys:
        return "tag:project"
    required = policy.required_keys if policy else ()
    return f"tag:{required[0]}" if required else "service"
