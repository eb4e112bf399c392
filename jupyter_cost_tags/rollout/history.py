"""Launches of the past, and what the documents would have made of them. Pure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..guard.operations import create_of_kind
from ..inventory.marks import user_of
from ..policy.rules import Policy
from ..problems import BadRequest
from ..tags.judge import Verdict, judge
from .actions import STUDIO_KINDS
from .evaluate import Decision, evaluate
from .truth import launch

NOBODY = "unknown"
_OF_PIPELINE = re.compile(r"pipelines-[a-z0-9]{12}-.+")


@dataclass(frozen=True)
class Launched:
    """One resource that somebody created; `tags` is None where they could not be read."""

    kind: str
    name: str
    arn: str
    created: str
    user: str
    tags: Mapping[str, str] | None


@dataclass(frozen=True)
class Lost:
    """A launch that would have been refused, and why."""

    launched: Launched
    decision: Decision
    verdict: Verdict


@dataclass(frozen=True)
class Replay:
    """What the past would have been."""

    launches: int
    unknown: int  # whose tags are not known: neither lost nor kept
    lost: tuple[Lost, ...]
    let_through: tuple[Launched, ...]  # not compliant, and allowed all the same
    by_user: Mapping[str, tuple[int, int]]  # launches and lost ones
    by_kind: Mapping[str, tuple[int, int]]
    by_key: Mapping[str, tuple[int, int]]  # lost for its absence, for its value


def replay(
    policy: Policy, documents: Sequence[Mapping[str, Any]], launches: Iterable[Launched]
) -> Replay:
    """Ask the documents about every launch, by the tags that it has now."""
    made = list(launches)
    known = [one for one in made if one.tags is not None]
    lost, through = [], []
    for one in known:
        verdict = judge(one.tags or {}, policy, one.kind, one.name)
        decision = _decided(documents, one)
        if not decision.allowed:
            lost.append(Lost(one, decision, verdict))
        elif verdict.state == "non-compliant":
            through.append(one)
    return Replay(
        launches=len(made),
        unknown=len(made) - len(known),
        lost=tuple(lost),
        let_through=tuple(through),
        by_user=_counted((one.user for one in made), (one.launched.user for one in lost)),
        by_kind=_counted((one.kind for one in made), (one.launched.kind for one in lost)),
        by_key=_keys(policy, lost),
    )


def is_launch(kind: str) -> bool:
    """Tell whether somebody creates this kind with tags; Studio's own are no launches."""
    return create_of_kind(kind) is not None and kind not in STUDIO_KINDS


@dataclass(frozen=True)
class Read:
    """What a scan's file tells of launches."""

    launches: tuple[Launched, ...]
    since: str | None
    span: timedelta | None  # how far back it looked
    complete: bool


def is_step(name: str) -> bool:
    """Tell whether a pipeline gave a resource its name: it is its pipeline's, nobody's launch."""
    return _OF_PIPELINE.fullmatch(name) is not None


def read_history(text: str, file: str) -> Read:
    """Return the launches of `scan --format json`; raises `BadRequest` for another file.

    Whose they are is told by `user`, or by Studio's own tags where a file has them. What lasts
    is in a scan at any age: what is older than its span is left out here.
    """
    try:
        told = json.loads(text)
        whole = told if isinstance(told, dict) else {"resources": told}
        launches = [
            _launched(one)
            for one in whole["resources"]
            if is_launch(one["kind"]) and not is_step(str(one.get("name", "")))
        ]
        since, until = whole.get("since"), whole.get("as_of")
        span = _instant(until) - _instant(since) if since and until else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(
            f"{file} holds no scan: {type(error).__name__}.",
            action="Make it with `jupyter cost-tags scan --scope all --since 30d --format json`.",
        ) from error
    young = tuple(one for one in launches if not since or not one.created or one.created >= since)
    known = all(one.tags is not None for one in young)
    return Read(young, since, span, known and whole.get("complete") is not False)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _launched(told: Mapping[str, Any]) -> Launched:
    tags = None if told.get("state") == "unknown" else dict(told["tags"])
    if tags is not None and not all(isinstance(v, str) for v in tags.values()):
        raise TypeError
    return Launched(
        kind=str(told["kind"]),
        name=str(told.get("name", "")),
        arn=str(told["arn"]),
        created=str(told.get("created", "")),
        user=str(told.get("user") or user_of(tags) or NOBODY),
        tags=tags,
    )


def _decided(documents: Sequence[Mapping[str, Any]], one: Launched) -> Decision:
    row = create_of_kind(one.kind)
    assert row is not None  # noqa: S101  (only kinds that are created are launches)
    decisions = [evaluate(documents, asked) for asked in launch(row, [one.arn], one.tags or {})]
    return next((decision for decision in decisions if not decision.allowed), decisions[0])


def _counted(all_of: Iterable[str], lost: Iterable[str]) -> dict[str, tuple[int, int]]:
    every, some = Counter(all_of), Counter(lost)
    ranked = sorted(every, key=lambda name: (-some[name], -every[name], name))
    return {name: (every[name], some[name]) for name in ranked}


def _keys(policy: Policy, lost: Sequence[Lost]) -> dict[str, tuple[int, int]]:
    absent = Counter(key for one in lost for key in one.verdict.missing)
    refused = Counter(wrong.key for one in lost for wrong in one.verdict.invalid)
    return {
        key: (absent[key], refused[key])
        for key in policy.required_keys
        if absent[key] or refused[key]
    }
