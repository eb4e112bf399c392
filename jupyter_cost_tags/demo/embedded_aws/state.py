"""What the server holds besides the world: counters, faults, denials, latency."""

from __future__ import annotations

import threading
from collections import Counter, deque
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .faults import Faults, matches

if TYPE_CHECKING:
    from .world import World

_CALLS_KEPT = 100_000


class State:
    """Shared by the gateway, which obeys it, and the control channel, which sets it."""

    def __init__(self, world: World) -> None:
        """Start without faults, denials and latency."""
        self.world = world
        self.faults = Faults()
        self.denied: list[str] = []
        self.latencies: list[tuple[str, float]] = []
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._calls: deque[dict[str, Any]] = deque(maxlen=_CALLS_KEPT)

    def record(self, service: str, operation: str, action: str, params: dict[str, Any]) -> None:
        """Count a call and keep what it asked."""
        call = {
            "service": service,
            "operation": operation,
            "action": action,
            "at": datetime.now(timezone.utc),
            "principal": self.world.principal,
            "params": params,
        }
        with self._lock:
            self._counts[action] += 1
            self._calls.append(call)

    def counts(self) -> dict[str, int]:
        """Return the number of calls per IAM action."""
        with self._lock:
            return dict(self._counts)

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls, oldest first."""
        with self._lock:
            return list(self._calls)

    def forget_calls(self) -> None:
        """Start counting anew."""
        with self._lock:
            self._counts.clear()
            self._calls.clear()

    def latency_of(self, names: tuple[str, ...]) -> float:
        """Return the seconds that every matching call takes longer."""
        return sum(seconds for pattern, seconds in self.latencies if matches(pattern, names))
