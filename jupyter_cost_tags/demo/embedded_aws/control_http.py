"""The control channel over HTTP: JSON below `/_control/`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .messages import Request, Response
from .world import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .control import Control

PREFIX = "/_control/"

# Verb and path -> method of Control; a body that is no object is its one argument.
ROUTES = {
    ("GET", "counts"): "counts",
    ("GET", "calls"): "calls",
    ("POST", "reset"): "reset",
    ("POST", "faults"): "add_faults",
    ("DELETE", "faults"): "clear_faults",
    ("POST", "latency"): "latency",
    ("POST", "clock"): "clock",
    ("POST", "lag"): "lag",
    ("POST", "tags"): "tags",
    ("POST", "job"): "job",
    ("POST", "studio"): "studio",
    ("POST", "deny"): "deny",
    ("POST", "scps"): "scps",
    ("POST", "principal"): "principal",
    ("POST", "activation"): "activation",
    ("POST", "snapshot"): "snapshot",
    ("POST", "restore"): "restore",
    ("POST", "calm"): "calm",
}


def answer(control: Control, request: Request) -> Response:
    """Run one operation of the control channel."""
    name = ROUTES.get((request.method, request.path.removeprefix(PREFIX)))
    if name is None:
        return _encoded(404, {"message": f"no {request.method} {request.path}"})
    if "origin" in request.headers:  # a web page has no business here
        return _encoded(403, {"message": "requests from web pages are refused"})
    try:
        return _encoded(200, _run(getattr(control, name), request.body))
    except AwsError as error:
        return _encoded(error.status, {"message": error.message})
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        return _encoded(400, {"message": str(error)})


def _run(operation: Callable[..., Any], body: bytes) -> Any:
    sent = json.loads(body) if body else {}
    return operation(**sent) if isinstance(sent, dict) else operation(sent)


def _encoded(status: int, value: object) -> Response:
    body = json.dumps(value, default=_default).encode()
    return Response(status, body, {"content-type": "application/json"})


def _default(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
