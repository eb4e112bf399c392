"""Northwind Analytics: the company that the demo and the tests find in the embedded AWS."""

from __future__ import annotations

from .build import build
from .files import write_files, write_metadata, write_policy
from .people import DOMAIN_ID, PROFILE, SPACE
from .studio import studio_tags

__all__ = [
    "DOMAIN_ID",
    "PROFILE",
    "SPACE",
    "build",
    "studio_tags",
    "write_files",
    "write_metadata",
    "write_policy",
]
