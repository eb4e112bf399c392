"""Lifecycle configurations in AWS: created once, attached to a domain with consent."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any, Literal

from ..aws import Aws
from ..problems import BadRequest, CostTagsError, NotAvailable, Refused
from ..rollout.lifecycle import Script

_SETTINGS = ("DefaultUserSettings", "DefaultSpaceSettings")
_BUILT_IN = "BuiltInLifecycleConfigArn"
_OURS = "studio-lifecycle-config/jupyter-cost-tags-"
_THERE = ("ResourceInUse", "ValidationException")


@dataclass(frozen=True)
class Created:
    """One configuration in AWS."""

    arn: str
    outcome: Literal["created", "unchanged"]


def create(aws: Aws, script: Script) -> Created:
    """Create the configuration, or return the one that holds the same already.

    Its name tells its content, so that one of the same name is the same; raises a
    `CostTagsError`.
    """
    noun = "StudioLifecycleConfig"
    more: dict[str, Any] = {f"{noun}AppType": "JupyterLab", f"{noun}Content": script.content}
    if script.target == "notebook-instance":
        noun = "NotebookInstanceLifecycleConfig"
        more = {"OnStart": [{"Content": script.content}]}
    named = {f"{noun}Name": script.name}
    arn = f"{noun}Arn"
    try:
        made = aws.call("sagemaker", f"Create{noun}", expects=(arn,), **named, **more)
    except Refused as error:
        if error.aws_code not in _THERE:
            raise
        try:
            there = aws.call("sagemaker", f"Describe{noun}", expects=(arn,), **named)
        except CostTagsError:
            raise error from None
        return Created(str(there[arn]), "unchanged")
    return Created(str(made[arn]), "created")


def attach_commands(target: str, arn: str, domain: str | None) -> list[str]:
    """Return the commands that make it run at each start, for whoever would rather type them.

    Built-in: it always runs, in private and shared spaces alike, and users can't deselect it
    (AWS docs sagemaker/latest/dg/studio-lifecycle-configurations).
    """
    if target == "notebook-instance":
        name = shlex.quote(arn.rpartition("/")[2])
        update = "aws sagemaker update-notebook-instance --notebook-instance-name NAME"
        return [f"{update} --lifecycle-config-name {name}"]
    settings = shlex.quote(json.dumps({"JupyterLabAppSettings": {_BUILT_IN: arn}}))
    update = f"aws sagemaker update-domain --domain-id {shlex.quote(domain or 'DOMAIN')}"
    both = f"--default-user-settings {settings} --default-space-settings {settings}"
    return [f"{update} {both}"]


def attach(aws: Aws, domain: str, arn: str) -> Literal["attached", "unchanged"]:
    """Let it run at each JupyterLab start of a domain; nothing else of the domain changes.

    Raises `BadRequest` where another built-in configuration is set: only one can be.
    """
    told = aws.call("sagemaker", "DescribeDomain", DomainId=domain)
    changed: dict[str, Any] = {}
    for member in _SETTINGS:
        settings = dict((told.get(member) or {}).get("JupyterLabAppSettings") or {})
        present = str(settings.get(_BUILT_IN) or "")
        if present and _OURS not in present:
            raise BadRequest(
                f"{domain} has another built-in configuration, {present.rpartition('/')[2]}.",
                code="conflict",
                action="Call our script from that one, or take it out first.",
            )
        if present != arn:
            changed[member] = {"JupyterLabAppSettings": {**settings, _BUILT_IN: arn}}
    if not changed:
        return "unchanged"
    # An SDK from before the built-in ones would refuse the member itself.
    if not _knows_built_in(aws):
        raise NotAvailable("The installed boto3 has no built-in lifecycle configurations.")
    aws.call("sagemaker", "UpdateDomain", DomainId=domain, **changed)
    return "attached"


def _knows_built_in(aws: Aws) -> bool:
    return aws.accepts(
        "sagemaker", "UpdateDomain", _SETTINGS[0], "JupyterLabAppSettings", _BUILT_IN
    )
