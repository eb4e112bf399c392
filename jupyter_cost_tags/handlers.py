"""One handler for every operation: authenticate, authorise, decode, run, encode."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

if TYPE_CHECKING:
    from .dispatch import Answer
    from .service.service import Service

RESOURCE = "jupyter_cost_tags"
ROOT = "jupyter-cost-tags/api"
DEADLINE = 8.0  # seconds; a refresh that takes longer goes on behind the answer
_OWN_SITES = frozenset({"same-origin", "none"})


class CrossSite(web.HTTPError):
    """The request comes from another site."""


class OperationHandler(APIHandler):
    """Every path below the API; the operations table says what there is."""

    auth_resource = RESOURCE
    _track_activity = False  # a panel that polls must never keep an idle instance alive

    def initialize(self, service: Callable[[], Service]) -> None:
        """Take what makes the service at the first request."""
        self._service = service

    def prepare(self, **options: Any) -> Any:
        """Refuse other sites on every verb, whatever Origin is allowed; then as Jupyter does."""
        site = self.request.headers.get("Sec-Fetch-Site")
        if site is not None and site not in _OWN_SITES:
            raise CrossSite(403)
        return super().prepare(**options)

    @web.authenticated
    @authorized("read", resource=RESOURCE)  # type: ignore[untyped-decorator]  # upstream is untyped
    async def get(self, path: str) -> None:
        """Answer what is known; no AWS call, no write."""
        from . import dispatch  # noqa: PLC0415  (pydantic: not while the server starts)
        from .problems import CostTagsError  # noqa: PLC0415

        if path == "openapi.json":
            from .openapi import spell  # noqa: PLC0415

            self._send(dispatch.Answer(200, spell()))
            return
        try:
            operation = dispatch.find("GET", path)
            query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
            request = dispatch.decode_query(operation, query)
            self._send(dispatch.read(self._service(), operation, request))
        except CostTagsError as error:
            self._send(dispatch.failed(error))

    @web.authenticated
    @authorized("write", resource=RESOURCE)  # type: ignore[untyped-decorator]
    async def post(self, path: str) -> None:
        """Refresh, up to the deadline, or write, to the end."""
        from . import dispatch  # noqa: PLC0415
        from .models import Section  # noqa: PLC0415
        from .problems import CostTagsError  # noqa: PLC0415

        try:
            operation = dispatch.find("POST", path)
            media_type = self.request.headers.get("Content-Type", "")
            request = dispatch.decode_body(operation, media_type, self.request.body)
            service = self._service()
            future = dispatch.start(service, operation, request)
            if future is not None:
                deadline = DEADLINE if issubclass(operation.gives, Section) else None
                waited = asyncio.wrap_future(future)
                waited.add_done_callback(_heard)
                await asyncio.wait([waited], timeout=deadline)
            self._send(dispatch.finish(service, operation, request, future))
        except CostTagsError as error:
            self._send(dispatch.failed(error))

    def _send(self, answer: Answer) -> None:
        self.set_status(answer.status)
        self.set_header("Cache-Control", "no-store")
        self.finish(answer.body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a problem; no text of an exception passes."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        row = _CROSS_SITE if isinstance(error, CrossSite) else _PROBLEMS.get(status_code, _INTERNAL)
        code, message, action = row
        body = {"code": code, "message": message, "action": action}
        self.set_header("Content-Type", "application/json")
        problem = {**body, "iam_action": None, "retryable": status_code >= 500}
        self.finish(json.dumps({"problem": problem}))


def _heard(future: asyncio.Future[Any]) -> None:
    """Take its failure, which the answer tells: asyncio would log an unheard one as it came."""
    if not future.cancelled():
        future.exception()


_CROSS_SITE = (
    "cross-site",
    "This request comes from another site.",
    "Use the panel inside JupyterLab.",
)
_INTERNAL = (
    "internal",
    "The server part failed.",
    "See the Jupyter server's log; report it if it stays.",
)
_PROBLEMS = {
    400: ("bad-request", "The request is not well formed.", "Correct it and send it again."),
    401: ("unauthenticated", "You are not logged in.", "Log in to Jupyter."),
    403: ("forbidden", "You may not do this here.", "Reload the page, or log in again."),
    404: ("not-found", "There is no such path.", "See openapi.json for the paths."),
    405: ("method-not-allowed", "This path has no such verb.", "See openapi.json for the verbs."),
}
