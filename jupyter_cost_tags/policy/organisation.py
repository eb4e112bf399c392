"""The organisation's rules: its effective tag policy and the tags that it requires.

`organizations:DescribeEffectivePolicy` may be asked by any account of an organisation;
`tag:ListRequiredTags` names the keys of `report_required_tag_for` (AWS docs
resourcegroupstagging/latest/APIReference/API_RequiredTag). Each may be denied by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from ..aws import Aws
from ..models import OrganisationPolicy, OrganisationState, Problem
from ..problems import AwsTrouble, BadResponse, CostTagsError, Denied, NotAvailable, Refused
from .tag_policy import Kinds, TagPolicy, from_tag_policy, kinds_of

SOURCE = "the organisation's tag policy"
_ABSENT: dict[str, OrganisationState] = {
    "AWSOrganizationsNotInUseException": "not-in-organisation",
    "EffectivePolicyNotFoundException": "none",
}


@dataclass(frozen=True)
class Organisation:
    """What AWS said of the organisation's rules, as it said it, and what it did not."""

    state: OrganisationState = "not-asked"
    as_of: datetime | None = None
    content: Mapping[str, Any] | None = None  # the effective tag policy
    required: Mapping[str, Kinds] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def told(self) -> OrganisationPolicy:
        """Return the form for the wire."""
        return OrganisationPolicy(state=self.state, as_of=self.as_of, problem=self.problem)

    def rules(self) -> TagPolicy:
        """Return its rules in our words; raises `BadResponse` for a form that is not AWS's."""
        return from_tag_policy(self.content or {"tags": {}}, self.required)


def ask_organisation(aws: Aws, now: datetime, *, account: str | None = None) -> Organisation:
    """Return the organisation's rules for this account, or for another one.

    Raises nothing of AWS's making: what could not be read is told in `problem`. The keys that
    are required are asked for by themselves where the tag policy can't be read.
    """
    content, why = None, None
    try:
        content = _effective(aws, account)
    except CostTagsError as error:
        absent = _ABSENT.get(error.aws_code) if isinstance(error, Refused) else None
        if absent:
            return Organisation(absent, now)
        why = error
    required, unread = ({}, None) if account else _required(aws)
    found = Organisation("in-force", now, content, required)
    if why is None:
        try:
            found.rules()
        except BadResponse as error:
            return Organisation("unavailable", now, problem=error.problem())
        return replace(found, problem=_about(_REQUIRED, unread))
    if required:
        return replace(found, problem=_about(_VALUES, why))
    state: OrganisationState = "denied" if isinstance(why, Denied) else "unavailable"
    return Organisation(state, now, problem=_about(_ALL, why))


_ALL = "The organisation's tag policy could not be read"
_VALUES = "The values that the organisation allows could not be read"
_REQUIRED = "Which tags the organisation requires may not be known in full"


def _about(what: str, why: CostTagsError | None) -> Problem | None:
    return AwsTrouble.about(what, why).problem() if why else None


def _effective(aws: Aws, account: str | None) -> dict[str, Any]:
    target: dict[str, Any] = {"TargetId": account} if account else {}
    answer = aws.call("organizations", "DescribeEffectivePolicy", PolicyType="TAG_POLICY", **target)
    try:
        content = json.loads(answer["EffectivePolicy"]["PolicyContent"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BadResponse("The organisation's tag policy is not valid JSON.") from None
    if not isinstance(content, dict):
        raise BadResponse("The organisation's tag policy is not a JSON object.")
    return content


def _required(aws: Aws) -> tuple[dict[str, Kinds], CostTagsError | None]:
    """Return the required keys with the kinds of ours that must carry them."""
    found: dict[str, Kinds] = {}
    try:
        for page in aws.pages("resourcegroupstaggingapi", "ListRequiredTags"):
            for row in page["RequiredTags"]:
                kinds = kinds_of([str(row.get("ResourceType", ""))])
                for key in row.get("ReportingTagKeys", ()):
                    if kinds != frozenset():
                        found[key] = _both(found.get(key, frozenset()), kinds)
    except NotAvailable:  # an SDK from before it; the policy itself says the same
        return {}, None
    except CostTagsError as error:
        return {}, error
    return found, None


def _both(one: Kinds, other: Kinds) -> Kinds:
    return None if one is None or other is None else one | other


def spelled(organisation: Organisation) -> dict[str, Any]:
    """Return what the cache keeps; `remembered` reads it."""
    return {
        "told": organisation.told.model_dump(mode="json"),
        "content": organisation.content,
        "required": {
            key: None if kinds is None else sorted(kinds)
            for key, kinds in organisation.required.items()
        },
    }


def remembered(kept: Any) -> Organisation | None:
    """Return what was kept; None for what another version wrote."""
    try:
        told = OrganisationPolicy.model_validate(kept["told"])
        required = {
            key: None if kinds is None else frozenset(kinds)
            for key, kinds in kept["required"].items()
        }
        found = Organisation(told.state, told.as_of, kept["content"], required, told.problem)
        found.rules()
    except (ValidationError, BadResponse, KeyError, TypeError, AttributeError):
        return None
    return found
