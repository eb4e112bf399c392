"""How long AWS is waited for: a deadline per call, tries per call, and when a run gives up."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from ..problems import BadResponse, CostTagsError, Failing, Throttled, Unreachable

# Waits before another try, in seconds; half to one and a half of each, at random.
_THROTTLE_WAITS = (0.1, 0.2, 0.4, 0.8, 1.6, 1.6, 1.6)
_TROUBLE_WAITS = (0.05, 0.2)
_LONGEST_WAIT = 20.0  # between tries, in one run, all threads together
_GIVE_UP_AFTER = 3  # failures in a row of one operation; silence and throttling weigh as much

Sleep = Callable[[float], None]


class Patience:
    """What one run (a scan, an identity) may still wait; its threads share it.

    An operation that stays silent, throttled or broken is not asked again in this run, and
    neither is a service two of whose operations stay silent: what depends on them is unknown.
    """

    def __init__(self, sleep: Sleep = time.sleep) -> None:
        """Start with everything still to wait."""
        self._sleep = sleep
        self._lock = threading.Lock()
        self._slept = 0.0
        self._failures: Counter[str] = Counter()
        self._given_up: dict[str, CostTagsError] = {}
        self._silent: defaultdict[str, set[str]] = defaultdict(set)

    def check(self, service: str, operation: str) -> None:
        """Raise the error for which this operation was given up, if it was."""
        with self._lock:
            name = f"{service}:{operation}"
            error = self._given_up.get(service) or self._given_up.get(name)
        if error:
            raise error

    def waits(self, error: CostTagsError, *, once: bool) -> Iterator[float]:
        """Yield the waits after a first failure; empty for what another try won't change."""
        if isinstance(error, Throttled):
            yield from _THROTTLE_WAITS
        elif _is_quick_trouble(error) and not once:
            yield from _TROUBLE_WAITS

    def wait(self, seconds: float) -> bool:
        """Sleep about so long; False, at once, when this run has waited enough."""
        about = seconds * random.uniform(0.5, 1.5)  # noqa: S311
        with self._lock:
            if self._slept + about > _LONGEST_WAIT:
                return False
            self._slept += about
        self._sleep(about)
        return True

    def succeeded(self, service: str, operation: str) -> None:
        """Note an answer."""
        with self._lock:
            self._failures.pop(f"{service}:{operation}", None)

    def failed(self, service: str, operation: str, error: CostTagsError) -> None:
        """Note a failure that all tries did not change."""
        name = f"{service}:{operation}"
        with self._lock:
            self._failures[name] += _weight(error)
            if self._failures[name] < _GIVE_UP_AFTER:
                return
            self._given_up[name] = error
            if isinstance(error, Unreachable):
                self._silent[service].add(operation)
                if len(self._silent[service]) > 1:
                    self._given_up[service] = error


def _is_quick_trouble(error: CostTagsError) -> bool:
    """Tell a broken answer or connection from silence, which has been waited for already."""
    if isinstance(error, Unreachable):
        return not error.waited
    return isinstance(error, Failing | BadResponse)


def _weight(error: CostTagsError) -> int:
    if isinstance(error, Throttled) or (isinstance(error, Unreachable) and error.waited):
        return _GIVE_UP_AFTER
    return 1 if _is_quick_trouble(error) else 0
