"""Runs inside the demo's JupyterLab: ends it when the demo is gone, however that died."""

from __future__ import annotations

import os
import signal
import threading
import time

_EVERY = 0.5  # seconds


def end_with_parent(parent: int) -> None:
    """Watch from a thread; when another process is the parent, stop as for Ctrl-C."""
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
