"""One call to AWS: through a real boto3 client, counted, checked, its errors translated."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from ..problems import BadResponse, CostTagsError, NotAvailable, Throttled
from .connections import Connections, counting
from .expected import EXPECTED
from .settings import AwsSettings

MAX_PAGES = 500
# Waits before another try of a throttled call, in seconds; jitter is added.
_THROTTLE_WAITS = (0.2, 0.4, 0.8, 1.6, 3.2)
_NEVER_AGAIN = frozenset({"ce"})


class Aws:
    """AWS as one set of credentials sees it, with a count of the requests made through it."""

    def __init__(
        self,
        settings: AwsSettings | None = None,
        *,
        connections: Connections | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Share `connections` if given; nothing is asked of AWS yet."""
        self._connections = connections or Connections(settings or AwsSettings())
        self._sleep = sleep
        self._count: Counter[str] = Counter()

    def metered(self) -> Aws:
        """Return the same AWS with a count of its own, at zero."""
        return Aws(connections=self._connections, sleep=self._sleep)

    @property
    def demo(self) -> bool:
        """Whether the last answer came from the embedded AWS."""
        return self._connections.demo

    def region(self) -> str | None:
        """Return the Region in force; raises `Misconfigured` for a profile that does not exist."""
        try:
            return self._connections.region()
        except Exception as error:
            raise _translated(error, "sts", "GetCallerIdentity") from error

    def calls(self) -> dict[str, int]:
        """Return how many requests went out through this object, per service:Operation."""
        return dict(sorted(self._count.items()))

    def forget(self) -> None:
        """Drop the session, so that new credentials are picked up."""
        self._connections.forget()

    def call(
        self, service: str, operation: str, *, region: str | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Send one request and return its members; a throttled one is sent again, politely.

        Raises a `problems.CostTagsError`; an answer that lacks an expected member is one too.
        """
        waits = () if service in _NEVER_AGAIN else _THROTTLE_WAITS
        for wait in waits:
            try:
                return self._call_once(service, operation, region, parameters)
            except Throttled:
                self._sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
        return self._call_once(service, operation, region, parameters)

    def pages(
        self,
        service: str,
        operation: str,
        *,
        token: str = "NextToken",  # noqa: S107
        **parameters: Any,
    ) -> Iterator[dict[str, Any]]:
        """Yield the pages of a listing; empty pages pass.

        Raises `BadResponse` when the listing repeats a token or never ends: what was read
        so far is then not the whole.
        """
        seen: set[str] = set()
        more: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            page = self.call(service, operation, **parameters, **more)
            yield page
            following = page.get(token) or ""
            if not following:
                return
            if following in seen:
                raise BadResponse(f"{service}:{operation} repeats a page token.")
            seen.add(following)
            more = {token: following}
        raise BadResponse(f"{service}:{operation} has more than {MAX_PAGES} pages.")

    def accepts(self, service: str, operation: str, member: str) -> bool:
        """Tell whether the installed SDK knows this input member."""
        model = self._connections.client(service, operation, None).meta.service_model
        if operation not in model.operation_names:
            return False
        shape = model.operation_model(operation).input_shape
        return bool(shape and member in shape.members)

    def _call_once(
        self, service: str, operation: str, region: str | None, parameters: dict[str, Any]
    ) -> dict[str, Any]:
        from botocore import xform_name  # noqa: PLC0415  (70 ms: only when AWS is first asked)

        counted = counting.set(self._count)
        try:
            client = self._connections.client(service, operation, region)
            if operation not in client.meta.service_model.operation_names:
                raise NotAvailable(f"The installed boto3 has no {service}:{operation}.")
            method = getattr(client, xform_name(operation))
            response: dict[str, Any] = method(**parameters)
        except CostTagsError:
            raise
        except Exception as error:
            raise _translated(error, service, operation) from error
        finally:
            counting.reset(counted)
        for member in EXPECTED.get(f"{service}:{operation}", ()):
            if member not in response:
                raise BadResponse(f"The answer to {service}:{operation} has no {member}.")
        return response


def _translated(error: Exception, service: str, operation: str) -> CostTagsError:
    from .errors import translate  # noqa: PLC0415  (imports botocore)

    return translate(error, service, operation)
