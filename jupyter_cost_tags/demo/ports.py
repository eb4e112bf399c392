"""Ports of loopback: a free one, or the one that was asked for."""

from __future__ import annotations

import socket

from ..problems import Misconfigured

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody uses now."""
    return _bound(0)


def wanted_port(port: int) -> int:
    """Return `port`, or a free one for 0; raise `Misconfigured` when it is taken."""
    try:
        return _bound(port)
    except OSError as error:
        raise Misconfigured(
            f"Port {port} can't be used: {error.strerror}.",
            code="port-taken",
            action="Name another port, or leave --port out: a free one is found.",
        ) from error


def _bound(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        return int(probe.getsockname()[1])
