"""What a call gives back, and whether it launches: boto3, both SDKs, and the AWS CLI in a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..guard.operations import CREATES, METADATA, Create, create_of
from ..guard.shell import untagged_script
from .sdk import (
    CALL,
    KINDS,
    MADE,
    SdkClass,
    class_of,
    core_operation,
    is_remote,
    session_of,
)
from .values import (
    NONE,
    UNKNOWN,
    BotoSession,
    Client,
    Constant,
    Imported,
    Items,
    Made,
    Remote,
    SdkSession,
    Table,
    Value,
    forget,
    tags_of,
    text_of,
)

_BOTO_SESSIONS = frozenset(
    {"boto3.Session", "boto3.session.Session", "aioboto3.Session", "aiobotocore.get_session",
     "aiobotocore.session.get_session", "botocore.session.get_session"}
)  # fmt: skip
_CLIENTS = frozenset({"client", "create_client"})
_SHELLS = frozenset(
    {"os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_call",
     "subprocess.check_output", "subprocess.Popen", "subprocess.getoutput"}
)  # fmt: skip
# Callables that change nothing that they are given.
_HARMLESS = ("sagemaker.", "sagemaker_core.", "boto3.", "json.", "pprint.", "copy.", "os.", "time.")
_OPERATIONS = {row.operation.lower(): row for row in CREATES}
_LOCAL = "local"


@dataclass(frozen=True)
class Arguments:
    """What a call is given. Not exact: there may be more by keyword."""

    positional: tuple[Value, ...]
    named: Mapping[str, Value]
    exact: bool

    def get(self, name: str) -> Value | None:
        """Return an argument by keyword; None when it is not given for certain."""
        found = self.named.get(name)
        return found if found is not None or self.exact else UNKNOWN

    def first(self, *names: str) -> Value | None:
        """Return the first argument, given by position or by one of its names."""
        if self.positional:
            return self.positional[0]
        return next((self.named[name] for name in names if name in self.named), self.get(names[0]))


Report = Callable[[Create, Value | None, "str | None"], None]


@dataclass(frozen=True)
class Calls:
    """The meaning of calls in one file; `report` is told of launches."""

    report: Report
    mentions_local: bool  # a text "local" is in the file: an unknown instance type may be it
    has_config: bool  # the SDK's defaults may give tags

    def imported(self, path: str, given: Arguments) -> Value:
        """Return what calling something imported gives."""
        if path in _BOTO_SESSIONS:
            return BotoSession()
        if path == "boto3.client":
            return client_of(given)
        elsewhere = session_of(path)
        if elsewhere is not None:
            return SdkSession(elsewhere, has_config=given.get("sagemaker_config") is not None)
        kind = class_of(path)
        if kind is not None:
            return self._made(kind, given)
        if is_remote(path):
            return Remote(self._sdk_tags(given))
        return self._imported_other(path, given)

    def _imported_other(self, path: str, given: Arguments) -> Value:
        operation = core_operation(path)
        row = create_of(operation) if operation else None
        if row is not None:
            self._launch(row, given.get("tags"), None)
        if path in _SHELLS:
            self.shell(given)
        last = path.rpartition(".")[2]
        if last in {"copy", "deepcopy"} and given.positional:
            copied = given.positional[0]
            return copied.copied() if isinstance(copied, Table) else copied
        if last == "Tag" and path.startswith(("sagemaker.", "sagemaker_core.")):
            return Table(dict(given.named), given.exact)
        if not path.startswith(_HARMLESS):
            poison(given)
        return UNKNOWN

    def method(self, owner: Imported, name: str, given: Arguments) -> Value:
        """Return what a call through a module or class gives: `boto3.client(…)`."""
        return self.imported(f"{owner.path}.{name}", given)

    def shell(self, given: Arguments) -> None:
        """Report what a text given to a shell creates."""
        for found in untagged_script(text_of(given.first("args")) or ""):
            row = create_of(found.operation)
            if row:
                self.report(row, NONE, found.name)

    def boto(self, _client: Client, method: str, given: Arguments) -> Value:
        """Report a method of a SageMaker client, if it creates."""
        row = _OPERATIONS.get(method.replace("_", ""))
        if row is None and method.startswith("create_"):
            row = create_of("".join(part.capitalize() for part in method.split("_")))
        if row is not None and method.startswith("create_"):
            # AWS refuses tags on a version: they are the group's
            refuses = row.kind == "model-package" and given.get("ModelPackageGroupName")
            tags = UNKNOWN if refuses else given.get("Tags")
            self._launch(row, tags, text_of(given.get(row.name)))
        return UNKNOWN

    def sdk(self, made: Made, method: str, given: Arguments) -> Value:
        """Report a method of an SDK object, if it launches; return what it makes."""
        launches = made.kind.methods.get(method)
        if launches is not None:
            row = create_of(launches.operation)
            updates = given.get("update_endpoint") not in (None, Constant(value=False))
            tags = self._tags_for(launches.tags, made, given)
            if row is not None and not made.elsewhere and not self._is_local(given) and not updates:
                self._launch(row, tags, text_of(given.get(launches.name)))
        makes = made.kind.makes.get(method)
        if makes is not None:
            return Made(KINDS[makes.kind], self._tags_for(makes.tags, made, given), made.elsewhere)
        if method == "add_tags":
            made.tags = UNKNOWN
        return made if method.startswith("with_") else UNKNOWN  # v3's setters

    def remote(self, function: Remote) -> Value:
        """Report the call of a function that runs as a training job."""
        row = create_of("CreateTrainingJob")
        if row is not None:
            self._launch(row, function.tags, None)
        return UNKNOWN

    def session(self, session: SdkSession, method: str, given: Arguments) -> Value:
        """Report a method of the SDK's session, if it launches."""
        if method == "create_endpoint" and not session.elsewhere:
            row = create_of("CreateEndpoint")
            given_tags = given.positional[2] if len(given.positional) > 2 else given.get("tags")
            if row is not None:
                self._launch(row, self._or_config(given_tags), None)
        return UNKNOWN

    def _made(self, kind: SdkClass, given: Arguments) -> Value:
        tags = self._sdk_tags(given)
        session = given.get("sagemaker_session") or given.get("session")
        elsewhere = self._is_local(given) or not _is_aws(session, given)
        if kind.wraps:  # a tuner has its estimator's tags, and its session where it has none
            inner = given.first(*kind.wraps)
            tags = _both(tags, inner.tags if isinstance(inner, Made) else UNKNOWN)
            elsewhere = elsewhere or (isinstance(inner, Made) and inner.elsewhere)
        if isinstance(session, SdkSession) and session.has_config:
            tags = UNKNOWN
        return Made(kind, tags, elsewhere)

    def _is_local(self, given: Arguments) -> bool:
        """Tell whether it runs, or may well run, on this machine."""
        for name in ("instance_type", "train_instance_type"):
            value = given.get(name)
            text = text_of(value)
            if text is not None and text.startswith(_LOCAL):
                return True
            if value is UNKNOWN and self.mentions_local:
                return True
        mode = given.get("training_mode")
        return mode is not None and not (
            isinstance(mode, Imported) and mode.path.endswith("SAGEMAKER_TRAINING_JOB")
        )

    def _tags_for(self, source: str, made: Made, given: Arguments) -> Value:
        own = made.tags
        if source == MADE:
            return own
        called = self._sdk_tags(given)
        if source == CALL:
            return called
        return called if tags_of(called) != {} else own

    def _sdk_tags(self, given: Arguments) -> Value:
        return self._or_config(given.get("tags"))

    def _or_config(self, tags: Value | None) -> Value:
        return UNKNOWN if self.has_config else tags or NONE

    def _launch(self, row: Create, tags: Value | None, name: str | None) -> None:
        if row.tier != METADATA:
            self.report(row, tags, name)


def client_of(given: Arguments) -> Value:
    """Return what `client("sagemaker")` makes: nothing known for a stand-in's endpoint."""
    endpoint = given.get("endpoint_url")
    is_aws = endpoint in (None, NONE) or "amazonaws.com" in (text_of(endpoint) or "")
    is_sagemaker = text_of(given.first("service_name")) == "sagemaker"
    return Client() if is_sagemaker and is_aws else UNKNOWN


def is_client_call(method: str) -> bool:
    """Tell whether a method of a session makes a client."""
    return method in _CLIENTS


def poison(given: Arguments) -> None:
    """Note that an unknown callable may have changed what it was given."""
    for value in (*given.positional, *given.named.values()):
        forget(value)


def _is_aws(session: Value | None, given: Arguments) -> bool:
    if session is None or session == NONE:
        return given.exact
    return isinstance(session, SdkSession) and not session.elsewhere


def _both(left: Value, right: Value) -> Value:
    if tags_of(left) == {}:
        return right
    if tags_of(right) == {}:
        return left
    if isinstance(left, Items) and isinstance(right, Items):
        return Items([*left.items, *right.items], left.exact and right.exact)
    return UNKNOWN
