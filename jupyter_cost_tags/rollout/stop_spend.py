"""The policy that a budget action attaches: nothing new starts; looking, stopping, deleting go on.

Actions come from the table of operations that spend. AWS docs
cost-management/latest/userguide/budgets-action-configure: Budgets attaches the policy under the
execution role, to IAM roles, groups and users.
"""

from __future__ import annotations

from typing import Any

from ..guard.operations import CREATES, SPENDS, STARTS
from .actions import STUDIO_MAKES
from .documents import iam_document

NAME = "cost-tags-stop-spend"
SERVICE = "budgets.amazonaws.com"
# They change what is there, and start nothing that costs.
_HARMLESS = frozenset({"UpdatePipeline", "UpdateSpace"})
Document = dict[str, Any]


def stopped_actions() -> list[str]:
    """Return the calls that begin to cost, as IAM names them.

    JupyterLab itself still starts: people need it to look at, stop and save what they have.
    """
    names = [row.operation for row in CREATES if row.tier == SPENDS]
    names += [row.operation for row in STARTS]
    return sorted(f"sagemaker:{name}" for name in {*names} - STUDIO_MAKES - _HARMLESS)


def deny_spend() -> Document:
    """Return the policy to attach when a budget is over."""
    return iam_document(
        [
            {
                "Sid": "NothingNewThatCosts",
                "Effect": "Deny",
                "Action": stopped_actions(),
                "Resource": "*",
            }
        ]
    )


def trust_policy(account: str, partition: str = "aws") -> Document:
    """Return who may be the execution role: Budgets, for budgets of this account only."""
    return iam_document(
        [
            {
                "Sid": "BudgetsOfThisAccount",
                "Effect": "Allow",
                "Principal": {"Service": SERVICE},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {"aws:SourceArn": f"arn:{partition}:budgets::{account}:budget/*"},
                },
            }
        ]
    )


def execution_policy(
    policy_arn: str, roles: list[str], account: str, partition: str = "aws"
) -> Document:
    """Return what the execution role needs: attach and detach this policy, on these roles."""
    return iam_document(
        [
            {
                "Sid": "AttachTheDenyPolicy",
                "Effect": "Allow",
                "Action": ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
                "Resource": [f"arn:{partition}:iam::{account}:role/{role}" for role in roles],
                "Condition": {"ArnEquals": {"iam:PolicyARN": policy_arn}},
            }
        ]
    )
