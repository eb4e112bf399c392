"""The policy as the panel needs it: keys, values with names, bundles."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Wire
from .problem import Problem

Mode = Literal["off", "warn", "fill", "block"]


class AllowedValue(Wire):
    """A value that the policy allows, and its friendly name."""

    value: str
    label: str | None


class PolicyKey(Wire):
    """What the policy says of one tag key."""

    key: str
    required: bool
    values: list[AllowedValue] | None = Field(description="The allowed values; null allows any.")
    pattern: str | None = Field(description="The pattern that a value must match as a whole.")
    default: str | None
    protected: bool = Field(description="Never written by this tool.")


class Bundle(Wire):
    """A named set of tags that people pick instead of keys and values."""

    name: str
    tags: dict[str, str]


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
