"""What kernels go by: guard.json, written at start and on every change; and what people chose."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..guard.suggest import nearest
from ..identity import Identity
from ..launches.book import MOST_LAUNCHES, Book
from ..launches.choices import Choice
from ..launches.document import NAME, chosen_bundle, document, mode_of
from ..launches.tail import FOLDER
from ..launches.verdict import Finding
from ..models import (
    BundleRequest,
    Guard,
    NotebookChoice,
    NotebookRequest,
    Problem,
)
from ..policy.rules import Policy
from ..policy.store import Loaded
from ..problems import (
    AwsTrouble,
    BadRequest,
    CostTagsError,
    Exhausted,
    Misconfigured,
)
from ..state.files import write_atomically
from ..state.home import mark_current
from ..tags.plan import check_wanted
from .context import Context
from .estimates import known_rates
from .rates import ask_rates, rates_problem
from .readback import KEY
from .sections import unexpected

_RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Told:
    """What was written last, and when."""

    folder: Path
    document: Mapping[str, Any]
    at: datetime


class Guards:
    """guard.json of the present identity; safe with threads, and nothing here asks AWS by itself.

    `tell` gets the folder when kernels that start from now on are to follow it.
    """

    def __init__(self, context: Context, tell: Callable[[Path], None] | None = None) -> None:
        """Write nothing yet."""
        self.context = context
        self.tell = tell
        self.book = Book()
        self._lock = threading.Lock()
        self._told: Told | None = None
        self._seen: object = None
        self._retry_at = float("-inf")  # of the monotonic clock, after a disk that failed
        self._problem: Problem | None = None

    @property
    def is_on(self) -> bool:
        """Whether kernels are told at all; an admin decides."""
        return self.context.settings.guard

    @property
    def told(self) -> Told | None:
        """Return what kernels go by, if this process wrote it."""
        return self._told

    # -- writing --------------------------------------------------------------------------

    def sync(self, *, not_before: float | None = None) -> None:
        """Write guard.json for the identity, which AWS is asked for if nobody did.

        Raises the `CostTagsError` of what keeps kernels from being told; the last file stays.
        """
        self._check_on()
        try:
            self._write(self.context.identity(not_before=not_before))
        except CostTagsError as error:
            self._problem = error.problem()
            raise

    def sync_if_changed(self) -> None:
        """Write guard.json if policy, identity, choices or the file itself changed; asks nobody.

        A failure is kept for whoever looks.
        """
        identity = self.context.known_identity()
        if identity is None or not self.is_on or time.monotonic() < self._retry_at:
            return
        if self._stamp(identity) == self._seen:
            return
        try:
            self._write(identity)
        except CostTagsError as error:
            self._problem = error.problem()
        except Exception as error:  # noqa: BLE001  (told; the loop goes on)
            self._problem = unexpected(error).problem()

    def ask_rates(self) -> None:
        """Ask for list prices if that is due, and tell kernels."""
        identity = self.context.known_identity()
        if identity is None or not self.is_on:
            return
        if ask_rates(self.context):
            self._write(identity)

    def _write(self, identity: Identity) -> None:
        with self._lock:
            state = self.context.state(identity)
            now = self.context.now()
            loaded, choices = self.context.policy(), state.choices.current()
            rates = known_rates(self.context)
            told = rates.document() if rates else None
            content = document(identity, loaded, choices, told, now)
            try:
                write_atomically(state.folder / NAME, json.dumps(content, indent=1).encode())
                (state.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
                mark_current(state.folder)
            except OSError:
                self._seen, self._retry_at = None, time.monotonic() + _RETRY_SECONDS
                self._problem = _unwritable().problem()
                raise _unwritable() from None
            if self._told is None or self._told.folder != state.folder:
                self.book = Book()
            self._told = Told(state.folder, content, now)
            self._problem = None
            self._seen = (loaded, identity, choices, True)
        if self.tell:
            self.tell(state.folder)

    def _stamp(self, identity: Identity) -> object:
        """Return what changes when guard.json has to.

        Not the file's own times: two servers on one home would write against each other.
        """
        state = self.context.state(identity)
        there = (state.folder / NAME).is_file()
        return (self.context.policy(), identity, state.choices.current(), there)

    # -- choosing -------------------------------------------------------------------------

    def choose_bundle(self, request: BundleRequest) -> None:
        """Choose the bundle for all notebooks; raises `BadRequest` for one that is not there."""
        policy = self.context.policy_to_write_by()
        _check_bundle(request.bundle, policy)
        self._change(lambda choices: choices.with_bundle(request.bundle))

    def choose_for_notebook(self, request: NotebookRequest) -> None:
        """Keep what a notebook's metadata says; raises `BadRequest` for what can't be tagged."""
        policy = self.context.policy_to_write_by()
        _check_bundle(request.bundle, policy)
        check_wanted(request.tags, policy)
        if not request.path or not request.path.isprintable():
            raise BadRequest("The notebook has no usable path.", code="path-invalid")
        choice = Choice(request.kernel_id or None, request.path, request.bundle, request.tags)
        self._change(lambda choices: choices.with_notebook(choice))

    def _change(self, change: Callable[..., Any]) -> None:
        self._check_on()
        identity = self.context.identity()
        try:
            self.context.state(identity).choices.change(change)
        except OSError:
            raise _unwritable() from None
        self._write(identity)

    def _check_on(self) -> None:
        if not self.is_on:
            raise _off()

    def conclude(self, name: str, finding: Finding) -> None:
        """Keep what was found of a launch; it outlives the process, and servers share it."""
        self.book.conclude(name, finding)
        identity = self.context.known_identity()
        if identity is None:
            return
        cache = self.context.state(identity).cache
        kept = cache.get(KEY)
        merged = {**(kept.value if kept else {}), **self.book.findings()}
        newest = dict(list(merged.items())[-MOST_LAUNCHES:])
        cache.put(KEY, newest, self.context.now())

    # -- reading: no AWS call, no write -----------------------------------------------------

    def guard(self) -> Guard:
        """Return what kernels go by now and what they launched."""
        loaded = self.context.policy()
        told, identity = self._told, self.context.known_identity()
        state = self.context.state(identity) if identity and told else None
        choices = state.choices.current() if state else None
        rates = told.document.get("rates") if told else None
        return Guard(
            mode="off" if not self.is_on else told.document["mode"] if told else mode_of(loaded),
            written=told.at if told else None,
            bundle=chosen_bundle(choices, loaded.policy) if choices else None,
            notebooks=[
                NotebookChoice(
                    kernel_id=one.kernel_id, path=one.path, bundle=one.bundle, tags=dict(one.tags)
                )
                for one in (choices.notebooks if choices else ())
            ],
            kernels=self.book.kernels(),
            launches=self.book.newest(loaded.policy),
            rates_as_of=rates["as_of"] if rates else None,
            problem=self._trouble(loaded, identity),
        )

    def _trouble(self, loaded: Loaded, identity: Identity | None) -> Problem | None:
        """Return what keeps kernels from being told, else what keeps them from being told all."""
        if not self.is_on:
            return _off().problem()
        if self._problem or loaded.problem:
            return self._problem or loaded.problem
        if identity is None or self._told is None:
            return None
        if identity.unreadable and identity.problems:
            what = "Kernels don't know all of your tags"
            return AwsTrouble.about(what, identity.problems[0]).problem()
        has_rates = self._told.document["rates"] is not None
        return None if has_rates else rates_problem(self.context, identity)


def _check_bundle(name: str | None, policy: Policy | None) -> None:
    bundles = policy.bundles if policy else {}
    if name is None or name in bundles:
        return
    near = nearest(name, bundles)
    raise BadRequest(
        f"The policy has no bundle {name!r}." + (f" Did you mean {near}?" if near else ""),
        code="bundle-unknown",
        action=f"Choose one of: {', '.join(bundles)}." if bundles else "Ask an admin for bundles.",
    )


def _off() -> Misconfigured:
    return Misconfigured(
        "An admin turned the launch guard off on this server.",
        code="guard-off",
        action="Ask an admin to set c.CostTags.guard = True.",
    )


def _unwritable() -> Exhausted:
    return Exhausted(
        "Kernels can't be told: the state folder can't be written (disk full or read-only).",
        code="guard-unwritable",
        action="Free space in the home directory, or set COST_TAGS_HOME to a folder on disk.",
    )
