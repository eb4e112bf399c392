"""An embedded AWS in another process: its address, and its control channel over HTTP."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .control_http import PREFIX, ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

_ADDRESSES = {operation: route for route, operation in ROUTES.items()}


class RemoteControl:
    """The methods of `Control`, by name, with keyword arguments or one list."""

    def __init__(self, url: str) -> None:
        """Steer the server at `url`."""
        self._url = url

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return one operation as a function."""
        if operation not in _ADDRESSES:
            raise AttributeError(operation)
        verb, path = _ADDRESSES[operation]

        def run(*rules: Any, **members: Any) -> Any:
            body = json.dumps(rules[0] if rules else members, default=_text).encode()
            request = Request(f"{self._url}{PREFIX}{path}", body, method=verb)  # noqa: S310
            try:
                with urlopen(request, timeout=30) as answer:  # noqa: S310
                    return json.load(answer)
            except HTTPError as error:
                raise ValueError(error.read().decode()) from error

        return run


class RemoteAws:
    """What a test needs of an embedded AWS that somebody else started."""

    def __init__(self, url: str, region: str = "us-east-1") -> None:
        """Talk to the server at `url`, whose home Region is `region`."""
        self.url = url
        self.control = RemoteControl(url)
        self._region = region

    def environment(self) -> dict[str, str]:
        """Return the variables that point every AWS client at the server."""
        return environment(self.url, self._region)


def environment(url: str, region: str) -> dict[str, str]:
    """Return the variables that point every AWS client at `url`, and nowhere else."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "ASIAEMBEDDEDAWS00000",
        "AWS_SECRET_ACCESS_KEY": "embedded",
        "AWS_SESSION_TOKEN": "embedded",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
