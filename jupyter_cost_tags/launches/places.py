"""Which resource decides about a launch, and its ARN in the user's own account. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..guard.operations import METADATA, create_of, start_of
from ..identity import Identity
from ..identity.metadata import parse_arn
from .lines import LaunchLine, is_name

Foreign = Literal["account", "region", "unplaced", "free"]
# Kinds whose ARN ends in an identifier that AWS makes up, or that names more than the resource.
_NOT_BY_NAME = frozenset(
    {
        "app", "cluster", "extension", "cluster-scheduler-config",
        "compute-quota", "domain", "job", "mlflow-app", "partner-app", "user-profile", "workteam",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """A resource in the user's account and Region."""

    arn: str
    kind: str
    name: str


def place(line: LaunchLine, identity: Identity) -> Resource | Foreign:
    """Return the resource whose tags decide about a launch, or why nothing is read.

    `account`: the line names another account or partition, so it is no launch of this user.
    `region`: it went to another Region. `free`: it costs nothing by itself. `unplaced`: it
    can't be named.
    """
    start, create = start_of(line.operation), create_of(line.operation)
    row = start or create
    if line.arn is not None:
        arn = parse_arn(line.arn)
        if arn is None or (arn.account, arn.partition) != (identity.account, identity.partition):
            return "account"
        if arn.region != identity.region:
            return "region"
    if line.region is not None and line.region != identity.region:
        return "region"
    if row is None or (create is not None and start is None and create.tier == METADATA):
        return "free" if row else "unplaced"
    named = _of_arn(line.arn, row.kind) if line.arn else None
    built = by_name(row.kind, line.name, identity)
    if named and built and named.kind == built.kind and named.kind != "space":  # of any domain
        # A line that contradicts itself is taken by its name.
        return named if named.arn.lower() == built.arn.lower() else built
    return named or built or "unplaced"


def by_name(kind: str, name: str, identity: Identity) -> Resource | None:
    """Return the resource of a name; None for a kind whose ARNs hold no names.

    AWS writes names in ARNs in lower case. Some operations take an ARN in place of a name.
    """
    if name.startswith("arn:"):
        arn = parse_arn(name)
        own = arn and (arn.account, arn.partition, arn.region) == (
            identity.account,
            identity.partition,
            identity.region,
        )
        return _of_arn(name, kind) if own else None
    if kind in _NOT_BY_NAME or not is_name(name) or not identity.account or not identity.region:
        return None
    path = f"{identity.domain_id}/{name}" if kind == "space" else name
    if kind == "space" and not identity.domain_id:
        return None
    head = f"arn:{identity.partition}:sagemaker:{identity.region}:{identity.account}"
    return Resource(f"{head}:{kind}/{path.lower()}", kind, name)


def _of_arn(text: str, kind: str) -> Resource | None:
    """Return what carries the tags: an execution's pipeline, a version's group."""
    arn = parse_arn(text)
    if arn is None:
        return None
    head = text.split(":", 5)[:5]
    path = list(arn.path)
    found = arn.kind
    if found == "pipeline" and len(path) > 1:
        path = path[:1]
    if found == "model-package" and len(path) == 2:
        found, path = "model-package-group", path[:1]
    if kind not in {arn.kind, found} or not all(is_name(part) for part in path):
        return None
    return Resource(":".join([*head, "/".join([found, *path])]), found, path[-1])
