"""HTTP/1.1 on loopback, with keep-alive, one thread per connection."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from .messages import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = ("x-jupyter-cost-tags-embedded-aws", "1")


class Server(ThreadingHTTPServer):
    """A loopback server that also ends the connections it has kept alive."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, respond: Callable[[Request], Response]) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one."""
        self.respond = respond
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is open."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that ends."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that went away."""

    def close(self) -> None:
        """Stop serving and cut every connection."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        """Read one request whole, answer it, keep the connection."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
            return
        if not self.parse_request():
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, headers, self._body(headers))
        self._send(self.server.respond(request))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet; calls are recorded by the gateway."""

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(headers.get("content-length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _send(self, response: Response) -> None:
        if response.drop:
            self._drop(reset=response.reset)
            return
        head = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        fields = {
            **response.headers,
            MARK[0]: MARK[1],
            "date": formatdate(time.time() + response.date_skew, usegmt=True),
        }
        if self.command != "HEAD":  # whose answer announces the length of a body it lacks
            fields["content-length"] = str(len(response.body))
        head += [f"{name}: {value}" for name, value in fields.items()]
        body = b"" if self.command == "HEAD" else response.body
        self._write(("\r\n".join(head) + "\r\n\r\n").encode("latin-1"), body, response)

    def _write(self, head: bytes, body: bytes, response: Response) -> None:
        if response.drip:
            self.wfile.write(head)
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                time.sleep(response.drip)
            return
        self.wfile.write(head + (body if response.sent is None else body[: response.sent]))
        if response.sent is not None and response.sent < len(body):
            self._drop(reset=False)

    def _drop(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        else:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
