"""What is told of a launch, once it is known what became of it. Pure."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from . import words
from .decide import UNDECIDED, Decision
from .operations import Create, Start
from .rules import Rules
from .surroundings import Place

if TYPE_CHECKING:
    from .pipelines import Step


@dataclass
class Launch:
    """One call on its way, from its parameters to its answer."""

    operation: str
    row: Create | Start
    name: str | None
    region: str | None
    mode: str
    where: Place
    rules: Rules | None = None
    parameters: dict[str, Any] | None = None
    decision: Decision = UNDECIDED
    hints: dict[str, str] = field(default_factory=dict)  # what the layers have for missing keys
    exempt: bool = False
    judged: bool = False
    steps: list[Step] = field(default_factory=list)
    ceiling: dict[str, Any] | None = None
    above: str | None = None  # the limit that the ceiling is above
    original: Any = None  # the call's own Tags
    resent: bool = False


def record(launch: Launch, outcome: str, arn: str | None, code: str | None) -> dict[str, Any]:
    """Return the members of the launch file's line."""
    decision, where = launch.decision, launch.where
    return {
        "id": os.urandom(16).hex(),
        "batch": where.batch,
        "operation": launch.operation,
        "kind": launch.row.kind,
        "name": launch.name,
        "region": launch.region,
        "arn": arn,
        "outcome": outcome,
        "mode": launch.mode,
        "resent": launch.resent,
        "given": decision.given,
        "added": {one.key: {"value": one.value, "source": one.source} for one in decision.added},
        "missing": list(decision.missing),
        "invalid": [one._asdict() for one in decision.invalid],
        "near": [one._asdict() for one in decision.near],
        "overflow": list(decision.overflow),
        "steps": [{"name": one.name, "missing": list(one.missing)} for one in launch.steps[:20]],
        "ceiling": launch.ceiling,
        "above_limit": launch.above is not None,
        "code": code,
        "kernel_id": where.kernel_id,
        "notebook": where.notebook,
        "execution_count": where.execution_count,
        "cell_id": where.cell_id,
        "thread": threading.current_thread().name,
    }


def told_of(launch: Launch, outcome: str, rules: Rules) -> dict[str, Any]:
    """Return what the card says of a call."""
    decision = launch.decision
    resource = {
        "operation": launch.operation,
        "kind": launch.row.kind,
        "name": launch.name,
        "outcome": outcome,
    }
    notebook = launch.where.notebook
    return {
        "mode": launch.mode,
        "verdict": _verdict(launch, outcome),
        "resources": [resource],
        "missing": words.missing_of(rules, decision.missing, launch.hints),
        "added": words.added_rows(decision.added),
        "invalid": [one._asdict() for one in decision.invalid],
        "near": [one._asdict() for one in decision.near],
        "steps": [{"name": one.name, "missing": list(one.missing)} for one in launch.steps],
        "ceiling": launch.ceiling,
        "above_limit": launch.above,
        "notebook": PurePath(notebook).name if notebook else None,
    }


def _verdict(launch: Launch, outcome: str) -> str:
    if outcome == "blocked":
        return "blocked"
    if launch.resent:
        return "resent"
    decision = launch.decision
    if decision.fails or decision.near or decision.invalid or launch.steps:
        return "missing"
    return "filled" if decision.added else "complete"


def is_worth_a_card(launch: Launch, told: Mapping[str, Any]) -> bool:
    """Tell whether there is something to say: of tags, or of the price."""
    priced = launch.ceiling is not None and launch.ceiling.get("amount") is not None
    return told["verdict"] != "complete" or priced or bool(launch.decision.overflow)
