"""The scan: what was gathered, judged."""

from __future__ import annotations

import hashlib
from datetime import datetime

from ..aws import Aws
from ..guard.grammar import is_system
from ..identity import Identity
from ..models import Scan, ScannedResource, Scope
from ..policy.rules import Policy
from ..problems import AwsTrouble, CostTagsError
from ..tags.judge import judge
from .family import roll_up
from .found import Found
from .gather import JustWritten, Wanted, gather
from .kind import Kind
from .kinds import settled, usual_kinds


class ScopeUnknown(CostTagsError):
    """Nothing marks what is mine here."""

    code = "scope-unknown"
    status = 409
    exit_code = 2
    action = "Scan with scope all, or work in a SageMaker Studio space."


def scan(  # noqa: PLR0913  (what to look for is keyword-only)
    aws: Aws,
    identity: Identity,
    policy: Policy | None,
    *,
    scope: Scope,
    since: datetime,
    now: datetime,
    kinds: tuple[Kind, ...] = (),
    just_written: JustWritten | None = None,
    unjudged: str | None = None,
) -> Scan:
    """Return every resource created since then, newest first, with its verdict.

    Of kinds that last, as endpoints do, those of any age. Without kinds, the usual ones.
    `unjudged` says why no verdict is possible (the policy can't be read): all are unknown.

    Raises `ScopeUnknown` when scope is mine and nothing marks what is mine, and the
    `CostTagsError` of a cause that concerns every read (network, credentials).
    """
    if scope == "mine" and not identity.owner_tags:
        raise ScopeUnknown(_why_nothing_is_mine(identity))
    metered = aws.metered()
    wanted = Wanted(
        kinds=settled(kinds or usual_kinds(scope), identity.home),
        since=since,
        owners=tuple(identity.owner_tags) if scope == "mine" else (),
        just_written=just_written or {},
        now=now,
    )
    gathered = gather(metered, wanted)
    if scope == "mine":
        gathered.problems += _what_may_be_mine_too(identity)
    problems = list({error.message: error.problem() for error in gathered.problems}.values())
    found_of_kind = [found for found in gathered.found if found.kind.takes(found.tags)]
    judged = [(found, _judged(found, policy, unjudged)) for found in found_of_kind]
    resources = roll_up(judged)
    return Scan(
        as_of=now,
        complete=not problems and all(r.state != "unknown" for r in resources),
        aws_calls=metered.calls(),
        resources=resources,
        scope=scope,
        since=since,
        problems=problems,
    )


def resource_id(arn: str) -> str:
    """Return the opaque name of a resource; only a server that listed it can resolve it."""
    return hashlib.sha256(arn.encode()).hexdigest()[:20]


def _judged(found: Found, policy: Policy | None, unjudged: str | None) -> ScannedResource:
    tags = found.tags or {}
    verdict = judge(tags, policy, found.kind.kind, found.name)
    reason = found.why_unread.message if found.why_unread else unjudged
    known = reason is None and found.tags is not None
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
        billing_effect=found.kind.billing_effect(found.status),
        reason=reason,
    )


def _what_may_be_mine_too(identity: Identity) -> list[CostTagsError]:
    doubts = {
        "Jobs that carry your profile's tag may be missing": identity.owner_unread,
        "Jobs from your other private spaces may be missing": identity.spaces_unread,
    }
    return [AwsTrouble.about(what, why) for what, why in doubts.items() if why]


def _why_nothing_is_mine(identity: Identity) -> str:
    if identity.environment == "notebook-instance":
        return "Jobs launched from a notebook instance carry no tag that says whose they are."
    if identity.environment == "local":
        return "Outside SageMaker Studio no automatic tag says which jobs are yours."
    return f"Which jobs are yours is not known. {identity.reason or ''}".strip()
