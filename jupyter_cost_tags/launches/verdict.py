"""What was found of a launch in AWS, and what of it is to be repaired. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..guard.decide import decide, layers
from ..guard.operations import start_of
from ..guard.rules import Rules
from ..models import InvalidValue, Verified
from ..policy.rules import Policy
from ..tags.judge import Verdict, judge
from .lines import LaunchLine
from .places import Foreign, Resource

# Calls after which the guard's tags are put on what they change: they take none themselves.
_FILLED_AFTERWARDS = frozenset({"UpdatePipeline"})


@dataclass(frozen=True)
class Finding:
    """What AWS has for a launch, in one word and a sentence, and the tags to add."""

    verified: Verified
    note: str | None = None
    repair: Mapping[str, str] = field(default_factory=dict)
    rest: str | None = field(default=None, compare=False)  # what the repair leaves open


_NOT_READ = {
    "region": "It went to another Region, which is not read.",
    "free": "It costs nothing by itself; its tags are not read.",
    "unplaced": "Its tags can't be read: the call does not tell its ARN.",
}


def at_once(line: LaunchLine, placed: Resource | Foreign) -> Finding | None:
    """Return what is known without asking: AWS took nothing, or there is nothing to read."""
    if line.outcome in {"blocked", "refused"}:
        return Finding("gone")
    if not isinstance(placed, Resource):
        return Finding("unknown", _NOT_READ.get(placed))
    return None


def find(
    line: LaunchLine,
    resource: Resource,
    tags: Mapping[str, str],
    policy: Policy | None,
    document: Mapping[str, Any] | None,
) -> Finding:
    """Return what the tags that AWS has mean for a launch.

    Repaired is, in mode fill, what the guard had added and AWS lacks, with the very value that
    the layers of guard.json give for this notebook; nothing is overwritten, and what AWS
    refused with the call is not tried again.
    """
    name = resource.name if line.name.startswith("arn:") else line.name or resource.name
    verdict = judge(tags, policy, resource.kind, name)
    dropped = [key for key in line.added if key not in tags]
    repair = _repair(line, tags, document)
    then = judge({**tags, **repair}, policy, resource.kind, name)
    return Finding(
        _word(verdict),
        _note(line, resource, verdict, dropped),
        repair,
        _note(line, resource, then, ()) if _word(then) == "incomplete" else None,
    )


def repaired(finding: Finding, outcome: str, reason: str | None, run_id: str) -> Finding:
    """Return the finding after its repair was tried."""
    keys = _listed(finding.repair)
    if outcome in {"applied", "unchanged"}:
        undo = f" (run {run_id})" if outcome == "applied" else ""
        note = f"AWS lacked {keys}: added afterwards{undo}."
        if finding.rest:
            return Finding("incomplete", f"{note} {finding.rest}")
        return Finding("repaired", note)
    why = f" {reason}" if reason else ""
    return Finding(finding.verified, f"AWS lacks {keys}, and adding it failed.{why}")


def _word(verdict: Verdict) -> Verified:
    return "complete" if verdict.state == "compliant" else "incomplete"


def _repair(
    line: LaunchLine, tags: Mapping[str, str], document: Mapping[str, Any] | None
) -> dict[str, str]:
    if line.mode != "fill" or line.resent or document is None or document.get("mode") != "fill":
        return {}
    try:
        rules = Rules(document)
    except ValueError:
        return {}
    if not rules.judges:
        return {}
    given = [{"Key": key, "Value": value} for key, value in tags.items()]
    sources = layers(rules, {}, rules.notebook(line.kernel_id, line.notebook))
    would = {one.key: one.value for one in decide(rules, "fill", given, sources).added}
    if line.operation in _FILLED_AFTERWARDS:
        return would
    told = {key: one.value for key, one in line.added.items()}
    return {key: value for key, value in would.items() if told.get(key) == value}


def _note(
    line: LaunchLine, resource: Resource, verdict: Verdict, dropped: Sequence[str]
) -> str | None:
    what = f"The {resource.kind.replace('-', ' ')}" if start_of(line.operation) else "It"
    said: list[str] = []
    if verdict.missing:
        said.append(f"{what} lacks {_listed(verdict.missing)}.")
    said += [_said(one) for one in verdict.invalid]
    lost = [key for key in dropped if key not in verdict.missing]
    if line.resent and dropped:
        said.append(f"AWS refused {_listed(dropped)}, which the guard had added.")
    elif lost:
        said.append(f"AWS lacks {_listed(lost)}, which the guard had added.")
    return " ".join(said) or None


def _said(one: InvalidValue) -> str:
    return f"{one.key}={one.value}: {one.reason}"


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(keys)
