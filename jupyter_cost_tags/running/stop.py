"""How each kind is stopped, what is lost by it, and what becomes of one stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..aws import Aws
from ..identity.metadata import Arn, parse_arn
from ..models.running import StopOutcome
from ..problems import BadRequest, CostTagsError, Denied, Unreachable
from .ask import UP

_ENDING = ["Stopping", "Stopped", "Completed", "Failed", "Deleting", "Deleted", "OutOfService"]


class Stop(NamedTuple):
    """One kind's stop operation, as botocore's sagemaker model has it."""

    operation: str
    describe: str
    members: tuple[str, ...]  # that name it, in the order of its ARN
    status: str
    lost: str


STOPS: dict[str, Stop] = {
    "training-job": Stop(
        "StopTrainingJob",
        "DescribeTrainingJob",
        ("TrainingJobName",),
        "TrainingJobStatus",
        "The job gets two minutes to save its model, then ends; it can't go on later.",
    ),
    "processing-job": Stop(
        "StopProcessingJob",
        "DescribeProcessingJob",
        ("ProcessingJobName",),
        "ProcessingJobStatus",
        "The job ends, and what it has not yet uploaded is lost.",
    ),
    "transform-job": Stop(
        "StopTransformJob",
        "DescribeTransformJob",
        ("TransformJobName",),
        "TransformJobStatus",
        "The job ends, and AWS stores none of its output.",
    ),
    "hyper-parameter-tuning-job": Stop(
        "StopHyperParameterTuningJob",
        "DescribeHyperParameterTuningJob",
        ("HyperParameterTuningJobName",),
        "HyperParameterTuningJobStatus",
        "Its running training jobs end as well; what finished so far stays.",
    ),
    "endpoint": Stop(
        "DeleteEndpoint",
        "DescribeEndpoint",
        ("EndpointName",),
        "EndpointStatus",
        "The endpoint is deleted and requests to it fail from now on. Its model and its"
        " configuration stay, so it can be created again.",
    ),
    "notebook-instance": Stop(
        "StopNotebookInstance",
        "DescribeNotebookInstance",
        ("NotebookInstanceName",),
        "NotebookInstanceStatus",
        "Running kernels and what is not saved in its SageMaker folder are lost; the"
        " volume stays and goes on costing.",
    ),
    "app": Stop(
        "DeleteApp",
        "DescribeApp",
        ("DomainId", "SpaceName", "AppType", "AppName"),
        "Status",
        "Running kernels, terminals and unsaved notebooks are lost; saved files stay on the"
        " space's volume, which goes on costing.",
    ),
}
HERE = " This runs in it: the panel, the terminal and every kernel here end with it."


@dataclass(frozen=True)
class Target:
    """A resource that can be stopped, and the members that name it."""

    arn: Arn
    spelled: str
    stop: Stop
    is_here: bool

    @property
    def name(self) -> str:
        """Return the name for people; an app's has its space before it."""
        return "/".join(self.arn.path[1:]) if self.arn.kind == "app" else self.arn.path[-1]

    @property
    def lost(self) -> str:
        """Return what is lost, this very app included."""
        return self.stop.lost + (HERE if self.is_here else "")


def target(spelled: str, own_arn: str | None) -> Target:
    """Return what an ARN means; raises `BadRequest` for what can't be stopped."""
    arn = parse_arn(spelled)
    stop = STOPS.get(arn.kind) if arn else None
    if arn is None or stop is None or len(arn.path) != len(stop.members):
        kinds = ", ".join(STOPS)
        raise BadRequest(
            "That is no ARN of something that can be stopped here.",
            action=f"Take it from `jupyter cost-tags running`; it stops: {kinds}.",
        )
    here = own_arn is not None and own_arn.casefold() == spelled.casefold()
    return Target(arn, spelled, stop, here)


def described(aws: Aws, wanted: Target) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the members that name it, and its Describe answer.

    An app's ARN doesn't tell whether a space or a profile has it: both are tried.
    Raises a `CostTagsError`; `not-found` for what is gone.
    """
    stop = wanted.stop
    named: dict[str, Any] = dict(zip(stop.members, wanted.arn.path, strict=True))
    try:
        return named, _describe(aws, stop, named)
    except CostTagsError as error:
        if wanted.arn.kind != "app" or error.code != "not-found":
            raise
    space = named.pop("SpaceName")
    named["UserProfileName"] = space
    return named, _describe(aws, stop, named)


def _describe(aws: Aws, stop: Stop, named: dict[str, Any]) -> dict[str, Any]:
    return aws.call("sagemaker", stop.describe, expects=(stop.status,), **named)


def is_up(kind: str, status: str) -> bool:
    """Tell whether something accrues in this status."""
    return status in UP.get(kind, frozenset({"InProgress"}))


def send(
    aws: Aws, wanted: Target, *, about_to: Callable[[], None]
) -> tuple[StopOutcome, CostTagsError | None]:
    """Stop it and tell what became of it; `about_to` is called just before it is sent.

    Never raises for what AWS answers: the outcome says it, `unknown` for a lost answer.
    """
    try:
        named, detail = described(aws, wanted)
        if not is_up(wanted.arn.kind, str(detail[wanted.stop.status])):
            return "ended", None
    except CostTagsError as error:
        return _outcome(error), error
    about_to()
    try:
        aws.call("sagemaker", wanted.stop.operation, **named)
    except Denied as error:
        return "denied", error
    except CostTagsError as error:
        return _after_trouble(aws, wanted, error)
    return "stopping", None


def _after_trouble(
    aws: Aws, wanted: Target, trouble: CostTagsError
) -> tuple[StopOutcome, CostTagsError | None]:
    """Look again: an answer may be lost, and what was sent once more is refused as done."""
    doubt: StopOutcome = "unknown" if isinstance(trouble, Unreachable) else _outcome(trouble)
    try:
        _, detail = described(aws, wanted)
    except CostTagsError as error:
        return ("stopping", None) if error.code == "not-found" else (doubt, trouble)
    status = str(detail[wanted.stop.status])
    if status in _ENDING:
        return "stopping", None
    return (doubt, trouble) if is_up(wanted.arn.kind, status) else ("ended", None)


def _outcome(error: CostTagsError) -> StopOutcome:
    if isinstance(error, Denied):
        return "denied"
    return "gone" if error.code == "not-found" else "failed"
