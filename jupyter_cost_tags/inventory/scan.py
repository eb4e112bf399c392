"""The scan: what was gathered, judged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from ..aws import Aws
from ..guard.grammar import is_system
from ..identity import Identity
from ..models import Scan, ScannedResource, ScanScope
from ..policy.rules import Policy
from ..problems import AwsTrouble, CostTagsError
from ..tags.judge import judge
from ..tags.orphans import with_suspects
from .ask import OwnerTag
from .failing import question
from .family import roll_up
from .found import Found
from .gather import gather
from .kept import Memory, kept_after
from .kind import Kind
from .kinds import kind_of_arn, settled, usual_kinds
from .marks import mine_by_marks, user_of
from .progress import Progress
from .wanted import JustWritten, Wanted


class ScopeUnknown(CostTagsError):
    """Nothing marks what is mine here."""

    code = "scope-unknown"
    status = 409
    exit_code = 2
    action = (
        "See everybody's in the table of all resources or with "
        "`jupyter cost-tags scan --scope all`, or work in a SageMaker Studio space."
    )


@dataclass(frozen=True)
class Whose:
    """Whose resources a scan is about: everybody's, those with an owner's tag, those by name."""

    scope: ScanScope
    owners: tuple[OwnerTag, ...] = ()
    named: frozenset[str] | None = None  # ARNs in lower case
    doubts: tuple[CostTagsError, ...] = ()  # why some of them may be missing


def whose(scope: ScanScope, identity: Identity, launched: Collection[str] = ()) -> Whose:
    """Return whose resources a scope means.

    `launched` are the ARNs that were launched from here, or from the notebook that is asked for:
    outside Studio nothing else tells what is mine.

    Raises `ScopeUnknown` when nothing does.
    """
    named = frozenset(arn.lower() for arn in launched)
    if scope == "all":
        return Whose(scope)
    if scope == "notebook":
        return Whose(scope, named=named)
    if identity.owner_tags:
        return Whose(scope, tuple(identity.owner_tags), None, tuple(_what_may_be_missing(identity)))
    if not named:
        raise ScopeUnknown(_why_nothing_is_mine(identity))
    return Whose(scope, named=named)


def scan(  # noqa: PLR0913  (what to look for is keyword-only)
    aws: Aws,
    identity: Identity,
    policy: Policy | None,
    *,
    scope: ScanScope,
    since: datetime,
    now: datetime,
    kinds: tuple[Kind, ...] = (),
    launched: Collection[str] = (),
    just_written: JustWritten | None = None,
    unjudged: str | None = None,
    only_wrong: bool = False,
    memory: Memory | None = None,
    hear: Callable[[Progress], None] | None = None,
) -> Scan:
    """Return every resource created since then, newest first, with its verdict.

    Of kinds that last, as endpoints do, those of any age. Without kinds, the usual ones.
    `launched` are the ARNs of what was launched from here. `unjudged` says why no verdict is
    possible (the policy can't be read): all are unknown.
    `only_wrong` leaves out what is compliant, for fewer calls. `memory` has what an earlier scan
    read, and keeps this one; without it all is read. `hear` is called as resources come.

    Raises `ScopeUnknown` when nothing marks what is mine, and the `CostTagsError` of a cause that
    concerns every read (network, credentials).
    """
    about = whose(scope, identity, launched)
    metered = aws.metered()

    by_marks = mine_by_marks(identity)
    own = {*(about.named or ()), *(arn.lower() for _, arn in identity.owner_tags)}

    def judged(found: Found) -> ScannedResource:
        mine = found.is_mine or found.arn.lower() in own or by_marks(found.tags or {})
        return _judged(found, policy, unjudged, mine=mine)

    wanted = Wanted(
        kinds=settled(kinds or _kinds_of(about), identity.home),
        since=since,
        owners=about.owners,
        just_written=just_written or {},
        now=now,
        is_wrong=lambda found: judged(found).state == "non-compliant",
        only_wrong=only_wrong and unjudged is None,
        question=question(policy) if policy else None,
        named=about.named,
    )
    progress = Progress(wanted, judged, _nothing_yet(about, wanted), hear)
    kept = memory.recall() if memory else None
    kept = kept if kept and kept.serves(wanted) else None
    gathered = gather(metered, wanted, progress.tell, kept)
    gathered.problems += about.doubts
    problems = list({error.message: error.problem() for error in gathered.problems}.values())
    of_kind = [found for found in gathered.found if found.kind.takes(found.tags)]
    resources = roll_up([(found, judged(found)) for found in of_kind])
    if wanted.only_wrong:
        resources = [one for one in resources if one.state != "compliant"]
    else:
        resources = with_suspects(resources, policy)
    complete = not problems and all(one.state != "unknown" for one in resources)
    calls = metered.calls()
    if memory and complete:
        memory.keep(kept_after(gathered.found, wanted, sum(calls.values()), gathered.before))
    before = gathered.before
    told = {
        "complete": complete,
        "aws_calls": calls,
        "resources": resources,
        "problems": problems,
        "read_since": before.read_at if before else None,
    }
    return progress.empty.model_copy(update=told)


def _nothing_yet(about: Whose, wanted: Wanted) -> Scan:
    """Return the result before anything was read."""
    return Scan(
        as_of=wanted.now,
        complete=False,
        aws_calls={},
        resources=[],
        scope=about.scope,
        since=wanted.since,
        problems=[],
    )


def resource_id(arn: str) -> str:
    """Return the opaque name of a resource; only a server that listed it can resolve it."""
    return hashlib.sha256(arn.encode()).hexdigest()[:20]


def _judged(
    found: Found, policy: Policy | None, unjudged: str | None, *, mine: bool | None
) -> ScannedResource:
    tags = found.tags or {}
    verdict = judge(tags, policy, found.kind.kind, found.name)
    reason = found.why_unread.message if found.why_unread else unjudged
    known = reason is None and found.tags is not None
    effect = found.kind.billing_effect(found.status)
    return ScannedResource(
        id=resource_id(found.arn),
        arn=found.arn,
        kind=found.kind.kind,
        noun=found.kind.noun_with(tags),
        name=found.name,
        status=found.status,
        created=found.created,
        state=verdict.state if known else "unknown",
        tags={key: value for key, value in tags.items() if not is_system(key)},
        missing=list(verdict.missing) if known else [],
        invalid=list(verdict.invalid) if known else [],
        billing_effect=effect,
        on_the_bill=found.kind.on_the_bill(effect),
        reason=reason,
        system_tags={key: value for key, value in tags.items() if is_system(key)},
        user=user_of(found.tags),
        mine=mine,
    )


def _kinds_of(about: Whose) -> tuple[Kind, ...]:
    if about.named is None:
        return usual_kinds("all" if about.scope == "all" else "mine")
    rows = (kind_of_arn(arn) for arn in sorted(about.named))
    return tuple(dict.fromkeys(row for row in rows if row))


def _what_may_be_missing(identity: Identity) -> list[CostTagsError]:
    doubts = {
        "Jobs that carry your profile's tag may be missing": identity.owner_unread,
        "Jobs from your other private spaces may be missing": identity.spaces_unread,
    }
    return [AwsTrouble.about(what, why) for what, why in doubts.items() if why]


def _why_nothing_is_mine(identity: Identity) -> str:
    if identity.environment == "notebook-instance":
        return "Jobs launched from a notebook instance carry no tag that says whose they are."
    if identity.environment == "local":
        return (
            "Outside SageMaker Studio no automatic tag says which jobs are yours, and no launch"
            " from here is known."
        )
    return f"Which jobs are yours is not known. {identity.reason or ''}".strip()
