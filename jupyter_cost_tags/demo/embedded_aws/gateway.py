"""One request's way: scope, operation, faults, permission, validation, answer."""

from __future__ import annotations

import logging
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import codecs
from .models import (
    SIGNING_NAMES,
    iam_action,
    operation_model,
    service_model,
)
from .moto_backend import MotoBackend
from .permissions import deny
from .services import OWN, operations
from .shapes import checked, refusal
from .world import AwsError, Call

if TYPE_CHECKING:
    from .codecs import Envelope
    from .messages import Request, Response
    from .state import State

_log = logging.getLogger(__name__)

# What a service calls a request that violates its model; the others say ValidationException.
_INVALID = {
    "athena": "InvalidRequestException",
    "budgets": "InvalidParameterException",
    "resourcegroupstaggingapi": "InvalidParameterException",
    "organizations": "InvalidInputException",
    "pricing": "InvalidParameterException",
}


@dataclass(frozen=True)
class Target:
    """The service and operation that a request means."""

    service: str
    operation: str

    @property
    def action(self) -> str:
        """Return IAM's name, under which calls are counted."""
        return iam_action(self.service, self.operation)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name under which faults and denials may mean it."""
        return (self.action, f"{self.service}:{self.operation}")


class Gateway:
    """Answer requests for the services of its own; hand the rest to moto."""

    def __init__(self, state: State) -> None:
        """Serve the world in `state`, under its faults and denials."""
        self.state = state
        self.moto = MotoBackend(state.world)
        self._waits = threading.Event()

    def end_waits(self) -> None:
        """Let the calls that hang or are delayed go on now."""
        waits, self._waits = self._waits, threading.Event()
        waits.set()

    def answer(self, request: Request) -> Response:
        """Answer one request, whatever happens."""
        request_id = str(uuid.uuid4())
        wire = "json"
        try:
            envelope = codecs.envelope(request)
            wire = envelope.wire
            service = SIGNING_NAMES.get(envelope.signing_name, envelope.signing_name)
            target = Target(service, envelope.operation)
            response = self._served(request, envelope, target, request_id)
        except AwsError as error:
            response = codecs.refused(wire, error, request_id)
        except Exception as error:  # noqa: BLE001  (the client gets an answer, whatever fails)
            _log.exception("the embedded AWS failed")
            failure = AwsError("InternalFailure", f"{type(error).__name__}: {error}", 500)
            response = codecs.refused(wire, failure, request_id)
        response.headers.setdefault("x-amzn-requestid", request_id)
        return response

    def _served(
        self, request: Request, envelope: Envelope, target: Target, request_id: str
    ) -> Response:
        is_own = target.service in OWN
        sent = codecs.parameters(envelope.wire, request.body) if is_own else {}
        self.state.record(target.service, target.operation, target.action, sent)
        fault = self.state.faults.next_for(target.names)
        self._wait(self.state.latency_of(target.names) + (fault.delay + fault.hang if fault else 0))
        if fault:
            replacement = fault.replacement()
            if replacement:
                return replacement
            if fault.code:
                raise fault.error()
            if fault.failed:
                sent = {**sent, "_failed": fault.failed}
        deny(self.state, envelope.region, target.action, target.names, sent)
        if is_own:
            response = self._own(envelope, target, sent, request_id)
        else:
            response = self.moto.answer(request, envelope, target.service)
        return fault.spoil(response) if fault else response

    def _own(
        self, envelope: Envelope, target: Target, sent: dict[str, Any], request_id: str
    ) -> Response:
        model = operation_model(target.service, target.operation)
        operation = operations(target.service).get(target.operation)
        service = service_model(target.service)
        known = service is not None and service.metadata.get("targetPrefix") == envelope.prefix
        if model is None or operation is None or not known:
            raise missing_operation(target.service, target.operation)
        params, problems = checked(model.input_shape, sent)
        if problems:
            code = _INVALID.get(target.service, "ValidationException")
            raise AwsError(code, refusal(problems))
        if "_failed" in sent:
            params["_failed"] = sent["_failed"]
        world = self.state.world
        call = Call(
            world,
            target.service,
            target.operation,
            envelope.region,
            world.principal,
            self.state.denied,
        )
        members, problems = checked(model.output_shape, operation(call, params))
        if problems:
            message = f"the answer to {target.action} breaks the model: {'; '.join(problems)}"
            raise AwsError("InternalFailure", message, 500)
        return codecs.answer(envelope.wire, members, request_id)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._waits.wait(seconds)


def missing_operation(service: str, operation: str) -> AwsError:
    """Return the one clear error for what the embedded AWS lacks."""
    message = f"{iam_action(service, operation)} is not in the embedded AWS"
    return AwsError("UnknownOperationException", message)
