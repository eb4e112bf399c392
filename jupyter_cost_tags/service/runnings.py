"""What runs now, and stopping it: journaled, and never what this runs in without saying so."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from ..aws import list_tags
from ..identity import Identity
from ..models import (
    Running,
    RunningResource,
    Scope,
    Snoozed,
    Stopped,
    StopPlan,
    spell_instant,
)
from ..problems import BadRequest, CostTagsError, Exhausted, Misconfigured
from ..running import snooze as snoozing
from ..running.ask import Up
from ..running.metrics import Metrics
from ..running.metrics import read as read_metrics
from ..running.running import gather, running
from ..running.snooze import SnoozeFile, with_snoozes
from ..running.stop import STOPS, Target, described, is_up, send, target
from . import live
from .context import Context
from .estimates import all_rates
from .spends import kept_view

_OUT_OF_REACH = "cloudwatch-out-of-reach"
_ASK_AGAIN = timedelta(hours=1)
_OVER = frozenset({"stopping", "ended", "gone"})


class NotYours(CostTagsError):
    """Nothing marks the resource as the caller's."""

    code = "not-yours"
    status = 403
    exit_code = 3
    action = "Ask its owner to stop it, or stop it by its ARN with `jupyter cost-tags stop`."


class StopsHere(CostTagsError):
    """It is what this runs in."""

    code = "stops-here"
    status = 409
    exit_code = 2
    action = "Save your work, then confirm that this is to end as well."


def ask_running(context: Context, scope: Scope) -> Running:
    """Return what is up now with its price per hour, and what is idle.

    Free of charge but for CloudWatch's metrics of endpoints and notebook instances. Raises a
    `CostTagsError` where nothing says what is mine, and for a cause that concerns every read.
    """
    identity = context.identity()
    if scope == "mine" and not (identity.owner_tags or identity.notebook_instance):
        raise Misconfigured(
            "Nothing here marks what is yours.",
            code="scope-unknown",
            action="See everybody's with `jupyter cost-tags running --scope all`, "
            "or work in a SageMaker Studio space.",
        )
    now = context.now()
    gathered = gather(context.aws.metered(), identity, scope, now)
    rates, why = all_rates(context)
    metrics = _metrics(context, gathered.found)
    told = running(
        gathered,
        rates,
        scope=scope,
        now=now,
        own_arn=_own_arn(identity),
        problems=[why] if why else [],
        metrics=metrics,
    )
    told = with_snoozes_of(context, told)
    bill = kept_view(context, f"{now:%Y-%m}")
    if scope != "mine" or bill is None or gathered.problems:
        return told
    try:
        accrued, compared = live.beside_the_bill(context, bill, gathered.found)
    except CostTagsError:
        return told
    return told.model_copy(update={"since_last_bill": accrued, "reconciled": compared})


def _metrics(context: Context, found: Sequence[Up]) -> Metrics:
    """Return CloudWatch's metrics; out of reach, as in many VPCs, it isn't asked for an hour."""
    cache, now = context.state(context.identity()).cache, context.now()
    tried = cache.get(_OUT_OF_REACH)
    if tried and now - tried.stored_at < _ASK_AGAIN:
        return Metrics({}, 0, str(tried.value.get("why")))
    metrics = read_metrics(context.aws.metered(), found, now)
    if metrics.is_out_of_reach:
        cache.put(_OUT_OF_REACH, {"why": metrics.trouble}, now)
    return metrics


def with_snoozes_of(context: Context, told: Running) -> Running:
    """Return a look with what is snoozed now; asks nobody."""
    identity = context.known_identity()
    if identity is None:
        return told
    return with_snoozes(told, context.state(identity).snoozes.current(context.now()))


def snooze(context: Context, arn: str, span: timedelta, reason: str) -> Snoozed:
    """Leave a resource as it is for a while, and keep the reason.

    Raises `BadRequest` for what is no such resource or not up, for no reason and for more than
    30 days, the `CostTagsError` of what is gone, and `Exhausted` when it can't be kept.
    """
    wanted = _checked(context, arn)
    now = context.now()
    made = snoozing.snooze(span, reason, now)
    _refuse_ended(context, wanted)
    with _kept_on_disk():
        _snoozes(context).put(arn, made, now)
    return Snoozed(arn=arn, snoozed=made)


def wake(context: Context, arn: str) -> Snoozed:
    """End a snooze; without one nothing changes. Raises `BadRequest` and `Exhausted`."""
    _checked(context, arn)
    with _kept_on_disk():
        _snoozes(context).end(arn, context.now())
    return Snoozed(arn=arn, snoozed=None)


def _snoozes(context: Context) -> SnoozeFile:
    return context.state(context.identity()).snoozes


def _refuse_ended(context: Context, wanted: Target) -> None:
    """Refuse what is gone or not up; whoever may not look at it may snooze it all the same."""
    try:
        _, detail = described(context.aws.metered(), wanted)
    except CostTagsError as error:
        if error.code == "not-found":
            raise
        return
    if not is_up(wanted.arn.kind, str(detail[wanted.stop.status])):
        raise BadRequest(
            f"{wanted.name} is not up, so there is nothing to snooze.",
            code="not-up",
            action="See `jupyter cost-tags running`.",
        )


@contextmanager
def _kept_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise Exhausted(
            "The snooze could not be written to disk.",
            code="not-saved",
            action="Free some space in your home folder, then try again.",
        ) from None


def plan_stop(context: Context, arn: str) -> StopPlan:
    """Return what stopping an ARN would do and lose; nothing is stopped.

    Raises `BadRequest` for another account, Region or kind, and the `CostTagsError` of a failed
    read.
    """
    wanted = _checked(context, arn)
    aws = context.aws.metered()
    _, detail = described(aws, wanted)
    return StopPlan(
        arn=arn,
        kind=wanted.arn.kind,
        name=wanted.name,
        status=str(detail[wanted.stop.status]),
        operation=wanted.stop.operation,
        lost=wanted.lost,
        is_here=wanted.is_here,
        is_mine=_is_mine(context, wanted),
    )


def stop(context: Context, arn: str, *, including_here: bool, only_mine: bool) -> Stopped:
    """Stop one resource and tell what became of it.

    The intent is on disk before the call. Raises `StopsHere` for what this runs in unless
    `including_here`, `NotYours` with `only_mine`, and `Exhausted` when the journal can't be
    written: then nothing was sent.
    """
    wanted = _checked(context, arn)
    if wanted.is_here and not including_here:
        raise StopsHere(f"That is what this runs in.{wanted.lost.removeprefix(wanted.stop.lost)}")
    if only_mine and not _is_mine(context, wanted):
        raise NotYours("Nothing marks this as yours.")
    run_id = secrets.token_hex(8)
    journal = context.state(context.identity()).journal
    entry = {"type": "stop", "run_id": run_id, "arn": arn, "operation": wanted.stop.operation}

    def note(**more: str) -> None:
        journal.note({**entry, "at": spell_instant(context.now()), **more})

    outcome, error = send(context.aws.metered(), wanted, about_to=note)
    if outcome in _OVER:
        with suppress(OSError):  # what is made anew by that name is not snoozed
            _snoozes(context).end(arn, context.now())
    if outcome not in {"ended", "gone"}:
        journal.note_if_possible({**entry, "at": spell_instant(context.now()), "outcome": outcome})
    return Stopped(
        run_id=run_id,
        arn=arn,
        kind=wanted.arn.kind,
        name=wanted.name,
        operation=wanted.stop.operation,
        outcome=outcome,
        reason=error.message if error else None,
        lost=wanted.lost,
        is_here=wanted.is_here,
    )


@dataclass(frozen=True)
class Listed:
    """What the server listed, by its ids."""

    resources: Sequence[RunningResource]

    def arn(self, name: str) -> str:
        """Return the ARN of an id; raises `BadRequest` for one that was not listed."""
        for one in self.resources:
            if one.id == name:
                return one.arn
        raise BadRequest(
            "The last look at what runs has no such resource.",
            code="id-unknown",
            action="Look again and choose from its list.",
        )


def _checked(context: Context, arn: str) -> Target:
    identity = context.identity()
    wanted = target(arn, _own_arn(identity))
    place = (wanted.arn.partition, wanted.arn.account, wanted.arn.region)
    if place != (identity.partition, identity.account, context.aws.region()):
        raise BadRequest(
            "That ARN is of another account or Region than your credentials.",
            code="foreign-arn",
            action="Set AWS_PROFILE and AWS_REGION to where it runs.",
        )
    return wanted


def _is_mine(context: Context, wanted: Target) -> bool:
    """Tell whether a tag, a place or this very machine marks it as mine; asks AWS for its tags."""
    identity = context.identity()
    if wanted.is_here:
        return True
    if wanted.arn.kind == "app":
        names = {arn.rpartition("/")[2].casefold() for arn in identity.space_arns}
        if identity.user_profile and not identity.is_shared:
            names.add(identity.user_profile.casefold())
        domain, place, *_ = wanted.arn.path
        return domain == identity.domain_id and place.casefold() in names
    owners = {(key, value.casefold()) for key, value in identity.owner_tags}
    tags = list_tags(context.aws.metered(), wanted.spelled)
    return any((key, value.casefold()) in owners for key, value in tags.items())


def _own_arn(identity: Identity) -> str | None:
    return identity.metadata.resource_arn if identity.metadata else None


def iam_actions() -> list[str]:
    """Return what a role needs to stop each kind."""
    return [f"sagemaker:{stop.operation}" for stop in STOPS.values()]
