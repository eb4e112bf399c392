"""Whether an endpoint takes a connection at all: no request is sent, no right is needed."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ..problems import CostTagsError
from ..workers import Late, each, within
from .calls import Aws

_SECONDS = 4.0  # for name and connection: a VPC without a route lets both hang


def reachable(aws: Aws, services: Sequence[str]) -> Mapping[str, str | None]:
    """Return per service why its endpoint can't be reached; None where it can."""
    found = each(lambda service: _why(aws, service), services, threads=len(services))
    return dict(zip(services, found, strict=True))


def _why(aws: Aws, service: str) -> str | None:
    try:
        url = urlsplit(aws.endpoint(service))
        host, port = url.hostname or "", url.port or (80 if url.scheme == "http" else 443)
        within(_SECONDS, lambda: socket.create_connection((host, port), timeout=3).close())
    except CostTagsError as error:
        return error.message
    except Late:
        return f"{host} did not answer in time"
    except OSError as error:
        return f"{host}: {error.strerror or error}"
    return None
