"""The services that an unmodified moto answers, loaded with their first request.

moto keeps accounts apart by access key: each principal of the world gets the keys of a role
session, or of an IAM user, in its own account, and requests travel under those.
"""

from __future__ import annotations

import io
import logging
import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from .messages import Request, Response
from .models import iam_action
from .world import AwsError

if TYPE_CHECKING:
    from .codecs import Envelope
    from .world import World

_ASSUMED_ROLE = re.compile(
    r"arn:(?P<partition>[^:]+):sts::(?P<account>\d{12}):assumed-role/"
    r"(?P<role>[^/]+)/(?P<session>.+)"
)
_log = logging.getLogger(__name__)
_SERVER_ERROR = 500
_HOP_BY_HOP = {"connection", "transfer-encoding", "server", "date"}


class MotoBackend:
    """moto's WSGI application behind the gateway."""

    def __init__(self, world: World) -> None:
        """Keep the world; moto itself is imported with the first request."""
        self._world = world
        self._lock = threading.Lock()
        self._app: Any = None
        self._keys: dict[str, str] = {}

    def answer(self, request: Request, envelope: Envelope, service: str) -> Response:
        """Let moto answer, as the world's principal."""
        app = self._application()
        key = self._key_of(self._world.principal)
        try:
            response = _through(app, _signed_by(request, envelope.access_key, key))
        except Exception as error:  # noqa: BLE001  (whatever moto fails with, it has no answer)
            _log.debug("moto failed", exc_info=error)
            response = Response(_SERVER_ERROR)
        if response.status >= _SERVER_ERROR or _lacks_backend(response):
            action = iam_action(service, envelope.operation)
            raise AwsError("UnknownOperationException", f"{action} is not in the embedded AWS")
        return response

    def reset(self) -> None:
        """Forget everything that moto holds, if it was loaded at all."""
        if self._app is None:
            return
        with self._lock:
            _through(self._app, Request("POST", "/moto-api/reset", "", {}, b""))
            self._keys.clear()

    def _application(self) -> Any:  # noqa: ANN401
        with self._lock:
            if self._app is None:
                from moto.moto_server.werkzeug_app import (  # noqa: PLC0415  (a second)
                    DomainDispatcherApplication,
                    create_backend_app,
                )

                self._app = DomainDispatcherApplication(create_backend_app)
            return self._app

    def _key_of(self, principal: str) -> str:
        with self._lock:
            if principal not in self._keys:
                self._keys[principal] = self._assumed(principal)
            return self._keys[principal]

    def _assumed(self, principal: str) -> str:
        """Have moto's STS open the role session, and return its access key."""
        match = _ASSUMED_ROLE.fullmatch(principal)
        if match is None:
            message = f"{principal} is not a role session, the one kind of principal known here"
            raise AwsError("AccessDenied", message, 403)
        role = f"arn:{match['partition']}:iam::{match['account']}:role/{match['role']}"
        form = {
            "Action": "AssumeRole",
            "Version": "2011-06-15",
            "RoleArn": role,
            "RoleSessionName": match["session"],
        }
        headers = {
            "host": "127.0.0.1",
            "content-type": "application/x-www-form-urlencoded",
            "authorization": "AWS4-HMAC-SHA256 Credential=embedded/20260101/us-east-1/sts/"
            "aws4_request, SignedHeaders=host, Signature=0",
        }
        answer = _through(self._app, Request("POST", "/", "", headers, urlencode(form).encode()))
        found = re.search(r"<AccessKeyId>([^<]+)", answer.body.decode())
        if found is None:
            message = "moto opened no role session"
            raise RuntimeError(message)
        return found[1]


def _lacks_backend(response: Response) -> bool:
    """Tell moto's page for a service that it does not have from an AWS answer."""
    return response.status == 404 and "html" in response.headers.get("content-type", "")  # noqa: PLR2004


def _signed_by(request: Request, sent: str, key: str) -> Request:
    """Return the request under another access key."""
    headers = dict(request.headers)
    if "authorization" in headers:
        headers["authorization"] = headers["authorization"].replace(
            f"Credential={sent}/", f"Credential={key}/"
        )
    query = request.query.replace(f"X-Amz-Credential={sent}%2F", f"X-Amz-Credential={key}%2F")
    return Request(request.method, request.path, query, headers, request.body)


def _through(app: Any, request: Request) -> Response:  # noqa: ANN401
    """Run a WSGI application on one request."""
    from werkzeug.test import run_wsgi_app  # noqa: PLC0415  (only with moto)

    body, status, headers = run_wsgi_app(app, _environ(request), buffered=True)
    kept = {k.lower(): v for k, v in headers.items() if k.lower() not in _HOP_BY_HOP}
    return Response(int(status.split()[0]), b"".join(body), kept)


def _environ(request: Request) -> dict[str, Any]:
    host, _, port = request.headers.get("host", "127.0.0.1").partition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(request.path).encode().decode("latin-1"),
        "RAW_URI": f"{request.path}?{request.query}" if request.query else request.path,
        "REQUEST_URI": f"{request.path}?{request.query}" if request.query else request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name not in ("content-length", "transfer-encoding"):
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ
