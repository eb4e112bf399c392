"""Launches without tags in notebooks and scripts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Wire
from .guard import NearMiss
from .whoami import InvalidValue

LintRule = Literal["untagged-launch", "missing-key", "refused-value"]


class LintFinding(Wire):
    """One call that launches without the tags that it needs."""

    rule: LintRule
    path: str
    cell: int | None = Field(description="Of all the notebook's cells, from 1; null in a script.")
    line: int = Field(description="Within the cell or script, from 1.")
    column: int = Field(description="From 1.")
    end_line: int
    file_line: int = Field(description="Within the file, from 1.")
    operation: str
    kind: str
    name: str | None = Field(description="Of the resource, where the call says it plainly.")
    call: str
    message: str
    fix: str = Field(description="What to write.")
    missing: list[str] = Field(description="Required keys that the call lacks.")
    near: list[NearMiss]
    invalid: list[InvalidValue]
    fingerprint: str = Field(description="Stays when lines move.")


class LintSkipped(Wire):
    """A file, or cells of it, that could not be looked at."""

    path: str
    reason: str


class Lint(Wire):
    """What was found in the files that were looked at."""

    findings: list[LintFinding]
    files: int
    launches: int = Field(description="Calls that were judged, those with tags included.")
    unknown: int = Field(description="Launches whose tags can't be known from their file.")
    skipped: list[LintSkipped]
    required: list[str] = Field(description="The policy's keys that are required; empty: any tag.")
    sources: list[str] = Field(description="Where the policy was read from.")
