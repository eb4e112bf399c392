"""The files that a machine of the company has: Studio's metadata, the admin's policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .billing import COST_CENTERS, ENVIRONMENTS
from .jobs import role
from .people import DOMAIN_ID, SPACE

if TYPE_CHECKING:
    from pathlib import Path

    from jupyter_cost_tags.demo.embedded_aws.world import World

METADATA = "resource-metadata.json"
POLICY = "cost-tags.yaml"

_POLICY_TEXT = """\
# How Northwind Analytics tags what it runs on SageMaker.
version: 1
mode: warn
tags:
  - key: cost-center
    required: true
    values: {{{centers}}}
  - key: project
    required: true
    pattern: "[a-z][a-z0-9-]{{2,40}}"
  - key: environment
    required: true
    values: [{environments}]
    default: dev
bundles:
  churn: {{cost-center: CC-4711, project: churn, environment: dev}}
  ranking: {{cost-center: CC-4711, project: ranking, environment: staging}}
  routing: {{cost-center: CC-4802, project: routing, environment: dev}}
protected: [team]
spend: {{source: cost-explorer, tag: auto, metric: UnblendedCost}}
launch: {{confirm_above: "50.00"}}
exempt: {{kinds: [], name_patterns: []}}
"""


def write_files(world: World, directory: Path) -> dict[str, Path]:
    """Write both files; return their paths by the variable that names each to the product."""
    return {
        "RESOURCE_METADATA_FILE": write_metadata(world, directory),
        "COST_TAGS_POLICY": write_policy(directory),
    }


def write_metadata(world: World, directory: Path, space: str = SPACE) -> Path:
    """Write what new Studio's JupyterLab finds of itself; the profile isn't in it."""
    arn = world.arn("app", DOMAIN_ID, space, "JupyterLab", "default")
    members = {
        "AppType": "JupyterLab",
        "DomainId": DOMAIN_ID,
        "SpaceName": space,
        "ExecutionRoleArn": role(world),
        "ResourceArn": arn,
        "ResourceName": "default",
        "AppImageVersion": "",
        "ResourceArnCaseSensitive": arn,
        "IpAddressType": "ipv4",
    }
    return _write(directory / METADATA, json.dumps(members))


def write_policy(directory: Path) -> Path:
    """Write the company's policy file."""
    text = _POLICY_TEXT.format(
        centers=", ".join(f"{code}: {name}" for code, name in COST_CENTERS.items()),
        environments=", ".join(ENVIRONMENTS),
    )
    return _write(directory / POLICY, text)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
