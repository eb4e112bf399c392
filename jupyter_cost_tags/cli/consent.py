"""A yes before something is changed: typed, or given with --yes."""

from __future__ import annotations

import typer

from ..problems import BadRequest
from .output import is_terminal


def ask_for_yes(what: str, *, yes: bool) -> None:
    """Ask whether to do it; raises `BadRequest` unless somebody agrees or `yes` is given."""
    if yes:
        return
    if not is_terminal():
        raise BadRequest(
            f"{what}: not done without a yes.",
            code="confirmation-needed",
            action="Add --yes, or --dry-run to look only.",
        )
    if not typer.confirm(f"{what}?", err=True):
        raise BadRequest(
            "Nothing was changed: you said no.",
            code="not-confirmed",
            action="Run it again when you want it.",
        )
