"""The shapes of a simulation's JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..rollout.compare import Comparison
from ..rollout.history import Lost, Replay
from ..rollout.truth import Row
from ..service.simulations import History, differing, summary

LOST = ("kind", "name", "user", "created", "missing", "invalid", "statements", "arn")


def lost_launch(one: Lost) -> dict[str, Any]:
    """Return one launch that would have been lost."""
    return {
        "kind": one.launched.kind,
        "name": one.launched.name,
        "user": one.launched.user,
        "created": one.launched.created,
        "missing": list(one.verdict.missing),
        "invalid": [f"{wrong.key}={wrong.value}" for wrong in one.verdict.invalid],
        "statements": list(one.decision.statements),
        "arn": one.launched.arn,
    }


def truth_table(rows: Sequence[Row]) -> dict[str, Any]:
    """Return every call with what is right and what the documents say."""
    apart, noted = differing(rows)
    return {
        "calls": len(rows),
        "agree": len(rows) - len(apart) - len(noted),
        "differ": len(apart),
        "differ_as_noted": len(noted),
        "rows": [
            {
                "case": row.case,
                "action": row.asked.action,
                "tags": dict(row.tags),
                "expected": "allow" if row.expected else "deny",
                "verdict": row.decision.verdict,
                "statements": list(row.decision.statements),
                "agrees": row.agrees,
                "note": row.noted,
            }
            for row in rows
        ],
    }


def past(replayed: Replay | None, told: History | None) -> dict[str, Any] | None:
    """Return what the past would have been; None where it was not asked for."""
    if replayed is None or told is None:
        return None
    return {
        "summary": summary(replayed, told),
        "source": told.source,
        "since": told.since,
        "complete": told.complete,
        "launches": replayed.launches,
        "lost": len(replayed.lost),
        "unknown": replayed.unknown,
        "users": _listed(replayed.by_user, "user"),
        "kinds": _listed(replayed.by_kind, "kind"),
        "keys": [
            {"key": key, "missing": absent, "invalid": refused}
            for key, (absent, refused) in replayed.by_key.items()
        ],
        "lost_launches": [lost_launch(one) for one in replayed.lost],
        "let_through": [asdict(one) for one in replayed.let_through],
        "problems": [json.loads(one.model_dump_json()) for one in told.problems],
    }


def _listed(counted: Mapping[str, tuple[int, int]], name: str) -> list[dict[str, Any]]:
    return [
        {name: who, "launches": launches, "lost": lost} for who, (launches, lost) in counted.items()
    ]


def simulator(compared: Comparison | None) -> dict[str, Any] | None:
    """Return what AWS's own simulator said; None where it was not asked."""
    if compared is None:
        return None
    problem = compared.problem
    return {
        "state": "unknown" if problem else "differs" if compared.different else "agrees",
        "compared": compared.compared,
        "different": list(compared.different),
        "problem": json.loads(problem.problem().model_dump_json()) if problem else None,
    }
