"""What went wrong, in the form that the command line and REST share."""

from __future__ import annotations

from pydantic import Field

from .base import Wire


class Problem(Wire):
    """One thing that went wrong and what to do next."""

    code: str = Field(
        description="Stable, in kebab case: access-denied, throttled, policy-invalid …"
    )
    message: str = Field(description="What happened, one sentence for a person.")
    action: str = Field(description="What to do next.")
    iam_action: str | None = Field(description="The IAM action that is missing, if that is it.")
    retryable: bool = Field(description="Whether the same call may succeed later.")


class ProblemBody(Wire):
    """The body of every answer that is not a result."""

    problem: Problem
