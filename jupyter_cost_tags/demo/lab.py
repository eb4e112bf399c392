"""JupyterLab as a child process: alone with this extension, on loopback, without a word outside."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from . import layout
from .isolation import Sandbox
from .notebooks import PLAIN, SDK
from .ports import LOOPBACK

EXTENSIONS = ("jupyterlab", "jupyter_lsp", "jupyter_server_terminals", "jupyter_cost_tags")
_LABEXTENSION = "jupyter-cost-tags"
_POLL = 0.05  # seconds
_GRACE = 1.5  # seconds between the request to stop and the end of what is left
_ORPHANS = """\
from jupyter_cost_tags.demo.orphans import end_with_parent

end_with_parent({parent})
"""


class LabFailed(Exception):
    """JupyterLab ended before it answered; the text is the tail of its log."""


class Lab:
    """One JupyterLab, its terminals and its kernels."""

    def __init__(
        self, box: Sandbox, port: int, overrides: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """Write the configuration; `overrides` is by class, over the demo's own."""
        self._box = box
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.log = box.root / "jupyterlab.log"
        self.token = secrets.token_hex(16)
        configuration = _configuration(box, port, self.token)
        for name, members in (overrides or {}).items():
            configuration.setdefault(name, {}).update(members)
        self.token = configuration["IdentityProvider"]["token"]
        layout.write_settings(box.settings)
        self._configuration = _write_configuration(box.config, configuration)

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"http://{LOOPBACK}:{self._port}"

    def address(self, path: str) -> str:
        """Return the address of a page, with the token that opens it."""
        return f"{self.url}{path}?token={self.token}" if self.token else f"{self.url}{path}"

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own: a terminal's Ctrl-C reaches the demo alone."""
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", f"--config={self._configuration}"],
                cwd=self._box.notebooks,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll() if self._process else None

    def answers(self) -> bool:
        """Tell whether it serves; raises `LabFailed` when it ended instead."""
        if self.exit_code() is not None:
            tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
            raise LabFailed("\n".join(tail))
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=1)
        try:
            headers = {"Authorization": f"token {self.token}"}
            connection.request("GET", "/api/status", headers=headers)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End it and every process it started; what does not listen is killed."""
        if self._process is None:
            return
        family = _family(self._process.pid)
        self._process.terminate()
        if not _ended(family, _GRACE):
            for process in family | _family(self._process.pid):
                _kill(process)
        self._process.wait()
        self._process = None


def _family(pid: int) -> set[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return {process, *process.children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def _ended(processes: set[psutil.Process], within: float) -> bool:
    """Wait until none of them runs; those whose parent has not noticed count as ended."""
    deadline = time.monotonic() + within
    while any(_runs(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _configuration(box: Sandbox, port: int, token: str) -> dict[str, dict[str, Any]]:
    return {
        "ServerApp": {
            "ip": LOOPBACK,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "allow_root": True,
            "root_dir": str(box.notebooks),
            "jpserver_extensions": dict.fromkeys(EXTENSIONS, True),
            # Nothing is built here; a page that asks for it starts Yarn.
            "tornado_settings": {
                "page_config_data": {"buildAvailable": False, "buildCheck": False}
            },
        },
        "IdentityProvider": {"token": token},
        "KernelSpecManager": {"allowed_kernelspecs": [PLAIN.name, SDK.name]},
        "LabApp": {
            "labextensions_path": [str(_labextensions(box))],
            "extension_manager": "readonly",
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "news_url": None,
        },
    }


def _labextensions(box: Sandbox) -> Path:
    """Return a folder that holds this extension only: others may talk to the internet."""
    from jupyter_core.paths import jupyter_path  # noqa: PLC0415  (the demo's own dependency)

    folder = box.root / "labextensions"
    folder.mkdir(exist_ok=True)
    for place in jupyter_path("labextensions"):
        installed = Path(place, _LABEXTENSION)
        if installed.is_dir() and not (folder / _LABEXTENSION).exists():
            (folder / _LABEXTENSION).symlink_to(installed.resolve(), target_is_directory=True)
    return folder


def _write_configuration(folder: Path, configuration: Mapping[str, object]) -> Path:
    """Write `cost_tags_demo.py` and `.json`; naming one makes Jupyter read both."""
    path = folder / "cost_tags_demo.json"
    path.touch(mode=0o600)  # the token is in it
    path.write_text(json.dumps(configuration, indent=1), encoding="utf-8")
    path.with_suffix(".py").write_text(_ORPHANS.format(parent=os.getpid()), encoding="utf-8")
    return path.with_suffix(".py")
