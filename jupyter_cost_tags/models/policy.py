"""The policy as the panel needs it: keys, values with names, bundles."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Instant, Wire
from .problem import Problem

Mode = Literal["off", "warn", "fill", "block"]
OrganisationState = Literal[
    "in-force", "none", "not-in-organisation", "denied", "unavailable", "not-asked"
]


class AllowedValue(Wire):
    """A value that the policy allows, and its friendly name."""

    value: str
    label: str | None


class PolicyKey(Wire):
    """What the policy says of one tag key."""

    key: str
    required: bool
    required_for: list[str] | None = Field(
        description="The kinds that must carry a required key; null: all of them."
    )
    values: list[AllowedValue] | None = Field(
        description="The allowed values; null allows any, or what `wildcards` says."
    )
    wildcards: list[str] | None = Field(
        description="The allowed values where one has a *, which stands for any text; else null."
    )
    pattern: str | None = Field(description="The pattern that a value must match as a whole.")
    default: str | None
    protected: bool = Field(description="Never written by this tool.")


class Bundle(Wire):
    """A named set of tags that people pick instead of keys and values."""

    name: str
    tags: dict[str, str]


class OrganisationPolicy(Wire):
    """What became of reading the organisation's effective tag policy."""

    state: OrganisationState = Field(
        description="in-force: it is the policy, since there is no file; none: there is none."
    )
    as_of: Instant | None = Field(description="When AWS was asked.")
    problem: Problem | None = Field(description="What could not be read, and why.")


class PolicyPull(Wire):
    """A policy file made of the organisation's tag policy."""

    outcome: Literal["printed", "written", "unchanged"]
    file: str | None
    keys: list[str]
    left_out: list[str] = Field(description="What a policy file can't say, in sentences.")
    conflicts: list[str] = Field(description="Where the file and the organisation disagree.")
    yaml: str = Field(description="The whole text of the file.")
    diff: str = Field(description="What changes in the file that is there, as `diff -u` shows it.")
    organisation: OrganisationPolicy


class PolicyView(Wire):
    """The policy in force; `none` judges nothing."""

    state: Literal["policy", "none"]
    mode: Mode
    keys: list[PolicyKey]
    bundles: list[Bundle]
    sources: list[str] = Field(description="Where the policy was read from, the admin's first.")
    problem: Problem | None = Field(
        description="Why a policy file was refused; the last good one stays."
    )
    organisation: OrganisationPolicy
