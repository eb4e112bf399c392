#!/usr/bin/env python3
"""An account at the size of docs/admins/scale.md in the embedded AWS: requests, dollars, bytes.

`--users 500 --days 30` is what that page shows (some minutes); the test takes a small part.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FIRST = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)  # a whole month of 30 days
BACK = 31  # days of the month before
HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
DOMAIN = "d-scale0000001"
KEYS = ("project", "sagemaker:user-profile-arn", "sagemaker:space-arn")
PRICE = Decimal("0.01")  # USD a Cost Explorer request and page
PUT = Decimal("0.000005")  # USD an S3 request (us-east-1 list price)
POLICY = "version: 1\ntags: [{key: project, required: true}]\n"


@dataclass(frozen=True)
class Size:
    """How large an account is."""

    users: int = 500
    days: int = 30
    values: Decimal = Decimal("1.3")  # of the key per user and day, on average
    per_space: int = 50  # profiles that work in one shared space


def costs(size: Size) -> Iterator[dict[str, Any]]:
    """Yield a line of the bill per user, day and value; two months back for the first run."""
    last = FIRST + timedelta(days=size.days)
    day = FIRST - timedelta(days=BACK)
    while day < last:
        for user in range(size.users):
            many = 1 + ((user + day.day) % 10 < int((size.values - 1) * 10))
            for value in range(many):
                owner = f"{HEAD}:user-profile/{DOMAIN}/user-{user:03}"
                yield {
                    "bill_billing_period_start_date": f"{day:%Y-%m}-01 00:00:00",
                    "line_item_usage_account_id": "111122223333",
                    "line_item_usage_start_date": f"{day:%Y-%m-%d} 00:00:00",
                    "line_item_usage_end_date": f"{day + timedelta(days=1):%Y-%m-%d} 00:00:00",
                    "line_item_usage_type": "USE1-Train:ml.m5.xlarge",
                    "line_item_resource_id": f"{HEAD}:training-job/j-{user}-{day:%m%d}-{value}",
                    "line_item_unblended_cost": f"{1 + (user * 7 + day.day * 3 + value) % 40}.25",
                    "tags": {"project": f"p-{(user + value) % 60}", KEYS[1]: owner},
                }
        day += timedelta(days=1)


def world_of(size: Size) -> Any:
    """Return an account with a domain, its people and spaces, and a month of costs to come."""
    from jupyter_cost_tags.demo.embedded_aws.ledger import Ledger
    from jupyter_cost_tags.demo.embedded_aws.world import Clock, Resource, World

    world = World(clock=Clock(FIRST))
    began = FIRST - timedelta(days=75)
    world.activation = {key: {"status": "Active", "since": began} for key in KEYS}
    world.ledger = Ledger(tax_rate=Decimal(0))
    world.ledger.add(costs(size))

    def put(kind: str, name: str, detail: dict[str, Any]) -> None:
        arn = f"{HEAD}:{kind}/{name}" if kind == "domain" else f"{HEAD}:{kind}/{DOMAIN}/{name}"
        world.store.add(Resource(arn, kind, name, began, detail, []))

    put("domain", DOMAIN, {
        "DomainId": DOMAIN, "DomainArn": f"{HEAD}:domain/{DOMAIN}", "DomainName": "scale",
        "Status": "InService", "CreationTime": began, "TagPropagation": "ENABLED",
    })  # fmt: skip
    for user in range(size.users):
        name = f"user-{user:03}"
        put("user-profile", name, {
            "DomainId": DOMAIN, "UserProfileName": name, "Status": "InService",
            "UserProfileArn": f"{HEAD}:user-profile/{DOMAIN}/{name}", "CreationTime": began,
        })  # fmt: skip
    for space in range(-(-size.users // size.per_space)):
        name = f"team-{space:02}"
        put("space", name, {
            "DomainId": DOMAIN, "SpaceName": name, "Status": "InService", "CreationTime": began,
            "SpaceArn": f"{HEAD}:space/{DOMAIN}/{name}",
            "SpaceSharingSettings": {"SharingType": "Shared"},
        })  # fmt: skip
    return world


@contextmanager
def account(size: Size) -> Iterator[tuple[Any, Any]]:
    """Serve it; yields the server and what makes a context for an instant of it."""
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws
    from jupyter_cost_tags.service.context import Context

    with tempfile.TemporaryDirectory() as folder, EmbeddedAws(world_of(size)) as server:
        server.control.lag(seconds=0)
        policy = Path(folder, "cost-tags.yaml")
        policy.write_text(POLICY)

        def context(now: datetime, who: str = "admin") -> Any:
            spelled = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            server.control.clock(spelled)
            surroundings = {**server.environment(), "HOME": folder, "COST_TAGS_NOW": spelled}
            home = {"COST_TAGS_HOME": f"{folder}/{who}", "COST_TAGS_POLICY": str(policy)}
            return Context({**surroundings, **home})

        kept = dict(os.environ)
        os.environ.update(server.environment())
        try:
            yield server, context
        finally:
            os.environ.clear()
            os.environ.update(kept)


def a_month_of_snapshots(context: Any, size: Size, place: str) -> list[Any]:
    """Run the schedule each day; returns what each run took."""
    from jupyter_cost_tags.service.snapshots import Wanted, make_snapshot

    made = []
    for day in range(size.days):
        now = FIRST + timedelta(days=day)
        made.append(make_snapshot(context(now), Wanted(place, "project", most_requests=200)))
    return made


def one_reader(server: Any, context: Any, size: Size, place: str) -> Counter[str]:
    """Put the files into S3 and read the month as one user does; returns the calls that it took."""
    import boto3

    from jupyter_cost_tags.identity import Identity
    from jupyter_cost_tags.service.snapshots import read_snapshot

    mine = f"{HEAD}:user-profile/{DOMAIN}/user-007"
    identity = Identity(
        environment="studio-private-space", account="111122223333", region="us-east-1",
        partition="aws", domain_id=DOMAIN, user_profile="user-007", profile_arn=mine,
    )  # fmt: skip
    now = FIRST + timedelta(days=size.days - 1)
    user = context(now, "user")
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="scale")
    for name in ("index.json", f"user-profile/{DOMAIN}/user-007.json"):
        s3.put_object(Bucket="scale", Key=name, Body=Path(place, name).read_bytes())
    server.control.reset()
    told = read_snapshot(user, "s3://scale", identity, by=None, month=None)
    if told.state != "ok":
        raise RuntimeError(told.state)
    return Counter(server.control.counts())


def an_audit(server: Any, context: Any) -> Counter[str]:
    """Audit the whole domain; returns the calls that it took."""
    from jupyter_cost_tags.service.domains import read_domain

    asked = context(FIRST)
    server.control.reset()
    read = read_domain(asked, DOMAIN)
    if read.problems:
        raise RuntimeError(read.problems)
    return Counter(server.control.counts())


def main() -> None:
    """Print the tables of docs/admins/scale.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--days", type=int, default=30)
    size = Size(**vars(parser.parse_args()))
    with account(size) as (server, context), tempfile.TemporaryDirectory() as place:
        runs = a_month_of_snapshots(context, size, place)
        files = {
            path.relative_to(place): path.stat().st_size for path in Path(place).rglob("*.json")
        }
        owners = sorted(length for path, length in files.items() if len(path.parts) > 1)
        requests = [run.requests for run in runs]
        puts = sum(run.files + 2 for run in runs)
        print(f"{size.users} users, {size.days} days")
        month = f"the month {sum(requests)}: {sum(requests) * PRICE} USD"
        later = f"a later one {min(requests[1:])} to {max(requests[1:])}"
        print(f"first run {requests[0]} requests, {later}, {month}")
        sizes = (
            f"an owner's {owners[len(owners) // 2]:,} bytes, all.json {files[Path('all.json')]:,}"
        )
        print(f"files {len(files)}; {sizes}; PUTs {puts:,}: {puts * PUT:.3f} USD")
        print("one look of a user:", dict(one_reader(server, context, size, place)))
        print("audit of the domain:", dict(an_audit(server, context)))


if __name__ == "__main__":
    main()
