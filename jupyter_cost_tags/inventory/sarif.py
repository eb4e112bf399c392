"""A scan as SARIF 2.1.0, the form in which code scanning and CI take findings. Pure.

A resource is no file: its ARN, which is a URI, stands where a file would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..models import OnTheBill, Scan, ScannedResource, spell_instant

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Each rule with its level, its title and what it means.
_RULES = {
    "missing-key": (
        "warning",
        "Required tag key missing",
        "A SageMaker resource has no value for a tag key that the policy requires.",
    ),
    "refused-value": (
        "warning",
        "Tag value not allowed",
        "A SageMaker resource has a tag whose value, or key, the policy does not allow.",
    ),
    "tags-unread": (
        "note",
        "Tags could not be read",
        "Whether a SageMaker resource has the tags that it needs is not known.",
    ),
}
_EFFECT: Mapping[OnTheBill, str] = {
    "accrues": "A fix counts from now.",
    "next-deployment": "A fix counts from the next deployment.",
    "next-run": "A fix counts for what it starts from now on.",
    "nothing": "It is not billed itself.",
    "ended": "It has ended: a fix is for the record only.",
    "unknown": "Whether a fix counts is not known.",
}


def sarif(scan: Scan, version: str) -> dict[str, Any]:
    """Return one run with a result for each missing key and each value that is not allowed."""
    identifiers = list(_RULES)
    rules = [
        {
            "id": identifier,
            "name": "".join(part.capitalize() for part in identifier.split("-")),
            "shortDescription": {"text": short},
            "fullDescription": {"text": full},
            "defaultConfiguration": {"level": level},
        }
        for identifier, (level, short, full) in _RULES.items()
    ]
    notices = [
        {"level": "error", "message": {"text": f"{problem.message} {problem.action}"}}
        for problem in scan.problems
    ]
    results = [
        _result(resource, rule, identifiers.index(rule), key, text)
        for resource in scan.resources
        for rule, key, text in _findings(resource)
    ]
    run = {
        "tool": {"driver": {"name": "jupyter-cost-tags", "version": version, "rules": rules}},
        "invocations": [
            {
                "executionSuccessful": scan.complete,
                "endTimeUtc": spell_instant(scan.as_of),
                "toolExecutionNotifications": notices,
            }
        ],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _findings(resource: ScannedResource) -> Iterator[tuple[str, str, str]]:
    """Yield rule, key and sentence of all that is wrong with a resource."""
    if resource.state == "unknown":
        yield "tags-unread", "", resource.reason or "Its tags could not be read."
    if resource.state != "non-compliant":
        return
    for key in resource.missing:
        yield "missing-key", key, f"lacks {key}. {_EFFECT[resource.on_the_bill]}"
    for wrong in resource.invalid:
        hint = f" Did you mean {wrong.suggestion}?" if wrong.suggestion else ""
        text = f"{wrong.key}={wrong.value}: {wrong.reason}{hint}"
        yield "refused-value", wrong.key, f"{text} {_EFFECT[resource.on_the_bill]}"


def _result(
    resource: ScannedResource, rule: str, index: int, key: str, text: str
) -> dict[str, Any]:
    told = f"{rule} {resource.arn} {key}"
    location = {
        "physicalLocation": {"artifactLocation": {"uri": quote(resource.arn, safe=":/@")}},
        "logicalLocations": [
            {"name": resource.name, "fullyQualifiedName": resource.arn, "kind": "resource"}
        ],
    }
    return {
        "ruleId": rule,
        "ruleIndex": index,
        "level": _RULES[rule][0],
        "message": {"text": f"{resource.kind} {resource.name}: {text}"},
        "locations": [location],
        "partialFingerprints": {"costTags/v1": hashlib.sha256(told.encode()).hexdigest()},
        "properties": {
            "kind": resource.kind,
            "status": resource.status,
            "created": spell_instant(resource.created),
            "billing_effect": resource.billing_effect,
        },
    }
