"""A real kernel, as a server starts it: its outputs, its streams, its errors."""

from __future__ import annotations

import os
import queue
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.manager import KernelManager

MIME = "application/vnd.jupyter-cost-tags.v1+json"


@dataclass
class Ran:
    """What a cell left."""

    text: str = ""
    error: str | None = None
    traceback: list[str] = field(default_factory=list)
    cards: dict[str, dict] = field(default_factory=dict)  # the last state by display id
    plain: list[str] = field(default_factory=list)  # the text twin of each message
    updates: int = 0

    @property
    def card(self):
        """The one card of the cell."""
        assert len(self.cards) == 1, self
        return next(iter(self.cards.values()))


class Kernel:
    """One kernel process."""

    def __init__(self, runtime: Path, **environment: str) -> None:
        self.id = str(uuid.uuid4())
        runtime.mkdir(parents=True, exist_ok=True)
        file = str(runtime / f"kernel-{self.id}.json")
        # Cached ports would stay the same where `_ready` asks for new ones.
        self._manager = KernelManager(
            kernel_name="python3", connection_file=file, cache_ports=False
        )
        self._manager.start_kernel(env={**os.environ, **environment})
        self._client = self._ready()

    def run(self, code: str, cell_id: str = "cell-1") -> Ran:
        """Run a cell as JupyterLab does and collect what it puts out until it is idle."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": False}
        message = self._client.session.msg("execute_request", content)
        message["metadata"] = {"cellId": cell_id}
        self._client.shell_channel.send(message)
        return self.collect(message["header"]["msg_id"])

    def collect(self, parent: str | None = None, seconds: float = 30) -> Ran:
        """Take messages until the cell is idle; without a parent, until nothing comes."""
        ran = Ran()
        while True:
            try:
                got = self._client.get_iopub_msg(timeout=seconds)
            except queue.Empty:
                assert parent is None, f"the kernel stays busy: {ran}"
                return ran
            if parent and got["parent_header"].get("msg_id") != parent:
                continue
            if _taken(ran, got) and parent:
                return ran

    def restart(self) -> None:
        self._client.stop_channels()
        self._manager.restart_kernel(now=True)
        self._client = self._ready()

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def _ready(self):
        """Return a client once the kernel answers; one whose port was taken before it came dies."""
        for left in (2, 1, 0):
            client = self._manager.client()
            client.start_channels()
            try:
                client.wait_for_ready(timeout=60)
                return client
            except RuntimeError:
                client.stop_channels()
                if self._manager.is_alive() or not left:
                    raise
                self._manager.restart_kernel(now=True, newports=True)
        raise AssertionError


def _taken(ran: Ran, got: dict) -> bool:
    """Keep a message; tell whether it was the last."""
    content = got["content"]
    match got["msg_type"]:
        case "stream":
            ran.text += content["text"]
        case "error":
            ran.error, ran.traceback = content["ename"], content["traceback"]
        case "display_data" | "update_display_data" if MIME in content["data"]:
            ran.cards[content["transient"]["display_id"]] = content["data"][MIME]
            ran.plain.append(content["data"]["text/plain"])
            ran.updates += got["msg_type"] == "update_display_data"
        case "status":
            return content["execution_state"] == "idle"
    return False
