"""What SageMaker costs here: list prices per instance type, component and Region.

The prices are those of AWS's list for us-east-1, rounded where it has more digits; other
Regions are that price times a factor, close enough for a demo.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Instance(NamedTuple):
    """One ML instance type: its size and its price per hour in us-east-1."""

    name: str
    vcpu: int
    memory: int  # GiB
    gpu: int
    hourly: str  # USD


class Component(NamedTuple):
    """What an instance is rented for: the price list's name and the usage type's part."""

    name: str
    infix: str
    lacks: tuple[str, ...] = ()  # families that AWS doesn't offer for it


class Region(NamedTuple):
    """How one Region appears in usage types and in the price list."""

    prefix: str
    location: str
    factor: str


INSTANCES = (
    Instance("ml.t2.medium", 2, 4, 0, "0.0556"),
    Instance("ml.t2.large", 2, 8, 0, "0.111"),
    Instance("ml.t3.medium", 2, 4, 0, "0.05"),
    Instance("ml.t3.large", 2, 8, 0, "0.10"),
    Instance("ml.t3.xlarge", 4, 16, 0, "0.20"),
    Instance("ml.t3.2xlarge", 8, 32, 0, "0.399"),
    Instance("ml.m4.xlarge", 4, 16, 0, "0.24"),
    Instance("ml.m5.large", 2, 8, 0, "0.115"),
    Instance("ml.m5.xlarge", 4, 16, 0, "0.23"),
    Instance("ml.m5.2xlarge", 8, 32, 0, "0.461"),
    Instance("ml.m5.4xlarge", 16, 64, 0, "0.922"),
    Instance("ml.m5.12xlarge", 48, 192, 0, "2.765"),
    Instance("ml.m5.24xlarge", 96, 384, 0, "5.53"),
    Instance("ml.m6i.large", 2, 8, 0, "0.115"),
    Instance("ml.m6i.xlarge", 4, 16, 0, "0.23"),
    Instance("ml.m6i.4xlarge", 16, 64, 0, "0.922"),
    Instance("ml.m7i.large", 2, 8, 0, "0.121"),
    Instance("ml.m7i.xlarge", 4, 16, 0, "0.242"),
    Instance("ml.m7i.4xlarge", 16, 64, 0, "0.968"),
    Instance("ml.c5.large", 2, 4, 0, "0.102"),
    Instance("ml.c5.xlarge", 4, 8, 0, "0.204"),
    Instance("ml.c5.2xlarge", 8, 16, 0, "0.408"),
    Instance("ml.c5.4xlarge", 16, 32, 0, "0.816"),
    Instance("ml.c5.9xlarge", 36, 72, 0, "1.836"),
    Instance("ml.c5.18xlarge", 72, 144, 0, "3.672"),
    Instance("ml.c6i.2xlarge", 8, 16, 0, "0.408"),
    Instance("ml.r5.large", 2, 16, 0, "0.151"),
    Instance("ml.r5.2xlarge", 8, 64, 0, "0.605"),
    Instance("ml.r5.4xlarge", 16, 128, 0, "1.21"),
    Instance("ml.r5.12xlarge", 48, 384, 0, "3.629"),
    Instance("ml.g4dn.xlarge", 4, 16, 1, "0.736"),
    Instance("ml.g4dn.2xlarge", 8, 32, 1, "0.94"),
    Instance("ml.g4dn.12xlarge", 48, 192, 4, "4.89"),
    Instance("ml.g5.xlarge", 4, 16, 1, "1.408"),
    Instance("ml.g5.2xlarge", 8, 32, 1, "1.515"),
    Instance("ml.g5.4xlarge", 16, 64, 1, "2.03"),
    Instance("ml.g5.12xlarge", 48, 192, 4, "7.09"),
    Instance("ml.g5.48xlarge", 192, 768, 8, "20.36"),
    Instance("ml.g6.xlarge", 4, 16, 1, "1.127"),
    Instance("ml.g6.12xlarge", 48, 192, 4, "6.442"),
    Instance("ml.p3.2xlarge", 8, 61, 1, "3.825"),
    Instance("ml.p3.8xlarge", 32, 244, 4, "14.688"),
    Instance("ml.p4d.24xlarge", 96, 1152, 8, "25.251"),
    Instance("ml.p5.48xlarge", 192, 2048, 8, "63.296"),
    Instance("ml.inf1.xlarge", 4, 8, 0, "0.297"),
)

COMPONENTS = (
    Component("Training", "Train:", ("t2", "inf1")),
    Component("Processing", "Processing:", ("t2", "inf1", "p5")),
    Component("BatchTransform", "Tsform:", ("t2", "t3", "p4d", "p5")),
    Component("Hosting", "Host:", ("t3",)),
    Component("Notebook", "Notebk:", ("inf1",)),
    Component("Studio-JupyterLab", "Studio:JupyterLab-", ("t2", "m4", "inf1", "p5")),
    Component("Studio-CodeEditor", "Studio:CodeEditor-", ("t2", "m4", "inf1", "p5")),
    Component("Studio-Notebook", "Studio:KernelGateway-", ("t2", "m4", "inf1", "p5")),
)

REGIONS = {
    "us-east-1": Region("USE1", "US East (N. Virginia)", "1"),
    "us-west-2": Region("USW2", "US West (Oregon)", "1"),
    "eu-west-1": Region("EU", "EU (Ireland)", "1.11"),
    "eu-central-1": Region("EUC1", "EU (Frankfurt)", "1.2"),
}

# USD per GB and month of the disk behind a Studio space.
SPACE_STORAGE = Decimal("0.112")
HOURS_PER_MONTH = Decimal(730)

_BY_NAME = {instance.name: instance for instance in INSTANCES}
_BY_COMPONENT = {component.name: component for component in COMPONENTS}
_UNLISTED = Decimal("1.00")  # an instance type that the table lacks still costs something


def is_offered(component: Component, instance: Instance) -> bool:
    """Tell whether AWS rents this instance type for this purpose."""
    return instance.name.split(".")[1] not in component.lacks


def hourly_rate(instance_type: str, region: str = "us-east-1") -> Decimal:
    """Return the list price of one instance and hour in USD."""
    known = _BY_NAME.get(instance_type)
    base = Decimal(known.hourly) if known else _UNLISTED
    factor = REGIONS[region].factor if region in REGIONS else "1"
    return base * Decimal(factor)


def usage_type(region: str, component: str, instance_type: str) -> str:
    """Name the usage as the bill does: `USE1-Train:ml.m5.large`."""
    prefix = REGIONS[region].prefix if region in REGIONS else region
    return f"{prefix}-{_BY_COMPONENT[component].infix}{instance_type}"
