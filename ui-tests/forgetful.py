"""A server extension for the browser tests: POST /cost-tags-ui/forget is as good as a restart.

The product's server part is made anew: it knows nobody, and its folder of state is empty. With
`{"guard": true}` it also begins as a started server does: it asks who is here, and tells kernels.

The page is JupyterLab without what no test uses, which is a third of its start; `/lab?whole` has
everything.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

UNUSED = [
    *(
        f"@jupyterlab/{name}-extension"
        for name in (
            "celltags", "completer", "console", "csvviewer", "debugger", "documentsearch",
            "extensionmanager", "fileeditor", "help", "htmlviewer", "hub", "imageviewer",
            "inspector", "javascript", "json", "logconsole", "lsp", "markdownviewer", "mathjax",
            "mermaid", "metadataform", "pdf", "running", "settingeditor", "terminal", "toc",
            "tooltip", "vega5", "workspaces",
        )
    ),
    *(f"@jupyterlab/apputils-extension:{name}" for name in ("announcements", "splash")),
]  # fmt: skip


class Forget(JupyterHandler):
    """Drops the service; the next request makes another."""

    def initialize(self, extension: Any) -> None:
        self._extension = extension

    @authenticated
    def post(self) -> None:
        extension = self._extension
        if extension._service is not None:  # noqa: SLF001  (what a restart would do)
            extension._service.stop()  # noqa: SLF001
        extension._service = None  # noqa: SLF001
        shutil.rmtree(os.environ["COST_TAGS_HOME"], ignore_errors=True)
        Path(os.environ["COST_TAGS_HOME"]).mkdir(exist_ok=True)
        if (self.get_json_body() or {}).get("guard"):
            extension._begin()  # noqa: SLF001
        self.finish({})


def trimmed(handler: JupyterHandler, page_config: dict[str, Any]) -> dict[str, Any]:
    """Return what the page is told, with the unused parts off unless it is to be whole."""
    off = [] if "whole" in handler.request.query_arguments else UNUSED
    return {**page_config, "disabledExtensions": off}


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "forgetful"}]


def _load_jupyter_server_extension(server: Any) -> None:
    (extension,) = server.extension_manager.extension_apps["jupyter_cost_tags"]
    path = url_path_join(server.base_url, "cost-tags-ui", "forget")
    server.web_app.add_handlers(".*$", [(path, Forget, {"extension": extension})])
    server.web_app.settings["page_config_hook"] = trimmed
