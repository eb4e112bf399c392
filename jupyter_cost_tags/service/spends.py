"""Month-to-date spend: whose it is, kept for a day, since each request costs money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from ..models import Problem, Spend, SpendGroup, SpendSource
from ..policy.rules import Policy, SpendRule
from ..problems import AwsTrouble, BadRequest, CostTagsError, Misconfigured
from ..spend.ask import Beside, month_to_date
from ..spend.grouping import grouping
from ..spend.owner import Owner
from ..spend.period import period
from . import live, snapshots
from .billed import Wanted, month_of, no_numbers
from .budgeted import month_of_budget
from .context import Context
from .doors import Source
from .owners import owner_of
from .turns import in_turn

LIFETIME = timedelta(hours=24)
SNAPSHOT_LIFETIME = timedelta(hours=1)
BUDGETS_LIFETIME = timedelta(hours=4)  # AWS works them out up to three times a day
RETRY_AFTER = timedelta(minutes=15)  # for what an admin may change meanwhile
FORECAST_REFUSED = "forecast-refused"
_REFUSAL_HOLDS = timedelta(days=7)  # each try costs a request
_OTHERS = ("service", "usage-type", "instance-type", "day", "job")
_FREE = frozenset({"snapshot", "cur-file"})  # reading files costs nothing
_NO_REPORT = frozenset({"snapshot", "budgets"})
_LASTING = frozenset({"ok", "no-data-yet"})
_ALLOWED_ANY_MINUTE = frozenset({"no-permission", "not-enabled"})


class SpendUnavailable(CostTagsError):
    """The spend could not be read this time; what was read before stays."""

    def __init__(self, told: Problem) -> None:
        """Carry the problem as it was told."""
        super().__init__(
            told.message, code=told.code, action=told.action, iam_action=told.iam_action
        )
        self.retryable = told.retryable


def checked_by(context: Context, by: str | None) -> str:
    """Return what to group by, empty for a snapshot's own; raises `BadRequest`."""
    return _checked(context, context.policy().policy, by)


def _checked(context: Context, policy: Policy | None, by: str | None) -> str:
    if context.settings.snapshot and by is None:
        return ""
    return _default_by(policy) if by is None else grouping(by).by


def lifetime(told: Spend) -> timedelta:
    """Return how long an answer holds."""
    if told.source in _FREE:
        return SNAPSHOT_LIFETIME
    if told.source == "budgets" and told.state in _LASTING:
        return BUDGETS_LIFETIME
    return LIFETIME if told.state in _LASTING else RETRY_AFTER


def ask_spend(context: Context, *, by: str | None, month: str | None, fresh: bool = True) -> Spend:
    """Ask the source of spend; raises `SpendUnavailable` when there is no answer this time.

    Unless `fresh`, what another view told of the same costs is not asked again.
    """
    by = checked_by(context, by)
    name = _name(month or f"{context.now():%Y-%m}", by, source_name(context, by))
    with in_turn(context, name) as (stored, is_new):
        kept = _read(stored.value) if stored and is_new else None
        if kept:
            return kept
        told = _ask(context, by=by, month=month, fresh=fresh)
        if told.state == "unavailable" and told.problem:
            raise SpendUnavailable(told.problem)
        _keep(context, name, told)
    return told


def spend(context: Context, *, by: str | None, month: str | None, fresh: bool) -> Spend:
    """Return the month's spend, from what is kept if that is young enough.

    When it can't be asked now, an older answer comes back with the problem beside it. Processes
    on one home ask one after another: who waited takes the answer of who came first.
    """
    by = checked_by(context, by)
    source = source_name(context, by)
    if source in _FREE:
        return _ask(context, by=by, month=month, fresh=fresh)
    now = context.now()
    name = _name(month or f"{now:%Y-%m}", by, source)
    with in_turn(context, name) as (stored, is_new):
        kept = _read(stored.value) if stored else None
        old_enough = fresh and not is_new
        if stored and kept and not old_enough and now - stored.stored_at < _holds(kept):
            return kept
        told = _ask(context, by=by, month=month, fresh=fresh)
        if told.state == "unavailable":
            return kept.model_copy(update={"problem": told.problem}) if kept else told
        _keep(context, name, told)
    return told


def _keep(context: Context, name: str, told: Spend) -> None:
    cache = context.state(context.identity()).cache
    cache.put(name, told.model_dump(mode="json"), context.now())


def _holds(kept: Spend) -> timedelta:
    """Return how long a command takes an answer: what may be allowed any minute is asked again."""
    return timedelta(0) if kept.state in _ALLOWED_ANY_MINUTE else lifetime(kept)


def kept_view(context: Context, month: str) -> Spend | None:
    """Return the newest view of a month that has numbers and still holds; asks nobody."""
    source = source_name(context, "")  # jobs may have another
    usual = [by for by in _usual(context) if source_name(context, by) == source]
    names = [_name(month, by, source) for by in usual]
    found = [told for told in _kept(context, names) if told.state == "ok"]
    return max(found, key=lambda told: told.as_of, default=None)


def last_told(context: Context) -> Spend | None:
    """Return what this month's spend last told, with numbers or without; asks nobody."""
    names = [shelf_name(context, by) for by in _usual(context)]
    return max(_kept(context, names), key=lambda told: told.as_of, default=None)


def kept_by_job(context: Context) -> Spend | None:
    """Return this month by job as it was last read, if it still holds; asks nobody."""
    return next(iter(_kept(context, [shelf_name(context, "job")])), None)


def _usual(context: Context) -> tuple[str, ...]:
    own = [""] if context.settings.snapshot else []
    return tuple(dict.fromkeys((*own, _default_by(context.policy().policy), *_OTHERS)))


def _kept(context: Context, names: Iterable[str]) -> list[Spend]:
    """Return the views of these names that still hold."""
    identity = context.known_identity()
    if identity is None:
        return []
    cache = context.state(identity).cache
    found = []
    for name in names:
        stored = cache.get(name)
        told = _read(stored.value) if stored else None
        if stored and told and context.now() - stored.stored_at < LIFETIME:
            found.append(told)
    return found


def shelf_name(context: Context, by: str) -> str:
    """Return where a view of this month is kept; each source's is apart from Cost Explorer's."""
    return _name(f"{context.now():%Y-%m}", by, source_name(context, by))


def shelf_asked_for(context: Context, by: str | None) -> str:
    """Return where the view that a request names is kept; raises `BadRequest`."""
    policy = context.policy().policy  # once: a read looks at the policy's files
    asked = _checked(context, policy, by)
    return _name(f"{context.now():%Y-%m}", asked, _source_of(context, policy, asked))


def source_name(context: Context, by: str) -> SpendSource:
    """Return where a view comes from: the server's snapshot, else what the policy names.

    A report beside Cost Explorer serves jobs: it has the whole month of them, billed.
    """
    return _source_of(context, context.policy().policy, by)


def _source_of(context: Context, policy: Policy | None, by: str) -> SpendSource:
    if context.settings.snapshot:
        return "snapshot"
    if policy and policy.spend.source in _NO_REPORT and not (by == "job" and policy.spend.report):
        return policy.spend.source  # type: ignore[return-value]
    report = _report(policy, by)
    return report.name if report else "cost-explorer"


def _report(policy: Policy | None, by: str) -> Source | None:
    rule = policy.spend if policy else None
    if rule is None or rule.report is None:
        return None
    serves = rule.source in {"cur-file", "athena"} or by == "job"
    return Source.of_policy(rule.report) if serves else None


def _name(month: str, by: str, source: SpendSource) -> str:
    return f"spend {month} {by}" + ("" if source == "cost-explorer" else f" {source}")


def _read(value: object) -> Spend | None:
    """Return a kept view; None for one that another version wrote."""
    try:
        return Spend.model_validate(value)
    except ValueError:
        return None


def _by_day(kept: Spend) -> Spend:
    """Return a view by day made of another one: it has the days, and nothing is asked."""
    days = [SpendGroup(key=day.day, amount=day.amount) for day in kept.days]
    update = {"by": "day", "groups": days, "groups_note": None, "changes": []}
    free = {"requests": 0, "request_cost": "0.00"}
    return kept.model_copy(update={**update, **free})


def _ask(context: Context, *, by: str, month: str | None, fresh: bool) -> Spend:
    identity = context.identity()
    policy = context.policy().policy
    elsewhere = _elsewhere(context, policy, by=by, month=month)
    if elsewhere:
        return elsewhere
    kept = None if fresh else kept_view(context, month or f"{context.now():%Y-%m}")
    if kept and by == "day":
        return _by_day(kept)
    settings = context.settings
    by_studio = (policy.spend.tag if policy else "auto") == "auto"
    if by_studio and identity.owner_unread:  # a part of my costs is not my costs
        raise AwsTrouble.about("Whose costs to ask for isn't known", identity.owner_unread)
    told = month_to_date(
        context.aws,
        context.state(identity).meter,
        owner=owner_of(identity, policy),
        by=by,
        month=month,
        required_keys=policy.required_keys if policy else (),
        metric=policy.spend.metric if policy else "UnblendedCost",
        billing_view=settings.billing_view,
        now=context.now(),
        cap=settings.daily_cap if settings.spend_enabled else 0,
        beside=_beside(context, kept, month),
    )
    if by_studio and identity.spaces_unread and told.state == "ok" and told.problem is None:
        what = "Costs of your other private spaces may be missing"
        problem = AwsTrouble.about(what, identity.spaces_unread).problem()
        return told.model_copy(update={"problem": problem})
    return told


def _elsewhere(
    context: Context, policy: Policy | None, *, by: str, month: str | None
) -> Spend | None:
    """Return the month from another source than Cost Explorer; None where that is the source."""
    source, report = source_name(context, by), _report(policy, by)
    if source == "snapshot" and context.settings.snapshot:
        return _from_snapshot(context, context.settings.snapshot, by=by, month=month)
    if source == "snapshot":
        return snapshots.no_numbers(context, _no_place(), month=month)
    if source == "budgets":
        return month_of_budget(context, policy, by=by, month=month)
    return _from_report(context, report, policy, by=by, month=month) if report else None


def _no_place() -> Misconfigured:
    return Misconfigured(
        "The policy takes spend from a snapshot, and nobody said where it is.",
        code="no-snapshot",
        action="Set CostTags.snapshot on the server, or name it with --snapshot.",
    )


def _from_snapshot(context: Context, place: str, *, by: str, month: str | None) -> Spend:
    """Return my month from my files; trouble is a state with its problem, never a number."""
    identity = context.identity()
    if identity.owner_unread:
        raise AwsTrouble.about("Whose costs to show isn't known", identity.owner_unread)
    try:
        return snapshots.read_snapshot(context, place, identity, by=by or None, month=month)
    except BadRequest:
        raise
    except CostTagsError as error:
        return snapshots.no_numbers(context, error, month=month)


def _from_report(
    context: Context, source: Source, policy: Policy | None, *, by: str, month: str | None
) -> Spend:
    """Return my month from the report; trouble is a state with its problem, never a number."""
    identity = context.identity()
    owner = owner_of(identity, policy) or Owner("unknown", "", ())
    spend_rule = policy.spend if policy else SpendRule()
    required = tuple(policy.required_keys) if policy else ()
    wanted = Wanted(by, month, owner, spend_rule.metric, required)
    try:
        if spend_rule.tag == "auto" and identity.owner_unread:
            raise AwsTrouble.about("Whose costs to show isn't known", identity.owner_unread)
        if not owner.keys:
            raise Misconfigured(
                "Nobody is known here whose spend could be shown.",
                code="no-owner",
                action="Open it in SageMaker Studio, or name a key under `spend` in the policy.",
            )
        return month_of(context, source, wanted)
    except BadRequest:
        raise
    except CostTagsError as error:
        return no_numbers(context, source, wanted, error)


def _beside(context: Context, kept: Spend | None, month: str | None) -> Beside:
    """Return what the question may take from elsewhere, and where a refusal is kept."""
    cache = context.state(context.identity()).cache
    refused = cache.get(FORECAST_REFUSED)
    return Beside(
        kept=kept,
        may_forecast=not refused or context.now() - refused.stored_at >= _REFUSAL_HOLDS,
        forecast_refused=lambda: cache.put(FORECAST_REFUSED, {}, context.now()),
        estimates=lambda: live.job_costs(context, period(month, context.now())),
    )


def _default_by(policy: Policy | None) -> str:
    keys = [rule.key for rule in policy.tags] if policy else []
    if "project" in keys:
        return "tag:project"
    required = policy.required_keys if policy else ()
    return f"tag:{required[0]}" if required else "service"
