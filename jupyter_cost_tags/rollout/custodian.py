"""A Cloud Custodian policy: who breaks the rules, found with the tool that many run already.

Resource names are those of c7n 0.9. Custodian reads the past; it refuses nothing.
"""

from __future__ import annotations

import re
from typing import Any

from ..guard.allowed import WILDCARD
from ..policy.rules import KeyRule, Policy
from .documents import Note

# Kind -> Custodian's resource.
RESOURCES = {
    "training-job": "sagemaker-job",
    "processing-job": "sagemaker-processing-job",
    "transform-job": "sagemaker-transform-job",
    "hyper-parameter-tuning-job": "sagemaker-hyperparameter-tuning-job",
    "automl-job": "sagemaker-auto-ml-job",
    "compilation-job": "sagemaker-compilation-job",
    "endpoint": "sagemaker-endpoint",
    "endpoint-config": "sagemaker-endpoint-config",
    "notebook-instance": "sagemaker-notebook",
    "cluster": "sagemaker-cluster",
}
_NAME_MEMBERS = {
    "training-job": "TrainingJobName",
    "processing-job": "ProcessingJobName",
    "transform-job": "TransformJobName",
    "hyper-parameter-tuning-job": "HyperParameterTuningJobName",
    "automl-job": "AutoMLJobName",
    "compilation-job": "CompilationJobName",
    "endpoint": "EndpointName",
    "endpoint-config": "EndpointConfigName",
    "notebook-instance": "NotebookInstanceName",
    "cluster": "ClusterName",
}


def custodian(policy: Policy) -> tuple[dict[str, Any], list[Note]]:
    """Return the policies, which report only, and what they can't see."""
    if not policy.required_keys:
        return {"policies": []}, [Note("nothing-required", "The policy requires no key.")]
    wrong = {
        kind: [one for rule in policy.tags if rule.is_required_for(kind) for one in _wrong(rule)]
        for kind in RESOURCES
        if kind not in policy.exempt_kinds
    }
    policies = [
        {
            "name": f"cost-tags-{kind}",
            "resource": f"aws.{RESOURCES[kind]}",
            "description": "Lacks a required cost-allocation tag, or has a value not allowed.",
            "filters": [*_not_exempt(policy, kind), {"or": faults}],
        }
        for kind, faults in wrong.items()
        if faults
    ]
    return {"policies": policies}, [
        Note(
            "reports-only",
            "Custodian finds after the launch, and asks ListTags per resource: on many jobs "
            "`jupyter cost-tags scan` needs a fraction of the calls. Add actions or a mode "
            "yourself.",
        ),
        Note(
            "no-resource",
            "Custodian 0.9 has no labeling jobs, pipelines, monitoring schedules, inference "
            "components or feature groups of SageMaker.",
        ),
    ]


def _wrong(rule: KeyRule) -> list[dict[str, Any]]:
    """Return filters any of which tells that a required key fails: absent or empty, refused."""
    tag = f"tag:{rule.key}"
    found: list[dict[str, Any]] = [{"type": "value", "key": tag, "value": "empty"}]
    if rule.values is not None:
        if any(WILDCARD in value for value in rule.values):
            patterns = [_wildcard(value) for value in rule.values]
            return [*found, _unlike(tag, f"(?:{'|'.join(patterns)})")]
        kept = [value for value in rule.values if not rule.refused(value)]
        return [*found, {"type": "value", "key": tag, "op": "not-in", "value": kept}]
    return [*found, *(_unlike(tag, pattern.text) for pattern in rule.patterns)]


def _unlike(tag: str, pattern: str) -> dict[str, Any]:
    r"""Our patterns are Python's, matched whole; (?a:…) keeps \d and \w to ASCII as ours are."""
    condition = {"type": "value", "key": tag, "op": "regex-case", "value": _whole(pattern)}
    return {"not": [condition]}


def _not_exempt(policy: Policy, kind: str) -> list[dict[str, Any]]:
    named = {"type": "value", "key": _NAME_MEMBERS[kind], "op": "regex-case"}
    return [{"not": [{**named, "value": _whole(pattern.text)}]} for pattern in policy.exempt_names]


def _whole(pattern: str) -> str:
    return rf"(?a:{pattern})\Z"


def _wildcard(value: str) -> str:
    return ".*".join(re.escape(part) for part in value.split(WILDCARD))
