"""The wire protocols: what a request asks for, and how answers and errors are written."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import cbor2

from .messages import Response
from .world import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .messages import Request

_CBOR_PATH = re.compile(r"/service/(?P<prefix>[^/]+)/operation/(?P<operation>[^/]+)$")
_S3_OPERATIONS = {  # method and whether the path names a key
    ("PUT", False): "CreateBucket",
    ("PUT", True): "PutObject",
    ("GET", False): "ListObjectsV2",
    ("GET", True): "GetObject",
    ("HEAD", False): "HeadBucket",
    ("HEAD", True): "HeadObject",
    ("DELETE", False): "DeleteBucket",
    ("DELETE", True): "DeleteObject",
    ("POST", False): "DeleteObjects",
    ("POST", True): "CreateMultipartUpload",
}


@dataclass(frozen=True)
class Envelope:
    """Who signed a request and what it asks for, before its parameters are read."""

    signing_name: str
    region: str
    access_key: str
    wire: str  # json | cbor | query | ec2 | s3 | rest
    prefix: str  # the model's target prefix; empty outside the RPC protocols
    operation: str


def envelope(request: Request) -> Envelope:
    """Read the credential scope and the operation's name."""
    access_key, _day, region, signing_name = _scope(request)
    match = _CBOR_PATH.search(request.path)
    if "smithy-protocol" in request.headers and match:
        return Envelope(
            signing_name, region, access_key, "cbor", match["prefix"], match["operation"]
        )
    target = request.headers.get("x-amz-target", "")
    if target:
        prefix, _, operation = target.rpartition(".")
        return Envelope(signing_name, region, access_key, "json", prefix, operation)
    wire, operation = _without_target(request, signing_name)
    return Envelope(signing_name, region, access_key, wire, "", operation)


def _without_target(request: Request, signing_name: str) -> tuple[str, str]:
    if signing_name.startswith("s3"):
        has_key = request.path.strip("/").count("/") > 0
        return "s3", _S3_OPERATIONS.get((request.method, has_key), request.method)
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        wire = "ec2" if signing_name == "ec2" else "query"
        return wire, request.form.get("Action", "")
    return "rest", request.path.strip("/").rpartition("/")[2] or request.method


def _scope(request: Request) -> list[str]:
    """Return access key, day, region and signing name of a SigV4 request."""
    found = re.search(r"Credential=([^,\s]+)", request.headers.get("authorization", ""))
    credential = found[1] if found else ""
    if not credential:
        credential = parse_qs(request.query).get("X-Amz-Credential", [""])[0]
    parts = credential.rsplit("/", 4)[:4]
    if len(parts) != 4:
        raise AwsError(
            "MissingAuthenticationTokenException", "Missing Authentication Token", status=403
        )
    return parts


def parameters(wire: str, body: bytes) -> dict[str, Any]:
    """Decode the parameters of an RPC request."""
    if not body:
        return {}
    try:
        decoded = _decode_cbor(body) if wire == "cbor" else json.loads(body)
    except (ValueError, EOFError) as error:
        raise AwsError("SerializationException", "Unable to parse the request body") from error
    if not isinstance(decoded, dict):
        raise AwsError("SerializationException", "The request body is not an object")
    return decoded


def _decode_cbor(body: bytes) -> Any:
    try:
        return cbor2.loads(body)
    except cbor2.CBORDecodeError as error:
        raise ValueError(str(error)) from error


def answer(wire: str, members: dict[str, Any], request_id: str) -> Response:
    """Encode the members of a successful answer."""
    return _SUCCESSES[wire](members, request_id)


def _json_default(value: object) -> object:
    if isinstance(value, datetime):
        return round(value.timestamp(), 3)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    message = f"{type(value).__name__} has no place in an answer"
    raise TypeError(message)


def _json(members: dict[str, Any], _request_id: str) -> Response:
    body = json.dumps(members, default=_json_default, separators=(",", ":")).encode()
    return Response(200, body, {"content-type": "application/x-amz-json-1.1"})


def _cbor(members: dict[str, Any], _request_id: str) -> Response:
    body = cbor2.dumps(members, datetime_as_timestamp=True)
    headers = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    return Response(200, body, headers)


_SUCCESSES: dict[str, Callable[[dict[str, Any], str], Response]] = {"json": _json, "cbor": _cbor}


def refused(wire: str, error: AwsError, request_id: str) -> Response:
    """Encode an error in the words of the request's protocol."""
    return _ERRORS.get(wire, _rest_error)(error, request_id)


def _json_error(error: AwsError, _request_id: str) -> Response:
    body = json.dumps({"__type": error.code, "message": error.message}).encode()
    headers = {"content-type": "application/x-amz-json-1.1"}
    return Response(error.status, body, headers)


def _cbor_error(error: AwsError, request_id: str) -> Response:
    encoded = _cbor({"__type": error.code, "message": error.message}, request_id)
    return Response(error.status, encoded.body, encoded.headers)


def _rest_error(error: AwsError, _request_id: str) -> Response:
    body = json.dumps({"message": error.message, "code": error.code}).encode()
    headers = {"content-type": "application/json", "x-amzn-errortype": error.code}
    return Response(error.status, body, headers)


def _xml_error(template: str) -> Callable[[AwsError, str], Response]:
    def encode(error: AwsError, request_id: str) -> Response:
        side = "Sender" if error.status < 500 else "Receiver"
        body = template.format(
            code=escape(error.code), message=escape(error.message), id=request_id, side=side
        )
        return Response(error.status, body.encode(), {"content-type": "text/xml"})

    return encode


_DETAILS = "<Code>{code}</Code><Message>{message}</Message>"
_ERRORS: dict[str, Callable[[AwsError, str], Response]] = {
    "json": _json_error,
    "cbor": _cbor_error,
    "rest": _rest_error,
    "query": _xml_error(
        "<ErrorResponse><Error><Type>{side}</Type>" + _DETAILS + "</Error>"
        "<RequestId>{id}</RequestId></ErrorResponse>"
    ),
    "ec2": _xml_error(
        "<Response><Errors><Error>" + _DETAILS + "</Error></Errors>"
        "<RequestID>{id}</RequestID></Response>"
    ),
    "s3": _xml_error("<Error>" + _DETAILS + "<RequestId>{id}</RequestId></Error>"),
}
