"""What a policy says to a request: AWS's logic, without AWS.

AWS docs IAM/latest/UserGuide/reference_policies_evaluation-logic: an explicit deny anywhere wins;
else some statement must allow, and every SCP level must as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .conditions import Context, NotEvaluated, arn_like, holds, like, resolved, texts

Verdict = Literal["allowed", "explicit-deny", "implicit-deny"]

# What a role has before our documents are added to it: the question is what they take away.
EVERYTHING: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*"}],
}


@dataclass(frozen=True)
class Request:
    """One call as IAM sees it: every resource that it names is asked for by itself."""

    action: str
    resources: tuple[str, ...]
    context: Context


@dataclass(frozen=True)
class Decision:
    """The verdict and the Sids of the statements that made it."""

    verdict: Verdict
    statements: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Tell whether the call goes through."""
        return self.verdict == "allowed"


def request(
    action: str,
    resources: Sequence[str] = ("*",),
    tags: Mapping[str, str] | None = None,
    **keys: str | Sequence[str],
) -> Request:
    """Return a request with these tags; `keys` are further condition keys, `_` for `:`.

    Without tags in the call there is no `aws:TagKeys` either, as AWS has it.
    """
    context: dict[str, tuple[str, ...]] = {}
    for name, value in keys.items():
        listed = (value,) if isinstance(value, str) else tuple(value)
        context[name.replace("_", ":", 1).lower()] = listed
    if tags:
        context["aws:tagkeys"] = tuple(tags)
        context |= {f"aws:requesttag/{key}".lower(): (value,) for key, value in tags.items()}
    return Request(action, tuple(resources), context)


def evaluate(documents: Sequence[Mapping[str, Any]], asked: Request) -> Decision:
    """Return the verdict of documents that hold together, as those of one role do."""
    return worst([_for_one(documents, asked, resource) for resource in asked.resources])


def worst(decisions: Sequence[Decision]) -> Decision:
    """Return the decision that stops the call, if any does."""
    order = ("explicit-deny", "implicit-deny", "allowed")
    return min(decisions, key=lambda one: order.index(one.verdict))


def _for_one(documents: Sequence[Mapping[str, Any]], asked: Request, resource: str) -> Decision:
    denied: list[str] = []
    allowed: list[str] = []
    for document in documents:
        for at, statement in enumerate(_statements(document)):
            if _concerns(statement, asked, resource):
                sid = str(statement.get("Sid") or f"statement {at + 1}")
                (denied if statement["Effect"] == "Deny" else allowed).append(sid)
    if denied:
        return Decision("explicit-deny", tuple(denied))
    if allowed:
        return Decision("allowed", tuple(allowed))
    return Decision("implicit-deny", ())


def _statements(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = document.get("Statement", [])
    listed = found if isinstance(found, list) else [found]
    for one in listed:
        if not isinstance(one, Mapping) or one.get("Effect") not in {"Allow", "Deny"}:
            raise NotEvaluated("A statement is no object with the Effect Allow or Deny.")
        if "Principal" in one or "NotPrincipal" in one:
            raise NotEvaluated("A statement names a Principal: this is a resource's policy.")
    return listed


def _concerns(statement: Mapping[str, Any], asked: Request, resource: str) -> bool:
    return (
        _acts(statement, asked.action)
        and _reaches(statement, resource, asked.context)
        and holds(statement.get("Condition") or {}, asked.context)
    )


def _acts(statement: Mapping[str, Any], action: str) -> bool:
    negated = "NotAction" in statement
    listed = texts(statement["NotAction" if negated else "Action"])
    return any(like(action.lower(), one.lower()) for one in listed) is not negated


def _reaches(statement: Mapping[str, Any], resource: str, context: Context) -> bool:
    negated = "NotResource" in statement
    listed = texts(statement["NotResource" if negated else "Resource"])
    told = (resolved(one, context) for one in listed)
    return any(one is not None and arn_like(resource, one) for one in told) is not negated
