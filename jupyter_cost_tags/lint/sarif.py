"""SARIF 2.1.0, the form in which code review tools take findings. Pure.

Lines are those of the file: in a notebook the message names the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Each rule with its title and what it means.
RULES = {
    "untagged-launch": (
        "Launch without tags",
        "A SageMaker launch has no tags: what it costs stays unallocated on the bill.",
    ),
    "missing-key": (
        "Required tag key missing",
        "A SageMaker launch lacks a tag key that the policy requires. Keys are case-sensitive.",
    ),
    "refused-value": (
        "Tag value not allowed",
        "A SageMaker launch has a tag whose value the policy does not allow.",
    ),
}


def sarif(findings: Iterable[Mapping[str, Any]], version: str, base: PurePath) -> dict[str, Any]:
    """Return one run with all findings, given as `models.LintFinding` words them.

    Paths below `base`, the folder that it is run in, are told from there.
    """
    identifiers = list(RULES)
    rules = [
        {
            "id": identifier,
            "name": "".join(part.capitalize() for part in identifier.split("-")),
            "shortDescription": {"text": short},
            "fullDescription": {"text": full},
            "defaultConfiguration": {"level": "warning"},
        }
        for identifier, (short, full) in RULES.items()
    ]
    driver = {"name": "jupyter-cost-tags", "version": version, "rules": rules}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(each, identifiers.index(each["rule"]), base) for each in findings
                ],
            }
        ],
    }


def _result(finding: Mapping[str, Any], index: int, base: PurePath) -> dict[str, Any]:
    cell = f"Cell {finding['cell']}, line {finding['line']}: " if finding["cell"] else ""
    region: dict[str, Any] = {"startLine": finding["file_line"]}
    if finding["cell"] is None:
        region |= {"startColumn": finding["column"], "endLine": finding["end_line"]}
    location = {
        "artifactLocation": {"uri": _uri(PurePath(finding["path"]), base)},
        "region": region,
    }
    properties = {"cell": finding["cell"], "operation": finding["operation"]}
    return {
        "ruleId": finding["rule"],
        "ruleIndex": index,
        "level": "warning",
        "message": {"text": f"{cell}{finding['message']} Write {finding['fix']}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"costTags/v1": finding["fingerprint"]},
        "properties": properties,
    }


def _uri(path: PurePath, base: PurePath) -> str:
    if path.is_absolute() and path.is_relative_to(base):
        path = path.relative_to(base)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
