"""Who the user is billed as, and which tags apply."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Wire
from .section import Section

Environment = Literal[
    "studio-private-space",
    "studio-shared-space",
    "studio-classic",
    "unified-studio",
    "notebook-instance",
    "local",
    "unknown",
]
TagSource = Literal[
    "cell",
    "notebook",
    "bundle",
    "space",
    "user-profile",
    "domain",
    "notebook-instance",
    "policy-default",
]
Propagation = Literal["ENABLED", "DISABLED", "unknown"]


class SourcedTag(Wire):
    """A tag and the layer that gave it."""

    key: str
    value: str
    source: TagSource


class InvalidValue(Wire):
    """A value that the policy does not allow, and the nearest one that it does."""

    key: str
    value: str
    reason: str
    suggestion: str | None = Field(
        description="The nearest allowed value or key; null if none is near."
    )


class WhoAmI(Wire):
    """The identity that AWS bills and its effective tags."""

    environment: Environment
    reason: str | None = Field(description="Why something here is unknown; null if nothing is.")
    account: str | None
    region: str | None
    partition: str | None
    domain_id: str | None
    user_profile: str | None
    space: str | None
    role_arn: str | None
    tag_propagation: Propagation
    tags: list[SourcedTag] = Field(description="The winner per key; system keys are left out.")
    overridden: list[SourcedTag] = Field(description="Tags that a layer above replaced.")
    missing: list[str] = Field(description="Required keys that no layer gives.")
    invalid: list[InvalidValue] = Field(
        description="Effective tags whose value the policy refuses."
    )
    unknown: list[str] = Field(description="Required keys that an unreadable layer may give.")
    bundle: str | None = Field(description="The bundle chosen for all notebooks.")
    notebook_instance: str | None = Field(description="The notebook instance's name, on one.")
    display_name: str | None = Field(
        description="The Studio user at the keyboard of a shared space: a claim, for display only."
    )


class WhoAmISection(Section):
    """The identity as last read."""

    value: WhoAmI | None
