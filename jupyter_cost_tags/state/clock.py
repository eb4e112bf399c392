"""The clock: UTC, or fixed by COST_TAGS_NOW for tests and the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from ..problems import Misconfigured

VARIABLE = "COST_TAGS_NOW"


def now(environ: Mapping[str, str]) -> datetime:
    """Return the instant in UTC; COST_TAGS_NOW fixes it.

    Raises `Misconfigured` when the variable is no ISO 8601 instant with a zone.
    """
    return fixed_clock(environ) or datetime.now(timezone.utc)


def fixed_clock(environ: Mapping[str, str]) -> datetime | None:
    """Return the instant that COST_TAGS_NOW fixes, in UTC; None for a running clock.

    Raises as `now`.
    """
    fixed = environ.get(VARIABLE, "").strip()
    if not fixed:
        return None
    try:
        instant = datetime.fromisoformat(_without_z(fixed))
    except ValueError:
        raise _bad() from None
    if instant.tzinfo is None:
        raise _bad()
    return instant.astimezone(timezone.utc)


def _without_z(spelled: str) -> str:
    """Spell a closing Z as an offset: Python 3.10 does not read the Z."""
    return spelled[:-1] + "+00:00" if spelled[-1:] in "zZ" else spelled


def _bad() -> Misconfigured:
    return Misconfigured(
        f"{VARIABLE} is not an instant such as 2026-11-23T09:00:00Z.",
        action=f"Correct {VARIABLE} or unset it.",
    )
