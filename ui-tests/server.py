"""What the browser tests talk to: the embedded AWS with its company, and JupyterLab on it.

Listens on COST_TAGS_UI_PORT, without a token, with Galata's helpers in the page. What the specs
need to steer it is in a JSON file whose name they know from the port: `cost-tags-ui-PORT.json` in
the folder for temporary files.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jupyterlab

from jupyter_cost_tags.demo import notebooks
from jupyter_cost_tags.demo.isolation import Sandbox, in_force, isolated, sandbox
from jupyter_cost_tags.demo.lab import EXTENSIONS, Lab
from jupyter_cost_tags.demo.run import embedded_aws, product_environment, wait_for
from jupyter_cost_tags.state.clock import fixed_clock

if TYPE_CHECKING:
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

HERE = Path(__file__).parent
NOW = "2026-11-23T14:12:00Z"
# What `jupyterlab.galata.configure_jupyter_server` sets, as far as the demo does not set it.
GALATA: dict[str, dict[str, Any]] = {
    "ServerApp": {
        "disable_check_xsrf": True,
        "jpserver_extensions": dict.fromkeys((*EXTENSIONS, "forgetful"), True),
    },
    "IdentityProvider": {"token": ""},
    "LabApp": {
        "extra_labextensions_path": [str(Path(jupyterlab.__file__).parent / "galata")],
        "expose_app_in_browser": True,
    },
    # The clock stands still: all tests happen on one day.
    "CostTags": {"cost_explorer_daily_cap": 100_000},
}


# What `galata.DEFAULT_SETTINGS` sets for pictures that are the same each time.
SETTINGS: dict[str, dict[str, Any]] = {
    "console-extension/tracker": {"showBanner": False},
    "codemirror-extension/plugin": {"defaultConfig": {"cursorBlinkRate": 0}},
    "apputils-extension/themes": {
        "overrides": {
            "code-font-family": '"DejaVu Mono"',
            "content-font-family": '"DejaVu Sans", "Noto Sans SC Variable"',
            "ui-font-family": '"DejaVu Sans", "Noto Sans SC Variable"',
        }
    },
}


def write_settings(folder: Path) -> None:
    """Add them to those of the demo."""
    for name, settings in SETTINGS.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    port = int(os.environ["COST_TAGS_UI_PORT"])
    note = Path(tempfile.gettempdir(), f"cost-tags-ui-{port}.json")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    inherited = dict(os.environ)
    instant = fixed_clock({"COST_TAGS_NOW": NOW})
    with (
        sandbox() as box,
        in_force(isolated(inherited, box, {})),
        embedded_aws(box, instant) as aws,
    ):
        aws.control.lag(seconds=0)
        environment = product_environment(box, aws, NOW)
        notebooks.put_notebook(box.notebooks, notebooks.offer_kernel(inherited, box.data))
        lab = Lab(box, port, GALATA)
        write_settings(box.settings)
        shutil.copytree(box.settings, box.root / "initial-settings")
        note.write_text(json.dumps(steering(box, aws, environment)), encoding="utf-8")
        try:
            lab.start({**isolated(inherited, box, environment), "PYTHONPATH": str(HERE)})
            if wait_for(lab, ended):
                ended.wait()
        finally:
            lab.stop()
            note.unlink(missing_ok=True)


def steering(box: Sandbox, aws: EmbeddedAws, environment: dict[str, str]) -> dict[str, object]:
    """Return what the specs may change, and the state that every test starts from."""
    files = {
        name: {
            "path": environment[variable],
            "text": Path(environment[variable]).read_text("utf-8"),
        }
        for name, variable in (
            ("metadata", "RESOURCE_METADATA_FILE"),
            ("policy", "COST_TAGS_POLICY"),
        )
    }
    return {
        "control": f"{aws.url}/_control/",
        "snapshot": aws.control.snapshot(),
        "files": files,
        "lab": {
            "settings": str(box.settings),
            "workspaces": str(box.workspaces),
            "initial": str(box.root / "initial-settings"),
        },
        "notebook": notebooks.NAME,
    }


if __name__ == "__main__":
    main()
