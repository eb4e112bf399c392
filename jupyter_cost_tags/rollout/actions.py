"""Which SageMaker calls are held to tags, and which never may be.

Every `Create…` of the IAM service authorization reference that takes tags supports
`aws:RequestTag` and needs `sagemaker:AddTags` beside it. Those that AWS has newer than that
reference are not held: a Deny on a missing condition key would refuse them always.
"""

from __future__ import annotations

from collections.abc import Collection

from ..guard.operations import CREATES, SPENDS, Create

# They spend nothing themselves, but what spends takes its tags from them.
_CARRIERS = frozenset({"CreateEndpointConfig", "CreatePipeline"})

# Studio makes these for people, without a place for tags: a rule on them shuts Studio out.
STUDIO_MAKES = frozenset({"CreateApp", "CreateSpace", "CreateMlflowApp"})
STUDIO_KINDS = ("app", "domain", "mlflow-app", "space", "user-profile")

# Not in the service authorization reference of this release.
UNDOCUMENTED = frozenset(
    {
        "CreateInferenceRouter",
        "CreateTrainingSession",
    }
)

# What Studio itself needs, beside the launches (AWS docs sagemaker/latest/dg/security_iam_id-…).
STUDIO_ACTIONS = (
    "sagemaker:CreateApp",
    "sagemaker:CreatePresignedDomainUrl",
    "sagemaker:CreateSpace",
    "sagemaker:DeleteApp",
    "sagemaker:DeleteSpace",
    "sagemaker:DescribeApp",
    "sagemaker:DescribeDomain",
    "sagemaker:DescribeSpace",
    "sagemaker:DescribeUserProfile",
    "sagemaker:ListApps",
    "sagemaker:ListDomains",
    "sagemaker:ListSpaces",
    "sagemaker:ListTags",
    "sagemaker:ListUserProfiles",
    "sagemaker:UpdateSpace",
)

# Spend that starts without a tag in the request: nothing in IAM sees the tags of what it starts.
WITHOUT_TAGS = (
    "sagemaker:StartPipelineExecution",
    "sagemaker:UpdateEndpoint",
    "sagemaker:StartNotebookInstance",
)


def held(
    exempt_kinds: Collection[str] = (), of: Collection[str] | None = None
) -> tuple[Create, ...]:
    """Return the creates that need required tags, in the rows' order; `of`: of these kinds only."""
    return tuple(
        row
        for row in CREATES
        if _is_held(row) and row.kind not in exempt_kinds and (of is None or row.kind in of)
    )


def held_actions(
    exempt_kinds: Collection[str] = (), of: Collection[str] | None = None
) -> list[str]:
    """Return the same as IAM names them."""
    return [f"sagemaker:{row.operation}" for row in held(exempt_kinds, of)]


def undocumented() -> list[str]:
    """Return what spends and can't be held yet."""
    return [row.operation for row in CREATES if row.operation in UNDOCUMENTED]


def _is_held(row: Create) -> bool:
    spends = row.tier == SPENDS or row.operation in _CARRIERS
    return spends and row.operation not in STUDIO_MAKES | UNDOCUMENTED
