"""From a verb, a path and bytes to an operation and its request, and back to bytes.

Knows the wire and nothing of tornado; imported at the first request, since pydantic takes a
while to import and a server's start must not wait for it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from .models import Problem, ProblemBody, Section, Wire
from .operations import OPERATIONS, Operation
from .problems import BadRequest, CostTagsError
from .service.sections import unexpected
from .service.service import Service

T = TypeVar("T")
MOST_BYTES = 256 * 1024
_BY_PATH: dict[tuple[str, str], Operation] = {
    (operation.path, operation.verb): operation for operation in OPERATIONS
}


class NoOperation(CostTagsError):
    """There is no such path, or the path has no such verb."""

    action = "See openapi.json for the paths and their verbs."


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: str


def find(verb: str, path: str) -> Operation:
    """Return the operation; raises `NoOperation`."""
    operation = _BY_PATH.get((path, verb))
    if operation:
        return operation
    if any(known == path for known, _ in _BY_PATH):
        raise _no_operation(405, "method-not-allowed", "This path has no such verb.")
    raise _no_operation(404, "not-found", "There is no such path.")


def decode_query(operation: Operation, query: Mapping[str, str]) -> Wire | None:
    """Return what a read asks for: its own form, or that of the same path's refresh."""
    if operation.takes:
        takes = operation.takes
        return _valid(lambda: takes.model_validate(query))
    refresh = _BY_PATH.get((operation.path, "POST"))
    if refresh is None or refresh.takes is None or not issubclass(operation.gives, Section):
        return None
    fields = refresh.takes.model_fields
    form = refresh.takes
    return _valid(lambda: form.model_validate({k: v for k, v in query.items() if k in fields}))


def decode_body(operation: Operation, media_type: str, body: bytes) -> Wire:
    """Return what a refresh or a write asks for; raises `BadRequest`."""
    if media_type.split(";", 1)[0].strip().lower() != "application/json":
        raise _bad(415, "unsupported-media-type", "The body must be application/json.")
    if len(body) > MOST_BYTES:
        raise _bad(413, "too-large", "The body is larger than 256 KiB.")
    assert operation.takes is not None  # noqa: S101  (each POST takes a body: see OPERATIONS)
    takes = operation.takes
    # Strict: "yes" is no boolean, as the OpenAPI document says. A query has texts only.
    return _valid(lambda: takes.model_validate_json(body, strict=True))


def read(service: Service, operation: Operation, request: Wire | None) -> Answer:
    """Return what is known; raises a `CostTagsError`, whatever fails."""
    return _told(lambda: _answer(getattr(service, operation.name)(request)))


def start(service: Service, operation: Operation, request: Wire) -> Future[Any] | None:
    """Start a refresh or a write on the pool; None when nothing needs to be done."""
    work = getattr(service, operation.name)
    if issubclass(operation.gives, Section):
        refreshing: Future[None] | None = _told(lambda: work(request))
        return refreshing
    return service.workers.submit(lambda: work(request))


def finish(
    service: Service, operation: Operation, request: Wire, done: Future[Any] | None
) -> Answer:
    """Return the answer: a section as it is now, or what the write gave.

    Raises a `CostTagsError`, whatever fails.
    """
    if issubclass(operation.gives, Section):
        return _told(lambda: _answer(getattr(service, operation.path)(request)))
    assert done is not None  # noqa: S101  (a write always runs)
    return _told(lambda: _answer(done.result()))


def failed(error: CostTagsError) -> Answer:
    """Return a problem as an answer."""
    return Answer(error.status, ProblemBody(problem=error.problem()).model_dump_json())


def problem(code: str, message: str, action: str) -> str:
    """Return the body of a problem that has no exception."""
    told = Problem(code=code, message=message, action=action, iam_action=None, retryable=False)
    return ProblemBody(problem=told).model_dump_json()


def _told(work: Callable[[], T]) -> T:
    """Do it; a fault of our own becomes a problem without its text, which may be AWS's."""
    try:
        return work()
    except CostTagsError:
        raise
    except Exception as error:  # noqa: BLE001
        raise unexpected(error) from None


def _answer(result: Wire) -> Answer:
    value = getattr(result, "value", None) if isinstance(result, Section) else None
    if value is None:
        return Answer(200, result.model_dump_json())
    rest = result.model_dump_json(exclude={"value"})
    return Answer(200, f'{rest[:-1]},"value":{_SPELLED.spell(value)}}}')


class _Spelled:
    """The JSON of the values that were asked for last; a panel reads the same one again and again.

    Values don't change, so that one is known by its identity as long as it is kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[Wire, str]] = OrderedDict()

    def spell(self, value: Wire) -> str:
        with self._lock:
            kept = self._kept.get(id(value))
            if kept is None:
                kept = self._kept[id(value)] = (value, value.model_dump_json())
            self._kept.move_to_end(id(value))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept[1]


_SPELLED = _Spelled(most=8)


def _valid(read: Callable[[], Wire]) -> Wire:
    try:
        return read()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise BadRequest("The body is not valid JSON.") from None
        where = ".".join(str(part) for part in first["loc"])[:80] or "the body"
        raise BadRequest(f"{where}: {first['msg']}.") from None


def _bad(status: int, code: str, message: str) -> BadRequest:
    error = BadRequest(message, code=code)
    error.status = status
    return error


def _no_operation(status: int, code: str, message: str) -> NoOperation:
    error = NoOperation(message, code=code)
    error.status = status
    return error
