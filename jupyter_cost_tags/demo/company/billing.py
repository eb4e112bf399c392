"""The company's bill: what is no SageMaker resource, credits, activated keys, tag policy."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jupyter_cost_tags.demo.embedded_aws.ledger import Credit, Ledger, Standing
from jupyter_cost_tags.demo.embedded_aws.metering import Usage

from .people import DOMAIN_ID

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.world import World

_OPENED = timedelta(days=75)
_HOURS_PER_MONTH = Decimal(730)

# Product, resource, usage type, operation, GB, USD per GB and month.
_STORED = (
    ("AmazonEFS", "fs-0c3f9a1b7d2e4f506", "USE1-TimedStorage-ByteHrs", "", "180", "0.30"),
    ("AmazonS3", "northwind-ml", "TimedStorage-ByteHrs", "StandardStorage", "2400", "0.023"),
    ("AmazonCloudWatch", "/aws/sagemaker", "USE1-TimedStorage-ByteHrs", "HourlyStorageMetering",
     "310", "0.03"),
)  # fmt: skip

ACTIVE = (
    "project",
    "cost-center",
    "environment",
    "sagemaker:domain-arn",
    "sagemaker:space-arn",
    "sagemaker:user-profile-arn",
)
INACTIVE = ("team",)

COST_CENTERS = {"CC-4711": "Retail ML", "CC-4802": "Logistics ML"}
ENVIRONMENTS = ("dev", "staging", "prod")
REQUIRED = ("cost-center", "environment", "project")
_JOB_TYPES = (
    "sagemaker:training-job",
    "sagemaker:processing-job",
    "sagemaker:transform-job",
    "sagemaker:hyper-parameter-tuning-job",
)


def open_ledger(world: World) -> Ledger:
    """Return the company's ledger, still empty."""
    since = world.now() - _OPENED
    domain = {"ManagedByAmazonSageMakerResource": world.arn("domain", DOMAIN_ID)}
    standing = []
    for product, resource, usage_type, operation, size, price in _STORED:
        share = Decimal(size) / _HOURS_PER_MONTH
        hourly = share * Decimal(price)
        usage = Usage(usage_type, operation, "GB-Mo", hourly, share, since, None)
        standing.append(
            Standing(product, resource, usage, domain if product == "AmazonEFS" else {})
        )
    credit = Credit("training-job", 10, Decimal("0.5"), "AWS training credits for Northwind")
    return Ledger(standing=standing, credits=[credit])


def activate(world: World) -> None:
    """Activate the keys that are in the bill; `team` was seen, but nobody activated it."""
    since = world.now() - timedelta(days=200)
    world.activation = {key: {"status": "Active", "since": since} for key in ACTIVE} | {
        key: {"status": "Inactive", "since": since} for key in INACTIVE
    }


def adopt_tag_policy(world: World) -> None:
    """Set the organisation's tag policy, effective form, and the keys it requires."""
    values: dict[str, list[str]] = {
        "cost-center": list(COST_CENTERS),
        "environment": list(ENVIRONMENTS),
        "project": [],
    }
    rules: dict[str, Any] = {}
    for key, allowed in values.items():
        rule: dict[str, Any] = {"tag_key": key, "report_required_tag_for": list(_JOB_TYPES)}
        rules[key] = rule | ({"tag_value": allowed} if allowed else {})
    world.tag_policy = {"tags": rules}
    world.required_tags = {kind: list(REQUIRED) for kind in _JOB_TYPES}
