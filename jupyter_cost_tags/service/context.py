"""What every operation needs: AWS, identity, policy, clock, and the state on disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ..aws import Aws, AwsSettings
from ..identity import Identity, resolve
from ..launches.choices import CHOICES, ChoiceFile
from ..launches.document import chosen_bundle
from ..models import WhoAmI
from ..policy.rules import Policy
from ..policy.store import Loaded, PolicyStore
from ..problems import CostTagsError, PolicyInvalid
from ..running.snooze import SNOOZES, SnoozeFile
from ..state.cache import Cache
from ..state.clock import now as clock_now
from ..state.home import state_dir
from ..state.meter import Meter
from ..tags.corrections import CorrectionStore
from ..tags.journal import Journal
from ..tags.pace import Pace
from .organisations import as_policy, asked_organisation
from .sources import give_sources
from .whoami import whoami

CACHE = "cache.sqlite"
IDENTITY_LIFETIME = timedelta(hours=1)
_IDENTITY_SECONDS = {True: 3600.0, False: 60.0}  # by whether it is complete


@dataclass(frozen=True)
class Settings:
    """What an admin sets on the server; the command line takes the defaults."""

    aws: AwsSettings = field(default_factory=AwsSettings)
    billing_view: str | None = None
    spend_enabled: bool = True
    daily_cap: int = 4  # Cost Explorer requests a UTC day
    snapshot: str | None = None  # where the central snapshot is; then Cost Explorer isn't asked
    guard: bool = True  # whether kernels are told what to do about tags


@dataclass(frozen=True)
class State:
    """The state on disk of one identity."""

    folder: Path
    cache: Cache
    meter: Meter
    journal: Journal
    corrections: CorrectionStore
    choices: ChoiceFile
    snoozes: SnoozeFile


class Context:
    """One user's world: made once per process, nothing is asked until it is needed."""

    def __init__(self, environ: Mapping[str, str], settings: Settings | None = None) -> None:
        """Take the environment as it is; the clock and the paths come from it."""
        self.environ = environ
        self.settings = settings or Settings()
        self.aws = Aws(self.settings.aws)
        self.policies = PolicyStore(environ)
        self.pace = Pace()  # of all tag writes of this process
        self._organisation: Loaded | None = None  # the policy where no file is
        self.asks_for_policies = True  # a server asks with the identity only
        self._asking = threading.Lock()  # held while AWS is asked: never on the event loop
        self._opening = threading.Lock()
        self._identity: tuple[Identity, float] | None = None  # with the second it was read in
        self._whoami: tuple[Identity, Policy | None, str | None, WhoAmI] | None = None
        self._trouble: CostTagsError | None = None  # why the last read told less than it
        self._states: dict[tuple[str | None, ...], State] = {}

    def now(self) -> datetime:
        """Return the instant in UTC; `COST_TAGS_NOW` fixes it."""
        return clock_now(self.environ)

    def policy(self) -> Loaded:
        """Return the policy in force, re-read when its files change.

        Without a file it is the organisation's, as AWS told it with the identity. Of AWS only a
        command asks here, once, where a file names an object of S3 or a parameter.
        """
        loaded = self.policies.current()
        if self.asks_for_policies and self.policies.sources(unread=True):
            give_sources(self.aws.metered(), self.policies)
            loaded = self.policies.current()
        return self._organisation or loaded if loaded.is_nothing else loaded

    def policy_to_write_by(self) -> Policy | None:
        """Return the policy; raises `PolicyInvalid` while a file of it was never read.

        Such a file may protect keys, so that nothing is written until it is corrected.
        """
        loaded = self.policy()
        if loaded.unread and loaded.problem:
            raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
        return loaded.policy

    def identity(self, *, not_before: float | None = None) -> Identity:
        """Return who is billed; asked of AWS once an hour.

        `not_before` (of the monotonic clock) asks again unless it was read since then. Raises a
        `CostTagsError` when AWS could not be asked at all. What is not complete is asked again
        after a minute, and never takes the place of what is.
        """
        with self._asking:
            known = self._identity
            if known:
                oldest = time.monotonic() - _IDENTITY_SECONDS[self.is_settled]
                if known[1] >= max(oldest, not_before or oldest):
                    if self._organisation is None or self.policies.sources(unread=True):
                        self._ask_for_policy(known[0], anew=False)
                    return known[0]
            started = time.monotonic()
            identity = resolve(self.aws.metered(), self.environ)
            self._trouble = None
            if known and identity.is_less_than(known[0]):
                self._trouble = identity.problems[0]
                identity = known[0]
            self._ask_for_policy(identity, force=not_before is not None)
            self._identity = (identity, started)
            return identity

    def _ask_for_policy(
        self, identity: Identity, *, force: bool = False, anew: bool = True
    ) -> None:
        """Ask for what policy files name, and for the organisation's rules where no file is."""
        cache = self.state(identity).cache
        if self.policies.sources(unread=not anew):
            give_sources(self.aws.metered(), self.policies, cache, self.now())
        if self.policies.current().is_nothing:
            asked = asked_organisation(self.aws.metered(), cache, self.now(), force=force)
            self._organisation = as_policy(asked)

    @property
    def is_settled(self) -> bool:
        """Whether the identity was read as a whole the last time."""
        known = self.known_identity()
        return known is not None and known.complete and self._trouble is None

    def known_identity(self) -> Identity | None:
        """Return the identity if it was read before; never asks AWS."""
        return self._identity[0] if self._identity else None

    def whoami(self, *, not_before: float | None = None) -> WhoAmI:
        """Return the identity held against the policy.

        Raises a `CostTagsError` when AWS could not be asked, or told less than is known.
        """
        identity = self.identity(not_before=not_before)
        if self._trouble:
            raise self._trouble
        return self._told(identity)

    def known_whoami(self) -> WhoAmI | None:
        """Return the known identity held against the policy and the choice of now; asks nobody."""
        known = self.known_identity()
        return self._told(known) if known else None

    def read_anew(self) -> None:
        """Ask AWS for the identity again the next time: its tags were just written."""
        with self._asking:
            if self._identity:
                self._identity = (self._identity[0], float("-inf"))

    def _told(self, identity: Identity) -> WhoAmI:
        policy = self.policy().policy
        bundle = chosen_bundle(self.state(identity).choices.current(), policy)
        known = self._whoami
        if known and known[0] is identity and known[1] is policy and known[2] == bundle:
            return known[3]
        told = whoami(identity, policy, bundle)
        self._whoami = (identity, policy, bundle, told)
        return told

    def state(self, identity: Identity) -> State:
        """Return the state on disk of this identity; its folder is made the first time."""
        whose = identity.user_profile or identity.space or identity.notebook_instance
        key = (identity.account, identity.region, identity.domain_id, whose)
        with self._opening:
            if key not in self._states:
                self._states[key] = _opened(state_dir(self.environ, *key))
            return self._states[key]


def _opened(folder: Path) -> State:
    path = folder / CACHE
    return State(
        folder,
        Cache(path),
        Meter(path),
        Journal(folder / "journal"),
        CorrectionStore(folder / "corrections"),
        ChoiceFile(folder / CHOICES),
        SnoozeFile(folder / SNOOZES),
    )
