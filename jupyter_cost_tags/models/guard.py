"""The launch guard: what it goes by, what it saw, and what people chose."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .policy import Mode
from .problem import Problem
from .whoami import InvalidValue, SourcedTag

Verified = Literal["pending", "complete", "incomplete", "repaired", "gone", "unknown"]
LaunchOutcome = Literal["sent", "blocked", "refused", "failed"]


class NearMiss(Wire):
    """A key that is spelled nearly like one of the policy's."""

    key: str
    meant: str


class Ceiling(Wire):
    """The most that a launch can cost: instances, time limit and list price multiplied."""

    amount: str | None
    currency: str | None
    basis: str | None = Field(description="What was multiplied, for people.")
    reason: str | None = Field(description="Why there is no amount.")


class Launch(Wire):
    """One call that a guard saw; what AWS has for it was read back once."""

    id: str
    batch: str = Field(description="Calls of one user action share it.")
    at: Instant
    operation: str
    kind: str
    name: str
    outcome: LaunchOutcome
    mode: Mode
    resent: bool = Field(description="AWS refused the added tags; it went out without them.")
    added: list[SourcedTag]
    missing: list[str] = Field(description="Required keys that it went out without.")
    invalid: list[InvalidValue]
    near: list[NearMiss]
    ceiling: Ceiling | None
    above_limit: bool
    notebook: str | None
    kernel_id: str | None
    cell_id: str | None
    verified: Verified = Field(description="What AWS has: read once after the call.")
    note: str | None = Field(description="What was found or repaired, for people.")


class NotebookChoice(Wire):
    """What one notebook's launches are tagged with."""

    kernel_id: str | None
    path: str | None
    bundle: str | None
    tags: dict[str, str]


class GuardedKernel(Wire):
    """A kernel, or another process, in which the guard is active."""

    kernel_id: str | None
    notebook: str | None
    mode: Mode
    since: Instant


class Guard(Wire):
    """What kernels go by now and what they launched, newest first."""

    mode: Mode
    written: Instant | None = Field(description="When guard.json was written; null: never.")
    bundle: str | None = Field(description="The bundle chosen for all notebooks.")
    notebooks: list[NotebookChoice]
    kernels: list[GuardedKernel]
    launches: list[Launch] = Field(description="At most 50.")
    rates_as_of: Instant | None
    problem: Problem | None = Field(description="Why kernels can't be told, or told all.")


class GuardRequest(Wire):
    """Write guard.json anew."""


class BundleRequest(Wire):
    """Choose the bundle for all notebooks that have none of their own."""

    bundle: str | None = Field(max_length=128, description="Null chooses none.")


class NotebookRequest(Wire):
    """Tell what a notebook's metadata says."""

    kernel_id: str | None = Field(default=None, max_length=64)
    path: str = Field(max_length=1024)
    bundle: str | None = Field(default=None, max_length=128)
    tags: dict[str, str] = Field(default_factory=dict, max_length=50)


class ResolveRequest(Wire):
    """Find one of the user's resources by what a card names."""

    kind: str = Field(max_length=64)
    name: str = Field(min_length=1, max_length=256)
