"""How many examples Hypothesis tries: other ones in each run, all of them with RUN_FULL."""

from __future__ import annotations

import os

_PART = 1 if os.environ.get("RUN_FULL") else 3
USUAL = 100


def examples(count: int = USUAL) -> int:
    """Return how many of so many are tried in this run."""
    return max(1, count // _PART)
