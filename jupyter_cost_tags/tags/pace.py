"""How fast is written: a token bucket that never holds more than one token."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

WRITES_PER_SECOND = 5


class Pace:
    """At most so many writes in any second, whoever shares this."""

    def __init__(
        self,
        per_second: int = WRITES_PER_SECOND,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Begin with a token."""
        self._between = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = float("-inf")  # when the next token is there

    def take(self) -> None:
        """Wait for a token and take it."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._between
        if turn > now:
            self._sleep(turn - now)

    def sent(self) -> None:
        """Count from now: what was read between the turn and the write took its time."""
        with self._lock:
            self._next = max(self._next, self._clock() + self._between)

    def debit(self, tokens: int) -> None:
        """Take what further requests have used, such as those that were throttled."""
        if tokens > 0:
            with self._lock:
                self._next = max(self._next, self._clock()) + tokens * self._between
