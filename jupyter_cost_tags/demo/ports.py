"""Ports of loopback: a free one, or the one that was asked for."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

from ..problems import Misconfigured

LOOPBACK = "127.0.0.1"
# Systems give connections ports above 32767, and JupyterLab takes seconds to listen on its own.
_NOT_HANDED_OUT = range(20_000, 32_000)


def free_port() -> int:
    """Return a port that nobody uses now, nor gets by chance before it is listened on."""
    for port in random.sample(_NOT_HANDED_OUT, 50):
        with suppress(OSError):
            return _bound(port)
    return _bound(0)


def wanted_port(port: int) -> int:
    """Return `port`, or a free one for 0; raise `Misconfigured` when it is taken."""
    try:
        return _bound(port) if port else free_port()
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
