"""A quick HTTP client of kept connections, and the servers that it asks."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass
class Load:
    """What a round of requests saw: seconds each, and all of them."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    bytes: int = 0
    failed: int = 0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.whole

    def p(self, share: float) -> float:
        """Return a percentile in milliseconds."""
        return 1000 * sorted(self.seconds)[int(share * (len(self.seconds) - 1))]


class Server:
    """A Jupyter server of its own process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, path: str, body: object = None) -> bytes:
        """Return the body of one answer; a body makes it a POST."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data,
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return bytes(answer.read())

    def load(self, paths: list[str], *, clients: int, seconds: float, pause: float = 0.0) -> Load:
        """Ask for the paths in turn from so many kept connections."""
        found = Load()
        asyncio.run(self._load(found, paths, clients, seconds, pause))
        return found

    async def _load(
        self, found: Load, paths: list[str], clients: int, seconds: float, pause: float
    ) -> None:
        end = time.monotonic() + seconds
        started = time.monotonic()

        async def client(number: int) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            await asyncio.sleep(pause * number / clients)
            turn = number
            while time.monotonic() < end:
                before = time.perf_counter()
                status, size = await one(reader, writer, paths[turn % len(paths)])
                found.seconds.append(time.perf_counter() - before)
                found.bytes = max(found.bytes, size)
                found.failed += status != 200
                turn += 1
                if pause:
                    await asyncio.sleep(pause)
            writer.close()

        await asyncio.gather(*(client(number) for number in range(clients)))
        found.whole = time.monotonic() - started

    def end(self) -> float:
        """Return the seconds from SIGTERM to the exit."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - started


async def one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
) -> tuple[int, int]:
    """Return the status and the length of one answer."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1]), length


@contextmanager
def serving(environment: Mapping[str, str], **extensions: bool) -> Iterator[Server]:
    """Start a Jupyter server with these extensions only; end it whatever happens."""
    port = _free_port()
    enabled = {"jupyter_server_terminals": False, "jupyterlab": False, **extensions}
    arguments = (
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--allow-root",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        "--ServerApp.log_level=ERROR",
        f"--ServerApp.jpserver_extensions={enabled}",
    )
    path = os.pathsep.join([str(HERE), str(HERE.parent)])
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *arguments],
        env={**os.environ, **environment, "PYTHONPATH": path},
    )
    server = Server(process, port)
    try:
        _wait(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait(server: Server) -> None:
    for _ in range(1200):
        if server.process.poll() is not None:
            raise RuntimeError("The server did not start.")
        try:
            server.ask("/api")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not answer.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
