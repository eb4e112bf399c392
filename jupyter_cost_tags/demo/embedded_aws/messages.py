"""HTTP requests and responses as values, between the transport and the gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """One HTTP request, its body read whole; header names are lower case."""

    method: str
    path: str  # as sent, percent-encoded
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Return the parameters of the query protocol, from the body or the query string."""
        sent = self.body.decode("utf-8", "replace") if self.body else self.query
        return dict(parse_qsl(sent, keep_blank_values=True))


@dataclass
class Response:
    """One HTTP response, and how the transport shall mistreat it on its way."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False  # close the connection without a word
    reset: bool = False  # with a TCP RST
    sent: int | None = None  # send this many bytes of the announced body, then close
    drip: float = 0.0  # seconds between single bytes
    date_skew: float = 0.0  # seconds that the Date header is off
