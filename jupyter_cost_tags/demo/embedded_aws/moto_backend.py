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

_PRINCIPAL = re.compile(
    r"arn:(?P<partition>[^:]+):(sts|iam)::(?P<account>\d{12}):"
    r"(assumed-role/(?P<role>[^/]+)/(?P<session>.+)|user/(?P<user>.+))"
)
_VERSIONS = {"sts": "2011-06-15", "iam": "2010-05-08"}
_log = logging.getLogger(__name__)
_NOT_FOUND = 404
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

    def _application(self) -> Any:
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
        """Have moto's STS and IAM make the principal, and return its access key."""
        match = _PRINCIPAL.fullmatch(principal)
        if match is None:
            raise AwsError("AccessDenied", f"{principal} is no role session and no user", 403)
        role = match["role"] or "EmbeddedAws"
        arn = f"arn:{match['partition']}:iam::{match['account']}:role/{role}"
        session = match["session"] or "setup"
        key = self._ask("sts", "embedded", "AssumeRole", RoleArn=arn, RoleSessionName=session)
        user = match["user"]
        if user is None:
            return key
        self._ask("iam", key, "CreateUser", UserName=user)
        return self._ask("iam", key, "CreateAccessKey", UserName=user)

    def _ask(self, service: str, key: str, action: str, **members: str) -> str:
        """Run one operation of the query protocol; return the access key in its answer, if any."""
        form = {"Action": action, "Version": _VERSIONS[service], **members}
        scope = f"Credential={key}/20260101/us-east-1/{service}/aws4_request"
        headers = {
            "host": "127.0.0.1",
            "content-type": "application/x-www-form-urlencoded",
            "authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0",
        }
        answer = _through(self._app, Request("POST", "/", "", headers, urlencode(form).encode()))
        found = re.search(r"<AccessKeyId>([^<]+)", answer.body.decode())
        return found[1] if found else ""


def _lacks_backend(response: Response) -> bool:
    """Tell moto's page for a service that it does not have from an AWS answer."""
    return response.status == _NOT_FOUND and response.body.lower().startswith(b"<!doctype html")


def _signed_by(request: Request, sent: str, key: str) -> Request:
    """Return the request under another access key."""
    headers = dict(request.headers)
    if "authorization" in headers:
        headers["authorization"] = headers["authorization"].replace(
            f"Credential={sent}/", f"Credential={key}/"
        )
    query = request.query.replace(f"X-Amz-Credential={sent}%2F", f"X-Amz-Credential={key}%2F")
    return Request(request.method, request.path, query, headers, request.body)


def _through(app: Any, request: Request) -> Response:
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
