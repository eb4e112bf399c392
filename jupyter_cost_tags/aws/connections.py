"""Session and clients: made lazily, once, under a lock, and shared by every caller."""

from __future__ import annotations

import copy
import os
import threading
from collections import Counter
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .settings import AwsSettings

if TYPE_CHECKING:
    import boto3

EMBEDDED_HEADER = "x-jupyter-cost-tags-embedded-aws"

# What the demo sets and a real account has no reason to: guard calls to an endpoint of one's own.
_DEMO_MARK = "COST_TAGS_GUARD_ANY_ENDPOINT"
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})

# These services live in one Region of their partition, whatever Region the session has.
_HOME_REGION = {
    "bcm-dashboards": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    "budgets": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    "ce": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    "organizations": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    "pricing": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
}

# botocore's events name a service by its hyphenated id; these differ from the client's name.
_SERVICE_OF_EVENT = {
    "cost-explorer": "ce",
    "resource-groups-tagging-api": "resourcegroupstaggingapi",
}

# Who counts the requests of the call that runs in this thread.
counting: ContextVar[Counter[str] | None] = ContextVar("counting", default=None)
_count_lock = threading.Lock()
_loading = threading.Lock()
_handlers: list[Any] = []  # botocore's own, once they are known
_loaders: dict[str | None, Any] = {}  # service models by the data path that they come from


class _Made:
    """What was made of the present credentials; a hanging credential process holds its lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.session: boto3.session.Session | None = None
        self.clients: dict[tuple[str, str | None], Any] = {}


class Connections:
    """One set of credentials: its session, its clients, whether it reaches the embedded AWS."""

    def __init__(self, settings: AwsSettings) -> None:
        """Remember the settings; neither boto3 nor credentials are touched yet."""
        self._settings = settings
        self._made = _Made()
        self._answered_by_demo: bool | None = None  # None: nobody answered yet
        self.fallback_region: str | None = None  # where nothing else names one

    @property
    def demo(self) -> bool:
        """Whether the last answer came from the embedded AWS; before any, whether it will.

        The demo's own environment says so: its AWS is here and may be asked by the guard.
        """
        if self._answered_by_demo is not None:
            return self._answered_by_demo
        obeyed = not self._settings.ignore_configured_endpoints
        return obeyed and os.environ.get(_DEMO_MARK) == "1" and _is_here("AWS_ENDPOINT_URL")

    def region(self) -> str | None:
        """Return the Region: an admin's setting, AWS_REGION, then boto3's own chain."""
        return self._region(self._session(self._made))

    def forget(self) -> None:
        """Drop session and clients, so that new credentials are picked up; waits for nobody."""
        self._made = _Made()

    def client(self, service: str, region: str | None) -> Any:
        """Return a service's client; raises botocore's errors as they are."""
        made = self._made
        with made.lock:
            session = self._session(made)
            where = _home_region(service, region or self._region(session))
            key = (service, where)
            if key not in made.clients:
                made.clients[key] = self._make(session, service, where)
            return made.clients[key]

    def _region(self, session: boto3.session.Session) -> str | None:
        named = self._settings.region or os.environ.get("AWS_REGION") or session.region_name
        return named or self.fallback_region

    def _session(self, made: _Made) -> boto3.session.Session:
        with made.lock:
            if made.session is None:
                made.session = _new_session(self._settings.profile)
            return made.session

    def _make(self, session: boto3.session.Session, service: str, region: str | None) -> Any:
        from botocore.config import Config  # noqa: PLC0415

        configured: Any = Config  # its stubs lack the newest options
        config = configured(
            connect_timeout=3,
            read_timeout=14 if service == "ce" else 7,
            retries={"mode": "standard", "total_max_attempts": 1},  # tries are ours: patience.py
            max_pool_connections=8,
            user_agent_extra="jupyter_cost_tags",
            ignore_configured_endpoint_urls=self._settings.ignore_configured_endpoints,
        )
        client = self._untyped(session).client(service, region_name=region, config=config)
        client.meta.events.register("before-send", _count_sent)
        client.meta.events.register("after-call", self._notice_demo)
        return client

    @staticmethod
    def _untyped(session: boto3.session.Session) -> Any:
        """Return the session without its overloads: the service is known only at run time."""
        return session

    def _notice_demo(self, http_response: Any, **_: Any) -> None:
        self._answered_by_demo = EMBEDDED_HEADER in (getattr(http_response, "headers", None) or {})


def _is_here(variable: str) -> bool:
    """Whether a variable holds a URL of this machine."""
    try:
        return urlsplit(os.environ.get(variable, "")).hostname in _HERE
    except ValueError:
        return False


def _new_session(profile: str | None) -> boto3.session.Session:
    """Return a session with the process's own service models: SageMaker's takes 0.2 s to read."""
    import boto3  # noqa: PLC0415  (0.3 s: only when AWS is first asked)

    core = _botocore_session(profile)
    where = core.get_config_variable("data_path")
    with _loading:
        loader = _loaders.setdefault(where, core.get_component("data_loader"))
        core.register_component("data_loader", loader)
        session = boto3.session.Session(botocore_session=core)
        paths = loader.search_paths  # each boto3 session adds its own once more
        paths[:] = dict.fromkeys(paths)
    return session


def _botocore_session(profile: str | None) -> Any:
    """Return a session with botocore's own handlers: copies of the first one's, which is faster."""
    from botocore.hooks import HierarchicalEmitter  # noqa: PLC0415
    from botocore.session import Session  # noqa: PLC0415

    if _handlers:
        copied = copy.copy(_handlers[0])
        return Session(profile=profile, event_hooks=copied, include_builtin_handlers=False)
    handlers = HierarchicalEmitter()
    session = Session(profile=profile, event_hooks=handlers)
    _handlers.append(copy.copy(handlers))
    return session


def _count_sent(event_name: str, **_others: Any) -> None:
    """Count a request that goes out; retries count too, as AWS counts them."""
    counter = counting.get()
    if counter is not None:
        _before_send, service, operation = event_name.split(".", 2)
        with _count_lock:
            counter[f"{_SERVICE_OF_EVENT.get(service, service)}:{operation}"] += 1


def _home_region(service: str, region: str | None) -> str | None:
    homes = _HOME_REGION.get(service)
    if homes is None:
        return region
    return homes["aws-cn" if (region or "").startswith("cn-") else "aws"]
