"""botocore's exceptions turned into ours; no AWS error text passes."""

from __future__ import annotations

import re

import botocore.parsers
from botocore import exceptions as boto

from ..problems import (
    AwsTrouble,
    BadResponse,
    CostTagsError,
    Denied,
    Expired,
    Failing,
    Misconfigured,
    NotAvailable,
    Refused,
    Throttled,
    Unreachable,
)

_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "403",
}
_EXPIRED = {
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
}
_SKEWED = {"RequestTimeTooSkewed", "RequestInTheFuture"}
_THROTTLED = {
    "LimitExceededException",
    "RequestLimitExceeded",
    "SlowDown",
    "Throttling",
    "ThrottledException",
    "ThrottlingException",
    "TooManyRequestsException",
}
_UNAVAILABLE = {
    "InternalFailure",
    "InternalServerError",
    "InternalServiceException",
    "InternalServerException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "500",
    "502",
    "503",
    "504",
}
_LACKING = {
    "InvalidAction",
    "NotImplemented",
    "NotInEmbeddedAws",
    "UnknownOperation",
    "UnknownOperationException",
    "501",
}
_ACTION = re.compile(r"not authorized to perform:\s+([a-z0-9-]+:[A-Za-z]+)")
# sagemaker's error table: a resource that is not there is a ValidationException by its text.
_GONE = re.compile(r"does not exist|could not find|not found|cannot find", re.IGNORECASE)
_BUDGETS_ACTION = {
    **dict.fromkeys(
        (
            "DescribeBudget",
            "DescribeBudgets",
            "DescribeBudgetPerformanceHistory",
            "DescribeNotificationsForBudget",
            "DescribeSubscribersForNotification",
        ),
        "ViewBudget",
    ),
    **dict.fromkeys(("CreateBudget", "CreateNotification", "CreateSubscriber"), "ModifyBudget"),
}
_IAM_PREFIX = {"resourcegroupstaggingapi": "tag"}


def iam_action(service: str, operation: str) -> str:
    """Return the IAM action of an operation, as the service authorization reference spells it."""
    if service == "budgets":
        operation = _BUDGETS_ACTION.get(operation, operation)
    return f"{_IAM_PREFIX.get(service, service)}:{operation}"


def translate(error: Exception, service: str, operation: str) -> CostTagsError:
    """Return our error for what botocore raised."""
    if isinstance(error, boto.ClientError):
        return _client_error(error, service, operation)
    if isinstance(error, ValueError) and str(error).startswith("Invalid endpoint"):
        return _bad_setting(service, operation)
    for kinds, make in _LOCAL:
        if isinstance(error, kinds):
            return make(service, operation)
    return AwsTrouble(
        f"The call {service}:{operation} failed in the AWS SDK ({type(error).__name__}).",
        code="aws-error",
    )


def _client_error(error: boto.ClientError, service: str, operation: str) -> CostTagsError:
    body = error.response.get("Error", {})
    code, text = str(body.get("Code", "")), str(body.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _DENIED or _names_tag_policy(text):
        return _denied(text, service, operation)
    if code in _EXPIRED:
        return Expired("Your AWS session expired or its credentials are not valid.")
    if code in _THROTTLED or status == 429:
        return Throttled(f"AWS is limiting requests ({service}:{operation}).")
    if code in _LACKING:
        return NotAvailable(f"{service}:{operation} isn't available at this endpoint.")
    if code in _UNAVAILABLE or status >= 500:
        return Failing(f"AWS answered {service}:{operation} with an internal error.")
    return _skewed() if code in _SKEWED else _refused(code, text, service, operation)


def _skewed() -> Misconfigured:
    return Misconfigured(
        "This machine's clock differs too much from AWS's.",
        code="clock-skew",
        action="Set the clock, then retry.",
    )


def _refused(code: str, text: str, service: str, operation: str) -> Refused:
    gone = code in {"ResourceNotFound", "ResourceNotFoundException", "NoSuchBucket"} or (
        service == "sagemaker" and code == "ValidationException" and _GONE.search(text)
    )
    ours = "not-found" if gone else None
    what = "names something that does not exist" if gone else f"was refused ({code[:60]})"
    return Refused(f"{service}:{operation} {what}.", aws_code=code, code=ours)


def _names_tag_policy(text: str) -> bool:
    """Tell a value that a tag policy forbids: services answer it with codes of their own."""
    return "tag policy" in text.lower()


def _denied(text: str, service: str, operation: str) -> CostTagsError:
    if service == "ce" and "not enabled for cost explorer" in text.lower():
        return _not_enabled()
    if service == "organizations" and "not authorized to perform" not in text.lower():
        return _not_ours_to_ask(iam_action(service, operation))
    named = _ACTION.search(text)
    action = named.group(1) if named else iam_action(service, operation)
    lowered = text.lower()
    by_organisation = "service control policy" in lowered or "tag polic" in lowered
    error = Denied(
        f"Your organisation's policy forbids {action} here."
        if by_organisation
        else f"Your role lacks {action}.",
        iam_action=action,
        action=f"Ask an admin to allow {action} for your role."
        if not by_organisation
        else "Check the tag values against your organisation's rules, or ask an admin.",
    )
    error.by_organisation = by_organisation
    return error


def _not_enabled() -> Refused:
    error = Refused(
        "Cost Explorer is not enabled for this account.",
        aws_code="AccessDeniedException",
        code="not-enabled",
    )
    error.action = "Ask the payer account to enable Cost Explorer, for member accounts too."
    return error


def _not_ours_to_ask(action: str) -> CostTagsError:
    """Return the problem of AWS Organizations' own refusal, which names no IAM action."""
    return Denied(
        f"AWS Organizations does not answer {action} to your role and account.",
        iam_action=action,
        action=f"Ask an admin to allow {action}; for another account than your own only the "
        "management account or a delegated administrator may ask.",
    )


def _unreachable(service: str, operation: str) -> CostTagsError:
    return Unreachable(f"No connection to AWS for {service}:{operation}.")


def _silent(service: str, operation: str) -> CostTagsError:
    error = Unreachable(f"AWS did not answer {service}:{operation} in time.")
    error.waited = True
    return error


def _no_credentials(_service: str, _operation: str) -> CostTagsError:
    return Misconfigured("No usable AWS credentials were found.", code="no-credentials")


def _no_region(_service: str, _operation: str) -> CostTagsError:
    return Misconfigured("No AWS Region is configured.", code="no-region", action="Set AWS_REGION.")


def _no_profile(_service: str, _operation: str) -> CostTagsError:
    return Misconfigured(
        "The AWS profile that is configured does not exist.",
        code="no-profile",
        action="Correct AWS_PROFILE or add the profile to ~/.aws/config.",
    )


def _unreadable_config(_service: str, _operation: str) -> CostTagsError:
    return Misconfigured(
        "The AWS configuration file can't be read.",
        code="bad-aws-config",
        action="Correct ~/.aws/config or the file that AWS_CONFIG_FILE names.",
    )


def _bad_setting(_service: str, _operation: str) -> CostTagsError:
    return Misconfigured(
        "The AWS Region or an endpoint URL is not valid.",
        code="bad-aws-config",
        action="Correct AWS_REGION and AWS_ENDPOINT_URL, or the AWS configuration file.",
    )


def _old_sdk(service: str, operation: str) -> CostTagsError:
    return NotAvailable(f"The installed boto3 can't send {service}:{operation} this way.")


def _garbled(service: str, operation: str) -> CostTagsError:
    return BadResponse(f"The answer to {service}:{operation} could not be read.")


_LOCAL = (
    ((botocore.parsers.ResponseParserError,), _garbled),
    (
        (
            boto.NoCredentialsError,
            boto.PartialCredentialsError,
            boto.CredentialRetrievalError,
            boto.TokenRetrievalError,
            boto.SSOError,
        ),
        _no_credentials,
    ),
    ((boto.NoRegionError,), _no_region),
    ((boto.ProfileNotFound,), _no_profile),
    ((boto.ConfigParseError, boto.ConfigNotFound), _unreadable_config),
    ((boto.InvalidRegionError,), _bad_setting),
    ((boto.UnknownServiceError, boto.OperationNotPageableError), _old_sdk),
    ((boto.ParamValidationError,), _old_sdk),
    ((boto.ReadTimeoutError, boto.ConnectTimeoutError), _silent),
    ((boto.HTTPClientError, boto.ConnectionError, OSError), _unreachable),
    ((ValueError, TypeError, KeyError, AttributeError), _garbled),  # met while parsing
)
