"""A section's state: the last good value, its age, and what is wrong now."""

from __future__ import annotations

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem


class Section(Wire):
    """What is known about one section; each of them loads and fails by itself."""

    as_of: Instant | None = Field(description="When the value was read from AWS; null without one.")
    stale: bool = Field(description="Whether the value is older than its lifetime.")
    refreshing: bool = Field(description="Whether a refresh is under way.")
    problem: Problem | None = Field(description="Why the last refresh failed; the value stays.")


class RefreshRequest(Wire):
    """Ask for a refresh of what is older than its lifetime."""

    force: bool = Field(default=False, description="Ask AWS even if the value is fresh.")
    max_age: int | None = Field(
        default=None,
        ge=0,
        le=366 * 86400,
        description="Seconds; refresh only a value older than this.",
    )
