"""What exists inside the embedded AWS: resources, their tags over time, the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from .snapshot import Snapshot


class AwsError(Exception):
    """An error as AWS answers it: a code, a message and an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """Keep the three members that the gateway puts on the wire."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class Clock:
    """The world's time in UTC; it stands still once it was set."""

    def __init__(self, now: datetime | None = None) -> None:
        """Start at `now` and stand still, or follow the machine's clock."""
        self._fixed = now

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return self._fixed or datetime.now(timezone.utc)

    def set(self, now: datetime | None) -> None:
        """Stand still at `now`; `None` follows the machine's clock again."""
        self._fixed = now

    def advance(self, step: timedelta) -> None:
        """Move a clock that stands still; a running one is left alone."""
        if self._fixed is not None:
            self._fixed += step


@dataclass(frozen=True)
class TagVersion:
    """The tags that a resource had from an instant on."""

    since: datetime
    tags: dict[str, str]
    recorded: float = 0.0  # monotonic seconds of the write; 0.0 is seeded: indexed at once


@dataclass
class Resource:
    """One resource of the account: what Describe would tell, and its tags over time."""

    arn: str
    kind: str  # the ARN's resource type: training-job, user-profile, endpoint, …
    name: str
    created: datetime
    detail: dict[str, Any] = field(default_factory=dict)  # members of the Describe response
    tag_history: list[TagVersion] = field(default_factory=list)
    visible_since: datetime | None = None  # when search and tagging first see it
    recorded: float = 0.0  # monotonic seconds of the create call; 0.0 is seeded
    settles: datetime | None = None  # when it reaches `outcome` by itself; `None` stays as it is
    outcome: str = ""

    @property
    def tags(self) -> dict[str, str]:
        """Return the tags as they are now."""
        return dict(self.tag_history[-1].tags) if self.tag_history else {}

    def tags_at(self, instant: datetime) -> dict[str, str]:
        """Return the tags as they were at `instant`; none before the first version."""
        found: dict[str, str] = {}
        for version in self.tag_history:
            if version.since > instant:
                break
            found = version.tags
        return dict(found)

    def set_tags(self, tags: dict[str, str], now: datetime, recorded: float = 0.0) -> None:
        """Replace the tags from `now` on; the past keeps what it had."""
        self.tag_history.append(TagVersion(now, dict(tags), recorded))

    def indexed_tags(self, horizon: float) -> dict[str, str] | None:
        """Return the tags that an index knows which saw writes up to `horizon`.

        `None` means that the index does not know the resource yet.
        """
        if self.recorded > horizon:
            return None
        if self.tag_history and self.tag_history[-1].recorded <= horizon:
            return dict(self.tag_history[-1].tags)
        known = [version.tags for version in self.tag_history if version.recorded <= horizon]
        return dict(known[-1]) if known else {}

    def was_tagged(self, horizon: float) -> bool:
        """Tell whether the index up to `horizon` ever saw a tag on it."""
        return any(v.tags and v.recorded <= horizon for v in self.tag_history)


def _born(resource: Resource) -> tuple[datetime, str]:
    return resource.created, resource.name


class Store:
    """Every resource by ARN, whatever its case; safe to use from the server's threads."""

    def __init__(self) -> None:
        """Start empty."""
        self.lock = threading.RLock()
        self._by_arn: dict[str, Resource] = {}
        self._in_order: dict[str, list[Resource]] = {}  # of a kind, until one comes or goes

    def add(self, resource: Resource) -> Resource:
        """Keep a resource under its ARN and return it."""
        with self.lock:
            self._by_arn[resource.arn.lower()] = resource
            self._in_order.clear()
        return resource

    def get(self, arn: str) -> Resource | None:
        """Return the resource with this ARN, if there is one; AWS ignores an ARN's case."""
        return self._by_arn.get(arn.lower())

    def remove(self, arn: str) -> None:
        """Forget a resource."""
        with self.lock:
            self._by_arn.pop(arn.lower(), None)
            self._in_order.clear()

    def of_kind(self, *kinds: str) -> list[Resource]:
        """Return the resources of these kinds, oldest first."""
        with self.lock:
            found = [one for kind in dict.fromkeys(kinds) for one in self._of_one_kind(kind)]
        return sorted(found, key=_born) if len(kinds) > 1 else found

    def _of_one_kind(self, kind: str) -> list[Resource]:
        if kind not in self._in_order:
            found = [one for one in self._by_arn.values() if one.kind == kind]
            self._in_order[kind] = sorted(found, key=_born)
        return self._in_order[kind]

    def all(self) -> Iterable[Resource]:
        """Return every resource."""
        with self.lock:
            return list(self._by_arn.values())

    def replace(self, resources: Iterable[Resource]) -> None:
        """Hold these resources and no others."""
        with self.lock:
            self._by_arn = {resource.arn.lower(): resource for resource in resources}
            self._in_order.clear()

    def clear(self) -> None:
        """Forget every resource."""
        with self.lock:
            self._by_arn.clear()
            self._in_order.clear()


@dataclass
class World:
    """One AWS account in one home Region, as the embedded AWS shows it."""

    account: str = "111122223333"
    region: str = "us-east-1"
    partition: str = "aws"
    clock: Clock = field(default_factory=Clock)
    store: Store = field(default_factory=Store)
    index_lag: timedelta = timedelta(seconds=3)  # search and tagging APIs trail writes by this
    principal: str = "arn:aws:sts::111122223333:assumed-role/DataScientist/SageMaker"
    # Set for calls that come from a Studio space: the tags SageMaker adds by itself on create.
    studio_tags: dict[str, str] = field(default_factory=dict)
    is_payer: bool = True  # may list and activate cost allocation tags
    # Cost allocation tags: key -> {"status": "Active"|"Inactive", "since": datetime}
    activation: dict[str, dict[str, Any]] = field(default_factory=dict)
    cost_explorer_enabled: bool = True
    tag_policy: dict[str, Any] | None = None  # the effective Organizations tag policy
    required_tags: dict[str, list[str]] = field(default_factory=dict)  # resource type -> keys
    scps: list[dict[str, Any]] = field(default_factory=list)  # policies that hold here
    ledger: Any = None  # the CUR 2.0 ledger (ledger.Ledger)
    job_duration: timedelta = timedelta(minutes=30)  # how long a launched job runs by itself
    is_in_organization: bool = True  # whether AWS Organizations knows this account
    # Billing: what Cost Explorer and the cost report tell of, and when.
    billing_lag: timedelta = timedelta(hours=6)  # days that ended longer ago than this are billed
    billed_until: datetime | None = None  # the ledger's own mark; goes back with a snapshot
    is_cost_data_ready: bool = True  # False in the first day after Cost Explorer was enabled
    athena: dict[str, dict[str, Any]] = field(default_factory=dict)  # queries by their ids
    forecasts_by_tag: bool = False  # the API reference lists filters by dimension only
    has_resource_costs: bool = True  # whether the payer turned on costs by resource
    scheduled_reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    budgets: dict[str, dict[str, Any]] = field(default_factory=dict)  # by their names
    anomaly_monitors: list[dict[str, Any]] = field(default_factory=list)
    anomalies: list[dict[str, Any]] = field(default_factory=list)
    backfills: list[dict[str, Any]] = field(default_factory=list)  # requests, newest first

    def now(self) -> datetime:
        """Return the world's instant."""
        return self.clock.now()

    def arn(self, kind: str, *path: str) -> str:
        """Build a SageMaker ARN of this account and Region."""
        tail = "/".join((kind, *path))
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account}:{tail}"

    def snapshot(self) -> Snapshot:
        """Return everything but the ledger, which stays as it is, to restore from."""
        others = {k: v for k, v in vars(self).items() if k not in ("ledger", "store")}
        with self.store.lock:
            return Snapshot(self.store, others)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to a snapshot; the object stays the same, so that who holds it sees the change."""
        with self.store.lock:
            self.store.replace(snapshot.resources(self.store))
            vars(self).update(snapshot.others())


@dataclass(frozen=True)
class Call:
    """One request on its way to an operation, already decoded and validated."""

    world: World
    service: str  # botocore's service name: sagemaker, ce, resourcegroupstaggingapi, …
    operation: str
    region: str
    principal: str
    denied: Sequence[str] = ()  # patterns of what the caller may not do

    @property
    def now(self) -> datetime:
        """Return the world's instant."""
        return self.world.now()


# An operation takes the call and its decoded parameters and returns the response's members.
Operation = Callable[[Call, dict[str, Any]], dict[str, Any]]
