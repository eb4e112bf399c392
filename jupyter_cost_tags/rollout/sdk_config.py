"""Defaults for the SageMaker Python SDK: a `config.yaml` whose tags its calls take.

Sections with tags: `sagemaker.config.config_schema` of SDK 2.2xx and of sagemaker-core 2 alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..policy.rules import Policy
from .actions import held
from .documents import Note

ADMIN_FILE = "/etc/xdg/sagemaker/config.yaml"
USER_FILE = "~/.config/sagemaker/config.yaml"

# Section of the schema -> the creates that take its tags.
SECTIONS: dict[str, tuple[str, ...]] = {
    "AutoMLJob": ("CreateAutoMLJob",),
    "AutoMLJobV2": ("CreateAutoMLJobV2",),
    "CompilationJob": ("CreateCompilationJob",),
    "EdgePackagingJob": ("CreateEdgePackagingJob",),
    "Endpoint": ("CreateEndpoint",),
    "EndpointConfig": ("CreateEndpointConfig",),
    "FeatureGroup": ("CreateFeatureGroup",),
    "Model": ("CreateModel",),
    "MonitoringSchedule": ("CreateMonitoringSchedule",),
    "Pipeline": ("CreatePipeline",),
    "ProcessingJob": ("CreateProcessingJob",),
    "TrainingJob": ("CreateTrainingJob",),
    "TransformJob": ("CreateTransformJob",),
}


def sdk_config(policy: Policy, chosen: Mapping[str, str]) -> tuple[dict[str, Any], list[Note]]:
    """Return the file's content and what it can't cover.

    `chosen` are a bundle's and further tags; the policy's defaults fill what they leave out.
    Protected keys are left out: they are not ours to write.
    """
    values = {**policy.defaults, **chosen}
    tags = [
        {"Key": rule.key, "Value": values[rule.key]}
        for rule in policy.tags
        if rule.key in values and rule.key not in policy.protected
    ]
    # One list per section: YAML would else print references, which not every reader takes.
    sections: dict[str, Any] = {name: {"Tags": [dict(tag) for tag in tags]} for name in SECTIONS}
    sections["PythonSDK"] = {"Modules": {"RemoteFunction": {"Tags": [dict(tag) for tag in tags]}}}
    content: dict[str, Any] = {"SchemaVersion": "1.0"}
    if tags:
        content["SageMaker"] = sections
    return content, _left_out(policy, {tag["Key"] for tag in tags})


def _left_out(policy: Policy, given: set[str]) -> list[Note]:
    notes = []
    lacking = [key for key in policy.required_keys if key not in given]
    for key in lacking:
        message = f"{key} is required and has no default: name its value with --set or --bundle."
        notes.append(Note("no-value", message, key))
    if not given:
        notes.append(Note("no-tags", "There is no tag to give: the file has no section."))
    covered = {operation for operations in SECTIONS.values() for operation in operations}
    missing = [row.operation for row in held(policy.exempt_kinds) if row.operation not in covered]
    return [
        *notes,
        Note("no-section", f"The SDK's configuration has no tags for {', '.join(missing)}."),
        Note(
            "sdk-only",
            "boto3, the AWS CLI and other languages read no such file; the guard covers boto3 in "
            "kernels.",
        ),
        Note(
            "given-wins",
            "A tag that a call gives keeps its value, right or wrong: only absent keys are added.",
        ),
        Note(
            "one-value-for-all",
            "Everybody who reads the file gets the same values: for values per person use tags "
            "on user profiles with TagPropagation, or each user's own file.",
        ),
        Note(
            "unified-studio",
            "SageMaker Unified Studio writes the admin's file anew at each start: use the "
            "user's, or SAGEMAKER_ADMIN_CONFIG_OVERRIDE.",
        ),
    ]
