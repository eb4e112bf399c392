"""A Jupyter server extension with nothing in it: what a handler costs by itself, and a probe.

`/bare/read?bytes=N` answers so many bytes, made once; `/bare/lag` what the event loop was late by
since it was last asked, in seconds.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

EVERY = 0.005  # seconds
LATE: list[float] = []
BODIES: dict[int, str] = {}


class Read(APIHandler):
    """Authenticate, authorise, answer: what every handler of Jupyter does."""

    auth_resource = "bare"

    @web.authenticated
    @authorized("read", resource="bare")
    async def get(self) -> None:
        size = int(self.get_query_argument("bytes", "200"))
        self.finish(BODIES.setdefault(size, '"' + "x" * (size - 2) + '"'))


class Lag(APIHandler):
    """What the probe saw."""

    @web.authenticated
    async def get(self) -> None:
        self.finish(json.dumps(LATE))
        LATE.clear()


async def probe() -> None:
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(EVERY)
        LATE.append(loop.time() - before - EVERY)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "server_bare"}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = server.web_app.settings["base_url"]
    routes = [(f"{base}bare/read", Read), (f"{base}bare/lag", Lag)]
    server.web_app.add_handlers(".*$", routes)
    server.io_loop.add_callback(probe)
