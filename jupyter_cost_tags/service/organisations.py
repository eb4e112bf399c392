"""The organisation's rules as this account's policy: asked with the identity, kept on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ..aws import Aws
from ..policy.organisation import SOURCE, Organisation, ask_organisation, remembered, spelled
from ..policy.store import Loaded
from ..state.cache import Cache

KEY = "organisation"
_SILENT = "organisation silent"
# Organizations has one endpoint, far from a VPC-only domain: its silence is not waited for again.
_SILENT_FOR = timedelta(hours=1)


def known_organisation(cache: Cache) -> Organisation | None:
    """Return what AWS said last, of whatever age; asks nobody."""
    kept = cache.get(KEY)
    return remembered(kept.value) if kept else None


def asked_organisation(aws: Aws, cache: Cache, now: datetime, *, force: bool) -> Organisation:
    """Ask AWS and return what it said; the last good answer stays when it said nothing."""
    known = known_organisation(cache)
    kept = cache.get(_SILENT)
    silent = remembered(kept.value) if kept else None
    if not force and silent and silent.as_of and now - silent.as_of < _SILENT_FOR:
        return replace(known, problem=silent.problem) if known else silent
    found = ask_organisation(aws, now)
    problem = found.problem
    if problem and problem.code == "unreachable":
        cache.put(_SILENT, spelled(replace(found, state="unavailable", content=None)), now)
    if problem and problem.retryable and known and known.problem is None:
        return replace(known, problem=problem)
    cache.put(KEY, spelled(found), now)
    return found


def as_policy(organisation: Organisation) -> Loaded:
    """Return the policy that holds where no file is.

    An answer that AWS owes (throttled, failing) leaves everything unjudged; a role that may not
    ask and an endpoint that can't be reached are as good as no policy.
    """
    told = organisation.told
    policy = organisation.rules().policy if organisation.state == "in-force" else None
    if policy and policy.tags:
        return Loaded(policy, (SOURCE,), None, organisation=told)
    problem = told.problem if told.state == "unavailable" else None
    is_owed = problem is not None and problem.retryable and problem.code != "unreachable"
    return Loaded(None, (), problem if is_owed else None, organisation=told)
