"""Read back what a guarded launch has in AWS, once, and repair what was dropped."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..aws import Aws, list_tags
from ..guard.grammar import is_system
from ..inventory.scan import resource_id
from ..launches.book import Known
from ..launches.places import Resource
from ..launches.verdict import Finding, find, repaired
from ..models import Change, Plan
from ..problems import CostTagsError
from ..tags.plan import may_write
from . import fixes
from .described import describe

if TYPE_CHECKING:
    from .guards import Guards

KEY = "launches"  # in the cache: what was found, by the launch's id


def read_back(guards: Guards, launches: Sequence[Known]) -> dict[str, Finding]:
    """Return what was found of each launch; a read that fails is `unknown`, never untagged."""
    aws = guards.context.aws.metered()
    return {known.line.id: _read_one(guards, aws, known) for known in launches}


def _read_one(guards: Guards, aws: Aws, known: Known) -> Finding:
    resource = known.resource
    if resource is None:
        return Finding("unknown")
    loaded = guards.context.policy()
    if loaded.policy is None and loaded.problem:
        return Finding("unknown", "The policy can't be read.")
    try:
        tags = list_tags(aws, resource.arn)
    except CostTagsError as error:
        if error.code == "not-found":
            return Finding("gone", "It no longer exists.")
        return Finding("unknown", error.message)
    told = guards.told
    finding = find(known.line, resource, tags, loaded.policy, told.document if told else None)
    try:
        return _repaired(guards, aws, resource, tags, finding)
    except CostTagsError as error:
        return repaired(finding, "failed", error.message, "")


def _repaired(
    guards: Guards, aws: Aws, resource: Resource, tags: dict[str, str], finding: Finding
) -> Finding:
    """Add what was dropped, by plan, journal and fix, while it still changes the bill."""
    policy = guards.context.policy().policy
    add = {k: v for k, v in finding.repair.items() if k not in tags and may_write(k, v, policy)}
    if not add or not _accrues(aws, resource):
        return finding
    change = Change(
        arn=resource.arn,
        id=resource_id(resource.arn),
        kind=resource.kind,
        name=resource.name,
        current={key: value for key, value in tags.items() if not is_system(key)},
        add=add,
        overwrite={},
        remove=[],
        billing_effect="from-now",
    )
    run = fixes.apply_plan(guards.context, Plan(plan_id=secrets.token_hex(8), changes=[change]))
    result = run.results[0]
    tried = replace(finding, repair=add)
    return repaired(tried, result.outcome, result.reason, run.run_id)


def _accrues(aws: Aws, resource: Resource) -> bool:
    """Tell whether tags that are added now still count; what can't be described may."""
    try:
        told = describe(aws, resource)
    except CostTagsError:
        return True
    return told is None or told.billing_effect == "from-now"
