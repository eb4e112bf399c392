"""Least-privilege policies for the four kinds of people, from the rows of what is called.

A viewer sees; a fixer also writes tags; an admin rolls out; a payer activates keys. Each row is one
part of the tool: without its actions that part says which it lacks, and the rest works.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ..inventory.kinds import KINDS, usual_kinds
from ..policy.rules import Policy
from .actions import STUDIO_KINDS, held
from .documents import MANAGED_POLICY, Generated, Note, packed
from .iam import TAGGING, Scope

Role = Literal["viewer", "fixer", "admin", "payer"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Part:
    """One part of the tool and the actions it takes."""

    sid: str
    roles: tuple[Role, ...]
    actions: tuple[str, ...]
    what: str


_ALL: tuple[Role, ...] = ("viewer", "fixer", "admin")
_SHARED = ("tag:GetResources", "sagemaker:ListTags", "sagemaker:AddTags")
_FINDING = tuple(
    dict.fromkeys(
        action
        for kind in usual_kinds("all")
        for action in kind.iam_actions
        if action not in _SHARED
    )
)
_DESCRIBING = tuple(
    f"sagemaker:Describe{row.operation.removeprefix('Create')}"
    for row in held()
    if row.operation != "CreateClusterExtension"
)

PARTS: tuple[Part, ...] = (
    Part(
        "WhoAmI",
        _ALL,
        (
            "sagemaker:DescribeDomain",
            "sagemaker:DescribeNotebookInstance",
            "sagemaker:DescribeSpace",
            "sagemaker:DescribeUserProfile",
            "sagemaker:ListSpaces",
            "sagemaker:ListTags",
        ),
        "who is billed, and with which tags",
    ),
    Part("FindResources", _ALL, (*_FINDING, "tag:GetResources"), "what lacks a tag"),
    Part(
        "OrganisationsPolicy",
        _ALL,
        (
            "organizations:DescribeEffectivePolicy",
            "tag:GetTagKeys",
            "tag:GetTagValues",
            "tag:ListRequiredTags",
        ),
        "the organisation's tag policy, and which tags are in use",
    ),
    Part(
        "PartsOfResources",
        _ALL,
        (
            "sagemaker:DescribeNotebookInstance",
            "sagemaker:ListInferenceComponents",
            "sagemaker:ListPipelineExecutionSteps",
            "sagemaker:ListPipelineExecutions",
        ),
        "what belongs to an endpoint, a pipeline or a notebook instance",
    ),
    Part(
        "RunningNow",
        _ALL,
        ("cloudwatch:GetMetricData", "sagemaker:DescribeApp", "sagemaker:ListApps"),
        "what accrues cost now, beside the kinds that are scanned",
    ),
    Part(
        "Stop",
        ("fixer", "admin"),
        (
            "sagemaker:DeleteApp",
            "sagemaker:DeleteEndpoint",
            "sagemaker:StopHyperParameterTuningJob",
            "sagemaker:StopNotebookInstance",
            "sagemaker:StopProcessingJob",
            "sagemaker:StopTrainingJob",
            "sagemaker:StopTransformJob",
        ),
        "stopping what runs; by resource ARN where not everybody may stop everything",
    ),
    Part(
        "FixMany",
        ("fixer", "admin"),
        ("tag:TagResources",),
        "twenty resources in one request; it takes sagemaker:AddTags on each as well",
    ),
    Part("Launches", _ALL, _DESCRIBING, "status and age of what a notebook launched"),
    Part("ListPrices", _ALL, ("pricing:GetProducts",), "price ceilings"),
    Part(
        "Spend",
        (*_ALL, "payer"),
        (
            "ce:GetCostAndUsage",
            "ce:GetCostAndUsageWithResources",
            "ce:GetCostForecast",
            "ce:GetTags",
        ),
        "this month's spend; the whole account's, Cost Explorer has no rights per row",
    ),
    Part(
        "Budgets",
        _ALL,
        (
            "budgets:DescribeBudgetActionHistories",
            "budgets:DescribeBudgetActionsForBudget",
            "budgets:ViewBudget",
        ),
        "budgets of my tags, their alerts and actions; the month where Cost Explorer isn't read",
    ),
    Part(
        "MakeBudgets",
        ("admin",),
        (
            "budgets:CreateBudgetAction",
            "budgets:ModifyBudget",
            "iam:CreatePolicy",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:GetRole",
            "sns:GetTopicAttributes",
            "sns:SetTopicAttributes",
        ),
        "budgets, alerts and actions; an action takes iam:PassRole on its execution role as well",
    ),
    Part(
        "Anomalies",
        (*_ALL, "payer"),
        ("ce:GetAnomalies", "ce:GetAnomalyMonitors"),
        "what cost more than AWS expected",
    ),
    Part(
        "RollOut",
        ("admin",),
        (
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:CreateStudioLifecycleConfig",
            "sagemaker:ListDomains",
            "sagemaker:ListUserProfiles",
            "sagemaker:DescribeNotebookInstanceLifecycleConfig",
            "sagemaker:DescribeStudioLifecycleConfig",
            "sagemaker:UpdateDomain",
        ),
        "lifecycle configurations, domain audit, TagPropagation",
    ),
    Part("Simulate", ("admin",), ("iam:SimulateCustomPolicy",), "AWS's own policy simulator"),
    Part(
        "Activation",
        ("payer",),
        (
            "ce:ListCostAllocationTagBackfillHistory",
            "ce:ListCostAllocationTags",
            "ce:StartCostAllocationTagBackfill",
            "ce:UpdateCostAllocationTagsStatus",
        ),
        "activation of keys for the bill, and backfill; in the payer's account",
    ),
)


def role_policy(role: Role, policy: Policy | None, scope: Scope) -> Generated:
    """Return the least that a person of this kind needs; no policy allows any key to be fixed."""
    statements = [_allow(part.sid, part.actions) for part in PARTS if role in part.roles]
    notes = []
    if role in {"fixer", "admin"}:
        statements.append(_fixing(role, policy, scope))
        notes.append(_UNDO)
    if role == "viewer":
        notes.append(_WHOLE_ACCOUNT)
    documents = packed(f"cost-tags-{role}", statements, MANAGED_POLICY)
    return Generated("iam", documents, tuple(notes))


def _fixing(role: Role, policy: Policy | None, scope: Scope) -> dict[str, Any]:
    """Allow tags of the policy's keys, on what the scan lists; an admin's on profiles too."""
    listed = (row.kind for row in KINDS if not row.started_by)
    kinds = [kind for kind in listed if role == "admin" or kind not in STUDIO_KINDS]
    resources = [scope.arn(f"{kind}/*") for kind in dict.fromkeys(kinds)]
    condition: dict[str, Any] = {"Null": {TAGGING: "true", "aws:TagKeys": "false"}}
    keys = _writable(policy)
    if keys:
        condition["ForAllValues:StringEquals"] = {"aws:TagKeys": keys}
    return {
        "Sid": "FixTags",
        "Effect": "Allow",
        "Action": "sagemaker:AddTags",
        "Resource": resources,
        "Condition": condition,
    }


def _writable(policy: Policy | None) -> list[str]:
    if policy is None:
        return []
    return [rule.key for rule in policy.tags if rule.key not in policy.protected]


def _allow(sid: str, actions: Iterable[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(set(actions)), "Resource": "*"}


_UNDO = Note(
    "undo",
    "`undo` of a tag that a fix added needs sagemaker:DeleteTags; it is left out, since it deletes "
    "anybody's tags as well.",
)
_WHOLE_ACCOUNT = Note(
    "whole-account",
    "Spend is the whole account's to whoever may call ce:GetCostAndUsage: leave that statement out "
    "where that must not be.",
)
