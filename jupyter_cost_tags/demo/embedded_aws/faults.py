"""Faults on request: what goes wrong, with which calls, how often."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from .messages import Response
from .world import AwsError

_BODIES = {
    "html": (b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"),
    "empty": (b"", "application/x-amz-json-1.1"),
    "garbage": (bytes(range(256)), "application/x-amz-json-1.1"),
}


@dataclass
class Fault:
    """One rule: the calls it hits and what happens to them."""

    op: str = "*"  # `service:Operation`, with wildcards
    p: float = 1.0  # probability per matching call
    times: int | None = None  # how often it hits before it is spent
    skip: int = 0  # matching calls that it lets pass first
    status: int = 0  # of an error, 400 unless said; of a body, 200 unless said
    code: str = ""  # answer this error
    message: str = ""
    delay: float = 0.0  # seconds before the call is served
    hang: float = 0.0  # seconds of silence, then the connection closes
    body: str = ""  # html | empty | garbage | truncated
    sent: int | None = None  # bytes of the true answer that arrive before the connection closes
    drip: float = 0.0  # seconds between the bytes of the true answer
    reset: bool = False  # a TCP RST instead of an answer
    apply_then_drop: bool = False  # serve the call, then close without an answer
    date_skew: float = 0.0  # seconds that the Date header is off
    failed: int = 0  # TagResources and UntagResources: this many ARNs fail

    def error(self) -> AwsError:
        """Return the error that the caller is to see."""
        return AwsError(self.code, self.message or f"{self.code} (injected)", self.status or 400)

    def replacement(self) -> Response | None:
        """Return what is sent instead of any answer, if the fault asks for that."""
        if self.reset or self.hang:
            return Response(200, drop=True, reset=self.reset)
        if self.body in _BODIES:
            body, kind = _BODIES[self.body]
            return Response(self.status or 200, body, {"content-type": kind})
        return None

    def spoil(self, response: Response) -> Response:
        """Mistreat the true answer on its way out."""
        response.drop = self.apply_then_drop
        response.drip = self.drip
        response.date_skew = self.date_skew
        response.sent = len(response.body) // 2 if self.body == "truncated" else self.sent
        return response


_MEMBERS = {member.name for member in fields(Fault)}


class Faults:
    """The rules in force; the first that matches and is not spent wins."""

    def __init__(self, seed: int = 0) -> None:
        """Start without any; `seed` makes probabilities repeatable."""
        self._lock = threading.Lock()
        self._rules: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, rules: list[dict[str, Any]]) -> None:
        """Append rules; a member that a fault lacks is an error."""
        for rule in rules:
            unknown = set(rule) - _MEMBERS
            if unknown:
                message = f"a fault has no {', '.join(sorted(unknown))}"
                raise ValueError(message)
        with self._lock:
            self._rules.extend(Fault(**rule) for rule in rules)

    def clear(self, seed: int = 0) -> None:
        """Forget every rule and start the dice anew."""
        with self._lock:
            self._rules.clear()
            self._random.seed(seed)

    def next_for(self, names: tuple[str, ...]) -> Fault | None:
        """Return the fault that hits this call, and count it."""
        if not self._rules:
            return None
        with self._lock:
            for rule in self._rules:
                if matches(rule.op, names) and self._hits(rule):
                    return rule
        return None

    def _hits(self, rule: Fault) -> bool:
        if rule.times == 0:
            return False
        if rule.skip > 0:
            rule.skip -= 1
            return False
        if rule.p < 1.0 and self._random.random() >= rule.p:
            return False
        if rule.times is not None:
            rule.times -= 1
        return True


def matches(pattern: str, names: tuple[str, ...]) -> bool:
    """Tell whether a wildcard pattern fits any of an operation's names."""
    return any(fnmatchcase(name, pattern) for name in names)
