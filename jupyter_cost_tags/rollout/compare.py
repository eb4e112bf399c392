"""AWS's own simulator on the rows of the truth table, where the account allows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..aws import Aws
from ..problems import BadResponse, CostTagsError
from .documents import compact
from .evaluate import Request, Verdict
from .truth import Row

_VERDICTS: dict[str, Verdict] = {
    "allowed": "allowed",
    "explicitDeny": "explicit-deny",
    "implicitDeny": "implicit-deny",
}
_LISTS = frozenset({"aws:tagkeys"})


@dataclass(frozen=True)
class Comparison:
    """What AWS says: how many rows it was asked, and those where it says otherwise."""

    compared: int
    different: tuple[str, ...]
    problem: CostTagsError | None  # why it was not asked, or not to the end


def compare(aws: Aws, documents: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> Comparison:
    """Ask iam:SimulateCustomPolicy for each row; a refusal is told, never taken for agreement."""
    texts = [compact(document) for document in documents]
    different: list[str] = []
    for done, row in enumerate(rows):
        try:
            verdict = _asked(aws, texts, row.asked)
        except CostTagsError as error:
            return Comparison(done, tuple(different), error)
        if verdict != row.decision.verdict:
            different.append(f"{row.case}: AWS says {verdict}, we say {row.decision.verdict}")
    return Comparison(len(rows), tuple(different), None)


def _asked(aws: Aws, texts: Sequence[str], asked: Request) -> Verdict:
    answer = aws.call(
        "iam",
        "SimulateCustomPolicy",
        expects=("EvaluationResults",),
        PolicyInputList=list(texts),
        ActionNames=[asked.action],
        ResourceArns=list(asked.resources),
        ContextEntries=[
            {
                "ContextKeyName": name,
                "ContextKeyValues": list(values),
                "ContextKeyType": "stringList" if name in _LISTS else "string",
            }
            for name, values in asked.context.items()
        ],
    )
    try:
        return _VERDICTS[answer["EvaluationResults"][0]["EvalDecision"]]
    except (IndexError, KeyError, TypeError) as error:
        raise BadResponse("AWS's simulator gave no decision.") from error
