"""One call to AWS: through a real boto3 client, counted, checked, its errors translated."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from ..problems import BadResponse, CostTagsError, Expired, Misconfigured, NotAvailable, Unreachable
from ..workers import Late, within
from .connections import Connections, counting
from .expected import EXPECTED, LEAVES_OUT, is_whole
from .patience import Patience, Sleep
from .settings import AwsSettings

MAX_PAGES = 500
MAX_EMPTY_PAGES = 20  # in a row
_DEADLINE = 8.0  # seconds for one request and all that it needs: credentials, connection, answer
_MANY = "resourcegroupstaggingapi:TagResources", "resourcegroupstaggingapi:UntagResources"
_DEADLINES = {
    "ce": 15.0,
    "cloudwatch": 5.0,
    "organizations": 5.0,
    "sagemaker:AddTags": 12.0,
    "sagemaker:DeleteTags": 12.0,
    **dict.fromkeys(_MANY, 20.0),
}
_NEVER_AGAIN = frozenset({"ce"})  # each request costs money
# A write whose answer was lost may have been applied: the journal decides, not a second try.
_CREATES = ("CreateBudget", "CreateBudgetAction", "CreateNotification", "CreateSubscriber")
_ONCE = frozenset(
    {
        "sagemaker:AddTags",
        "sagemaker:DeleteTags",
        "iam:CreatePolicy",
        *_MANY,
        *(f"budgets:{name}" for name in _CREATES),
    }
)


class Aws:
    """AWS as one set of credentials sees it, with a count of the requests made through it."""

    def __init__(
        self,
        settings: AwsSettings | None = None,
        *,
        connections: Connections | None = None,
        patience: Patience | None = None,
        sleep: Sleep = time.sleep,
        deadline: float | None = None,
    ) -> None:
        """Share `connections` if given; nothing is asked of AWS yet.

        `deadline` replaces the seconds that each call may take.
        """
        self._connections = connections or Connections(settings or AwsSettings())
        self._patience = patience
        self._sleep = sleep
        self._deadline = deadline
        self._count: Counter[str] = Counter()

    def metered(self) -> Aws:
        """Return the same AWS for one run: a count of its own, at zero, and patience of its own."""
        return Aws(
            connections=self._connections,
            patience=Patience(self._sleep),
            sleep=self._sleep,
            deadline=self._deadline,
        )

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

    def fall_back_to(self, region: str | None) -> None:
        """Use this Region where no setting, variable or profile names one."""
        self._connections.fallback_region = region

    def calls(self) -> dict[str, int]:
        """Return how many requests went out through this object, per service:Operation."""
        return dict(sorted(self._count.items()))

    def forget(self) -> None:
        """Drop the session, so that new credentials are picked up."""
        self._connections.forget()

    def call(
        self,
        service: str,
        operation: str,
        *,
        region: str | None = None,
        expects: tuple[str, ...] = (),
        **parameters: Any,
    ) -> dict[str, Any]:
        """Send one request and return its members; a failed one is sent again where that helps.

        `expects` names members of a good answer besides those of `EXPECTED`.

        Raises a `problems.CostTagsError`; an answer that lacks an expected member is one too,
        and so is silence beyond the deadline.
        """
        patience = self._patience or Patience(self._sleep)
        patience.check(service, operation)
        try:
            answer = self._tried(
                patience,
                service,
                operation,
                lambda: self._call_once(service, operation, region, parameters, expects),
            )
        except CostTagsError as error:
            patience.failed(service, operation, error)
            raise
        patience.succeeded(service, operation)
        return answer

    def pages(
        self,
        service: str,
        operation: str,
        *,
        token: str = "NextToken",  # noqa: S107
        expects: tuple[str, ...] = (),
        **parameters: Any,
    ) -> Iterator[dict[str, Any]]:
        """Yield the pages of a listing; empty pages pass.

        Raises `BadResponse` when the listing repeats a token or never ends: what was read
        so far is then not the whole.
        """
        seen: set[str] = set()
        more: dict[str, str] = {}
        empty = 0
        for _ in range(MAX_PAGES):
            page = self.call(service, operation, expects=expects, **parameters, **more)
            yield page
            following = page.get(token) or ""
            if not following:
                return
            if following in seen:
                raise BadResponse(f"{service}:{operation} repeats a page token.")
            listed = (*_listed(service, operation), *expects)
            empty = 0 if any(page[name] for name in listed) else empty + 1
            if empty > MAX_EMPTY_PAGES:
                raise BadResponse(f"{service}:{operation} has only empty pages.")
            seen.add(following)
            more = {token: following}
        raise BadResponse(f"{service}:{operation} has more than {MAX_PAGES} pages.")

    def endpoint(self, service: str) -> str:
        """Return the URL that requests go to; raises a `CostTagsError` without a Region."""
        try:
            return str(self._connections.client(service, None).meta.endpoint_url)
        except Exception as error:
            raise _translated(error, service, "the endpoint") from error

    def knows(self, service: str, operation: str) -> bool:
        """Tell whether the installed SDK has an operation; raises a `CostTagsError` otherwise."""
        try:
            model = self._connections.client(service, None).meta.service_model
        except Exception as error:
            told = _translated(error, service, operation)
            if isinstance(told, NotAvailable):
                return False
            raise told from error
        return operation in model.operation_names

    def accepts(self, service: str, operation: str, *path: str) -> bool:
        """Tell whether the installed SDK knows this input member, or one deep inside another."""
        model = self._connections.client(service, None).meta.service_model
        if operation not in model.operation_names:
            return False
        shape = model.operation_model(operation).input_shape
        for name in path:
            shape = getattr(shape, "members", {}).get(name)
        return shape is not None

    def _tried(
        self,
        patience: Patience,
        service: str,
        operation: str,
        send: Callable[[], dict[str, Any]],
    ) -> dict[str, Any]:
        try:
            return send()
        except CostTagsError as error:
            failure = error
        if service in _NEVER_AGAIN:
            raise failure
        if isinstance(failure, Expired):  # other credentials may be there by now
            return send()
        for wait in patience.waits(failure, once=f"{service}:{operation}" in _ONCE):
            if not patience.wait(wait):
                break
            try:
                return send()
            except CostTagsError as error:
                failure = error
        raise failure

    def _call_once(
        self,
        service: str,
        operation: str,
        region: str | None,
        parameters: dict[str, Any],
        expects: tuple[str, ...],
    ) -> dict[str, Any]:
        name = f"{service}:{operation}"
        usual = _DEADLINES.get(name) or _DEADLINES.get(service, _DEADLINE)
        seconds = usual if self._deadline is None else self._deadline
        before = self._count[name]
        try:
            response = within(seconds, lambda: self._send(service, operation, region, parameters))
        except Late:
            raise self._late(name, sent=self._count[name] > before) from None
        except (Expired, Misconfigured):
            self.forget()
            raise
        for member in (*_listed(service, operation), *expects):
            if member not in response and service in LEAVES_OUT and is_whole(response):
                response[member] = []
            if member not in response:
                raise BadResponse(f"The answer to {name} has no {member}.")
        return response

    def _send(
        self, service: str, operation: str, region: str | None, parameters: dict[str, Any]
    ) -> dict[str, Any]:
        from botocore import xform_name  # noqa: PLC0415  (70 ms: only when AWS is first asked)

        counting.set(self._count)
        try:
            client = self._connections.client(service, region)
            if operation not in client.meta.service_model.operation_names:
                raise NotAvailable(f"The installed boto3 has no {service}:{operation}.")
            response: dict[str, Any] = getattr(client, xform_name(operation))(**parameters)
        except CostTagsError:
            raise
        except Exception as error:
            raise _translated(error, service, operation) from error
        return response

    def _late(self, name: str, *, sent: bool) -> CostTagsError:
        """Return what silence means: of AWS, or of what should give the credentials."""
        if sent:
            error = Unreachable(f"AWS did not answer {name} in time.")
            error.waited = True
            return error
        self.forget()
        return Misconfigured(
            "The AWS credentials did not come in time.",
            code="no-credentials",
            action="Check credential_process, the container's credentials or the login, and retry.",
        )


def _listed(service: str, operation: str) -> tuple[str, ...]:
    return EXPECTED.get(f"{service}:{operation}", ())


def _translated(error: Exception, service: str, operation: str) -> CostTagsError:
    from .errors import translate  # noqa: PLC0415  (imports botocore)

    return translate(error, service, operation)
