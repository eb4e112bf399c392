"""Ana's jobs, row by row: the demo shows her screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from .jobs import PROCESSING, TRAINING, TRANSFORM, TUNING, Launch, launch
from .people import DOMAIN_ID, PROFILE, SPACE
from .studio import studio_tags

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import World


class Row(NamedTuple):
    """One launch: when, what, for how long, and its tags."""

    days_ago: int
    time: str  # HH:MM in UTC
    name: str
    kind: str
    instance_type: str
    hours: float
    project: str
    environment: str = "dev"
    children: int = 0
    by_space: bool = False  # tagged with the space's ARN instead of the profile's
    status: str = "Completed"


# The last four weeks: what the panel lists.
RECENT = (
    Row(1, "16:48", "train-xgb-0411", TRAINING, "ml.m5.4xlarge", 2.08, "churn"),
    Row(1, "09:30", "tune-xgb-0410", TUNING, "ml.m5.4xlarge", 7.62, "churn", children=8),
    Row(2, "17:02", "proc-0410", PROCESSING, "ml.m5.xlarge", 2.65, "churn"),
    Row(2, "15:41", "proc-0408", PROCESSING, "ml.m5.4xlarge", 4.477, "churn", environment=""),
    Row(3, "11:15", "transform-0407", TRANSFORM, "ml.m5.4xlarge", 2.5, "churn", "prod"),
    Row(5, "14:20", "ranker-0402", TRAINING, "ml.g5.xlarge", 6.28, "ranking", "staging",
        by_space=True),
    Row(5, "09:02", "proc-0401", PROCESSING, "ml.m5.xlarge", 4.26, "ranking", "staging"),
    Row(6, "03:12", "embed-0400", TRAINING, "ml.g5.2xlarge", 15.13, ""),
    Row(9, "10:20", "proc-0399", PROCESSING, "ml.m5.xlarge", 3.2, "churn"),
    Row(10, "15:55", "transform-0398", TRANSFORM, "ml.m5.2xlarge", 4.58, "churn", "prod",
        by_space=True),
    Row(10, "06:12", "train-xgb-0398", TRAINING, "ml.m5.4xlarge", 11.604, "churn"),
    Row(12, "08:50", "ranker-0396", TRAINING, "ml.g5.xlarge", 11.5, "ranking", "staging"),
    Row(15, "09:05", "ranker-0391", TRAINING, "ml.g5.xlarge", 5.03, "ranking", "staging",
        by_space=True, status="Failed"),
)  # fmt: skip

# The month before that: for the comparison with it.
EARLIER = (
    Row(33, "10:10", "train-xgb-0385", TRAINING, "ml.m5.4xlarge", 8.4, "churn"),
    Row(34, "09:20", "proc-0384", PROCESSING, "ml.m5.4xlarge", 4.9, "churn"),
    Row(36, "13:00", "ranker-0380", TRAINING, "ml.g5.xlarge", 12.2, "ranking", "staging"),
    Row(37, "08:40", "tune-xgb-0378", TUNING, "ml.m5.2xlarge", 12.0, "churn", children=6),
    Row(40, "11:30", "transform-0376", TRANSFORM, "ml.m5.4xlarge", 2.7, "churn", "prod"),
    Row(41, "15:10", "proc-0371", PROCESSING, "ml.m5.2xlarge", 6.6, "churn", environment=""),
    Row(43, "09:00", "train-deep-0369", TRAINING, "ml.g5.2xlarge", 14.2, "churn",
        status="Stopped"),
    Row(45, "14:45", "train-xgb-0366", TRAINING, "ml.m5.4xlarge", 5.1, "churn"),
    Row(47, "10:05", "embed-0364", TRAINING, "ml.g5.2xlarge", 10.0, ""),
    Row(50, "16:20", "ranker-0360", TRAINING, "ml.g5.xlarge", 9.4, "ranking", "staging"),
    Row(52, "09:50", "proc-0357", PROCESSING, "ml.m5.xlarge", 3.1, "churn"),
    Row(55, "12:30", "train-xgb-0353", TRAINING, "ml.m5.4xlarge", 6.0, "churn"),
    Row(58, "08:15", "transform-0350", TRANSFORM, "ml.m5.2xlarge", 5.0, "churn", "prod"),
)  # fmt: skip

_RUNNING = "train-xgb-0412"
_RUNNING_FOR = timedelta(minutes=62)
_TAGGED_LATE = "embed-0400"
_TAGGED_AFTER = timedelta(days=3)


def launch_jobs(world: World) -> None:
    """Launch ana's jobs: one runs without `project`, one ended without `environment`.

    A third got its project when it had ended, so that its cost stays untagged.
    """
    for row in (*RECENT, *EARLIER):
        launch(world, _launch(world, row))
    tags = _tags(world, Row(0, "", _RUNNING, TRAINING, "", 0, ""))
    created = world.now() - _RUNNING_FOR
    launch(world, Launch(_RUNNING, TRAINING, "ml.m5.4xlarge", created, 4.0, tags))
    late = world.store.get(world.arn(TRAINING, _TAGGED_LATE))
    if late is not None:
        late.set_tags({**late.tags, "project": "churn"}, late.created + _TAGGED_AFTER)


def _launch(world: World, row: Row) -> Launch:
    hour, minute = (int(part) for part in row.time.split(":"))
    return Launch(
        row.name,
        row.kind,
        row.instance_type,
        _at(world.now(), row.days_ago, hour, minute),
        row.hours,
        _tags(world, row),
        row.status,
        children=row.children,
    )


def _at(now: datetime, days_ago: int, hour: int, minute: int) -> datetime:
    return (now - timedelta(days=days_ago)).replace(
        hour=hour, minute=minute, second=0, microsecond=0
    )


def _tags(world: World, row: Row) -> dict[str, str]:
    tags = {"cost-center": "CC-4711", "project": row.project, "environment": row.environment}
    automatic = studio_tags(world, PROFILE, SPACE)
    if row.by_space:
        del automatic["sagemaker:user-profile-arn"]
        automatic["sagemaker:space-arn"] = world.arn("space", DOMAIN_ID, SPACE)
    return {key: value for key, value in tags.items() if value} | automatic
