"""What an admin or the environment says about reaching AWS."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AwsSettings:
    """Profile, Region and whether configured endpoints are obeyed; `None` means AWS's own chain."""

    profile: str | None = None
    region: str | None = None
    ignore_configured_endpoints: bool = False
