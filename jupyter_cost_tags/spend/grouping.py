"""What the amounts are broken down by."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ..problems import BadRequest

_DIMENSIONS = {
    "service": "SERVICE",
    "usage-type": "USAGE_TYPE",
    "instance-type": "INSTANCE_TYPE",
}
WORDS = "tag:KEY, service, usage-type, instance-type, day or job"
_TAG = "tag:"
_LONGEST_KEY = 128


@dataclass(frozen=True)
class Grouping:
    """A breakdown; `definition` is Cost Explorer's, None for days and jobs."""

    by: str
    definition: dict[str, str] | None

    @property
    def tag_key(self) -> str | None:
        """Return the tag key of the breakdown, if it is one by tag."""
        return self.by[len(_TAG) :] if self.by.startswith(_TAG) else None


def grouping(by: str) -> Grouping:
    """Return the breakdown; raises `BadRequest` for one that can't be had."""
    if by in {"day", "job"}:
        return Grouping(by, None)
    if by in _DIMENSIONS:
        return Grouping(by, {"Type": "DIMENSION", "Key": _DIMENSIONS[by]})
    key = by[len(_TAG) :]
    if by.startswith(_TAG) and _is_tag_key(key):
        return Grouping(by, {"Type": "TAG", "Key": key})
    raise BadRequest(f"Spend can't be grouped by {by[:40]!r}.", action=f"Use {WORDS}.")


def _is_tag_key(key: str) -> bool:
    """Tell whether AWS's tag grammar allows the key: letters, spaces, digits and _.:/=+-@."""
    return 0 < len(key) <= _LONGEST_KEY and all(
        character in "_.:/=+-@" or unicodedata.category(character)[0] in "LZN" for character in key
    )
