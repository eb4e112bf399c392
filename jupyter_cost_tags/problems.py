"""Every way to fail, named once.

CostTagsError
├── BadRequest            the caller's input: nothing was done
├── PolicyInvalid         the policy file: file, line, nearest spelling
├── Misconfigured         no region, no credentials, a profile that does not exist
├── AwsTrouble            AWS did not give a usable answer
│   ├── Denied            the role lacks an IAM action, or an organisation's policy forbids it
│   ├── Expired           the credentials are over
│   ├── Throttled         AWS limits requests
│   ├── Unreachable       no connection, or no answer in time
│   ├── Failing               AWS's own internal error
│   ├── BadResponse       an answer without a member that it must have
│   ├── NotAvailable      this endpoint or SDK lacks the operation
│   └── Refused           any other AWS error, by its code
└── Exhausted             an own limit: daily Cost Explorer cap, full disk
"""

from __future__ import annotations

from .models import Problem


class CostTagsError(Exception):
    """A failure that a person can read: code, message, next step."""

    code = "internal"
    status = 500
    exit_code = 3
    retryable = False
    action = "Retry; if it stays, report it with the server log."

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        action: str | None = None,
        iam_action: str | None = None,
    ) -> None:
        """Take the sentence for the person; the rest has the class's defaults."""
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.action = action or self.action
        self.iam_action = iam_action

    def problem(self) -> Problem:
        """Return the form for the wire."""
        return Problem(
            code=self.code,
            message=self.message,
            action=self.action,
            iam_action=self.iam_action,
            retryable=self.retryable,
        )


class BadRequest(CostTagsError):
    """The caller's input is wrong; nothing was done."""

    code = "bad-request"
    status = 400
    exit_code = 2
    action = "Correct the request and send it again."


class PolicyInvalid(CostTagsError):
    """The policy file can't be used as it is."""

    code = "policy-invalid"
    status = 409
    exit_code = 2
    action = "Correct the policy file."


class Misconfigured(CostTagsError):
    """The AWS configuration lacks something."""

    code = "misconfigured"
    status = 409
    exit_code = 2
    action = "Set the AWS region and credentials (AWS_REGION, AWS_PROFILE or ~/.aws/config)."


class AwsTrouble(CostTagsError):
    """AWS did not give a usable answer."""

    code = "aws-error"
    status = 502

    @classmethod
    def about(cls, what: str, why: CostTagsError) -> AwsTrouble:
        """Return the same trouble, saying what it leaves unknown."""
        told = cls(
            f"{what}: {why.message}", code=why.code, action=why.action, iam_action=why.iam_action
        )
        told.retryable = why.retryable
        return told


class Denied(AwsTrouble):
    """The role lacks an IAM action, or an organisation's policy forbids it."""

    code = "access-denied"
    status = 403
    action = "Ask an admin to allow the IAM action for your role."
    by_organisation = False


class Expired(AwsTrouble):
    """The credentials are over."""

    code = "credentials-expired"
    status = 401
    action = "Restart the space or refresh the credentials, then retry."


class Throttled(AwsTrouble):
    """AWS limits requests."""

    code = "throttled"
    status = 503
    retryable = True
    action = "Wait a minute, then retry."


class Unreachable(AwsTrouble):
    """No connection, or no answer in time."""

    code = "unreachable"
    status = 504
    retryable = True
    waited = False  # whether its time was waited out, and not just a connection refused
    action = "Check the network path to AWS (VPC-only domains need an endpoint), then retry."


class Failing(AwsTrouble):
    """AWS answered with an internal error of its own."""

    code = "aws-failing"
    status = 503
    retryable = True
    action = "Retry in a minute; see the AWS Health Dashboard if it stays."


class BadResponse(AwsTrouble):
    """An answer without a member that it must have."""

    code = "bad-response"
    retryable = True
    action = "Retry; a proxy or captive portal may be answering in place of AWS."


class NotAvailable(AwsTrouble):
    """This endpoint or SDK version lacks the operation."""

    code = "not-available"
    status = 501
    action = "Update boto3, or use another way to the same answer."


class Refused(AwsTrouble):
    """Any other AWS error; `aws_code` is AWS's own word for it."""

    code = "aws-refused"
    action = "See the code; retry if it is temporary."

    def __init__(self, message: str, *, aws_code: str, code: str | None = None) -> None:
        """Keep AWS's code beside ours."""
        super().__init__(message, code=code)
        self.aws_code = aws_code


class Exhausted(CostTagsError):
    """A limit of our own was reached."""

    code = "limit-reached"
    status = 429
    action = "Wait until the limit is free again, or ask an admin to raise it."
