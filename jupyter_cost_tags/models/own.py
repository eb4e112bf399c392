"""The tags of my own user profile or space: what they are, and a plan to change them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Wire
from .fix import Plan
from .problem import Problem
from .whoami import Propagation

OwnLayer = Literal["user-profile", "space"]


class OwnTags(Wire):
    """One layer of my own, and whether it can be edited."""

    layer: OwnLayer
    name: str
    shared: bool = Field(description="A shared space: its tags concern everybody in it.")
    tags: dict[str, str] | None = Field(
        description="Without system tags; null when they could not be read."
    )
    state: Literal["editable", "read-only", "unreadable"] = Field(
        description="read-only: AWS denied a write since this server started."
    )
    problem: Problem | None = Field(description="Why it is not editable, with the IAM action.")


class Own(Wire):
    """My own layers, the one to edit first, and when a change takes effect."""

    layers: list[OwnTags]
    tag_propagation: Propagation
    reason: str | None = Field(description="Why there is nothing to edit; null if there is.")
    notes: list[str] = Field(description="When a change takes effect, in sentences.")


class OwnPlanRequest(Wire):
    """Ask for a plan for one of my own layers, which is never named by ARN."""

    layer: OwnLayer
    set: dict[str, str] = Field(default_factory=dict, max_length=50, description="Tags to set.")
    remove: list[str] = Field(default_factory=list, max_length=50, description="Keys to remove.")


class OwnPlan(Plan):
    """The change of one of my own layers before it is made."""

    layer: OwnLayer
    shared: bool
    notes: list[str] = Field(description="When the change takes effect, in sentences.")
