"""The truth table: what the documents must say to calls that matter, and what they do say.

For launches the policy itself says what is right, by the same verdict as scan and guard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..guard.operations import Create, create_of
from ..policy.rules import KeyRule, Policy
from ..tags.judge import judge
from .actions import held
from .documents import Note
from .evaluate import Decision, Request, evaluate, request
from .samples import bad_values, good_tags

HEAD = "arn:{partition}:sagemaker:us-east-1:111122223333"
_STUDIO_TAGS = {
    "sagemaker:domain-arn": "arn:aws:sagemaker:us-east-1:111122223333:domain/d-example",
    "sagemaker:user-profile-arn": (
        "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-example/ana"
    ),
}
_STUDIO_CALLS = (
    ("Studio starts an app", "CreateApp", "app/d-example/ana/JupyterLab/default"),
    ("Studio makes a space", "CreateSpace", "space/d-example/lab"),
    ("somebody opens Studio", "CreatePresignedDomainUrl", "user-profile/d-example/ana"),
)


@dataclass(frozen=True)
class Row:
    """One call, what is right and what the documents say."""

    case: str
    asked: Request
    tags: Mapping[str, str]
    expected: bool  # whether it should go through
    decision: Decision
    noted: str | None  # the code of the note that says of this difference beforehand

    @property
    def agrees(self) -> bool:
        """Tell whether the documents say what is right."""
        return self.decision.allowed is self.expected


@dataclass(frozen=True)
class _Case:
    case: str
    row: Create
    tags: Mapping[str, str]
    key: str | None = None
    expected: bool | None = None  # None: as the policy judges


def truth_table(
    policy: Policy,
    documents: Sequence[Mapping[str, Any]],
    notes: Sequence[Note],
    *,
    partition: str = "aws",
    denies: bool = True,
) -> list[Row]:
    """Return the rows; `denies` adds what only Deny documents speak of: deleting, faking."""
    head = HEAD.format(partition=partition)
    widened: dict[str | None, str] = {note.key: note.code for note in notes if note.key}
    rows = [_launched(case, policy, documents, head, widened) for case in _launches(policy)]
    for case, action, resource in _STUDIO_CALLS:
        asked = request(f"sagemaker:{action}", [f"{head}:{resource}"])
        rows.append(_row(case, asked, documents, goes=True))
    if denies:
        rows += [
            _row(case, asked, documents, goes=expected)
            for case, asked, expected in _taggings(policy, f"{head}:training-job/one")
        ]
    return rows


def launch(row: Create, arns: Sequence[str], tags: Mapping[str, str]) -> tuple[Request, ...]:
    """Return what IAM is asked for one create: the call, and AddTags when it carries tags."""
    create = request(f"sagemaker:{row.operation}", arns, tags)
    if not tags:
        return (create,)
    by = {"sagemaker_TaggingAction": row.operation}
    return create, request("sagemaker:AddTags", arns[:1], tags, **by)


def _row(case: str, asked: Request, documents: Sequence[Mapping[str, Any]], *, goes: bool) -> Row:
    return Row(case, asked, {}, goes, evaluate(documents, asked), None)


def _launched(
    case: _Case,
    policy: Policy,
    documents: Sequence[Mapping[str, Any]],
    head: str,
    widened: Mapping[str | None, str],
) -> Row:
    arn = f"{head}:{case.row.kind}/one"
    asked = launch(case.row, [arn], case.tags)
    decisions = [evaluate(documents, one) for one in asked]
    decision = next((one for one in decisions if not one.allowed), decisions[0])
    expected = case.expected
    if expected is None:
        expected = judge(case.tags, policy, case.row.kind, "one").state == "compliant"
    return Row(case.case, asked[0], case.tags, expected, decision, widened.get(case.key))


def _launches(policy: Policy) -> Iterator[_Case]:
    good = good_tags(policy)
    job = create_of("CreateTrainingJob")
    assert job is not None  # noqa: S101  (a row of the table)
    for row in held():
        yield _Case(f"{row.operation} with every required tag", row, good)
        yield _Case(f"{row.operation} without tags", row, {})
    yield _Case("with Studio's own tags beside", job, {**good, **_STUDIO_TAGS})
    yield _Case("with Studio's own tags only", job, _STUDIO_TAGS)
    yield _Case("with a tag that the policy does not know", job, {**good, "anything": "else"})
    for rule in policy.tags:
        if rule.required:
            yield from _of_key(rule, job, good)


def _of_key(rule: KeyRule, job: Create, good: Mapping[str, str]) -> Iterator[_Case]:
    key, value = rule.key, good.get(rule.key)
    others = {name: text for name, text in good.items() if name != key}
    yield _Case(f"without {key}", job, others, key)
    yield _Case(f"with an empty {key}", job, {**others, key: ""}, key)
    for bad in bad_values(rule):
        yield _Case(f"{key} with a value that is refused", job, {**others, key: bad}, key)
    if value is not None and key.swapcase() != key:
        yield _Case(f"{key} in another case", job, {**others, key.swapcase(): value}, key)


def _taggings(policy: Policy, arn: str) -> Iterator[tuple[str, Request, bool]]:
    good = good_tags(policy)
    for key in dict.fromkeys([*policy.required_keys, *sorted(policy.protected)]):
        asked = request("sagemaker:DeleteTags", [arn], None, aws_TagKeys=[key])
        yield f"somebody deletes {key}", asked, False
    for key in sorted(policy.protected):
        yield f"somebody writes {key}", request("sagemaker:AddTags", [arn], {key: "x"}), False
    if good:
        yield (
            "somebody fixes tags",
            request("sagemaker:AddTags", [arn], good),
            not any(key in policy.protected for key in good),
        )
    asked = request("sagemaker:AddTags", [arn], _STUDIO_TAGS)
    yield "somebody writes Studio's own tags", asked, False
