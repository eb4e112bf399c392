"""How a domain's profiles and spaces, its propagation and what somebody leaves are shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..models import Problem
from ..rollout.domain import Audited, Place
from ..service import domains
from ..service.context import Context
from .output import Format, print_csv, print_plain, print_table, say, surroundings

_HEADER = ("kind", "name", "owner", "state", "missing", "invalid", "tags", "reason", "arn")


def print_audit(
    context: Context, read: domains.Domain, found: list[Audited], output: Format
) -> None:
    """Print every profile and space with its verdict, and what to do next."""
    if output is Format.json:
        plain = {
            "domain_id": read.domain_id,
            "tag_propagation": read.propagation,
            "complete": not read.problems and all(one.state != "unknown" for one in found),
            "entries": [_entry(one) for one in found],
            "problems": _problems(read.problems),
        }
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        print_csv(_HEADER, [_cells(one) for one in found], context)
    else:
        rows = [(one.place.kind, one.place.name, _verdict(one)) for one in found]
        print_table(("Kind", "Name", "Tags"), rows)
    _say_audit(read, found)


def print_propagation(context: Context, told: domains.Propagated, output: Format) -> None:
    """Print what became of TagPropagation, and which apps take it when restarted."""
    if output is Format.json:
        plain = {**asdict(told), "problems": _problems(told.problems)}
        print_plain({**plain, "restart": list(told.restart), **surroundings(context)})
    elif output is Format.csv:
        print_csv(
            ("domain_id", "was", "now", "outcome"),
            [(told.domain_id, told.was, told.now, told.outcome)],
            context,
        )
    say(f"TagPropagation of {told.domain_id}: {told.was} -> {told.now}, {told.outcome}.")
    if told.restart:
        say(f"{len(told.restart)} running apps take it when restarted: {', '.join(told.restart)}")
    for problem in told.problems:
        say(f"Which apps need a restart is not known: {problem.message} {problem.action}")


def _entry(one: Audited) -> dict[str, Any]:
    return {
        "kind": one.place.kind,
        "name": one.place.name,
        "owner": one.place.owner,
        "arn": one.place.arn,
        "state": one.state,
        "tags": one.place.own,
        "effective": dict(one.effective),
        "missing": list(one.missing),
        "invalid": [json.loads(wrong.model_dump_json()) for wrong in one.invalid],
        "too_many_tags": one.too_many,
        "reason": one.place.reason,
    }


def _cells(one: Audited) -> tuple[object, ...]:
    return (
        one.place.kind,
        one.place.name,
        one.place.owner,
        one.state,
        "; ".join(one.missing),
        "; ".join(f"{wrong.key}={wrong.value}" for wrong in one.invalid),
        "; ".join(f"{key}={value}" for key, value in sorted(one.place.own.items())),
        one.place.reason,
        one.place.arn,
    )


def _verdict(one: Audited) -> str:
    if one.state == "unknown":
        return f"? unknown: {one.place.reason or 'a layer could not be read'}"
    parts = [f"! missing {', '.join(one.missing)}"] if one.missing else []
    parts += [f"! {wrong.key}={wrong.value}: {wrong.reason}" for wrong in one.invalid]
    parts += ["! more tags than AWS takes: launches fail"] if one.too_many else []
    return "\n".join(parts) or ", ".join(f"{k}={v}" for k, v in one.effective.items())


def _say_audit(read: domains.Domain, found: list[Audited]) -> None:
    wrong = sum(one.state == "non-compliant" for one in found)
    say(f"{read.domain_id}: {len(found)} profiles and spaces, {wrong} lack a required tag.")
    say(f"TagPropagation: {read.propagation}.")
    if read.propagation == "DISABLED":
        say("These tags reach no job until: jupyter cost-tags domain propagation --enable")
    for problem in read.problems:
        say(f"{problem.message} {problem.action}")
    if wrong:
        say("Next: jupyter cost-tags domain tag --missing --set KEY=VALUE --dry-run")


def _problems(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [json.loads(one.model_dump_json()) for one in problems]


def print_left(
    context: Context,
    left: domains.Left,
    everything: list[Place],
    problems: tuple[Problem, ...],
    output: Format,
) -> None:
    """Print what a profile that leaves has and what of it goes on costing."""
    rows = [(one.kind, one.name, one.arn, one.own) for one in everything]
    if output is Format.json:
        listed = [dict(zip(("kind", "name", "arn", "tags"), row, strict=True)) for row in rows]
        plain = {
            "profile": left.profile.name,
            "tags": left.profile.own,
            "accruing": listed,
            "complete": not problems,
            "problems": _problems(problems),
        }
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        print_csv(("kind", "name", "arn"), [row[:3] for row in rows], context)
    elif rows:
        print_table(("Kind", "Name"), [(kind, name) for kind, name, _, _ in rows])
    say(f"{left.profile.name}: {len(left.spaces)} private spaces, {len(left.resources)} resources.")
    for problem in problems:
        say(f"{problem.message} {problem.action}")
    if rows:
        say("Stop what nobody needs (`jupyter cost-tags stop ARN`), tag the rest with --set.")
