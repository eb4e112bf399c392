"""What a snapshot run wrote."""

from __future__ import annotations

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem


class SnapshotMade(Wire):
    """One run: what was asked and what was written."""

    to: str
    key: str = Field(description="The tag key that months are broken down by.")
    currency: str | None
    asked_from: str = Field(description="The first UTC day that was asked for.")
    asked_until: str = Field(description="The day after the last one.")
    files: int = Field(description="How many owners' files were written.")
    left_out: int = Field(description="Owners whose ARN names no file.")
    requests: int
    request_cost: str = Field(description="In USD.")
    as_of: Instant
    problems: list[Problem]
