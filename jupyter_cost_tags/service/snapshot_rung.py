"""The rung of the snapshot: whether it is there and young, and who else's files can be read."""

from __future__ import annotations

import shlex

from ..aws.store import Store
from ..identity import Identity
from ..models import Check
from ..problems import CostTagsError, Denied
from ..rollout.checks import check, climbed
from ..spend.snapshot import STATE, file_name, is_old, read
from .context import Context
from .snapshots import INDEX

_CODE = "snapshot-privacy"
_MOST_TRIED = 3  # other profiles' files
_MOST_PROFILES = 100


def snapshot_check(context: Context, identity: Identity | None) -> Check:
    """Say whether the snapshot is in use, how old it is, and what of others this role can read.

    Others' files are asked for by their first byte. Reading everybody's is a warning: it is
    meant so where one role is for all, and for the admin's own role.
    """
    place = context.settings.snapshot
    if not place:
        return check(_CODE, "pass", "No snapshot is in use: AWS is asked for spend.")
    return climbed(_CODE, lambda: _looked(context, place, identity))


def _looked(context: Context, place: str, identity: Identity | None) -> Check:
    store = Store(context.aws.metered(), place)
    make = f"jupyter cost-tags snapshot --to {shlex.quote(place)}, as an admin, every day."
    content = store.read(INDEX)
    if content is None:
        return check(_CODE, "fail", f"There is no snapshot at {place}.", make)
    index = read({**content, "owners": {}} if isinstance(content, dict) else content)
    readable, closed = _tried(context, store, identity)
    made = f"{place}, made {index.as_of:%Y-%m-%d}"
    if is_old(index, context.now()):
        return check(_CODE, "warn", f"{made}: it should be made every day.", make)
    if readable:
        evidence = f"{made}. This role can read {', '.join(readable)}."
        return check(_CODE, "warn", evidence, f"See `{make.partition(',')[0]} --policies`.")
    if closed:
        return check(_CODE, "pass", f"{made}. This role can't read {', '.join(closed)}.")
    evidence = f"{made}. Nobody else's file is known here, so none was tried."
    return check(_CODE, "unknown", evidence, "Allow sagemaker:ListUserProfiles, or ask an admin.")


def _tried(
    context: Context, store: Store, identity: Identity | None
) -> tuple[list[str], list[str]]:
    """Return which files of others this role can read, and which not."""
    names = {STATE: f"everybody's costs ({STATE})"}
    names |= {name: f"{profile}'s costs" for name, profile in _others(context, identity)}
    readable, closed = [], []
    for name, said in names.items():
        try:
            there = store.is_there(name)
        except Denied:
            closed.append(said)
            continue
        if there:
            readable.append(said)
    return readable, closed


def _others(context: Context, identity: Identity | None) -> list[tuple[str, str]]:
    """Return files of other profiles of the domain; none where they can't be listed."""
    mine = identity.profile_arn if identity else None
    if identity is None or identity.domain_id is None or mine is None:
        return []
    try:
        answer = context.aws.metered().call(
            "sagemaker",
            "ListUserProfiles",
            expects=("UserProfiles",),
            DomainIdEquals=identity.domain_id,
            MaxResults=_MOST_PROFILES,
        )
    except CostTagsError:
        return []
    head, _, own = mine.rpartition("/")
    found = []
    for one in answer["UserProfiles"]:
        profile = str(one.get("UserProfileName") or "")
        name = file_name(f"{head}/{profile}")
        if name is not None and profile.casefold() != own.casefold():
            found.append((name, profile))
    return found[:_MOST_TRIED]
