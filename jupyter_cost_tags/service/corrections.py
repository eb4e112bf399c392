"""Record ended resources for FinOps: whose, which tags, what they cost about."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..aws import Aws, list_tags
from ..launches.places import Resource
from ..models import (
    Change,
    Correction,
    CorrectionFile,
    CorrectionFormat,
    Corrections,
    NotRecorded,
    Problem,
    Run,
    ScannedResource,
)
from ..prices import Rates
from ..prices.past import Past, past_cost
from ..problems import BadRequest, CostTagsError, Exhausted
from ..tags.corrections import CorrectionStore, as_csv, as_json
from ..workers import each
from .context import Context
from .described import ask
from .estimates import fetch_rates, known_rates
from .plans import plan_found
from .summary import is_late

THREADS = 8
HISTORY_ONLY = "It ended before it was tagged: a tag that is written now does not change this cost."
_OWNERS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")
_SETTLED = frozenset({"applied", "unchanged", "gone"})
_NOT_OURS = frozenset({"conflict", "gone"})
_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True)
class Facts:
    """What AWS tells of an ended resource; each of it may be missing."""

    owner: str | None
    past: Past


def known(context: Context) -> Corrections:
    """Return the correction file as it is; asks nobody."""
    identity = context.known_identity()
    if identity is None:
        return Corrections(records=[])
    return _marked(context, context.state(identity).corrections.told())


def record_listed(
    context: Context, resources: Sequence[ScannedResource], wanted: Mapping[str, str], reason: str
) -> Corrections:
    """Record resources with the tags that a plan would write; writes nothing to AWS.

    What still accrues is not recorded: a fix counts there. Raises a `CostTagsError`.
    """
    plan = plan_found(context, resources, wanted)
    why = {one.id: one.reason for one in plan.skipped}
    why |= {one.id: _why_not(one) for one in plan.changes if one.id not in why and not is_late(one)}
    records = _records(context, [one for one in plan.changes if one.id not in why], reason, None)
    store = _store(context)
    store.add(records)
    left = [
        NotRecorded(id=c.id, name=c.name, reason=why[c.id]) for c in plan.changes if c.id in why
    ]
    told = store.told().model_copy(update={"added": len(records), "not_recorded": left})
    return _marked(context, told)


def record_run(context: Context, changes: Sequence[Change], run: Run) -> tuple[int, Problem | None]:
    """Record what a run reached too late; an undo takes those records out.

    A tag that could not be written is recorded as well, what somebody else changed is not.
    Returns how many were recorded, and why that failed if it did: the run stands all the same.
    """
    outcomes = {told.arn: told.outcome for told in run.results}
    try:
        if run.undoes:
            stays = {arn for arn, outcome in outcomes.items() if outcome not in _SETTLED}
            _forget(context, run.undoes, but=stays)
            return 0, None
        recorded = {arn for arn, outcome in outcomes.items() if outcome not in _NOT_OURS}
        ended = [one for one in changes if is_late(one) and one.arn in recorded]
        if ended:
            _store(context).add(_records(context, ended, "", run.run_id))
    except CostTagsError as error:
        return 0, error.problem()
    return len(ended), None


def count_of(context: Context, run_id: str) -> int:
    """Return how many records a run left; 0 where they can't be read."""
    try:
        return sum(one.run_id == run_id for one in known(context).records)
    except Exhausted:
        return 0


def remove(context: Context, record_ids: Sequence[str]) -> Corrections:
    """Take records out; raises `BadRequest` for one that is not there, and then none goes."""
    store = _store(context)
    present = {one.record_id for one in store.all()}
    if not present.issuperset(record_ids):
        raise BadRequest(
            "The correction file has no such record.",
            code="record-unknown",
            action="Read the file again and choose from it.",
        )
    store.remove(set(record_ids))
    return _marked(context, store.told())


def spelled(context: Context, form: CorrectionFormat) -> CorrectionFile:
    """Return the file to download; asks nobody."""
    return CorrectionFile(
        name=f"cost-tag-corrections-{context.now():%Y-%m-%d}.{form}",
        media_type=_MEDIA[form],
        content=spell(known(context), form),
    )


def spell(told: Corrections, form: CorrectionFormat) -> str:
    """Return the content of a correction file."""
    return as_csv(told) if form == "csv" else as_json(told)


def of_run(context: Context, run_id: str) -> Corrections:
    """Return the records of a run; raises `Exhausted`."""
    records = [one for one in _store(context).all() if one.run_id == run_id]
    return _marked(context, Corrections(records=records))


def of_plan(context: Context, changes: Sequence[Change]) -> Corrections:
    """Return what would be recorded of a plan; keeps nothing."""
    ended = [one for one in changes if is_late(one)]
    return _marked(context, Corrections(records=_records(context, ended, "", None)))


def _why_not(change: Change) -> str:
    if change.billing_effect == "from-now":
        return "It still accrues: fix it, and it counts from now."
    return "It is not billed itself." if change.billing_effect else "Its status is not known."


def _marked(context: Context, told: Corrections) -> Corrections:
    return told.model_copy(update={"demo": True}) if context.aws.demo else told


def _forget(context: Context, run_id: str, *, but: set[str]) -> None:
    store = _store(context)
    gone = [one for one in store.all() if one.run_id == run_id and one.arn not in but]
    store.remove({one.record_id for one in gone})


def _records(
    context: Context, changes: Sequence[Change], reason: str, run_id: str | None
) -> list[Correction]:
    if not changes:
        return []
    aws, rates = context.aws.metered(), _rates(context)
    facts = each(lambda one: _facts(aws, one, rates), changes, threads=THREADS)
    return [
        Correction(
            record_id=secrets.token_hex(8),
            arn=change.arn,
            id=change.id,
            kind=change.kind,
            name=change.name,
            owner=told.owner,
            tags={**change.add, **change.overwrite},
            estimated_cost=told.past.amount,
            currency=told.past.currency,
            basis=told.past.basis,
            reason=reason.strip() or HISTORY_ONLY,
            created=told.past.created,
            ended=told.past.ended,
            run_id=run_id,
            recorded=context.now(),
        )
        for change, told in zip(changes, facts, strict=True)
    ]


def _facts(aws: Aws, change: Change, rates: Rates | None) -> Facts:
    """Read what can be read; a record without an estimate is better than none."""
    resource = Resource(arn=change.arn, kind=change.kind, name=change.name)
    try:
        tags = list_tags(aws, change.arn)
    except CostTagsError:
        tags = {}
    owner = next((tags[key] for key in _OWNERS if key in tags), None)
    try:
        answer = ask(aws, resource) or {}
        past = past_cost(change.kind, answer, rates)
    except CostTagsError as error:
        past = Past(None, None, f"It can't be described: {error.message}", None, None)
    return Facts(owner, past)


def _rates(context: Context) -> Rates | None:
    """Return list prices as last read, or read now; None where that fails."""
    kept = known_rates(context)
    if kept:
        return kept
    try:
        return fetch_rates(context)
    except CostTagsError:
        return None


def _store(context: Context) -> CorrectionStore:
    return context.state(context.identity()).corrections
