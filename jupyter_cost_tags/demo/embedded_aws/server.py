"""The embedded AWS as one object: start it, point boto3 at it, steer it, stop it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from . import control_http
from .control import Control
from .gateway import Gateway
from .remote import environment
from .state import State
from .transport import Server
from .world import World

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from .messages import Request, Response


class EmbeddedAws:
    """One AWS account on a loopback port."""

    def __init__(self, world: World | None = None, port: int = 0) -> None:
        """Prepare to serve `world`, an empty one by default; port 0 takes a free one."""
        self.world = world or World()
        state = State(self.world)
        self._gateway = Gateway(state)
        self.control = Control(state, self._gateway)
        self._port = port
        self._server: Server | None = None

    def start(self) -> Self:
        """Listen and serve in threads of its own."""
        self._server = Server(self._port, self._respond)
        self._port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="embedded-aws", daemon=True
        ).start()
        return self

    def stop(self) -> None:
        """Stop listening and cut every connection."""
        self._gateway.end_waits()
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def url(self) -> str:
        """Return the endpoint URL; it names port 0 until the server started."""
        return f"http://127.0.0.1:{self._port}"

    def environment(self) -> dict[str, str]:
        """Return the variables that point every AWS client at this server, and nowhere else."""
        return environment(self.url, self.world.region)

    def __enter__(self) -> Self:
        """Start serving."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self.stop()

    def _respond(self, request: Request) -> Response:
        if request.path.startswith(control_http.PREFIX):
            return control_http.answer(self.control, request)
        return self._gateway.answer(request)
