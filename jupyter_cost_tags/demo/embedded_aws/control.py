"""The control channel: what tests and the demo ask of the embedded AWS, beside AWS's own APIs.

Each public method of `Control` is one operation; `control_http` offers the same over HTTP.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from .services.sagemaker.lifecycle import finish
from .services.sagemaker.resources import write_tags
from .world import AwsError, Resource

if TYPE_CHECKING:
    from .gateway import Gateway
    from .snapshot import Snapshot
    from .state import State
    from .world import World


class Control:
    """Look at the calls, and change what AWS itself would not let a client change."""

    def __init__(self, state: State, gateway: Gateway) -> None:
        """Steer one running server."""
        self._state = state
        self._gateway = gateway
        self._snapshots: list[Snapshot] = []

    @property
    def _world(self) -> World:
        return self._state.world

    def counts(self) -> dict[str, int]:
        """Return the number of calls per IAM action since the last reset."""
        return self._state.counts()

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls since the last reset, oldest first, with their parameters."""
        return self._state.calls()

    def reset(self) -> None:
        """Forget the recorded calls."""
        self._state.forget_calls()

    def add_faults(self, rules: list[dict[str, Any]]) -> None:
        """Put faults in force; `faults.Fault` names the members of a rule."""
        self._state.faults.add(rules)

    def clear_faults(self, seed: int = 0) -> None:
        """End every fault and seed the dice anew."""
        self._state.faults.clear(seed)

    def latency(self, seconds: float, op: str = "*") -> None:
        """Make matching calls take longer; 0 seconds ends every latency."""
        self._state.latencies = [(op, seconds), *self._state.latencies] if seconds else []

    def clock(self, now: datetime | str | None) -> None:
        """Stand still at an instant, ISO 8601 in text; `None` lets time pass again."""
        self._world.clock.set(_instant(now))

    def lag(self, seconds: float) -> None:
        """Let Search and the tagging API trail writes by so many seconds of real time."""
        self._world.index_lag = timedelta(seconds=seconds)

    def tags(
        self,
        arn: str,
        set: dict[str, str] | None = None,  # noqa: A002  (as on the wire)
        remove: list[str] | None = None,
    ) -> dict[str, str]:
        """Change a resource's tags as somebody else would; return what it has now."""
        resource = self._resource(arn)
        with self._world.store.lock:
            kept = {k: v for k, v in resource.tags.items() if k not in (remove or ())}
            write_tags(self._world, resource, {**kept, **(set or {})})
        return resource.tags

    def job(self, arn: str, status: str, reason: str = "") -> None:
        """Let a job or an endpoint reach a status now, with AWS's reason for a failure."""
        resource = self._resource(arn)
        with self._world.store.lock:
            finish(resource, status, self._world.now(), reason)

    def studio(self, tags: dict[str, str]) -> None:
        """Let calls come from a Studio space, whose automatic tags these are; `{}` ends it."""
        self._world.studio_tags = dict(tags)

    def deny(self, rules: list[dict[str, str]] | list[str]) -> None:
        """Refuse these operations from now on; an empty list allows everything again."""
        self._state.denied = [r["op"] if isinstance(r, dict) else r for r in rules]

    def scps(self, documents: list[dict[str, Any]]) -> None:
        """Attach service control policies to the account in place of those before."""
        self._world.scps = list(documents)

    def principal(self, arn: str) -> None:
        """Let calls come from another role session."""
        self._world.principal = arn

    def activation(self, key: str, status: str | None, since: datetime | str | None = None) -> None:
        """Set a cost allocation tag to Active or Inactive; `None` makes it unheard of."""
        if status is None:
            self._world.activation.pop(key, None)
            return
        when = _instant(since) or self._world.now()
        self._world.activation[key] = {"status": status, "since": when}

    def snapshot(self) -> int:
        """Keep the world as it is (the ledger aside) and return the number to restore it by."""
        self._snapshots.append(self._world.snapshot())
        return len(self._snapshots) - 1

    def restore(self, number: int = -1) -> None:
        """Return the world to a snapshot, and forget calls, faults, denials and moto's state."""
        self._world.restore(self._snapshots[number])
        self.calm()

    def calm(self) -> None:
        """End faults, denials, latency and hanging calls; forget the calls and all in moto."""
        self.clear_faults()
        self._gateway.end_waits()
        self._state.denied = []
        self._state.latencies = []
        self.reset()
        self._gateway.moto.reset()

    def _resource(self, arn: str) -> Resource:
        found = self._world.store.get(arn)
        if found is None:
            raise AwsError("ResourceNotFound", f"no resource {arn}", 404)
        return found


def _instant(value: datetime | str | None) -> datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value if value.tzinfo else value.replace(tzinfo=timezone.utc)
