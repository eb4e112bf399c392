"""Where the guard meets botocore: its own initializer and events, nothing is patched.

`register_initializer` is botocore's API for "every session of this process" (botocore 1.27). The
event before an endpoint is resolved comes after all that users and SDKs do to the parameters, and
is the first that knows a configured endpoint.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .errors import TagPolicyError
from .guard import Guard
from .operations import Create, Start, create_of, start_of
from .told import Launch

ANY_ENDPOINT = "COST_TAGS_GUARD_ANY_ENDPOINT"
_ID = "jupyter-cost-tags-guard"
_KEY = "jupyter_cost_tags_launch"
_AWS_HOST = re.compile(r"(\A|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\Z")
_HOST = re.compile(r"\A[a-z]+://(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)", re.IGNORECASE)
# What says that the tags, and not the call, are refused.
_ABOUT_TAGS = re.compile(
    r"sagemaker:AddTags|aws:RequestTag|aws:TagKeys|\btag(ging)? polic|TagPolicy|explicit deny"
    # More than 50 with those that the domain adds, which nobody sees here.
    r"|\b(number|count|limit) of tags\b|\btoo many tags\b|\btag (count|limit)|at 'tags'",
    re.IGNORECASE,
)
_REFUSALS = frozenset({400, 401, 403})


class Hook:
    """The handlers of one process; attaching twice changes nothing."""

    def __init__(self, guard: Guard) -> None:
        """Serve this guard."""
        self.guard = guard
        self._handlers: dict[str, Callable[..., Any]] = {
            "before-endpoint-resolution.sagemaker": self._before,
            "needs-retry.sagemaker": self._needs_retry,
            "after-call.sagemaker": self._after,
            "after-call-error.sagemaker": self._after_error,
        }
        # The operations that matter, by name: what is not in it is let pass at once.
        self._rows: dict[str, Create | Start | None] = {}

    def install(self) -> None:
        """See every session from now on, and those that exist."""
        import botocore  # noqa: PLC0415  (kernels that never use AWS pay for its __init__ only)

        botocore.register_initializer(self._attach_session)
        if "botocore.session" in sys.modules:
            self._sweep()

    def _sweep(self) -> None:
        """Attach to the sessions and clients that were made before."""
        import gc  # noqa: PLC0415

        client = getattr(sys.modules.get("botocore.client"), "BaseClient", None)
        session = getattr(sys.modules.get("botocore.session"), "Session", None)
        for one in gc.get_objects():
            kind = type(one)
            if session is not None and issubclass(kind, session):
                self._attach_session(one)
            elif client is not None and issubclass(kind, client):
                self._attach_client(one)

    def _attach_session(self, session: Any) -> None:
        """Attach to a session; botocore does not guard its initializers, so nothing gets out."""
        try:
            self._attach(session.get_component("event_emitter"))
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)

    def _attach_client(self, client: Any) -> None:
        try:
            if client.meta.service_model.service_name == "sagemaker":
                self._attach(client.meta.events)
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)

    def _attach(self, events: Any) -> None:
        for event, handler in self._handlers.items():
            events.register_last(event, handler, unique_id=f"{_ID}.{event}")

    # -- handlers: whatever fails in them, the user's call goes on -------------------------

    def _before(
        self,
        params: dict[str, Any],
        model: Any,
        context: dict[str, Any],
        builtins: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> None:
        operation = model.name
        try:
            row = self._rows[operation]
        except KeyError:
            row = self._rows[operation] = _row(operation)
        if row is None or self.guard.is_off:
            return
        try:
            launch = self._launch(row, params, model, context, builtins or {})
        except TagPolicyError:
            raise
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)
            return
        if launch:
            context[_KEY] = launch

    def _launch(
        self,
        row: Create | Start,
        params: dict[str, Any],
        model: Any,
        context: Mapping[str, Any],
        builtins: Mapping[str, Any],
    ) -> Launch | None:
        if context.get("is_presign_request") or not _is_aws(builtins.get("SDK::Endpoint")):
            return None
        if isinstance(row, Create) and (
            not _takes_tags(model) or _refuses_tags(row.operation, params)
        ):
            return None
        return self.guard.before(row, model.name, params, context.get("client_region"))

    def _needs_retry(
        self,
        response: Any = None,
        request_dict: dict[str, Any] | None = None,
        **_: Any,
    ) -> int | None:
        """Send a call once more as the user wrote it when AWS refuses the added tags."""
        launch = (request_dict or {}).get("context", {}).get(_KEY) if response else None
        if launch is None or launch.resent or not launch.decision.added:
            return None
        try:
            http, parsed = response
            if http.status_code in _REFUSALS and _is_about_tags(parsed.get("Error") or {}):
                _restore(request_dict or {}, launch.original)
                self.guard.resend(launch)
                return 0
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)
        return None

    def _after(
        self, parsed: Mapping[str, Any], context: dict[str, Any], http_response: Any, **_: Any
    ) -> None:
        launch = context.pop(_KEY, None)
        if launch is None:
            return
        try:
            if http_response.status_code < 300:
                arn = parsed.get(launch.row.arn) if launch.row.arn else None
                self.guard.finish(launch, "sent", arn=arn if isinstance(arn, str) else None)
            else:
                code = (parsed.get("Error") or {}).get("Code")
                self.guard.finish(launch, "refused", code=str(code)[:128] if code else None)
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)

    def _after_error(self, context: dict[str, Any], **_: Any) -> None:
        launch = context.pop(_KEY, None)
        if launch is None:
            return
        try:
            self.guard.finish(launch, "failed")
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)


def _row(operation: str) -> Create | Start | None:
    return create_of(operation) or start_of(operation)


def _is_aws(endpoint: object) -> bool:
    """Tell whether a configured endpoint is AWS's own: people run stand-ins in notebooks."""
    if not endpoint or os.environ.get(ANY_ENDPOINT) == "1":
        return True
    host = _HOST.match(str(endpoint))
    return bool(host and _AWS_HOST.search(host[1].lower()))


def _takes_tags(model: Any) -> bool:
    """Tell whether the installed botocore knows tags, as a list, for this operation."""
    shape = model.input_shape
    member = shape.members.get("Tags") if shape else None
    return member is not None and member.type_name == "list"


def _refuses_tags(operation: str, params: Mapping[str, Any]) -> bool:
    """Tell what AWS refuses tags for: a package version has its group's.

    AWS docs sagemaker/latest/APIReference/API_CreateModelPackage, `Tags`.
    """
    return operation == "CreateModelPackage" and bool(params.get("ModelPackageGroupName"))


def _is_about_tags(error: Mapping[str, Any]) -> bool:
    return bool(_ABOUT_TAGS.search(f"{error.get('Code')} {error.get('Message')}"))


def _restore(request: dict[str, Any], original: Any) -> None:
    """Put the user's own Tags back into a serialized JSON request."""
    import json  # noqa: PLC0415

    body = request["body"]
    was_text = isinstance(body, str)
    members = json.loads(body)
    if original is None:
        members.pop("Tags", None)
    else:
        members["Tags"] = [dict(tag) for tag in original]
    written = json.dumps(members)
    request["body"] = written if was_text else written.encode("utf-8")
