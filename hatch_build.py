"""Put the prebuilt front end into the wheel; an editable install links it instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = "jupyter_cost_tags/labextension"
INSTALLED = "share/jupyter/labextensions/jupyter-cost-tags"


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what JupyterLab looks for in share/jupyter/labextensions."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Refuse a wheel without its panel, and leave a checkout's link alone."""
        if version == "editable":
            # scripts/build-frontend makes a symlink; an installer would write through it.
            return
        if not Path(self.root, BUILT, "package.json").is_file():
            message = "the front end is not built: `make build` does both"
            raise RuntimeError(message)
        build_data["shared_data"] |= {BUILT: INSTALLED, "install.json": f"{INSTALLED}/install.json"}
